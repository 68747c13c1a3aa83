package dev.seenby.rocketchat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seenby.receipts.Conversations;
import dev.seenby.storage.Member;
import dev.seenby.storage.NewRoom;
import dev.seenby.storage.Person;
import dev.seenby.storage.Room;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Alice owns a room, Bob is in it. What one of them wrote is changed, taken back, followed. */
@ExtendWith(RocketChatServer.Shared.class)
class ChangeCallsTest {
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
        String name = "room-" + UUID.randomUUID();
        room = RocketChatServer.await(server.services()
                .conversations()
                .create(new Conversations.Request(
                        admin.app(),
                        null,
                        Room.Kind.PRIVATE,
                        name,
                        name,
                        alice.person().id(),
                        "{}",
                        List.of(
                                new NewRoom.NewMember(alice.person().id(), Member.Role.OWNER),
                                new NewRoom.NewMember(bob.person().id(), Member.Role.MEMBER)),
                        null)));
    }

    private String sent(Client who, String text, Object... more) {
        JsonObject message = new JsonObject().put("rid", room.roomId()).put("msg", text);
        for (int i = 0; i < more.length; i += 2) {
            message.put((String) more[i], more[i + 1]);
        }
        return who.ok(who.post("chat.sendMessage", "message", message))
                .getJsonObject("message")
                .getString("_id");
    }

    private Client.Answer update(Client who, String id, String text) {
        return who.post("chat.update", "roomId", room.roomId(), "msgId", id, "text", text);
    }

    private Client.Answer delete(Client who, String id, Object... more) {
        Object[] all = new Object[4 + more.length];
        all[0] = "roomId";
        all[1] = room.roomId();
        all[2] = "msgId";
        all[3] = id;
        System.arraycopy(more, 0, all, 4, more.length);
        return who.post("chat.delete", all);
    }

    private void set(Setting setting, String json) {
        RocketChatServer.await(
                server.services().apps().changeSettings(admin.app(), Map.of(Settings.SETTING + setting.name(), json)));
    }

    private static void refused(Client.Answer answer, String body) {
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json()).isEqualTo(new JsonObject(body));
    }

    @Test
    void anEditSaysWhoAndWhen() {
        String id = sent(bob, "Helo", "emoji", ":wave:");
        JsonObject edited = bob.ok(update(bob, id, "Hello @alice")).getJsonObject("message");
        assertThat(edited.getString("msg")).isEqualTo("Hello @alice");
        assertThat(edited.getJsonObject("editedBy"))
                .isEqualTo(
                        new JsonObject().put("_id", bob.person().rocketChatId()).put("username", "bob"));
        assertThat(edited.getString("editedAt")).isEqualTo(edited.getString("_updatedAt"));
        assertThat(edited.getString("emoji")).as("the rest stays").isEqualTo(":wave:");
        assertThat(edited.getJsonArray("mentions")).hasSize(1);
    }

    @Test
    void othersNeedAPermissionToEdit() {
        String ofAlice = sent(alice, "Mine");
        refused(
                update(bob, ofAlice, "Yours"),
                "{\"success\":false,\"error\":\"Message editing not allowed [error-action-not-allowed]\","
                        + "\"errorType\":\"error-action-not-allowed\","
                        + "\"details\":{\"method\":\"updateMessage\",\"action\":\"Message_editing\"}}");
        String ofBob = sent(bob, "Mine");
        assertThat(update(alice, ofBob, "the owner may").status()).isEqualTo(200);
        refused(update(dave, ofBob, "x"), "{\"success\":false,\"error\":\"error-not-allowed\"}");
        refused(
                bob.post("chat.update", "roomId", "GENERAL", "msgId", ofBob, "text", "x"),
                "{\"success\":false,\"error\":\"The room id provided does not match where the message is from.\"}");
        refused(
                update(bob, "nothing", "x"),
                "{\"success\":false,\"error\":\"No message found with the id of \\\"nothing\\\".\"}");
    }

    @Test
    void settingsForbidEditingAndDeleting() {
        String id = sent(bob, "Mine");
        set(Setting.Message_AllowEditing, "false");
        set(Setting.Message_AllowDeleting, "false");
        assertThat(update(bob, id, "x").json().getString("errorType")).isEqualTo("error-action-not-allowed");
        refused(
                delete(bob, id),
                "{\"success\":false,\"error\":\"Not allowed [error-action-not-allowed]\","
                        + "\"errorType\":\"error-action-not-allowed\","
                        + "\"details\":{\"method\":\"deleteMessage\",\"action\":\"Delete_message\"}}");
    }

    @Test
    void aDeletedMessageIsNoMoreAndItsReceiptsNeither() {
        String id = sent(bob, "Oops");
        JsonObject answer = bob.ok(delete(bob, id));
        assertThat(answer.getString("_id")).isEqualTo(id);
        assertThat(answer.getString("ts")).matches("\\d{13}");
        assertThat(answer.getJsonObject("message"))
                .isEqualTo(new JsonObject()
                        .put("_id", id)
                        .put("rid", room.roomId())
                        .put(
                                "u",
                                new JsonObject()
                                        .put("_id", bob.person().rocketChatId())
                                        .put("username", "bob")
                                        .put("name", "Bob")));
        refused(
                delete(bob, id),
                "{\"success\":false,\"error\":\"No message found with the id of \\\"" + id + "\\\".\"}");
        refused(
                update(bob, id, "x"),
                "{\"success\":false,\"error\":\"No message found with the id of \\\"" + id + "\\\".\"}");
    }

    @Test
    void othersNeedAPermissionToDelete() {
        String ofAlice = sent(alice, "Mine");
        refused(
                delete(bob, ofAlice, "asUser", true),
                "{\"success\":false,\"error\":\"Unauthorized. You must have the permission \\\"force-delete-message\\\""
                        + " to delete other's message as them.\"}");
        assertThat(delete(bob, ofAlice).json().getString("errorType")).isEqualTo("error-action-not-allowed");
        String ofBob = sent(bob, "Mine");
        assertThat(delete(alice, ofBob, "asUser", true).status()).isEqualTo(200);
    }

    @Test
    void aReplyThatIsDeletedIsNotCountedAnyMore() {
        String parent = sent(alice, "Lunch?");
        String reply = sent(bob, "Yes", "tmid", parent);
        sent(bob, "No", "tmid", parent);
        bob.ok(delete(bob, reply));
        JsonObject now = alice.ok(update(alice, parent, "Lunch?")).getJsonObject("message");
        assertThat(now.getInteger("tcount")).isEqualTo(1);
    }

    @Test
    void aThreadIsFollowedUntilItIsNot() {
        String parent = sent(alice, "Lunch?");
        String reply = sent(alice, "Anybody?", "tmid", parent);
        bob.ok(bob.post("chat.followMessage", "mid", reply));
        bob.ok(bob.post("chat.followMessage", "mid", parent));
        JsonObject followed = alice.ok(update(alice, parent, "Lunch?")).getJsonObject("message");
        assertThat(followed.getJsonArray("replies"))
                .containsExactly(alice.person().rocketChatId(), bob.person().rocketChatId());
        bob.ok(bob.post("chat.unfollowMessage", "mid", parent));
        bob.ok(bob.post("chat.unfollowMessage", "mid", parent));
        assertThat(alice.ok(update(alice, parent, "Lunch?"))
                        .getJsonObject("message")
                        .getJsonArray("replies"))
                .containsExactly(alice.person().rocketChatId());

        refused(
                bob.post("chat.followMessage", "mid", "nothing"),
                "{\"success\":false,\"error\":\"Invalid message [error-invalid-message]\","
                        + "\"errorType\":\"error-invalid-message\",\"details\":{\"method\":\"followMessage\"}}");
        refused(
                dave.post("chat.unfollowMessage", "mid", parent),
                "{\"success\":false,\"error\":\"not-allowed [error-not-allowed]\",\"errorType\":\"error-not-allowed\","
                        + "\"details\":{\"method\":\"unfollowMessage\"}}");
        refused(
                bob.post("chat.followMessage"),
                "{\"success\":false,\"error\":\"must have required property 'mid'\",\"errorType\":\"invalid-params\"}");
    }
}
