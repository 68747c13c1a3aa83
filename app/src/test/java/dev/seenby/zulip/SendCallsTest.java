package dev.seenby.zulip;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seenby.receipts.RealServers;
import dev.seenby.storage.Message;
import dev.seenby.storage.Person;
import dev.seenby.storage.Room;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Alice writes to Bob and to channels. */
@ExtendWith(RealServers.Shared.class)
class SendCallsTest {
    private static ZulipServer server;
    private Client alice;
    private Client bob;
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
        Client owner = server.organisation();
        alice = server.person(owner, "Alice");
        bob = server.person(owner, "Bob");
        tea = server.room(Room.Kind.PUBLIC, "tea", alice, bob);
    }

    private static Client.Answer send(Client sender, String... pairs) {
        return sender.call(HttpMethod.POST, "/messages", Client.form(pairs));
    }

    private Message sent(Client.Answer answer) {
        assertThat(answer.text()).matches("\\{\"result\":\"success\",\"msg\":\"\",\"id\":[0-9]+}\n");
        return ZulipServer.await(server.services()
                        .messages()
                        .byIds(alice.app().sdkAppId(), List.of(answer.json().getLong("id"))))
                .get(0);
    }

    private static String refusal(String msg) {
        return "{\"result\":\"error\",\"msg\":\"" + msg + "\",\"code\":\"BAD_REQUEST\"}\n";
    }

    @Test
    void aChannelIsNamedByIdNameOrList() {
        for (String to : List.of("" + tea.streamId(), "tea", "\"tea\"", "[\"tea\"]", "[" + tea.streamId() + "]")) {
            Message message = sent(send(alice, "type", "stream", "to", to, "topic", " green ", "content", "\n hi \n"));
            assertThat(message.facts().room()).isEqualTo(tea.id());
            assertThat(message.topic()).isEqualTo("green");
            assertThat(message.text()).isEqualTo(" hi");
        }
    }

    @Test
    void whatIsTooLongIsCut() {
        Message message = sent(
                send(alice, "type", "channel", "to", "tea", "subject", "t".repeat(61), "content", "😀".repeat(10_001)));
        assertThat(message.topic()).isEqualTo("t".repeat(57) + "...");
        assertThat(message.text().codePointCount(0, message.text().length())).isEqualTo(10_000);
        assertThat(message.text()).endsWith("😀\n[message truncated]");
    }

    @Test
    void peopleAreNamedByIdsOrAddresses() {
        Message first = sent(send(alice, "type", "direct", "to", "[" + bob.id() + "]", "content", "Tea?"));
        Message second = sent(send(bob, "type", "private", "to", alice.email() + ", ", "content", "Yes"));
        assertThat(second.facts().room()).isEqualTo(first.facts().room());
        assertThat(first.topic()).isNull();
        Message own = sent(send(alice, "type", "direct", "to", "[" + alice.id() + "]", "content", "note"));
        assertThat(own.facts().audience()).isZero();
    }

    @Test
    void whatCannotBeSentIsRefused() {
        assertThat(send(alice, "type", "x", "to", "tea", "content", "a").text()).isEqualTo(refusal("Invalid type"));
        assertThat(send(alice, "type", "stream", "to", "tea", "content", "a").text())
                .isEqualTo(refusal("Missing topic"));
        assertThat(send(alice, "type", "stream", "to", "tea", "topic", "t", "content", " \n")
                        .text())
                .isEqualTo(refusal("Message must not be empty"));
        assertThat(send(alice, "type", "stream", "to", "tea", "topic", "t", "content", "a\0b")
                        .text())
                .isEqualTo(refusal("Message must not contain null bytes"));
        assertThat(send(alice, "type", "stream", "to", "coffee", "topic", "t", "content", "a")
                        .text())
                .isEqualTo("{\"result\":\"error\",\"msg\":\"Channel 'coffee' does not exist\",\"stream\":\"coffee\","
                        + "\"code\":\"STREAM_DOES_NOT_EXIST\"}\n");
        assertThat(send(alice, "type", "stream", "to", "9223372036854775808", "topic", "t", "content", "a")
                        .text())
                .isEqualTo("{\"result\":\"error\",\"msg\":\"Channel with ID '9223372036854775808' does not exist\","
                        + "\"stream_id\":9223372036854775808,\"code\":\"STREAM_DOES_NOT_EXIST\"}\n");
        assertThat(send(alice, "type", "direct", "to", "[]", "content", "a").text())
                .isEqualTo(refusal("Message must have recipients"));
        assertThat(send(alice, "type", "direct", "to", "[0]", "content", "a").text())
                .isEqualTo(refusal("Invalid user ID 0"));
        assertThat(send(alice, "type", "direct", "to", "[1,\"a\"]", "content", "a")
                        .text())
                .isEqualTo(refusal("Recipient lists may contain emails or user IDs, but not both."));
        assertThat(send(alice, "type", "direct", "to", "nobody", "content", "a").text())
                .isEqualTo(refusal("Invalid email 'nobody'"));
    }

    @Test
    void privateChannelsTakeWhatMembersWriteAndGuestsNeedToBeMembersEverywhere() {
        Room secret = server.room(Room.Kind.PRIVATE, "secret", bob);
        assertThat(send(alice, "type", "stream", "to", "secret", "topic", "t", "content", "a")
                        .text())
                .isEqualTo(refusal("Not authorized to send to channel 'secret'"));
        String id = Integer.toString(secret.streamId());
        assertThat(send(alice, "type", "stream", "to", id, "topic", "t", "content", "a")
                        .text())
                .as("what is called by its number tells nobody its name")
                .isEqualTo("{\"result\":\"error\",\"msg\":\"Channel with ID '" + id + "' does not exist\","
                        + "\"stream_id\":" + id + ",\"code\":\"STREAM_DOES_NOT_EXIST\"}\n");
        Client guest = server.person(alice, "Gus", Person.Role.GUEST, false);
        assertThat(send(guest, "type", "stream", "to", "tea", "topic", "t", "content", "a")
                        .text())
                .isEqualTo(refusal("Not authorized to send to channel 'tea'"));
    }

    @Test
    void aMovedMessageKeepsItsReaders() {
        Message message = sent(send(alice, "type", "stream", "to", "tea", "topic", "green", "content", "a"));
        server.read(message, bob);
        String path = "/messages/" + message.facts().id();
        String before = alice.get(path + "/read_receipts").text();
        assertThat(before).isEqualTo("{\"result\":\"success\",\"msg\":\"\",\"user_ids\":[" + bob.id() + "]}\n");
        assertThat(bob.call(HttpMethod.PATCH, path, Client.form("topic", "black"))
                        .text())
                .isEqualTo("{\"result\":\"success\",\"msg\":\"\",\"detached_uploads\":[]}\n");
        assertThat(alice.get(path + "/read_receipts").text()).isEqualTo(before);
        assertThat(bob.call(HttpMethod.PATCH, path, Client.form("content", "b")).text())
                .isEqualTo(refusal("You don't have permission to edit this message"));
        assertThat(bob.call(HttpMethod.DELETE, path, null).text())
                .isEqualTo(refusal("You don't have permission to delete this message"));
        assertThat(alice.call(HttpMethod.DELETE, path, null).text())
                .isEqualTo("{\"result\":\"success\",\"msg\":\"\"}\n");
    }
}
