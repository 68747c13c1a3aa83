package dev.seenby.rocketchat;

import static dev.seenby.rocketchat.Workspace.assertError;
import static dev.seenby.rocketchat.Workspace.assertRaw;
import static dev.seenby.rocketchat.Workspace.each;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Alice talks to Bob alone, to herself, and to a few. */
@ExtendWith(RocketChatServer.Shared.class)
class DirectCallsTest {
    private final RocketChatServer server = RocketChatServer.shared();
    private Workspace w;

    @BeforeEach
    void people() {
        w = Workspace.of(server);
    }

    private JsonObject room(Client maker, Object... body) {
        return maker.ok(maker.post("im.create", body)).getJsonObject("room");
    }

    private JsonArray ids(Client... people) {
        return new JsonArray(Stream.of(people)
                .map(one -> one.person().rocketChatId())
                .sorted()
                .toList());
    }

    @Test
    void twoPeopleHaveOneConversationWhoeverBegins() {
        JsonObject room = room(w.alice(), "username", "BOB");

        JsonArray ids = ids(w.alice(), w.bob());
        assertThat(room.getString("_id")).isEqualTo(ids.getString(0) + ids.getString(1));
        assertThat(room.remove("ts")).isEqualTo(room.remove("_updatedAt"));
        assertThat(room)
                .isEqualTo(new JsonObject()
                        .put("_id", room.getString("_id"))
                        .put("rid", room.getString("_id"))
                        .put("t", "d")
                        .put("usernames", new JsonArray().add("alice").add("bob"))
                        .put("uids", ids)
                        .put("msgs", 0)
                        .put("usersCount", 2)
                        .put(
                                "u",
                                new JsonObject()
                                        .put("_id", w.alice().person().rocketChatId())
                                        .put("username", "alice")
                                        .put("name", "Alice"))
                        .put("ro", false)
                        .put("default", false)
                        .put("sysMes", true));
        assertThat(room(w.bob(), "usernames", "alice").getString("_id")).isEqualTo(room.getString("_id"));
        assertThat(w.bob()
                        .ok(w.bob().post("dm.create", "username", "alice"))
                        .getJsonObject("room")
                        .getString("rid"))
                .isEqualTo(room.getString("_id"));
    }

    @Test
    void oneMayTalkToOneselfAndToAFew() {
        JsonObject self = room(w.alice(), "username", "alice");
        assertThat(self.getJsonArray("usernames")).containsExactly("alice");
        JsonObject few = room(w.alice(), "usernames", "bob, carol,alice,BOB");
        assertThat(few.getJsonArray("usernames")).containsExactly("alice", "bob", "carol");
        assertThat(room(w.carol(), "usernames", "alice,bob").getString("_id")).isEqualTo(few.getString("_id"));
        JsonObject others = room(w.alice(), "usernames", "bob,carol", "excludeSelf", true);
        assertThat(others.getJsonArray("usernames")).containsExactly("bob", "carol");
        assertThat(others.getString("_id"))
                .isEqualTo(room(w.bob(), "username", "carol").getString("_id"));
    }

    @Test
    void conversationsThatCannotBe() {
        for (String names : List.of("nobody", "bob,nobody", "", "bob,")) {
            assertError(
                    w.alice().post("im.create", "usernames", names),
                    "Invalid user",
                    "error-invalid-user",
                    "method",
                    "createDirectMessage");
        }
        for (String alone : List.of("bob", "alice")) {
            assertThat(w.alice()
                            .post("im.create", "username", alone, "excludeSelf", true)
                            .json()
                            .getString("errorType"))
                    .isEqualTo("error-invalid-user");
        }
        assertRaw(
                w.alice().post("im.create"),
                "must have required property 'usernames'\n must have required property 'username'\n"
                        + " must match exactly one schema in oneOf",
                "invalid-params");
        assertRaw(
                w.alice().post("im.create", "username", "bob", "usernames", "bob"),
                "must NOT have additional properties\n must NOT have additional properties\n"
                        + " must match exactly one schema in oneOf",
                "invalid-params");
        assertError(
                w.gus().post("im.create", "username", "bob"),
                "Not allowed",
                "error-not-allowed",
                "method",
                "createDirectMessage");
        w.set(Setting.DirectMesssage_maxUsers, "2");
        assertError(
                w.alice().post("im.create", "usernames", "bob,carol"),
                "You cannot add more than 2 users, including yourself to a direct message",
                "error-direct-message-max-user-exceeded",
                "method",
                "createDirectRoom");
    }

    @Test
    void oneSeesOnesOwnConversationsAndWhoIsInThem() {
        String id = room(w.alice(), "username", "bob").getString("_id");
        room(w.alice(), "username", "carol");

        JsonObject list = w.alice().ok(w.alice().get("im.list", "count", "1"));
        assertThat(list.getInteger("total")).isEqualTo(2);
        assertThat(list.getJsonArray("ims")).hasSize(1);
        assertThat(each(w.bob().ok(w.bob().get("dm.list")).getJsonArray("ims"), "_id"))
                .containsExactly(id);
        assertThat(each(w.bob().ok(w.bob().get("im.members", "roomId", id)).getJsonArray("members"), "username"))
                .containsExactly("alice", "bob");
        assertThat(each(
                        w.bob()
                                .ok(w.bob().get("im.members", "username", "alice"))
                                .getJsonArray("members"),
                        "username"))
                .containsExactly("alice", "bob");
        assertError(
                w.carol().get("im.members", "roomId", id),
                "The required \"roomId\" param provided does not match any direct message",
                "error-room-not-found");
        assertError(
                w.carol().get("im.members", "username", "nobody"),
                "The required \"roomId\" param provided does not match any direct message",
                "error-room-not-found");
        assertError(
                w.carol().get("im.members"),
                "Query param \"roomId\" or \"username\" is required",
                "error-room-param-not-provided");
    }

    @Test
    void anAdminDeletesAConversation() {
        String id = room(w.alice(), "username", "bob").getString("_id");
        assertError(
                w.alice().post("im.delete", "roomId", id), "Not allowed", "error-not-allowed", "method", "eraseRoom");
        assertThat(w.admin().post("dm.delete", "roomId", id).text()).isEqualTo("{\"success\":true}");
        assertThat(w.alice().ok(w.alice().get("im.list")).getInteger("total")).isZero();
        assertThat(room(w.bob(), "username", "alice").getInteger("usersCount"))
                .as("a new one begins under the same id")
                .isEqualTo(2);
        w.allow(Permission.DELETE_D, "user");
        w.alice().ok(w.alice().post("im.delete", "username", "bob"));
    }

    @Test
    void twoWhoBeginAtTheSameTimeMeetInOneConversation() {
        List<String> ids = Stream.of("alice", "bob", "alice", "bob", "alice", "bob")
                .parallel()
                .map(who -> who.equals("alice")
                        ? room(w.alice(), "username", "bob").getString("_id")
                        : room(w.bob(), "username", "alice").getString("_id"))
                .distinct()
                .toList();
        assertThat(ids).hasSize(1);
        assertThat(w.alice().ok(w.alice().get("im.list")).getInteger("total")).isEqualTo(1);
    }
}
