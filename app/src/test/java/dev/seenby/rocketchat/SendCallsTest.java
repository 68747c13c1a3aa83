package dev.seenby.rocketchat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seenby.receipts.Conversations;
import dev.seenby.storage.Member;
import dev.seenby.storage.NewRoom;
import dev.seenby.storage.Person;
import dev.seenby.storage.Room;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Alice writes to Bob and Carol, who are in a room with her; Dave is not. */
@ExtendWith(RocketChatServer.Shared.class)
class SendCallsTest {
    private final RocketChatServer server = RocketChatServer.shared();
    private Client admin;
    private Client alice;
    private Client bob;
    private Client dave;
    private Room room;

    @BeforeEach
    void people() {
        admin = server.workspace();
        alice = server.person(admin, "alice", Person.Role.MEMBER);
        bob = server.person(admin, "bob", Person.Role.MEMBER);
        dave = server.person(admin, "dave", Person.Role.MEMBER);
        room = room(Room.Kind.PRIVATE, "{}", alice, bob);
    }

    private Room room(Room.Kind kind, String details, Client owner, Client... others) {
        List<NewRoom.NewMember> members = new ArrayList<>();
        members.add(new NewRoom.NewMember(owner.person().id(), Member.Role.OWNER));
        for (Client other : others) {
            members.add(new NewRoom.NewMember(other.person().id(), Member.Role.MEMBER));
        }
        String name = "room-" + UUID.randomUUID();
        return RocketChatServer.await(server.services()
                .conversations()
                .create(new Conversations.Request(
                        admin.app(), null, kind, name, name, owner.person().id(), details, members, null)));
    }

    private static JsonObject message(String rid, String text) {
        return new JsonObject().put("rid", rid).put("msg", text);
    }

    private JsonObject sent(Client who, JsonObject message) {
        return who.ok(who.post("chat.sendMessage", "message", message)).getJsonObject("message");
    }

    private static void refused(Client.Answer answer, String error, @Nullable String errorType, Object... details) {
        assertThat(answer.status()).isEqualTo(400);
        JsonObject body = new JsonObject().put("success", false).put("error", error);
        if (errorType != null) {
            body.put("errorType", errorType);
        }
        if (details.length > 0) {
            JsonObject inside = new JsonObject();
            for (int i = 0; i < details.length; i += 2) {
                inside.put((String) details[i], details[i + 1]);
            }
            body.put("details", inside);
        }
        assertThat(answer.json()).isEqualTo(body);
    }

    @Test
    void aMessageIsUnreadUntilEverybodyElseHasReadIt() {
        JsonObject hello = sent(alice, message(room.roomId(), "Hello"));

        assertThat(hello.getString("_id")).hasSize(17);
        assertThat(hello.getString("rid")).isEqualTo(room.roomId());
        assertThat(hello.getString("msg")).isEqualTo("Hello");
        assertThat(hello.getJsonObject("u"))
                .isEqualTo(new JsonObject()
                        .put("_id", alice.person().rocketChatId())
                        .put("username", "alice")
                        .put("name", "Alice"));
        assertThat(hello.getBoolean("unread")).isTrue();
        assertThat(hello.getString("ts")).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
        assertThat(hello.getString("_updatedAt")).isEqualTo(hello.getString("ts"));
        assertThat(hello.getJsonArray("mentions")).isEmpty();
    }

    @Test
    void theSameMessageSentAgainIsStoredOnce() {
        JsonObject mine = message(room.roomId(), "Once").put("_id", "my-own-id-" + UUID.randomUUID());
        assertThat(sent(alice, mine)).isEqualTo(sent(alice, mine));
        refused(
                bob.post("chat.sendMessage", "message", mine),
                "A message with this _id exists already [error-message-id-taken]",
                "error-message-id-taken");
    }

    @Test
    void aReplyToAReplyStandsInTheSameThreadAndTheParentTellsOfIt() {
        JsonObject parent = sent(alice, message(room.roomId(), "Lunch?"));
        JsonObject reply = sent(bob, message(room.roomId(), "Yes").put("tmid", parent.getString("_id")));
        JsonObject deeper = sent(alice, message(room.roomId(), "Good").put("tmid", reply.getString("_id")));
        JsonObject shown = sent(
                bob,
                message(room.roomId(), "At noon")
                        .put("tmid", parent.getString("_id"))
                        .put("tshow", true));

        assertThat(deeper.getString("tmid")).isEqualTo(parent.getString("_id"));
        assertThat(deeper.containsKey("tshow")).isFalse();
        assertThat(shown.getBoolean("tshow")).isTrue();

        JsonObject now = alice.ok(alice.post(
                        "chat.update", "roomId", room.roomId(), "msgId", parent.getString("_id"), "text", "Lunch?"))
                .getJsonObject("message");
        assertThat(now.getInteger("tcount")).isEqualTo(3);
        assertThat(now.getString("tlm")).isEqualTo(shown.getString("ts"));
        assertThat(now.getJsonArray("replies"))
                .containsExactlyInAnyOrder(
                        alice.person().rocketChatId(), bob.person().rocketChatId());
        assertThat(now.containsKey("editedAt")).as("the same text is no edit").isFalse();
    }

    @Test
    void whoeverIsMentionedIsNamed() {
        JsonObject call = sent(alice, message(room.roomId(), "@bob, @nobody. and @all: see #" + room.name()));
        assertThat(call.getJsonArray("mentions"))
                .containsExactly(
                        new JsonObject()
                                .put("_id", bob.person().rocketChatId())
                                .put("username", "bob")
                                .put("name", "Bob")
                                .put("type", "user"),
                        new JsonObject().put("_id", "all").put("username", "all"));
        assertThat(call.getJsonArray("channels"))
                .as("a private room is not told of")
                .isEmpty();
    }

    @Test
    void whatStandsBesideTheTextComesBackAndImpersonationNeedsAPermission() {
        JsonArray attachments = new JsonArray().add(new JsonObject().put("text", "a picture"));
        JsonObject with = sent(
                alice,
                message(room.roomId(), "").put("attachments", attachments).put("emoji", ":bus:"));
        assertThat(with.getJsonArray("attachments")).isEqualTo(attachments);
        assertThat(with.getString("emoji")).isEqualTo(":bus:");

        refused(
                alice.post(
                        "chat.sendMessage",
                        "message",
                        message(room.roomId(), "I").put("alias", "The Queen")),
                "Not enough permission",
                null);
        refused(
                alice.post(
                        "chat.sendMessage",
                        "message",
                        message(room.roomId(), "I").put("attachments", "x")),
                "attachments must be array",
                "invalid-params");
    }

    @Test
    void whoHasNoAccessCannotSend() {
        refused(dave.post("chat.sendMessage", "message", message(room.roomId(), "Hi")), "error-not-allowed", null);
        refused(alice.post("chat.sendMessage", "message", message("nowhere", "Hi")), "error-invalid-room", null);
        refused(
                alice.post("chat.sendMessage", "message", new JsonObject().put("msg", "Hi")),
                "The 'rid' property on the message object is missing.",
                null);
        refused(alice.post("chat.sendMessage"), "must have required property 'message'", "invalid-params");

        Room readOnly = room(Room.Kind.PUBLIC, "{\"rocketchat\":{\"ro\":true}}", alice, bob);
        refused(
                bob.post("chat.sendMessage", "message", message(readOnly.roomId(), "Hi")),
                "You can't send messages because the room is readonly.",
                null);
        sent(alice, message(readOnly.roomId(), "Owners may"));
    }

    @Test
    void everyParameterOfAMessageIsChecked() {
        refused(
                alice.post("chat.sendMessage", "message", message(room.roomId(), "x".repeat(5_001))),
                "Message size exceeds Message_MaxAllowedSize [error-message-size-exceeded]",
                "error-message-size-exceeded",
                "method",
                "sendMessage");
        sent(alice, message(room.roomId(), "x".repeat(5_000)));
        refused(
                alice.post(
                        "chat.sendMessage",
                        "message",
                        message(room.roomId(), "x").put("tshow", true)),
                "tshow provided but missing tmid [invalid-params]",
                "invalid-params",
                "method",
                "sendMessage");
        refused(
                alice.post(
                        "chat.sendMessage",
                        "message",
                        message(room.roomId(), "x").put("ts", "2016-12-09T16:53:06.761Z")),
                "Message timestamp is out of sync [error-message-ts-out-of-sync]",
                "error-message-ts-out-of-sync",
                "method",
                "sendMessage");
        refused(
                alice.post(
                        "chat.sendMessage",
                        "message",
                        message(room.roomId(), "x").put("tmid", "unknown")),
                "Invalid Message [error-invalid-message]",
                "error-invalid-message");
        refused(
                alice.post(
                        "chat.sendMessage",
                        "message",
                        message(room.roomId(), "x").put("_id", "y".repeat(129))),
                "_id must NOT have fewer than 1 or more than 128 characters",
                "invalid-params");
        refused(
                alice.post("chat.sendMessage", "message", message(room.roomId(), "a\u0000b")),
                "The body holds a NUL, half a surrogate pair or a number that is out of range",
                "invalid-params");
    }

    @Test
    void withoutThreadsNobodyReplies() {
        JsonObject parent = sent(alice, message(room.roomId(), "Lunch?"));
        RocketChatServer.await(server.services()
                .apps()
                .changeSettings(
                        admin.app(), java.util.Map.of(Settings.SETTING + Setting.Threads_enabled.name(), "false")));
        refused(
                bob.post(
                        "chat.sendMessage",
                        "message",
                        message(room.roomId(), "Yes").put("tmid", parent.getString("_id"))),
                "not-allowed [error-not-allowed]",
                "error-not-allowed",
                "method",
                "sendMessage");
    }

    @Test
    void postingFindsItsTargetByIdNameOrPersonAndJoinsAChannel() {
        Room channel = room(Room.Kind.PUBLIC, "{}", alice);
        Client.Answer byName = dave.post("chat.postMessage", "channel", "#" + channel.name(), "text", "Hi");
        JsonObject body = dave.ok(byName);
        assertThat(byName.text()).startsWith("{\"ts\":").endsWith("\"success\":true}");
        assertThat(body.getString("channel")).isEqualTo("#" + channel.name());
        assertThat(body.getJsonObject("message").getString("rid")).isEqualTo(channel.roomId());
        assertThat(body.getJsonObject("message").getBoolean("groupable")).isFalse();
        assertThat(RocketChatServer.await(server.services()
                        .rooms()
                        .members(channel.id(), List.of(dave.person().id()))))
                .hasSize(1);

        String direct = alice.ok(alice.post("chat.postMessage", "channel", "@bob", "text", "psst"))
                .getJsonObject("message")
                .getString("rid");
        assertThat(bob.ok(bob.post("chat.postMessage", "channel", "alice", "text", "what?"))
                        .getJsonObject("message")
                        .getString("rid"))
                .isEqualTo(direct);
        List<String> ids = new ArrayList<>(
                List.of(alice.person().rocketChatId(), bob.person().rocketChatId()));
        ids.sort(null);
        assertThat(direct).isEqualTo(String.join("", ids));

        refused(
                dave.post("chat.postMessage", "channel", "#none", "text", "Hi"),
                "[invalid-channel]",
                "invalid-channel");
        refused(
                dave.post("chat.postMessage", "channel", "@none", "text", "Hi"),
                "[invalid-channel]",
                "invalid-channel");
        refused(
                dave.post("chat.postMessage", "text", "Hi"),
                "must match exactly one schema in oneOf",
                "invalid-params");
        refused(dave.post("chat.postMessage", "roomId", room.roomId(), "text", "Hi"), "error-not-allowed", null);
    }

    @Test
    void ofSeveralTargetsAllAreSentToOrNone() {
        Room channel = room(Room.Kind.PUBLIC, "{}", alice);
        refused(
                dave.post("chat.postMessage", "channel", List.of(channel.roomId(), room.roomId()), "text", "Hi"),
                "error-not-allowed",
                null);
        assertThat(RocketChatServer.await(server.services().rooms().statuses(List.of(channel.id())))
                        .get(0)
                        .messages())
                .isZero();
        alice.ok(alice.post("chat.postMessage", "channel", List.of(channel.roomId(), room.roomId()), "text", "Hi"));
        assertThat(RocketChatServer.await(server.services().rooms().statuses(List.of(channel.id(), room.id()))))
                .allMatch(status -> status.messages() == 1);
    }

    @Test
    void whoMayNotBeginConversationsPostsOnlyIntoThoseThatAreThere() {
        Client gus = server.person(admin, "gus", Person.Role.GUEST);
        refused(gus.post("chat.postMessage", "channel", "@bob", "text", "psst"), "error-not-allowed", null);
        assertThat(bob.ok(bob.get("im.list")).getJsonArray("ims")).isEmpty();

        bob.ok(bob.post("chat.postMessage", "channel", "@gus", "text", "Hello Gus"));
        gus.ok(gus.post("chat.postMessage", "channel", "@bob", "text", "Hello Bob"));
    }

    @Test
    void aPostThatIsRefusedLeavesNothingBehind() {
        Room channel = room(Room.Kind.PUBLIC, "{}", alice);
        refused(
                dave.post("chat.postMessage", "channel", List.of(channel.roomId(), "@bob", "#none"), "text", "Hi"),
                "[invalid-channel]",
                "invalid-channel");
        assertThat(dave.ok(dave.get("channels.list.joined")).getJsonArray("channels"))
                .isEmpty();
        assertThat(dave.ok(dave.get("im.list")).getJsonArray("ims")).isEmpty();
    }
}
