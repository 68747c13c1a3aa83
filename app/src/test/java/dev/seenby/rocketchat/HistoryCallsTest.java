package dev.seenby.rocketchat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seenby.storage.Message;
import dev.seenby.storage.Person;
import dev.seenby.storage.Room;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Alice scrolls back through rooms. */
@ExtendWith(RocketChatServer.Shared.class)
class HistoryCallsTest {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00.000Z");

    private final RocketChatServer server = RocketChatServer.shared();
    private final Chatting chat = new Chatting(server);
    private final Client alice = chat.person("alice");
    private final Client bob = chat.person("bob");

    private static List<String> texts(Client.Answer answer) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer.json().getJsonArray("messages").stream()
                .map(message -> ((JsonObject) message).getString("msg"))
                .toList();
    }

    private static String error(String text, String code) {
        return "{\"success\":false,\"error\":\"" + text + " [" + code + "]\",\"errorType\":\"" + code + "\"}";
    }

    private Room talk(Room room) {
        for (int i = 1; i <= 5; i++) {
            chat.says(i % 2 == 0 ? alice : bob, room, "No " + i, NOON.plusSeconds(i));
        }
        return room;
    }

    @ParameterizedTest
    @CsvSource({"channels, PUBLIC", "channels, MEETING", "groups, PRIVATE"})
    void messagesOfARoomComeNewestFirst(String family, Room.Kind kind) {
        Room room = talk(chat.room(kind, "talk", alice, bob));
        String call = family + ".messages";

        assertThat(texts(alice.get(call, "roomId", room.roomId())))
                .containsExactly("No 5", "No 4", "No 3", "No 2", "No 1");
        assertThat(texts(alice.get(call, "roomName", "TALK"))).hasSize(5);
        JsonObject page = alice.ok(alice.get(call, "roomId", room.roomId(), "offset", "1", "count", "2"));
        assertThat(page.fieldNames()).containsExactly("messages", "count", "offset", "total", "success");
        assertThat(page.getInteger("count")).isEqualTo(2);
        assertThat(page.getInteger("offset")).isEqualTo(1);
        assertThat(page.getInteger("total")).isEqualTo(5);
        assertThat(texts(alice.get(
                        call, "roomId", room.roomId(), "query", "{\"u.username\":\"alice\"}", "sort", "{\"ts\":1}")))
                .containsExactly("No 2", "No 4");
        assertThat(alice.get(call, "roomId", room.roomId(), "fields", "{\"msg\":1,\"_id\":0}", "count", "1")
                        .text())
                .isEqualTo("{\"messages\":[{\"msg\":\"No 5\"}],\"count\":1,\"offset\":0,\"total\":5,\"success\":true}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"im", "dm"})
    void messagesOfADirectConversation(String family) {
        Room room = talk(chat.direct(alice, bob));

        assertThat(texts(bob.get(family + ".messages", "roomId", room.roomId())))
                .hasSize(5);
        assertThat(texts(bob.get(family + ".messages", "username", "Alice", "count", "1")))
                .containsExactly("No 5");
        assertThat(texts(bob.get(family + ".history", "roomId", room.roomId(), "count", "2")))
                .containsExactly("No 5", "No 4");
    }

    @Test
    void messagesThatMentionSomebody() {
        Room room = chat.room(Room.Kind.PUBLIC, "talk", alice, bob);
        String bobId = bob.person().rocketChatId();
        chat.says(alice, room, "Hello all", "{\"mentions\":[{\"_id\":\"all\",\"username\":\"all\"}]}");
        chat.says(
                alice,
                room,
                "Hello @bob and @alice",
                "{\"mentions\":[{\"_id\":\"" + alice.person().rocketChatId() + "\"},{\"_id\":\"" + bobId + "\"}]}");
        chat.says(alice, room, "Hello nobody");
        String call = "channels.messages";
        String rid = room.roomId();

        assertThat(texts(bob.get(call, "roomId", rid, "mentionIds", bobId))).containsExactly("Hello @bob and @alice");
        assertThat(texts(bob.get(call, "roomId", rid, "mentionIds", "all, " + bobId + ",")))
                .containsExactly("Hello @bob and @alice", "Hello all");
        assertThat(texts(bob.get(call, "roomId", rid, "query", "{\"mentions.username\":\"all\"}")))
                .containsExactly("Hello all");
        assertThat(texts(bob.get(call, "roomId", rid, "starredIds", bobId))).isEmpty();
        assertThat(texts(bob.get(call, "roomId", rid, "pinned", "true"))).isEmpty();
        assertThat(texts(bob.get(call, "roomId", rid, "pinned", "false"))).hasSize(3);
        assertThat(bob.get(call, "roomId", rid, "mentionIds", "x,".repeat(101)).text())
                .isEqualTo("{\"success\":false,\"error\":\"must NOT have more than 100 items\","
                        + "\"errorType\":\"error-invalid-params\"}");
    }

    @Test
    void aStretchOfTimeOfARoom() {
        Room room = talk(chat.room(Room.Kind.PUBLIC, "talk", alice, bob));
        String call = "channels.history";
        String rid = room.roomId();
        String second = "2026-03-01T12:00:02.000Z";
        String fourth = "2026-03-01T12:00:04.000Z";

        assertThat(texts(alice.get(call, "roomId", rid, "oldest", second, "latest", fourth)))
                .containsExactly("No 3");
        assertThat(texts(alice.get(call, "roomId", rid, "oldest", second, "latest", fourth, "inclusive", "true")))
                .containsExactly("No 4", "No 3", "No 2");
        assertThat(texts(alice.get(call, "roomId", rid, "latest", fourth, "count", "2", "offset", "1")))
                .containsExactly("No 2", "No 1");
        assertThat(texts(alice.get(call, "roomId", rid, "oldest", second, "sort", "{\"ts\":1}")))
                .containsExactly("No 3", "No 4", "No 5");
        assertThat(texts(alice.get(call, "roomId", rid, "oldest", "2026-03-02")))
                .isEmpty();
        assertThat(alice.ok(alice.get(call, "roomId", rid)).fieldNames()).containsExactly("messages", "success");
        for (int i = 6; i <= 25; i++) {
            chat.says(bob, room, "No " + i, NOON.plusSeconds(i));
        }
        assertThat(texts(alice.get(call, "roomId", rid))).hasSize(20);
        assertThat(texts(alice.get(call, "roomId", rid, "count", "0"))).hasSize(25);
    }

    @Test
    void whatWasNotLoadedOfTheUnreadIsCounted() {
        Room room = talk(chat.room(Room.Kind.PUBLIC, "talk", alice, bob));
        String call = "channels.history";
        String first = "2026-03-01T12:00:01.000Z";

        JsonObject some =
                alice.ok(alice.get(call, "roomId", room.roomId(), "oldest", first, "unreads", "true", "count", "2"));
        assertThat(some.fieldNames()).containsExactly("messages", "firstUnread", "unreadNotLoaded", "success");
        assertThat(some.getJsonObject("firstUnread").getString("msg")).isEqualTo("No 2");
        assertThat(some.getInteger("unreadNotLoaded")).isEqualTo(2);
        JsonObject all = alice.ok(alice.get(call, "roomId", room.roomId(), "oldest", first, "unreads", "true"));
        assertThat(all.getInteger("unreadNotLoaded")).isZero();
        assertThat(all.containsKey("firstUnread")).isFalse();
        assertThat(alice.ok(alice.get(call, "roomId", room.roomId(), "unreads", "true"))
                        .getInteger("unreadNotLoaded"))
                .isZero();
    }

    @Test
    void repliesInThreadsAreNotPartOfAHistoryUnlessAskedFor() {
        Room room = chat.room(Room.Kind.PUBLIC, "talk", alice, bob);
        Message parent = chat.says(alice, room, "Question", NOON);
        chat.replies(bob, room, parent, "Answer", NOON.plusSeconds(1));
        chat.repliesToAll(bob, room, parent, "Answer for all");
        String call = "channels.history";

        assertThat(texts(alice.get(call, "roomId", room.roomId()))).containsExactly("Answer for all", "Question");
        assertThat(texts(alice.get(call, "roomId", room.roomId(), "showThreadMessages", "false")))
                .containsExactly("Answer for all", "Question");
        assertThat(texts(alice.get(call, "roomId", room.roomId(), "showThreadMessages", "true")))
                .containsExactly("Answer for all", "Answer", "Question");
        assertThat(texts(alice.get("channels.messages", "roomId", room.roomId())))
                .hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"messages", "history"})
    void roomsOfAnotherTypeAreNotFound(String what) {
        Room channel = chat.room(Room.Kind.PUBLIC, "open", alice, bob);
        Room group = chat.room(Room.Kind.PRIVATE, "closed", alice, bob);
        Room direct = chat.direct(alice, bob);
        String noChannel = error(
                "The required \\\"roomId\\\" or \\\"roomName\\\" param provided does not match any channel",
                "error-room-not-found");
        String noGroup = error(
                "The required \\\"roomId\\\" or \\\"roomName\\\" param provided does not match any group",
                "error-room-not-found");
        String noDirect = error(
                "The required \\\"roomId\\\" param provided does not match any direct message", "error-room-not-found");

        assertThat(alice.get("channels." + what, "roomId", group.roomId()).text())
                .isEqualTo(noChannel);
        assertThat(alice.get("channels." + what, "roomId", "nowhere").status()).isEqualTo(400);
        assertThat(alice.get("channels." + what, "roomName", direct.name()).text())
                .isEqualTo(noChannel);
        assertThat(alice.get("groups." + what, "roomName", channel.name()).text())
                .isEqualTo(noGroup);
        assertThat(alice.get("im." + what, "roomId", channel.roomId()).text()).isEqualTo(noDirect);
        assertThat(alice.get("im." + what, "username", "nobody").text()).isEqualTo(noDirect);
        assertThat(alice.get("channels." + what, "roomId", " ").text())
                .isEqualTo(error(
                        "The parameter \\\"roomId\\\" or \\\"roomName\\\" is required",
                        "error-roomid-param-not-provided"));
        assertThat(alice.get("im." + what).text())
                .isEqualTo(error(
                        "Query param \\\"roomId\\\" or \\\"username\\\" is required", "error-room-param-not-provided"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"messages", "history"})
    void roomsThatOneMayNotSeeAreKeptFromView(String what) {
        Client guest = server.person(chat.admin, "guest", Person.Role.GUEST);
        Room channel = talk(chat.room(Room.Kind.PUBLIC, "open", alice, bob));
        Room group = chat.room(Room.Kind.PRIVATE, "closed", alice);
        Room direct = chat.direct(alice, bob);

        Client.Answer refused = guest.get("channels." + what, "roomId", channel.roomId());
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.text()).isEqualTo("{\"success\":false,\"error\":\"unauthorized\"}");
        Client stranger = chat.person("stranger");
        assertThat(texts(stranger.get("channels." + what, "roomId", channel.roomId())))
                .hasSize(5);
        assertThat(bob.get("groups." + what, "roomId", group.roomId()).text()).contains("does not match any group");
        assertThat(stranger.get("im." + what, "roomId", direct.roomId()).text())
                .contains("does not match any direct message");
        assertThat(alice.get("groups." + what, "roomId", group.roomId()).status())
                .isEqualTo(200);
        chat.allow(Permission.VIEW_P_ROOM, "[\"admin\"]");
        assertThat(alice.get("groups." + what, "roomId", group.roomId()).text()).contains("does not match any group");
    }

    @Test
    void timesThatAreNoneAreRefused() {
        Room room = chat.room(Room.Kind.PUBLIC, "talk", alice);
        for (String name : List.of("oldest", "latest")) {
            Client.Answer answer = alice.get("channels.history", "roomId", room.roomId(), name, "yesterday");
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.text())
                    .isEqualTo("{\"success\":false,\"error\":\"Invalid date [error-invalid-date]\","
                            + "\"errorType\":\"error-invalid-date\",\"details\":{\"method\":\"getChannelHistory\"}}");
        }
    }
}
