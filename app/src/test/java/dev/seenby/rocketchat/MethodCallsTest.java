package dev.seenby.rocketchat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seenby.storage.Message;
import dev.seenby.storage.Room;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bob's phone reads through Meteor's methods. */
@ExtendWith(RocketChatServer.Shared.class)
class MethodCallsTest {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00.000Z");

    private final RocketChatServer server = RocketChatServer.shared();
    private final Chatting chat = new Chatting(server);
    private final Client alice = chat.person("alice");
    private final Client bob = chat.person("bob");
    private final Room room = chat.room(Room.Kind.PUBLIC, "lunch", alice, bob);
    private final Message lunch = chat.says(alice, room, "What is there for \"lunch\"?", NOON);

    /** What Meteor says. */
    private static JsonObject call(Client caller, String method, Object... params) {
        JsonObject message = new JsonObject()
                .put("msg", "method")
                .put("id", "7")
                .put("method", method)
                .put("params", new JsonArray(Arrays.asList(params)));
        JsonObject answer = caller.ok(caller.post("method.call/" + method, "message", message.encode()));
        assertThat(answer.fieldNames()).containsExactly("message", "success");
        assertThat(answer.getBoolean("success")).isTrue();
        return new JsonObject(answer.getString("message"));
    }

    private static JsonObject thread(Message parent) {
        return new JsonObject().put("tmid", parent.stringId());
    }

    private static List<String> texts(JsonObject answer) {
        return answer.getJsonArray("result").stream()
                .map(message -> ((JsonObject) message).getString("msg"))
                .toList();
    }

    private List<String> readers(Message message) {
        return alice
                .ok(alice.get("chat.getMessageReadReceipts", "messageId", message.stringId()))
                .getJsonArray("receipts")
                .stream()
                .map(receipt -> ((JsonObject) receipt).getJsonObject("user").getString("username"))
                .toList();
    }

    private List<String> unreadThreads(Client person) {
        return person
                .ok(person.get("chat.getThreadsList", "rid", room.roomId(), "type", "unread"))
                .getJsonArray("threads")
                .stream()
                .map(message -> ((JsonObject) message).getString("msg"))
                .toList();
    }

    @Test
    void aThreadIsItsParentAndThenItsNewestReplies() {
        Message soup = chat.replies(bob, room, lunch, "Soup", NOON.plusMillis(1_238));
        chat.replies(alice, room, lunch, "Salad \\ \"greens\" é", NOON.plusSeconds(2));
        chat.replies(alice, room, lunch, "Pizza", NOON.plusSeconds(3));

        JsonObject answer = call(bob, "getThreadMessages", thread(lunch));

        assertThat(answer.fieldNames()).containsExactly("msg", "id", "result");
        assertThat(answer.getString("msg")).isEqualTo("result");
        assertThat(answer.getString("id")).isEqualTo("7");
        assertThat(texts(answer))
                .containsExactly("What is there for \"lunch\"?", "Pizza", "Salad \\ \"greens\" é", "Soup");
        JsonObject parent = answer.getJsonArray("result").getJsonObject(0);
        assertThat(parent.getJsonObject("tlm").encode())
                .isEqualTo("{\"$date\":" + NOON.plusSeconds(3).toEpochMilli() + "}");
        JsonObject reply = answer.getJsonArray("result").getJsonObject(3);
        assertThat(reply.encode())
                .isEqualTo("{\"_id\":\"" + soup.stringId() + "\",\"rid\":\"" + room.roomId() + "\",\"tmid\":\""
                        + lunch.stringId() + "\",\"msg\":\"Soup\",\"ts\":{\"$date\":1772366401238},\"u\":{\"_id\":\""
                        + bob.person().rocketChatId() + "\",\"username\":\"bob\",\"name\":\"Bob\"},"
                        + "\"_updatedAt\":{\"$date\":1772366401238},\"mentions\":[],\"channels\":[],\"unread\":true}");
        assertThat(texts(call(
                        bob, "getThreadMessages", thread(lunch).put("limit", 1).put("skip", 1))))
                .containsExactly("What is there for \"lunch\"?", "Salad \\ \"greens\" é");
        assertThat(call(bob, "getThreadMessages", thread(soup)).encode())
                .isEqualTo("{\"msg\":\"result\",\"id\":\"7\",\"result\":[]}");
        assertThat(texts(call(bob, "getThreadMessages", new JsonObject().put("tmid", "nobodySaidThis000"))))
                .isEmpty();
    }

    @Test
    void openingAThreadReadsIt() {
        Message soup = chat.replies(alice, room, lunch, "Soup");
        chat.replies(bob, room, lunch, "Fine");
        chat.replies(alice, room, lunch, "Good");
        assertThat(unreadThreads(bob)).containsExactly("What is there for \"lunch\"?");
        assertThat(readers(soup)).containsExactly("alice");

        call(bob, "getThreadMessages", thread(lunch));

        assertThat(readers(soup)).containsExactly("alice", "bob");
        assertThat(readers(lunch)).containsExactly("alice");
        assertThat(unreadThreads(bob)).isEmpty();
    }

    @Test
    void readThreadsReadsAThread() {
        chat.replies(bob, room, lunch, "Soup");
        Message salad = chat.replies(alice, room, lunch, "Salad");

        assertThat(call(bob, "readThreads", lunch.stringId()).encode()).isEqualTo("{\"msg\":\"result\",\"id\":\"7\"}");

        assertThat(readers(salad)).containsExactly("alice", "bob");
        assertThat(unreadThreads(bob)).isEmpty();
        assertThat(call(bob, "readThreads", "nobodySaidThis000").encode())
                .isEqualTo("{\"msg\":\"result\",\"id\":\"7\"}");
        Message quiet = chat.says(alice, room, "Nobody answers this");
        assertThat(call(bob, "readThreads", quiet.stringId()).encode()).isEqualTo("{\"msg\":\"result\",\"id\":\"7\"}");
        assertThat(readers(quiet)).containsExactly("alice");
    }

    @Test
    void readMessagesReadsARoomAndItsThreadsIfToldSo() {
        chat.replies(bob, room, lunch, "Soup");
        Message salad = chat.replies(alice, room, lunch, "Salad");

        assertThat(call(bob, "readMessages", room.roomId()).encode()).isEqualTo("{\"msg\":\"result\",\"id\":\"7\"}");
        assertThat(readers(lunch)).containsExactly("alice", "bob");
        assertThat(readers(salad)).containsExactly("alice");
        assertThat(unreadThreads(bob)).hasSize(1);

        call(bob, "readMessages", room.roomId(), true);
        assertThat(readers(salad)).containsExactly("alice", "bob");
        assertThat(unreadThreads(bob)).isEmpty();
        Room direct = chat.direct(alice, bob);
        Message hello = chat.says(alice, direct, "Hello");
        call(bob, "readMessages", direct.roomId());
        assertThat(readers(hello)).containsExactly("alice", "bob");
    }

    @Test
    void withReceiptsSwitchedOffOnlyTheMarkersMove() {
        chat.replies(bob, room, lunch, "Soup");
        Message salad = chat.replies(alice, room, lunch, "Salad");
        chat.set(Setting.Message_Read_Receipt_Enabled, "false");

        call(bob, "readThreads", lunch.stringId());
        call(bob, "readMessages", room.roomId(), true);

        assertThat(unreadThreads(bob)).isEmpty();
        assertThat(readers(salad)).containsExactly("alice");
        assertThat(readers(lunch)).containsExactly("alice");
    }

    @Test
    void whatAMethodRefusesIsToldInItsAnswer() {
        Room secret = chat.room(Room.Kind.PRIVATE, "secret", alice);
        Message psst = chat.says(alice, secret, "Psst");
        String start = "{\"msg\":\"result\",\"id\":\"7\",\"error\":{\"isClientSafe\":true,\"error\":";
        String inThread = "\"details\":{\"method\":\"getThreadMessages\"},\"message\":";
        String end = ",\"errorType\":\"Meteor.Error\"}}";

        assertThat(call(bob, "getThreadMessages", thread(psst)).encode())
                .isEqualTo(start + "\"error-not-allowed\",\"reason\":\"Not Allowed\"," + inThread
                        + "\"Not Allowed [error-not-allowed]\"" + end);
        assertThat(call(bob, "getThreadMessages", thread(lunch).put("limit", 101))
                        .encode())
                .isEqualTo(start + "\"error-not-allowed\",\"reason\":\"max limit: 100\"," + inThread
                        + "\"max limit: 100 [error-not-allowed]\"" + end);
        assertThat(call(bob, "readThreads", psst.stringId()).encode())
                .isEqualTo(start + "\"error-not-allowed\",\"reason\":\"Not allowed\"," + inThread
                        + "\"Not allowed [error-not-allowed]\"" + end);
        assertThat(call(bob, "readMessages", secret.roomId()).encode())
                .isEqualTo(start + "\"error-not-allowed\",\"reason\":\"Not allowed\","
                        + "\"details\":{\"method\":\"readMessages\"},\"message\":\"Not allowed [error-not-allowed]\""
                        + end);
        assertThat(call(bob, "readMessages", "nowhere").encode())
                .isEqualTo(start + "\"error-room-does-not-exist\",\"reason\":\"This room does not exist\","
                        + "\"details\":{\"method\":\"readMessages\"},"
                        + "\"message\":\"This room does not exist [error-room-does-not-exist]\"" + end);
        Client stranger = chat.person("stranger");
        assertThat(call(stranger, "readMessages", room.roomId()).encode())
                .isEqualTo(start + "\"error-invalid-subscription\",\"details\":{\"method\":\"readMessages\"},"
                        + "\"message\":\"[error-invalid-subscription]\"" + end);
        for (String method : List.of("login", "sendMessage", "x")) {
            assertThat(call(bob, method).encode())
                    .isEqualTo(start + "404,\"reason\":\"Method '" + method + "' not found\",\"message\":\"Method '"
                            + method + "' not found [404]\"" + end);
        }
        chat.set(Setting.Threads_enabled, "false");
        for (Object param : List.of(thread(lunch), lunch.stringId())) {
            assertThat(call(bob, param instanceof String ? "readThreads" : "getThreadMessages", param)
                            .encode())
                    .isEqualTo(start + "\"error-not-allowed\",\"reason\":\"Threads Disabled\"," + inThread
                            + "\"Threads Disabled [error-not-allowed]\"" + end);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "getThreadMessages | []",
                "getThreadMessages | ['x']",
                "getThreadMessages | [{}]",
                "getThreadMessages | [{'tmid':1}]",
                "getThreadMessages | [{'tmid':{'$gt':''}}]",
                "getThreadMessages | [{'tmid':'x','limit':-1}]",
                "getThreadMessages | [{'tmid':'x','limit':1.5}]",
                "getThreadMessages | [{'tmid':'x','skip':'1'}]",
                "getThreadMessages | [{'tmid':'x','limit':99999999999}]",
                "readThreads | [null]",
                "readThreads | [{'$ne':1}]",
                "readMessages | []",
                "readMessages | ['x','yes']"
            })
    void parametersThatDoNotMatchAreRefused(String method, String params) {
        JsonObject answer = call(
                bob, method, new JsonArray(params.replace('\'', '"')).getList().toArray());
        assertThat(answer.getJsonObject("error").encode())
                .isEqualTo("{\"isClientSafe\":true,\"error\":400,\"reason\":\"Match failed\","
                        + "\"message\":\"Match failed [400]\",\"errorType\":\"Meteor.Error\"}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "{}",
                "{\"msg\":\"method\",\"method\":\"readThreads\",\"params\":[]}",
                "{\"msg\":\"connect\",\"id\":\"1\",\"method\":\"readThreads\"}",
                "{\"msg\":\"method\",\"id\":\"1\",\"method\":7}",
                "{\"msg\":\"method\",\"id\":\"1\",\"method\":\"readThreads\",\"params\":{}}",
                "{\"msg\":\"method\",\"id\":\"1\",\"method\":\"readThreads\",\"params\":[\"\\u0000\"]}"
            })
    void whatIsNoCallOfAMethodIsRefused(String message) {
        Client.Answer answer = bob.post("method.call/readThreads", "message", message);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().getString("errorType")).isEqualTo("invalid-params");
    }

    @Test
    void aCallWithoutItsMessageIsRefused() {
        assertThat(bob.post("method.call/readThreads").text())
                .isEqualTo("{\"success\":false,\"error\":\"must have required property 'message'\","
                        + "\"errorType\":\"invalid-params\"}");
        assertThat(bob.raw(HttpMethod.POST, "/api/v1/method.call/", "{}").status())
                .isEqualTo(404);
    }

    @Test
    void whatLooksLikeADateOfTheSendersMakingStaysWhatItWas() {
        Message odd = chat.says(alice, room, "Odd", "{\"customFields\":{\"$date\":\"never\"}}");
        chat.replies(bob, room, odd, "Indeed");

        JsonObject parent = call(bob, "getThreadMessages", thread(odd))
                .getJsonArray("result")
                .getJsonObject(0);
        assertThat(parent.getJsonObject("customFields").encode()).isEqualTo("{\"$escape\":{\"$date\":\"never\"}}");
    }
}
