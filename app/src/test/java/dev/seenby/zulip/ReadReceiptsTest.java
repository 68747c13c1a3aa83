package dev.seenby.zulip;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seenby.receipts.Privacy;
import dev.seenby.receipts.RealServers;
import dev.seenby.storage.Message;
import dev.seenby.storage.Person;
import dev.seenby.storage.Room;
import io.vertx.core.http.HttpMethod;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Alice asks who has read her message, and who has read those of others. */
@ExtendWith(RealServers.Shared.class)
class ReadReceiptsTest {
    private static final String INVALID =
            "{\"result\":\"error\",\"msg\":\"Invalid message(s)\",\"code\":\"BAD_REQUEST\"}\n";
    private static final String DISABLED = "{\"result\":\"error\",\"msg\":\"Read receipts are disabled in this"
            + " organization.\",\"code\":\"BAD_REQUEST\"}\n";

    private static ZulipServer server;
    private Client owner;
    private Client alice;
    private Client bob;
    private Client carol;
    private Client dave;

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
        carol = server.person(owner, "Carol");
        dave = server.person(owner, "Dave");
    }

    private static Client.Answer receipts(Client caller, Message message) {
        return caller.get("/messages/" + message.facts().id() + "/read_receipts");
    }

    private static String ids(Client... people) {
        return Arrays.stream(people).map(one -> Integer.toString(one.id())).collect(Collectors.joining(","));
    }

    private static void shown(Client caller, Message message, Client... readers) {
        Client.Answer answer = receipts(caller, message);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text())
                .isEqualTo("{\"result\":\"success\",\"msg\":\"\",\"user_ids\":[" + ids(readers) + "]}\n");
    }

    private static void refused(Client.Answer answer, String text) {
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text()).isEqualTo(text);
        assertThat(answer.headers().contains("WWW-Authenticate")).isFalse();
    }

    @Test
    void theReadersAreListedByIdInWhateverOrderTheyReadAndTheSenderNever() {
        Room room = server.room(Room.Kind.PUBLIC, "tea", alice, bob, carol, dave);
        Message message = server.send(alice, room);
        shown(alice, message);
        server.read(message, dave, bob, carol, alice);
        for (Client caller : List.of(alice, bob, owner)) {
            shown(caller, message, bob, carol, dave);
        }
    }

    @Test
    void aBotThatReadIsListedLikeAnybody() {
        Client bot = server.person(owner, "Robot", Person.Role.MEMBER, true);
        Message message = server.send(alice, server.room(Room.Kind.PUBLIC, "tea", alice, bob, bot));
        server.read(message, bot, bob);
        shown(bot, message, bob, bot);
    }

    @Test
    void whoHidesWhatTheyReadIsNotShownEvenToThemselvesUntilTheyShowItAgain() {
        Message message = server.send(alice, server.room(Room.Kind.PUBLIC, "tea", alice, bob, carol));
        server.read(message, bob, carol);
        server.change(bob, "sends_read_receipts = false");
        shown(alice, message, carol);
        shown(bob, message, carol);
        server.change(bob, "sends_read_receipts = true");
        shown(alice, message, bob, carol);
    }

    @Test
    void theDeactivatedAndTheDeletedAreNotShown() {
        Room room = server.room(Room.Kind.PUBLIC, "tea", alice, bob, carol, dave);
        Message message = server.send(alice, room);
        server.read(message, bob, carol, dave);
        server.change(bob, "active = false");
        shown(alice, message, carol, dave);
        server.change(bob, "active = true");
        shown(alice, message, bob, carol, dave);
        server.leave(room, dave);
        shown(alice, message, bob, carol, dave);
        ZulipServer.await(server.services().people().delete(dave.person().id()));
        shown(alice, message, bob, carol);
    }

    @Test
    void whatIsTakenBackIsNotShown() {
        Message message = server.send(alice, server.room(Room.Kind.PUBLIC, "tea", alice, bob, carol));
        server.read(message, bob, carol);
        server.unread(message, bob);
        shown(alice, message, carol);
    }

    @Test
    void aPublicChannelIsOpenToAllButGuestsWhoMustBeInIt() {
        Client guest = server.person(owner, "Gus", Person.Role.GUEST, false);
        for (Room.Kind kind : List.of(Room.Kind.PUBLIC, Room.Kind.MEETING)) {
            Room room = server.room(kind, "tea", alice, bob);
            Message message = server.send(alice, room);
            server.read(message, bob);
            shown(carol, message, bob);
            refused(receipts(guest, message), INVALID);
            server.join(room, guest);
            shown(guest, message, bob);
            server.leave(room, guest);
            refused(receipts(guest, message), INVALID);
        }
    }

    @Test
    void aPrivateChannelIsOpenToItsMembersWithAllThatWasSaidBeforeTheyCame() {
        Room room = server.room(Room.Kind.PRIVATE, "secret", alice, bob);
        Message message = server.send(alice, room);
        server.read(message, bob);
        refused(receipts(carol, message), INVALID);
        refused(receipts(owner, message), INVALID);
        server.join(room, carol);
        shown(carol, message, bob);
    }

    @Test
    void aDirectConversationIsOpenToThoseWhoAreInIt() {
        Message message = server.send(alice, server.direct(alice, bob));
        server.read(message, bob);
        shown(alice, message, bob);
        shown(bob, message, bob);
        refused(receipts(owner, message), INVALID);
        Message toHerself = server.send(alice, server.direct(alice));
        server.read(toHerself, alice);
        shown(alice, toHerself);
    }

    @Test
    void whatIsDeletedOrOfAnotherOrganisationOrOfARoomWithoutReceiptsIsInvalid() {
        Room room = server.room(Room.Kind.PUBLIC, "tea", alice, bob);
        Message message = server.send(alice, room);
        refused(receipts(server.organisation(), message), INVALID);
        server.delete(message);
        refused(receipts(alice, message), INVALID);
        Message live = server.send(alice, server.room(Room.Kind.LIVE, "live", alice, bob));
        refused(receipts(alice, live), INVALID);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "000", "999999999999999999", "9223372036854775808", "99999999999999999999999999"})
    void anIdThatNoMessageHasIsInvalid(String id) {
        refused(alice.get("/messages/" + id + "/read_receipts"), INVALID);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-5", "abc", "1.5", "", "%D9%A3", "1%2F2", "43;x"})
    void whatIsNoIdIsNoPath(String id) {
        assertThat(alice.get("/messages/" + id + "/read_receipts").status()).isEqualTo(404);
    }

    @Test
    void leadingZerosAndDoubleSlashesAreLookedPast() {
        Message message = server.send(alice, server.room(Room.Kind.PUBLIC, "tea", alice, bob));
        server.read(message, bob);
        String id = "00" + message.facts().id();
        assertThat(alice.get("//messages//" + id + "/read_receipts").text()).contains("[" + bob.id() + "]");
        assertThat(alice.get("/messages/" + id + "/read_receipts/").status()).isEqualTo(404);
    }

    @Test
    void whenTheOrganisationHasTurnedReceiptsOffOnlyThoseWhoSeeTheMessageAreToldSo() {
        Message message = server.send(alice, server.room(Room.Kind.PRIVATE, "secret", alice, bob));
        server.read(message, bob);
        long app = alice.app().sdkAppId();
        ZulipServer.await(server.services().apps().changeSettings(app, Map.of(Privacy.ENABLED, "false")));
        refused(receipts(alice, message), DISABLED);
        refused(receipts(carol, message), INVALID);
        ZulipServer.await(server.services().apps().changeSettings(app, Map.of(Privacy.ENABLED, "true")));
        shown(alice, message, bob);
    }

    @Test
    void headIsAnsweredWithoutABody() {
        Message message = server.send(alice, server.room(Room.Kind.PUBLIC, "tea", alice));
        Client.Answer answer =
                alice.call(HttpMethod.HEAD, "/messages/" + message.facts().id() + "/read_receipts", null);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text()).isEmpty();
    }
}
