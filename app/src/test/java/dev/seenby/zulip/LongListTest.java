package dev.seenby.zulip;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seenby.receipts.RealServers;
import dev.seenby.storage.Message;
import dev.seenby.storage.Room;
import io.vertx.core.json.JsonArray;
import io.vertx.pgclient.PgConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Many thousands have read Alice's message: more than fit into one page of readers and one part of an answer. */
@ExtendWith(RealServers.Shared.class)
class LongListTest {
    private static final int CROWD = 9_000;

    @Test
    void everyOneOfManyReadersIsListedOnceAndInOrder() {
        try (ZulipServer server = new ZulipServer()) {
            Client owner = server.organisation();
            Client alice = server.person(owner, "Alice");
            Room room = server.room(Room.Kind.PUBLIC, "crowd", alice);
            List<Long> crowd = crowd(server, owner);
            server.join(room, crowd);
            Message message = server.send(alice, room);
            server.read(message, crowd);

            Client.Answer answer = alice.get("/messages/" + message.facts().id() + "/read_receipts?zebra=1");

            assertThat(answer.headers().get("Transfer-Encoding")).isEqualTo("chunked");
            assertThat(answer.json().getJsonArray("user_ids"))
                    .isEqualTo(new JsonArray(IntStream.rangeClosed(1_000_001, 1_000_000 + CROWD)
                            .boxed()
                            .toList()));
            assertThat(answer.text()).endsWith("],\"ignored_parameters_unsupported\":[\"zebra\"]}\n");
        }
    }

    /** Past the storage, which makes them one at a time; Zulip's ids grow while storage ids do not. */
    private static List<Long> crowd(ZulipServer server, Client owner) {
        PgConnection connection = ZulipServer.await(
                PgConnection.connect(server.vertx(), RealServers.shared().postgresUri()));
        List<Long> ids = new ArrayList<>();
        ZulipServer.await(connection
                        .query("insert into person (app, user_id, rocketchat_id, zulip_id, username, username_folded,"
                                + " name, role, bot, active, details) select "
                                + owner.app().sdkAppId()
                                + ", 'crowd' || n, lpad(n::text, 17, 'x'), " + (1_000_001 + CROWD)
                                + " - n, 'crowd' || n, 'crowd' || n, 'Crowd', 'MEMBER', false, true, '{}'"
                                + " from generate_series(1, " + CROWD + ") n returning id")
                        .execute())
                .forEach(row -> ids.add(row.getLong("id")));
        ZulipServer.await(connection.close());
        return ids;
    }
}
