package dev.seenby.receipts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seenby.clients.Dialects;
import dev.seenby.storage.AppOptions.Event;
import dev.seenby.storage.Positions;
import dev.seenby.storage.Webhooks;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whichever dialect somebody reads, writes, comes or goes by, the app's webhook is told. */
class WebhookEventsTest {
    @Test
    void whatAnyDialectDoesIsQueued() {
        try (RealServers servers = RealServers.start()) {
            RealServers.Node node = servers.node();
            try (ThreeDialects chat =
                    new ThreeDialects(node, List.of("Alice", "Bob", "Carol", "Dave"), List.of("Alice", "Bob"))) {
                Dialects.await(PgConnection.connect(servers.vertx(), PgConnectOptions.fromUri(servers.postgresUri()))
                        .compose(c -> c.query("update app set webhook_url = 'http://127.0.0.1:1', webhook_events ="
                                        + " '{READ,SENT,RECALLED,JOINED,LEFT,GROUP_DELETED}'")
                                .execute()
                                .eventually(c::close)));
                chat.tencentSends("Alice", true);
                chat.tencentReads("Bob", List.of(0));
                chat.rocketChatJoins("Carol");
                chat.tencentJoins("Dave");
                chat.rocketChatSends("Alice", null);
                chat.rocketChatReads("Carol", false);
                chat.zulipSends("Alice", "lunch");
                chat.zulipReads("Dave", List.of(2));
                chat.zulipLeaves("Dave");
                chat.zulipDeletes(2);

                List<Webhooks.Event> events =
                        Dialects.await(node.record.webhooks().take(chat.app()));

                assertThat(events)
                        .extracting(Webhooks.Event::kind)
                        .containsExactly(
                                Event.SENT,
                                Event.READ,
                                Event.JOINED,
                                Event.JOINED,
                                Event.SENT,
                                Event.READ,
                                Event.SENT,
                                Event.READ,
                                Event.LEFT,
                                Event.RECALLED);
                assertThat(events.get(9).stretches()).containsExactly(new Positions(3, 3));
            }
        }
    }
}
