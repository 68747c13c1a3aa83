package dev.seenby.zulip;

import static dev.seenby.zulip.SubscriptionsTest.PATH;
import static dev.seenby.zulip.SubscriptionsTest.refuses;
import static dev.seenby.zulip.SubscriptionsTest.subscribe;
import static org.assertj.core.api.Assertions.assertThat;

import dev.seenby.receipts.RealServers;
import dev.seenby.storage.Message;
import dev.seenby.storage.Person;
import dev.seenby.storage.Room;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Who sees what was said in a channel that was made here, and who knows of the channel. */
@ExtendWith(RealServers.Shared.class)
class AccessTest {
    private static ZulipServer server;
    private Client owner;
    private Client alice;
    private Client bob;
    private Client gus;

    @BeforeAll
    static void start() {
        server = new ZulipServer();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void people() {
        owner = server.organisation();
        alice = server.person(owner, "Alice");
        bob = server.person(owner, "Bob");
        gus = server.person(owner, "Gus", Person.Role.GUEST, false);
    }

    private Room channel(String... privacy) {
        assertThat(subscribe(alice, "[{\"name\":\"tea\"}]", privacy).status()).isEqualTo(200);
        return server.roomOf(alice, "tea");
    }

    private void comes(Client... people) {
        for (Client person : people) {
            subscribe(alice, "[{\"name\":\"tea\"}]", "principals", "[" + person.id() + "]");
        }
    }

    private static void leaves(Client person) {
        assertThat(person.call(HttpMethod.DELETE, PATH, Client.form("subscriptions", "[\"tea\"]"))
                        .text())
                .contains("\"removed\":[\"tea\"]");
    }

    private static Client.Answer receipts(Client caller, Message message) {
        return caller.get("/messages/" + message.facts().id() + "/read_receipts");
    }

    private static void sees(Client caller, Message message) {
        assertThat(receipts(caller, message).text())
                .isEqualTo("{\"result\":\"success\",\"msg\":\"\",\"user_ids\":[]}\n");
    }

    private static void seesNot(Client caller, Message message) {
        refuses(receipts(caller, message), "Invalid message(s)");
    }

    @Test
    void aGuestSeesAPublicChannelOnlyWhileInIt() {
        Message message = server.send(alice, channel());
        sees(bob, message);
        seesNot(gus, message);
        comes(gus);
        sees(gus, message);
        leaves(gus);
        seesNot(gus, message);
    }

    @Test
    void whoComesLateToAProtectedHistorySeesOnlyWhatCameAfter() {
        Room room = channel("invite_only", "true");
        Message before = server.send(alice, room);
        comes(bob, gus);
        Message after = server.send(alice, room);
        for (Client late : List.of(bob, gus)) {
            seesNot(late, before);
            sees(late, after);
        }
        sees(alice, before);
        seesNot(owner, after);
    }

    @Test
    void whoWasAwaySeesOfAProtectedHistoryWhatTheyReceivedInEitherStay() {
        Room room = channel("invite_only", "true");
        comes(bob);
        Message received = server.send(alice, room);
        leaves(bob);
        Message missed = server.send(alice, room);
        seesNot(bob, received);
        comes(bob);
        Message afterwards = server.send(alice, room);
        sees(bob, received);
        seesNot(bob, missed);
        sees(bob, afterwards);
    }

    @Test
    void aSharedHistoryIsSeenWholeByThoseWhoAreInTheChannel() {
        Room room = channel("invite_only", "true", "history_public_to_subscribers", "true");
        Message before = server.send(alice, room);
        seesNot(bob, before);
        comes(bob, gus);
        sees(bob, before);
        sees(gus, before);
        seesNot(owner, before);
        leaves(bob);
        seesNot(bob, before);
    }

    @Test
    void aPublicChannelsHistoryIsNeverProtected() {
        Room room = channel("history_public_to_subscribers", "false");
        sees(bob, server.send(alice, room));
    }

    @Test
    void whatIsSaidInADeletedChannelIsSeenByNobodyAndItsNameIsFree() {
        Room room = channel();
        Message message = server.send(alice, room);
        ZulipServer.await(server.services().conversations().delete(room));
        seesNot(alice, message);
        refuses(alice.get("/streams/" + room.streamId()), "Invalid channel ID");
        assertThat(alice.get(PATH).json().getJsonArray("subscriptions")).isEmpty();
        assertThat(channel().streamId()).isNotEqualTo(room.streamId());
    }

    @Test
    void roomsThatZulipKnowsNotOfAreNotThereEvenForOwners() {
        for (Room.Kind kind : List.of(Room.Kind.LIVE, Room.Kind.COMMUNITY)) {
            Room room = server.room(kind, "huge", alice, owner);
            Message message = server.send(alice, room);
            seesNot(alice, message);
            seesNot(owner, message);
            refuses(owner.get("/streams/" + room.streamId()), "Invalid channel ID");
            refuses(owner.get("/users/me/" + room.streamId() + "/topics"), "Invalid channel ID");
            assertThat(owner.get("/streams?include_all=true").json().getJsonArray("streams"))
                    .isEmpty();
            assertThat(alice.get(PATH).json().getJsonArray("subscriptions")).isEmpty();
        }
    }
}
