package dev.seenby.rocketchat;

import static dev.seenby.rocketchat.Workspace.assertError;
import static dev.seenby.rocketchat.Workspace.assertRaw;
import static dev.seenby.rocketchat.Workspace.each;
import static org.assertj.core.api.Assertions.assertThat;

import dev.seenby.storage.Room;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Alice writes in the tea room; what Bob sees of it before and after he looks. */
@ExtendWith(RocketChatServer.Shared.class)
class SubscriptionCallsTest {
    private final RocketChatServer server = RocketChatServer.shared();
    private Workspace w;
    private String tea;

    @BeforeEach
    void people() {
        w = Workspace.of(server);
        tea = w.alice()
                .ok(w.alice().post("channels.create", "name", "tea", "members", new JsonArray().add("bob")))
                .getJsonObject("channel")
                .getString("_id");
    }

    private JsonObject view(Client who) {
        return who.ok(who.get("subscriptions.getOne", "roomId", tea)).getJsonObject("subscription");
    }

    private JsonArray update(Client who, String... query) {
        return who.ok(who.get("subscriptions.get", query)).getJsonArray("update");
    }

    @Test
    void aSubscriptionIsDescribedWhole() {
        JsonObject view = view(w.bob());
        String since = view.getString("ts");
        assertThat(view.remove("_id")).isInstanceOf(String.class);
        assertThat(view.remove("_updatedAt")).isEqualTo(since);
        assertThat(view)
                .isEqualTo(new JsonObject()
                        .put("rid", tea)
                        .put("name", "tea")
                        .put("fname", "tea")
                        .put("t", "c")
                        .put(
                                "u",
                                new JsonObject()
                                        .put("_id", w.bob().person().rocketChatId())
                                        .put("username", "bob")
                                        .put("name", "Bob"))
                        .put("open", true)
                        .put("alert", false)
                        .put("unread", 0)
                        .put("userMentions", 0)
                        .put("groupMentions", 0)
                        .put("ts", since));
        assertThat(view(w.alice()).getJsonArray("roles")).containsExactly("owner");
        assertThat(view(w.alice()).getString("_id")).isNotEqualTo(view(w.bob()).getString("_id"));
    }

    @Test
    void unreadMessagesMentionsAndThreadsAreCountedUntilTheyAreRead() {
        w.send(w.alice(), tea, "m1", "Tea?");
        w.send(w.bob(), tea, "m2", "Who?");
        w.send(w.alice(), tea, "m3", "You, @bob", null, w.bob());
        w.send(w.alice(), tea, "m4", "Bob!", "m2");

        JsonObject before = view(w.bob());
        assertThat(before.getInteger("unread")).isEqualTo(2);
        assertThat(before.getInteger("userMentions")).isEqualTo(1);
        assertThat(before.getBoolean("alert")).isTrue();
        assertThat(before.getJsonArray("tunread")).containsExactly("m2");
        assertThat(before.containsKey("ls")).isFalse();

        assertThat(w.bob().post("subscriptions.read", "rid", tea).text()).isEqualTo("{\"success\":true}");

        JsonObject read = view(w.bob());
        assertThat(read.getInteger("unread")).isZero();
        assertThat(read.getInteger("userMentions")).isZero();
        assertThat(read.getBoolean("alert")).as("the thread waits").isTrue();
        assertThat(Instant.parse(read.getString("ls"))).isAfterOrEqualTo(Instant.parse(read.getString("ts")));
        assertThat(w.readers("m1")).containsExactly("alice", "bob");
        assertThat(w.readers("m4")).containsExactly("alice");

        w.bob().ok(w.bob().post("subscriptions.read", "roomId", tea, "readThreads", true));

        JsonObject all = view(w.bob());
        assertThat(all.getBoolean("alert")).isFalse();
        assertThat(all.containsKey("tunread")).isFalse();
        assertThat(w.readers("m4")).containsExactly("alice", "bob");
    }

    @Test
    void whereReceiptsAreOffReadingMovesTheMarkerOnly() {
        w.set(Setting.Message_Read_Receipt_Enabled, "false");
        w.send(w.alice(), tea, "m1", "Tea?");
        w.bob().ok(w.bob().post("subscriptions.read", "rid", tea));
        assertThat(view(w.bob()).getInteger("unread")).isZero();
        assertThat(w.readers("m1")).containsExactly("alice");
    }

    @Test
    void readsThatFail() {
        JsonObject none = new JsonObject().put("success", false).put("error", "error-invalid-subscription");
        assertError(w.carol().post("subscriptions.read", "rid", tea), 400, none);
        assertError(w.bob().post("subscriptions.read", "roomId", "nowhere"), 400, none);
        assertRaw(
                w.bob().post("subscriptions.read"),
                "must have required property 'rid'\n must have required property 'roomId'\n must match a schema in anyOf",
                "invalid-params");
        assertRaw(
                w.bob().post("subscriptions.read", "rid", tea, "roomId", tea),
                "must NOT have additional properties\n must NOT have additional properties\n"
                        + " must match a schema in anyOf",
                "invalid-params");
        assertRaw(
                w.bob().post("subscriptions.read", "rid", tea, "readThreads", "perhaps"),
                "must be boolean",
                "invalid-params");
    }

    @Test
    void theMarkerMovesBackAndReceiptsStay() {
        w.send(w.alice(), tea, "m1", "One");
        w.send(w.alice(), tea, "m2", "Two");
        w.send(w.alice(), tea, "m3", "Three");
        w.send(w.bob(), tea, "m4", "Four");
        w.bob().ok(w.bob().post("subscriptions.read", "rid", tea));

        w.bob().ok(w.bob().post("subscriptions.unread", "roomId", tea));
        assertThat(view(w.bob()).getInteger("unread")).isEqualTo(1);
        assertThat(view(w.bob()).getBoolean("alert")).isTrue();
        w.bob().ok(w.bob().post("subscriptions.unread", "firstUnreadMessage", new JsonObject().put("_id", "m2")));
        assertThat(view(w.bob()).getInteger("unread")).isEqualTo(2);
        w.bob().ok(w.bob().post("subscriptions.unread", "firstUnreadMessage", new JsonObject().put("_id", "m3")));
        assertThat(view(w.bob()).getInteger("unread"))
                .as("it never moves forward")
                .isEqualTo(2);
        assertThat(w.readers("m3")).containsExactly("alice", "bob");
    }

    @Test
    void markersThatCannotMove() {
        String[] details = {"method", "unreadMessages", "action", "Unread_messages"};
        w.send(w.bob(), tea, "m1", "Mine");
        for (String room : new String[] {tea, "nowhere"}) {
            assertError(
                    w.bob().post("subscriptions.unread", "roomId", room),
                    "There are no messages to mark unread",
                    "error-no-message-for-unread",
                    details);
        }
        for (String message : new String[] {"m1", "unknown"}) {
            assertError(
                    w.bob().post("subscriptions.unread", "firstUnreadMessage", new JsonObject().put("_id", message)),
                    "Not allowed",
                    "error-action-not-allowed",
                    details);
        }
        assertError(
                w.gus().post("subscriptions.unread", "firstUnreadMessage", new JsonObject().put("_id", "m1")),
                "Not allowed",
                "error-action-not-allowed",
                details);
        assertError(
                w.carol().post("subscriptions.unread", "roomId", tea),
                "Subscription not found",
                "error-subscription-not-found",
                details);
        assertRaw(
                w.bob().post("subscriptions.unread"),
                "must have required property 'roomId'\n must have required property 'firstUnreadMessage'\n"
                        + " must match a schema in anyOf",
                "invalid-params");
        assertRaw(
                w.bob().post("subscriptions.unread", "firstUnreadMessage", new JsonObject()),
                "must have required property '_id'",
                "invalid-params");
        assertRaw(w.bob().post("subscriptions.unread", "firstUnreadMessage", "m1"), "must be object", "invalid-params");
    }

    @Test
    void directConversationsAreCalledByTheOthersNames() {
        w.alice().ok(w.alice().post("im.create", "username", "alice"));
        w.alice().ok(w.alice().post("im.create", "username", "bob"));
        w.alice().ok(w.alice().post("im.create", "usernames", "bob,carol"));

        assertThat(each(update(w.alice()), "name")).containsExactlyInAnyOrder("tea", "alice", "bob", "bob, carol");
        assertThat(each(update(w.alice()), "fname")).contains("Bob, Carol");
        assertThat(each(update(w.bob()), "name")).containsExactlyInAnyOrder("tea", "alice", "alice, carol");
        assertThat(each(update(w.carol()), "t")).containsExactly("d");
    }

    @Test
    void onlyWhatChangedSinceAMomentIsTold() {
        w.bob().ok(w.bob().post("channels.create", "name", "quiet"));
        String quiet = each(update(w.bob()), "_id").get(1);
        assertThat(each(update(w.bob()), "name")).containsExactly("tea", "quiet");
        assertThat(w.bob().get("subscriptions.get").json().getJsonArray("remove"))
                .isEmpty();
        w.send(w.bob(), tea, "m1", "Something new");
        String since = update(w.bob()).getJsonObject(0).getString("_updatedAt");

        w.alice().ok(w.alice().post("channels.kick", "roomId", tea, "username", "bob"));
        w.bob().ok(w.bob().post("channels.delete", "roomName", "quiet"));
        w.bob().ok(w.bob().post("channels.create", "name", "third"));

        JsonObject told = w.bob().ok(w.bob().get("subscriptions.get", "updatedSince", since));
        assertThat(each(told.getJsonArray("update"), "name")).containsExactly("third");
        assertThat(each(told.getJsonArray("remove"), "_id")).hasSize(2).contains(quiet);
        assertThat(each(told.getJsonArray("remove"), "_deletedAt"))
                .allSatisfy(at -> assertThat(Instant.parse(at)).isAfterOrEqualTo(Instant.parse(since)));
        assertThat(update(w.bob(), "updatedSince", "9999-01-01")).isEmpty();
        assertThat(update(w.bob(), "updatedSince", "2001-01-01T00:00:00")).hasSize(1);
        for (String wrong : new String[] {"yesterday", "2020-13-01", "+999999999-01-01"}) {
            assertError(
                    w.bob().get("subscriptions.get", "updatedSince", wrong),
                    "The \"lastUpdate\" query parameter must be a valid date.",
                    "error-roomId-param-invalid");
        }
    }

    @Test
    void moreRoomsThanOnePartAreAllTold() {
        for (int i = 0; i < 210; i++) {
            w.made("room" + i, Room.Kind.PRIVATE, "Room " + i, w.carol());
        }
        w.made("live", Room.Kind.LIVE, "Live", w.carol());
        assertThat(update(w.carol())).hasSize(210);
        assertThat(w.carol().ok(w.carol().get("rooms.get")).getJsonArray("update"))
                .hasSize(210);
        JsonObject all = w.carol().ok(w.carol().get("groups.list", "count", "0"));
        assertThat(all.getJsonArray("groups")).hasSize(210);
        assertThat(all.getInteger("count")).isEqualTo(210);
    }

    @Test
    void theViewOfARoomOneIsNotInIsNull() {
        for (String room : new String[] {tea, "nowhere"}) {
            assertThat(w.carol().get("subscriptions.getOne", "roomId", room).text())
                    .isEqualTo("{\"subscription\":null,\"success\":true}");
        }
        assertRaw(
                w.carol().get("subscriptions.getOne"), "must have required property 'roomId'", "error-invalid-params");
    }

    @Test
    void aRoomOfAnyTypeIsDescribedToThoseWhoSeeIt() {
        String im = w.alice()
                .ok(w.alice().post("im.create", "username", "bob"))
                .getJsonObject("room")
                .getString("_id");
        assertThat(w.carol()
                        .ok(w.carol().get("rooms.info", "roomName", "TEA"))
                        .getJsonObject("room")
                        .getString("_id"))
                .isEqualTo(tea);
        assertThat(w.bob()
                        .ok(w.bob().get("rooms.info", "roomId", im))
                        .getJsonObject("room")
                        .getString("t"))
                .isEqualTo("d");
        assertRaw(w.carol().get("rooms.info", "roomId", im), "not-allowed", "Not Allowed");
        assertError(
                w.carol().get("rooms.info"),
                "The parameter \"roomId\" or \"roomName\" is required",
                "error-roomid-param-not-provided");
        assertError(
                w.carol().get("rooms.info", "roomId", "nowhere"),
                "The required \"roomId\" or \"roomName\" param provided does not match any channel",
                "error-room-not-found");
    }

    @Test
    void onesRoomsAreToldAndThoseThatChangedSince() {
        String since = view(w.bob()).getString("_updatedAt");
        assertThat(w.carol().get("rooms.get").text()).isEqualTo("{\"update\":[],\"remove\":[],\"success\":true}");
        JsonObject rooms = w.bob().ok(w.bob().get("rooms.get"));
        assertThat(rooms.getJsonArray("update").getJsonObject(0).getInteger("usersCount"))
                .isEqualTo(2);
        w.carol().ok(w.carol().post("channels.join", "roomId", tea));
        assertThat(each(
                        w.carol()
                                .ok(w.carol().get("rooms.get", "updatedSince", since))
                                .getJsonArray("update"),
                        "name"))
                .as("a room joined since is new to Carol")
                .containsExactly("tea");
        assertThat(w.carol()
                        .ok(w.carol().get("rooms.get", "updatedSince", "9999-01-01"))
                        .getJsonArray("update"))
                .isEmpty();
        assertError(
                w.carol().get("rooms.get", "updatedSince", "x"),
                "The \"updatedSince\" query parameter must be a valid date.",
                "error-updatedSince-param-invalid");
    }
}
