package dev.seenby.zulip;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seenby.receipts.RealServers;
import dev.seenby.storage.Message;
import dev.seenby.storage.Person;
import dev.seenby.storage.Room;
import io.vertx.core.http.HttpMethod;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Everybody who can be, reads everything: each combination of what hides a reader, and of what does not, is one of 64 people.
 * Each of them has written a message, Alice another; the receipts of all of them are asked by Alice, who mutes some and is
 * muted by some, by Bob, of whom the same is true but who has written nothing, and by Carol, whom nobody mutes. And again
 * with the organisation's switch off.
 */
@ExtendWith(RealServers.Shared.class)
class PrivacyMatrixTest {
    private static final int COMBINATIONS = 64;

    /** One of the readers, and all that is true of them. */
    private record Reader(
            Client client,
            boolean hides,
            boolean muted,
            boolean mutes,
            boolean deactivated,
            boolean bot,
            boolean guest) {}

    private record Written(Client sender, Message message) {}

    private static ZulipServer server;
    private static Client olga;
    private static Client alice;
    private static Client bob;
    private static Client carol;
    private static final List<Reader> READERS = new ArrayList<>();
    private static final List<Written> MESSAGES = new ArrayList<>();

    @BeforeAll
    static void everybodyReadsEverything() {
        server = new ZulipServer();
        olga = server.organisation();
        alice = server.person(olga, "Alice");
        bob = server.person(olga, "Bob");
        carol = server.person(olga, "Carol");
        for (int i = 0; i < COMBINATIONS; i++) {
            boolean bot = (i & 16) != 0;
            boolean guest = (i & 32) != 0;
            Client client = server.person(olga, "Reader" + i, guest ? Person.Role.GUEST : Person.Role.MEMBER, bot);
            READERS.add(new Reader(client, (i & 1) != 0, (i & 2) != 0, (i & 4) != 0, (i & 8) != 0, bot, guest));
        }
        List<Client> everybody = new ArrayList<>(List.of(alice, bob, carol));
        READERS.forEach(reader -> everybody.add(reader.client()));
        Client dave = server.person(olga, "Dave");
        Client[] members = everybody.toArray(Client[]::new);
        Room room = server.room(Room.Kind.PRIVATE, "tea", members);
        // Dave is there and never reads.
        server.join(room, dave);
        MESSAGES.add(new Written(alice, server.send(alice, room)));
        READERS.forEach(reader -> MESSAGES.add(new Written(reader.client(), server.send(reader.client(), room))));
        String all = MESSAGES.stream()
                .map(written -> Long.toString(written.message().facts().id()))
                .collect(Collectors.joining(",", "[", "]"));
        for (Client member : members) {
            String form = Client.form("messages", all, "op", "add", "flag", "read");
            assertThat(member.call(HttpMethod.POST, "/messages/flags", form).status())
                    .isEqualTo(200);
        }
        READERS.forEach(PrivacyMatrixTest::become);
    }

    /** Through the calls of the dialect. */
    private static void become(Reader reader) {
        Client client = reader.client();
        if (reader.hides()) {
            done(client.call(HttpMethod.PATCH, "/settings", "send_read_receipts=false"));
        }
        for (Client asker : List.of(alice, bob)) {
            if (reader.muted()) {
                done(asker.call(HttpMethod.POST, "/users/me/muted_users/" + client.id(), null));
            }
            if (reader.mutes()) {
                done(client.call(HttpMethod.POST, "/users/me/muted_users/" + asker.id(), null));
            }
        }
        if (reader.deactivated()) {
            done(olga.call(HttpMethod.DELETE, (reader.bot() ? "/bots/" : "/users/") + client.id(), null));
        }
    }

    private static void done(Client.Answer answer) {
        assertThat(answer.text()).isEqualTo("{\"result\":\"success\",\"msg\":\"\"}\n");
    }

    @AfterAll
    static void stop() {
        server.close();
        READERS.clear();
        MESSAGES.clear();
    }

    /** Whether the asker is told that the reader has read the message: the rule in plain words. */
    private static boolean isShown(Reader reader, Client asker, Client sender) {
        if (reader.client() == sender) {
            return false;
        }
        if (reader.hides() || reader.deactivated()) {
            return false;
        }
        boolean strangers = asker == carol;
        // Neither being a bot nor being a guest makes a difference.
        return strangers || !reader.muted() && !reader.mutes();
    }

    private static String expected(Client asker, Client sender) {
        List<Integer> ids = new ArrayList<>();
        for (Client one : List.of(alice, bob, carol)) {
            if (one != sender) {
                ids.add(one.id());
            }
        }
        for (Reader reader : READERS) {
            if (isShown(reader, asker, sender)) {
                ids.add(reader.client().id());
            }
        }
        return ids.stream().sorted().map(String::valueOf).collect(Collectors.joining(","));
    }

    private static Client.Answer receipts(Client asker, Written written) {
        return asker.get("/messages/" + written.message().facts().id() + "/read_receipts");
    }

    @Test
    void everyAskerSeesOfEveryMessageJustThoseWhomTheyMaySee() {
        for (Written written : MESSAGES) {
            for (Client asker : List.of(alice, bob, carol)) {
                assertThat(receipts(asker, written).text())
                        .as(
                                "%s asks about the message of %s",
                                asker.email(), written.sender().email())
                        .isEqualTo("{\"result\":\"success\",\"msg\":\"\",\"user_ids\":["
                                + expected(asker, written.sender()) + "]}\n");
            }
        }
        // The rule hides and shows: neither everybody nor nobody.
        assertThat(READERS.stream().filter(reader -> isShown(reader, alice, alice)))
                .hasSize(4);
        assertThat(READERS.stream().filter(reader -> isShown(reader, carol, alice)))
                .hasSize(16);
    }

    @Test
    void everyReaderWhoIsStillThereSeesThemselvesUnlessTheyHideAndNeverAsTheSender() {
        Written ofAlice = MESSAGES.get(0);
        for (int i = 0; i < COMBINATIONS; i++) {
            Reader reader = READERS.get(i);
            if (!reader.deactivated()) {
                Client client = reader.client();
                assertThat(receipts(client, ofAlice)
                                .json()
                                .getJsonArray("user_ids")
                                .contains(client.id()))
                        .as("%s", reader)
                        .isEqualTo(!reader.hides());
                assertThat(receipts(client, MESSAGES.get(i + 1))
                                .json()
                                .getJsonArray("user_ids")
                                .contains(client.id()))
                        .as("%s", reader)
                        .isFalse();
            }
        }
    }

    @Test
    void withTheSwitchOffNobodySeesAnybodyAndWithItOnAllIsAsBefore() {
        olga.call(HttpMethod.PATCH, "/realm", "enable_read_receipts=false");
        try {
            for (Written written : MESSAGES) {
                for (Client asker : List.of(alice, bob, carol)) {
                    assertThat(receipts(asker, written).text())
                            .isEqualTo("{\"result\":\"error\",\"msg\":\"Read receipts are disabled in this"
                                    + " organization.\",\"code\":\"BAD_REQUEST\"}\n");
                }
            }
        } finally {
            olga.call(HttpMethod.PATCH, "/realm", "enable_read_receipts=true");
        }
        everyAskerSeesOfEveryMessageJustThoseWhomTheyMaySee();
    }
}
