package dev.seenby.zulip;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seenby.credentials.Passwords;
import dev.seenby.receipts.RealServers;
import dev.seenby.storage.Message;
import dev.seenby.storage.Person;
import dev.seenby.storage.Room;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Alice writes, she and Bob change, move and delete it; who has read it stays. */
@ExtendWith(RealServers.Shared.class)
class MessageChangesTest {
    private static final String DONE = "{\"result\":\"success\",\"msg\":\"\",\"detached_uploads\":[]}\n";

    private static ZulipServer server;
    private Client owner;
    private Client alice;
    private Client bob;
    private OtherDialects dora;
    private Room tea;

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
        dora = OtherDialects.of(owner, "Dora", Person.Role.MEMBER);
        tea = server.room(Room.Kind.PUBLIC, "tea", alice, bob, dora.person());
    }

    private static Client.Answer change(Client caller, Message message, String... pairs) {
        return caller.call(HttpMethod.PATCH, "/messages/" + Talk.id(message), Client.form(pairs));
    }

    private static Client.Answer delete(Client caller, Message message) {
        return caller.call(HttpMethod.DELETE, "/messages/" + Talk.id(message), null);
    }

    private static void refused(Client.Answer answer, String msg) {
        assertThat(answer.text())
                .isEqualTo("{\"result\":\"error\",\"msg\":\"" + msg + "\",\"code\":\"BAD_REQUEST\"}\n");
        assertThat(answer.status()).isEqualTo(400);
    }

    private static JsonObject shown(Client caller, Message message) {
        return caller.get("/messages/" + Talk.id(message)).json().getJsonObject("message");
    }

    private List<String> topics(Message... messages) {
        return List.of(messages).stream()
                .map(message -> shown(bob, message).getString("subject"))
                .toList();
    }

    @Test
    void onlyTheSenderChangesTheTextAndAllSeeIt() {
        Message message = Talk.say(alice, tea, "green", "Tea?");
        server.read(message, bob);
        refused(change(bob, message, "content", "Coffee"), "You don't have permission to edit this message");
        refused(change(owner, message, "content", "Coffee"), "You don't have permission to edit this message");
        assertThat(change(alice, message, "content", "\nTea, @**Bob**  ").text())
                .isEqualTo(DONE);
        JsonObject shown = shown(bob, message);
        assertThat(shown.getString("content"))
                .isEqualTo("<p>Tea, <span class=\"user-mention\" data-user-id=\"" + bob.id() + "\">@Bob</span></p>");
        assertThat(shown.getLong("last_edit_timestamp")).isGreaterThanOrEqualTo(shown.getLong("timestamp"));
        assertThat(Talk.readers(alice, message)).containsExactly(bob.id());
        JsonObject rocketChat =
                dora.get("chat.getMessage", "msgId", message.stringId()).getJsonObject("message");
        assertThat(rocketChat.getString("msg")).isEqualTo("Tea, @**Bob**");
        assertThat(rocketChat.getString("editedAt")).isNotBlank();
        assertThat(change(alice, message, "content", " \n ").text()).isEqualTo(DONE);
        assertThat(shown(bob, message).getString("content")).isEqualTo("<p>(deleted)</p>");
    }

    @Test
    void everybodyMovesOneMessageThoseAfterItOrAll() {
        Message first = Talk.say(alice, tea, "green", "1");
        Message second = Talk.say(bob, tea, "Green", "2");
        Message third = Talk.say(alice, tea, "green", "3");
        Message other = Talk.say(alice, tea, "black", "4");
        assertThat(change(bob, second, "topic", " white ").text()).isEqualTo(DONE);
        assertThat(topics(first, second, third, other)).containsExactly("green", "white", "green", "black");
        assertThat(change(bob, first, "topic", "oolong", "propagate_mode", "change_later")
                        .text())
                .isEqualTo(DONE);
        assertThat(topics(first, second, third, other)).containsExactly("oolong", "white", "oolong", "black");
        assertThat(change(bob, third, "subject", "", "propagate_mode", "change_all")
                        .text())
                .isEqualTo(DONE);
        assertThat(topics(first, second, third, other)).containsExactly("(no topic)", "white", "(no topic)", "black");
        assertThat(change(alice, first, "topic", "t".repeat(61), "content", "both")
                        .text())
                .isEqualTo(DONE);
        assertThat(topics(first, third)).containsExactly("t".repeat(57) + "...", "(no topic)");
        assertThat(shown(bob, first).getString("content")).isEqualTo("<p>both</p>");
    }

    @Test
    void nothingOfTwoChangesIsDoneWhenOneIsNotAllowed() {
        Message message = Talk.say(alice, tea, "green", "Tea?");
        refused(
                change(bob, message, "topic", "black", "content", "Coffee"),
                "You don't have permission to edit this message");
        refused(
                change(alice, message, "topic", "a\u0001b", "content", "Coffee"),
                "Invalid character in topic, at position 2!");
        refused(change(alice, message, "topic", "black", "content", "a\0b"), "Message must not contain null bytes");
        assertThat(topics(message)).containsExactly("green");
        assertThat(shown(bob, message).getString("content")).isEqualTo("<p>Tea?</p>");
    }

    @Test
    void whoChangesAnotherTextThanTheyKnowIsTold() {
        Message message = Talk.say(alice, tea, "green", "Tea ☕?");
        assertThat(change(alice, message, "content", "Coffee", "prev_content_sha256", Passwords.digest("Tea?"))
                        .text())
                .isEqualTo("{\"result\":\"error\",\"msg\":\"'prev_content_sha256' value does not match the expected"
                        + " value.\",\"code\":\"EXPECTATION_MISMATCH\"}\n");
        assertThat(change(
                                alice,
                                message,
                                "content",
                                "Coffee",
                                "prev_content_sha256",
                                // printf 'Tea ☕?' | sha256sum
                                "31d7f732cff7931f8173f8338fe2932efba8ffc807f51f281ac4df1c4c9044ce")
                        .text())
                .isEqualTo(DONE);
    }

    @Test
    void whatCannotBeChangedIsRefused() {
        Message message = Talk.say(alice, tea, "green", "Tea?");
        Room cups = server.room(Room.Kind.PUBLIC, "cups", alice);
        Room secret = server.room(Room.Kind.PRIVATE, "secret", bob);
        refused(change(alice, message), "Nothing to change");
        refused(change(alice, message, "topic", "green"), "Nothing to change");
        refused(change(alice, message, "stream_id", "" + tea.streamId()), "Nothing to change");
        refused(change(alice, message, "topic", "x", "propagate_mode", "some"), "Invalid propagate_mode");
        refused(
                change(alice, message, "content", "x", "propagate_mode", "change_all"),
                "Invalid propagate_mode without topic edit");
        refused(change(alice, message, "topic", "✔ "), "General chat cannot be marked as resolved");
        refused(
                change(alice, message, "content", "x", "stream_id", "" + cups.streamId()),
                "Cannot change message content while changing channel");
        refused(
                change(owner, message, "stream_id", "" + cups.streamId()),
                "You don't have permission to move this message");
        refused(change(alice, message, "stream_id", "" + secret.streamId()), "Invalid channel ID");
        refused(change(alice, message, "stream_id", "-1"), "stream_id is too small");
        refused(change(alice, message, "stream_id", "x"), "stream_id is not valid JSON");
        server.delete(message);
        refused(change(alice, message, "content", "x"), "Invalid message(s)");
    }

    @Test
    void aDirectMessageHasATextAlone() {
        Room room = server.direct(alice, bob);
        Message message = Talk.say(alice, room, null, "Tea?");
        refused(change(alice, message, "topic", "x"), "Direct messages cannot have topics.");
        refused(
                change(alice, message, "stream_id", "" + tea.streamId()),
                "Direct messages cannot be moved to channels.");
        refused(change(owner, message, "content", "x"), "Invalid message(s)");
        assertThat(change(alice, message, "content", "Coffee?").text()).isEqualTo(DONE);
        assertThat(shown(bob, message).getString("content")).isEqualTo("<p>Coffee?</p>");
    }

    @Test
    void aMovedMessageIsReadByTheSamePeopleInAllDialects() {
        Message message = Talk.say(alice, tea, null, "Tea?");
        server.read(message, bob);
        List<String> readers = dora.readers(message);
        assertThat(readers).contains(bob.person().rocketChatId());
        JsonObject counts = counts();
        assertThat(counts.getInteger("ReadNum")).isEqualTo(1);
        assertThat(counts.getInteger("UnreadNum")).isEqualTo(1);

        assertThat(change(bob, message, "topic", "black", "propagate_mode", "change_all")
                        .text())
                .isEqualTo(DONE);

        assertThat(topics(message)).containsExactly("black");
        assertThat(Talk.readers(alice, message)).containsExactly(bob.id());
        assertThat(dora.readers(message)).isEqualTo(readers);
        assertThat(counts()).isEqualTo(counts);
        dora.post("subscriptions.read", new JsonObject().put("rid", tea.roomId()));
        assertThat(counts().getInteger("ReadNum")).isEqualTo(2);
        assertThat(Talk.readers(alice, message))
                .containsExactlyInAnyOrder(bob.id(), dora.person().id());
    }

    private JsonObject counts() {
        return dora.tencent(
                        "get_group_msg_receipt",
                        new JsonObject()
                                .put("GroupId", tea.roomId())
                                .put("MsgSeqList", new JsonArray().add(new JsonObject().put("MsgSeq", 1))))
                .getJsonArray("GroupMsgReceiptList")
                .getJsonObject(0);
    }

    @Test
    void theSenderAndAdministratorsDelete() {
        Message own = Talk.say(alice, tea, "green", "Tea?");
        Message others = Talk.say(alice, tea, "green", "Tea!");
        refused(delete(bob, own), "You don't have permission to delete this message");
        assertThat(delete(alice, own).text()).isEqualTo("{\"result\":\"success\",\"msg\":\"\"}\n");
        assertThat(delete(owner, others).text()).isEqualTo("{\"result\":\"success\",\"msg\":\"\"}\n");
        refused(delete(alice, own), "Invalid message(s)");
        refused(bob.get("/messages/" + Talk.id(others)), "Invalid message(s)");
        Message direct = Talk.say(alice, server.direct(alice, bob), null, "Tea?");
        refused(delete(owner, direct), "Invalid message(s)");
    }

    @Test
    void whatIsChangedThroughRocketChatIsChangedHere() {
        Message message = Talk.say(dora.person(), tea, "green", "Tea?");
        dora.post(
                "chat.update",
                new JsonObject()
                        .put("roomId", tea.roomId())
                        .put("msgId", message.stringId())
                        .put("text", "**Coffee**"));
        JsonObject shown = shown(bob, message);
        assertThat(shown.getString("content")).isEqualTo("<p><strong>Coffee</strong></p>");
        assertThat(shown.getString("subject")).isEqualTo("green");
        assertThat(shown.containsKey("last_edit_timestamp")).isTrue();
    }
}
