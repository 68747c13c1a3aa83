package dev.seenby.rocketchat;

import static dev.seenby.rocketchat.RocketChatServer.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.seenby.receipts.Registration;
import dev.seenby.storage.Member;
import dev.seenby.storage.Message;
import dev.seenby.storage.NewRoom;
import dev.seenby.storage.Person;
import dev.seenby.storage.PersonChange;
import dev.seenby.storage.Room;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Alice asks who has read what she wrote. */
@ExtendWith(RocketChatServer.Shared.class)
class ReceiptCallsTest {
    private static final String CALL = "chat.getMessageReadReceipts";
    private static final String UNKNOWN = "{\"success\":false,\"error\":\"Invalid message [error-invalid-message]\","
            + "\"errorType\":\"error-invalid-message\",\"details\":{\"method\":\"getReadReceipts\"}}";
    private static final Instant SENT = Instant.parse("2026-03-01T10:00:00.000Z");

    private final RocketChatServer server = RocketChatServer.shared();
    private final Chatting chat = new Chatting(server);
    private final Client alice = chat.person("alice");
    private final Client bob = chat.person("bob");

    private static String receipt(Message message, Room room, Client reader, String ts) {
        Person person = reader.person();
        return "{\"_id\":\"" + message.stringId() + person.rocketChatId() + "\",\"roomId\":\"" + room.roomId()
                + "\",\"userId\":\"" + person.rocketChatId() + "\",\"messageId\":\"" + message.stringId()
                + "\",\"ts\":\"" + ts + "\",\"user\":{\"username\":\"" + person.username() + "\",\"name\":\""
                + person.name() + "\",\"_id\":\"" + person.rocketChatId() + "\"}}";
    }

    private static String answer(String... receipts) {
        return "{\"receipts\":[" + String.join(",", receipts) + "],\"success\":true}";
    }

    @Test
    void aFreshMessageHasItsSendersReceipt() {
        Room room = chat.room(Room.Kind.PUBLIC, "tea", alice, bob);
        Message hello = chat.says(alice, room, "Hello", SENT);

        Client.Answer answer = bob.get(CALL, "messageId", hello.stringId());

        assertThat(answer.text()).isEqualTo(answer(receipt(hello, room, alice, "2026-03-01T10:00:00.000Z")));
        assertThat(answer.headers().get("Content-Type")).isEqualTo("application/json");
    }

    @Test
    void readersAreListedByTheTimeOfReadingInPages() {
        Client carol = chat.person("carol");
        Client dave = chat.person("dave");
        Client late = chat.person("late");
        Room room = chat.room(Room.Kind.PRIVATE, "plans", alice, bob, carol, dave);
        Message plan = chat.says(alice, room, "The plan", SENT);
        chat.joins(room, late);
        chat.reads(dave, plan, SENT.plusSeconds(1));
        chat.reads(bob, plan, SENT.plusSeconds(2));
        chat.reads(carol, plan, SENT.plusMillis(3_456));
        // The one who came late was not there when it was sent: nobody asked her to read it.
        chat.reads(late, plan, SENT.plusSeconds(4));

        String first = receipt(plan, room, alice, "2026-03-01T10:00:00.000Z");
        String second = receipt(plan, room, dave, "2026-03-01T10:00:01.000Z");
        String third = receipt(plan, room, bob, "2026-03-01T10:00:02.000Z");
        String fourth = receipt(plan, room, carol, "2026-03-01T10:00:03.456Z");
        String id = plan.stringId();
        assertThat(late.get(CALL, "messageId", id).text()).isEqualTo(answer(first, second, third, fourth));
        assertThat(alice.get(CALL, "messageId", id, "count", "2").text()).isEqualTo(answer(first, second));
        assertThat(alice.get(CALL, "messageId", id, "count", "2", "offset", "2").text())
                .isEqualTo(answer(third, fourth));
        assertThat(alice.get(CALL, "messageId", id, "offset", "1", "count", "0").text())
                .isEqualTo(answer(second, third, fourth));
        assertThat(alice.get(CALL, "messageId", id, "offset", "3").text()).isEqualTo(answer(fourth));
        assertThat(alice.get(CALL, "messageId", id, "offset", "4").text()).isEqualTo(answer());
        assertThat(alice.get(CALL, "messageId", id, "offset", "2147483648").text())
                .isEqualTo(answer());
        assertThat(alice.get(CALL, "messageId", id, "count", "", "oldest", "x").text())
                .isEqualTo(answer(first, second, third, fourth));
    }

    @Test
    void moreReceiptsThanStorageGivesAtOnceAllComeInOneAnswer() {
        List<Person> crowd = crowd(1_050);
        Room room = chat.room(Room.Kind.PUBLIC, "stadium", alice);
        await(server.services()
                .conversations()
                .join(
                        room,
                        crowd.stream()
                                .map(fan -> new NewRoom.NewMember(fan.id(), Member.Role.MEMBER))
                                .toList()));
        Message goal = chat.says(alice, room, "Goal!", SENT);
        await(Future.all(crowd.stream()
                .map(fan -> server.services()
                        .reading()
                        .read(
                                fan,
                                List.of(goal.facts()),
                                SENT.plusMillis(fan.id() - crowd.get(0).id() + 1)))
                .toList()));
        List<String> expected = Stream.concat(Stream.of("alice"), crowd.stream().map(Person::username))
                .toList();

        String id = goal.stringId();
        assertThat(usernames(alice.get(CALL, "messageId", id))).isEqualTo(expected);
        assertThat(usernames(alice.get(CALL, "messageId", id, "offset", "5"))).isEqualTo(expected.subList(5, 55));
        assertThat(usernames(alice.get(CALL, "messageId", id, "offset", "990", "count", "20")))
                .isEqualTo(expected.subList(990, 1_010));
        chat.set(Setting.API_Upper_Count_Limit, "7");
        assertThat(usernames(alice.get(CALL, "messageId", id, "count", "100"))).isEqualTo(expected.subList(0, 7));
        chat.set(Setting.API_Allow_Infinite_Count, "false");
        assertThat(usernames(alice.get(CALL, "messageId", id, "count", "0"))).hasSize(7);
        assertThat(usernames(alice.get(CALL, "messageId", id))).isEqualTo(expected);
    }

    /** People by storage id. */
    private List<Person> crowd(int size) {
        List<Person> crowd = new ArrayList<>();
        for (int i = 0; i < size; i += 50) {
            List<Future<Person>> some = new ArrayList<>();
            for (int j = i; j < i + 50; j++) {
                some.add(server.services()
                        .registration()
                        .register(chat.admin.app(), Registration.Request.tencent("fan" + j, null, null)));
            }
            await(Future.all(some));
            some.forEach(person -> crowd.add(person.result()));
        }
        crowd.sort(Comparator.comparing(Person::id));
        return crowd;
    }

    private static List<String> usernames(Client.Answer answer) {
        return answer.json().getJsonArray("receipts").stream()
                .map(receipt -> ((JsonObject) receipt).getJsonObject("user").getString("username"))
                .toList();
    }

    @Test
    void whoHasLeftTheWorkspaceHasAReceiptAndNoName() {
        Room room = chat.room(Room.Kind.PUBLIC, "tea", alice, bob);
        Message hello = chat.says(alice, room, "Hello", SENT);
        chat.reads(bob, hello, SENT.plusSeconds(1));
        await(server.services().rooms().leave(room.id(), List.of(bob.person().id())));
        await(server.services().people().delete(bob.person().id()));

        String whole = receipt(hello, room, bob, "2026-03-01T10:00:01.000Z");
        String nameless = whole.substring(0, whole.indexOf(",\"user\"")) + "}";
        assertThat(alice.get(CALL, "messageId", hello.stringId()).text())
                .isEqualTo(answer(receipt(hello, room, alice, "2026-03-01T10:00:00.000Z"), nameless));
    }

    @Test
    void whoHidesWhatTheyReadIsNotThereAndTakesNoPlaceInAPage() {
        Client shy = chat.person("shy");
        Room room = chat.room(Room.Kind.PUBLIC, "tea", alice, shy, bob);
        hides(shy);
        Message hello = chat.says(alice, room, "Hello", SENT);
        chat.reads(shy, hello, SENT.plusSeconds(1));
        chat.reads(bob, hello, SENT.plusSeconds(2));

        assertThat(usernames(alice.get(CALL, "messageId", hello.stringId()))).containsExactly("alice", "bob");
        assertThat(usernames(alice.get(CALL, "messageId", hello.stringId(), "offset", "1", "count", "1")))
                .containsExactly("bob");
        Message own = chat.says(shy, room, "It is me");
        assertThat(alice.get(CALL, "messageId", own.stringId()).text()).isEqualTo(answer());
    }

    private static void hides(Client person) {
        PersonChange hides = PersonChange.NOTHING.withSendsReadReceipts(false);
        await(RocketChatServer.shared()
                .services()
                .people()
                .update(person.person().id(), hides));
    }

    @Test
    void namesAreWrittenAsJsonWhateverIsInThem() {
        String name = "\"\\\n\u0001 Zoë 👩‍🚀";
        Person odd = await(server.services().people().update(bob.person().id(), PersonChange.NOTHING.withName(name)));
        Room room = chat.room(Room.Kind.PUBLIC, "tea", bob);
        Message hello = chat.says(bob, room, "Hello");

        JsonObject receipt = bob.ok(bob.get(CALL, "messageId", hello.stringId()))
                .getJsonArray("receipts")
                .getJsonObject(0);
        assertThat(receipt.getJsonObject("user").getString("name"))
                .isEqualTo(odd.name())
                .isEqualTo(name);
    }

    @Test
    void aWorkspaceThatTellsNobodyWhoHasReadTellsNobody() {
        Room room = chat.room(Room.Kind.PUBLIC, "tea", alice);
        Message hello = chat.says(alice, room, "Hello");
        chat.set(Setting.Message_Read_Receipt_Store_Users, "false");

        assertThat(alice.get(CALL, "messageId", hello.stringId()).text()).isEqualTo(answer());
    }

    @ParameterizedTest
    @ValueSource(strings = {CALL, CALL + "?messageId=", CALL + "?message=x", CALL + "?count=-1"})
    void withoutAMessageThereIsNoAnswer(String call) {
        Client.Answer answer = alice.raw(HttpMethod.GET, "/api/v1/" + call, null);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text())
                .isEqualTo("{\"error\":\"The required 'messageId' param is missing.\",\"success\":false}");
    }

    @Test
    void aMessageThatIsNotThereOrNoMoreIsInvalid() {
        Room room = chat.room(Room.Kind.PUBLIC, "tea", alice);
        Message gone = chat.says(alice, room, "Oops");
        await(server.services().sending().delete(alice.app(), gone));

        for (String id : List.of("nobodySaidThis000", gone.stringId())) {
            Client.Answer answer = alice.get(CALL, "messageId", id);
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.text()).isEqualTo(UNKNOWN);
        }
        Message ofOthers = othersSay();
        assertThat(alice.get(CALL, "messageId", ofOthers.stringId()).text()).isEqualTo(UNKNOWN);
    }

    private Message othersSay() {
        Chatting elsewhere = new Chatting(server);
        Client alice = elsewhere.person("alice");
        return elsewhere.says(alice, elsewhere.room(Room.Kind.PUBLIC, "tea", alice), "Hello");
    }

    @Test
    void onlyThoseWhoMaySeeTheRoomMayAsk() {
        Room room = chat.room(Room.Kind.PRIVATE, "secret", alice);
        Message secret = chat.says(alice, room, "Psst");

        Client.Answer answer = bob.get(CALL, "messageId", secret.stringId());

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text())
                .isEqualTo("{\"success\":false,\"error\":\"Invalid room [error-invalid-room]\","
                        + "\"errorType\":\"error-invalid-room\",\"details\":{\"method\":\"getReadReceipts\"}}");
        chat.joins(room, bob);
        assertThat(bob.get(CALL, "messageId", secret.stringId()).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "count=-1, must be >= 0",
        "offset=-1, must be >= 0",
        "count=many, must be number",
        "offset=9007199254740992, must be <= 9007199254740991",
        "count=1&count=2, must be string"
    })
    void aPageThatIsNoneIsRefused(String parameters, String error) {
        Client.Answer answer = alice.raw(HttpMethod.GET, "/api/v1/" + CALL + "?messageId=x&" + parameters, null);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text())
                .isEqualTo("{\"success\":false,\"error\":\"" + error + "\",\"errorType\":\"error-invalid-params\"}");
    }

    @Test
    void askingReadsNothing() {
        Room room = chat.room(Room.Kind.PUBLIC, "tea", alice, bob);
        Message hello = chat.says(alice, room, "Hello");

        bob.ok(bob.get(CALL, "messageId", hello.stringId()));
        assertThat(usernames(bob.get(CALL, "messageId", hello.stringId()))).containsExactly("alice");
    }
}
