package dev.seenby.receipts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seenby.clients.Dialects;
import dev.seenby.credentials.ApiKey;
import dev.seenby.credentials.Secrets;
import dev.seenby.storage.App;
import dev.seenby.storage.Credential;
import dev.seenby.storage.Mark;
import dev.seenby.storage.Member;
import dev.seenby.storage.Message;
import dev.seenby.storage.NewMessage;
import dev.seenby.storage.NewRoom;
import dev.seenby.storage.Person;
import dev.seenby.storage.PersonChange;
import dev.seenby.storage.Positions;
import dev.seenby.storage.Room;
import dev.seenby.storage.TimelineKey;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Alice asks one node again and again who has read her message, so that it keeps the answer; what happens through another node is in the
 * next answer all the same.
 */
@ExtendWith(RealServers.Shared.class)
class OtherNodeChangesTest {
    private static final String SECRET_KEY = "0123456789abcdef".repeat(4);

    /** Somebody with all that they prove who they are with. */
    private record Somebody(Person person, String token, String key) {
        int zulipId() {
            return person.zulipId();
        }
    }

    private final Dialects one = new Dialects();
    private final Dialects other = new Dialects();
    private final WebClient client = WebClient.create(one.vertx());
    private final String host = UUID.randomUUID() + ".example";
    private App app;
    private Somebody alice;
    private Somebody bob;
    private Somebody carol;
    private Room room;
    private Message hello;

    @BeforeEach
    void begin() {
        Registration.Request olga = new Registration.Request(
                "olga", null, null, "olga", "Olga", null, Person.Role.OWNER, false, null, List.of());
        app = one.app(host, olga, List.of()).app();
        alice = somebody("alice");
        bob = somebody("bob");
        carol = somebody("carol");
        room = Dialects.await(one.zulip()
                .rooms()
                .create(new NewRoom(
                        app.sdkAppId(),
                        UUID.randomUUID().toString(),
                        Room.Kind.PRIVATE,
                        "tea",
                        "tea",
                        null,
                        "{}",
                        Stream.of(alice, bob, carol)
                                .map(member ->
                                        new NewRoom.NewMember(member.person().id(), Member.Role.MEMBER))
                                .toList(),
                        null)));
        hello = Dialects.await(one.zulip()
                .messages()
                .send(new NewMessage(
                        null,
                        UUID.randomUUID().toString(),
                        room.id(),
                        TimelineKey.MAIN,
                        alice.person().id(),
                        null,
                        "Hello",
                        "{}",
                        null,
                        null,
                        null)));
        reads(bob);
    }

    @AfterEach
    void end() {
        client.close();
        one.close();
        other.close();
    }

    private Somebody somebody(String name) {
        String token = Secrets.rocketChatToken();
        ApiKey key = ApiKey.random(SECRET_KEY);
        List<Credential> credentials =
                List.of(Secrets.credential(Credential.Kind.ROCKETCHAT_TOKEN, token), key.credential());
        Registration.Request request = new Registration.Request(
                name, null, null, name, name, name + "@acme.example", Person.Role.MEMBER, false, null, credentials);
        return new Somebody(
                Dialects.await(one.zulip().registration().register(app.sdkAppId(), request)), token, key.key());
    }

    private Mark markOf(Somebody reader) {
        Positions all = new Positions(hello.facts().position(), hello.facts().position());
        return new Mark(hello.facts().timeline(), reader.person().id(), List.of(all), null);
    }

    private void reads(Somebody reader) {
        Dialects.await(other.reads().mark(markOf(reader)));
    }

    private HttpResponse<Buffer> zulip() {
        return Dialects.await(client.get(
                        one.port(),
                        "127.0.0.1",
                        "/api/v1/messages/" + hello.facts().id() + "/read_receipts")
                .virtualHost(host)
                .basicAuthentication("alice@acme.example", alice.key())
                .send());
    }

    private HttpResponse<Buffer> rocketChat() {
        return Dialects.await(
                client.get(one.port(), "127.0.0.1", "/api/v1/chat.getMessageReadReceipts?messageId=" + hello.stringId())
                        .virtualHost(host)
                        .putHeader("X-User-Id", alice.person().rocketChatId())
                        .putHeader("X-Auth-Token", alice.token())
                        .send());
    }

    private List<String> names() {
        JsonArray receipts = rocketChat().bodyAsJsonObject().getJsonArray("receipts");
        return receipts.stream()
                .map(receipt -> ((JsonObject) receipt).getJsonObject("user").getString("name"))
                .toList();
    }

    /** Once the index is built, all but the first answer are those that were kept. */
    private void askedAgainAndAgain() {
        for (int i = 0; i < 10; i++) {
            assertThat(zulip().statusCode()).isEqualTo(200);
            assertThat(rocketChat().statusCode()).isEqualTo(200);
        }
    }

    /** What nobody has told of is the only thing that shows it; it may be seen now and then, as nothing is kept for long. */
    @Test
    void anAnswerIsKept() {
        boolean old = false;
        PgConnection sql = Dialects.await(
                PgConnection.connect(one.vertx(), RealServers.shared().postgresUri()));
        for (int i = 0; i < 50 && !old; i++) {
            rocketChat();
            Dialects.await(sql.preparedQuery("update person set name = $2 where id = $1")
                    .execute(Tuple.of(bob.person().id(), "Bob " + i)));
            old = !names().contains("Bob " + i);
        }
        Dialects.await(sql.close());
        assertThat(old).isTrue();
    }

    private void toldAre(Somebody... readers) {
        List<Integer> ids = Stream.of(readers).map(Somebody::zulipId).sorted().toList();
        assertThat(zulip().bodyAsString())
                .isEqualTo("{\"result\":\"success\",\"msg\":\"\",\"user_ids\":" + new JsonArray(ids).encode() + "}\n");
        List<String> names = Stream.concat(Stream.of(alice), Stream.of(readers))
                .map(reader -> reader.person().name())
                .toList();
        assertThat(names()).containsExactlyElementsOf(names);
    }

    @Test
    void whoReadsIsTold() {
        askedAgainAndAgain();
        toldAre(bob);

        reads(carol);

        toldAre(bob, carol);
    }

    /** There are as many readers as before, and others. */
    @Test
    void whoseReadIsTakenBackIsToldNoMoreAndWhoReadsInsteadIs() {
        askedAgainAndAgain();

        Dialects.await(other.reads().unmark(markOf(bob)));
        reads(carol);

        toldAre(carol);
    }

    @Test
    void whoHidesOrIsMutedIsToldNoMore() {
        reads(carol);
        askedAgainAndAgain();

        PersonChange hides = PersonChange.NOTHING.withSendsReadReceipts(false);
        Dialects.await(other.zulip().people().update(bob.person().id(), hides));
        toldAre(carol);

        askedAgainAndAgain();
        Dialects.await(
                other.zulip().mutes().mute(carol.person().id(), alice.person().id()));
        assertThat(zulip().bodyAsJsonObject().getJsonArray("user_ids")).isEmpty();
    }

    @Test
    void anotherNameIsTold() {
        askedAgainAndAgain();

        PersonChange renamed = PersonChange.NOTHING.withName("Robert");
        Dialects.await(other.zulip().people().update(bob.person().id(), renamed));

        assertThat(names()).containsExactly("alice", "Robert");
    }

    @Test
    void whoseCredentialsAreGoneIsOut() {
        askedAgainAndAgain();

        Dialects.await(other.zulip()
                .credentials()
                .remove(alice.person().id(), Credential.Kind.ROCKETCHAT_TOKEN, Secrets.hash(alice.token())));
        assertThat(rocketChat().statusCode()).isEqualTo(401);
        assertThat(zulip().statusCode()).isEqualTo(200);

        Dialects.await(other.zulip()
                .credentials()
                .add(alice.person().id(), ApiKey.random(SECRET_KEY).credential()));
        assertThat(zulip().statusCode()).isEqualTo(401);
    }

    @Test
    void whoIsDeactivatedIsOutAndComesBackAtOnce() {
        askedAgainAndAgain();

        Dialects.await(other.zulip().people().update(alice.person().id(), PersonChange.NOTHING.withActive(false)));
        assertThat(zulip().statusCode()).isEqualTo(401);
        assertThat(rocketChat().statusCode()).isEqualTo(401);

        Dialects.await(other.zulip().people().update(alice.person().id(), PersonChange.NOTHING.withActive(true)));
        toldAre(bob);
    }

    @Test
    void whoLeavesThePrivateRoomSeesItNoMore() {
        askedAgainAndAgain();

        Dialects.await(
                other.zulip().rooms().leave(room.id(), List.of(alice.person().id())));

        assertThat(zulip().bodyAsJsonObject().getString("msg")).isEqualTo("Invalid message(s)");
        assertThat(rocketChat().bodyAsJsonObject().getString("errorType")).isEqualTo("error-invalid-room");
    }

    @Test
    void aDeletedMessageIsThereNoMore() {
        askedAgainAndAgain();

        Dialects.await(other.zulip().messages().delete(hello.facts().id()));

        assertThat(zulip().bodyAsJsonObject().getString("msg")).isEqualTo("Invalid message(s)");
        assertThat(rocketChat().bodyAsJsonObject().getString("errorType")).isEqualTo("error-invalid-message");
    }

    @Test
    void aSettingHoldsAtOnce() {
        askedAgainAndAgain();

        Dialects.await(other.zulip().apps().changeSettings(app.sdkAppId(), Map.of(Privacy.ENABLED, "false")));

        assertThat(zulip().bodyAsJsonObject().getString("msg"))
                .isEqualTo("Read receipts are disabled in this organization.");
    }
}
