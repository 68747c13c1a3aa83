package dev.seenby.rocketchat;

import static dev.seenby.rocketchat.RocketChatServer.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.seenby.storage.Message;
import dev.seenby.storage.Room;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Bob looks at a single message. */
@ExtendWith(RocketChatServer.Shared.class)
class MessageCallsTest {
    private final RocketChatServer server = RocketChatServer.shared();
    private final Chatting chat = new Chatting(server);
    private final Client alice = chat.person("alice");
    private final Client bob = chat.person("bob");

    @Test
    void aMessageIsShownWholeAndReadOnceEverybodyHasReadIt() {
        Instant at = Instant.parse("2026-03-01T12:00:00.007Z");
        Room room = chat.room(Room.Kind.PRIVATE, "tea", alice, bob);
        Message hello = chat.says(alice, room, "Hello", at);
        String start = "{\"message\":{\"_id\":\"" + hello.stringId() + "\",\"rid\":\"" + room.roomId()
                + "\",\"msg\":\"Hello\",\"ts\":\"2026-03-01T12:00:00.007Z\",\"u\":{\"_id\":\""
                + alice.person().rocketChatId() + "\",\"username\":\"alice\",\"name\":\"Alice\"},"
                + "\"_updatedAt\":\"2026-03-01T12:00:00.007Z\",\"mentions\":[],\"channels\":[]";

        assertThat(bob.get("chat.getMessage", "msgId", hello.stringId()).text())
                .isEqualTo(start + ",\"unread\":true},\"success\":true}");
        chat.reads(bob, hello, at.plusSeconds(1));
        assertThat(bob.get("chat.getMessage", "msgId", hello.stringId()).text())
                .isEqualTo(start + "},\"success\":true}");
    }

    @Test
    void whatCannotBeShownIsRefused() {
        Room secret = chat.room(Room.Kind.PRIVATE, "secret", alice);
        Message psst = chat.says(alice, secret, "Psst");
        Message gone = chat.says(alice, secret, "Oops");
        await(server.services().sending().delete(alice.app(), gone));

        for (String id : List.of("nobodySaidThis000", gone.stringId())) {
            Client.Answer unknown = alice.get("chat.getMessage", "msgId", id);
            assertThat(unknown.status()).isEqualTo(400);
            assertThat(unknown.text()).isEqualTo("{\"success\":false}");
        }
        Client.Answer denied = bob.get("chat.getMessage", "msgId", psst.stringId());
        assertThat(denied.status()).isEqualTo(400);
        assertThat(denied.text())
                .isEqualTo("{\"success\":false,\"error\":\"Not allowed [error-not-allowed]\","
                        + "\"errorType\":\"error-not-allowed\",\"details\":{\"method\":\"getSingleMessage\"}}");
        assertThat(bob.get("chat.getMessage").text())
                .isEqualTo("{\"success\":false,\"error\":\"must have required property 'msgId'\","
                        + "\"errorType\":\"error-invalid-params\"}");
        assertThat(bob.get("chat.getMessage", "msgId", "").text())
                .isEqualTo("{\"success\":false,\"error\":\"must NOT have fewer than 1 characters\","
                        + "\"errorType\":\"error-invalid-params\"}");
    }
}
