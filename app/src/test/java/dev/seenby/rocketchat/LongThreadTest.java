package dev.seenby.rocketchat;

import static dev.seenby.rocketchat.RocketChatServer.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.seenby.storage.Message;
import dev.seenby.storage.Room;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Alice reads a thread of ten thousand replies while Bob goes on writing. */
@ExtendWith(RocketChatServer.Shared.class)
class LongThreadTest {
    private static final int REPLIES = 10_000;

    private final RocketChatServer server = RocketChatServer.shared();

    @Test
    void everyReplyIsFoundOnceAndInOrder() {
        Chatting chat = new Chatting(server);
        Client alice = chat.person("alice");
        Client bob = chat.person("bob");
        Room room = chat.room(Room.Kind.PUBLIC, "marathon", alice, bob);
        Message start = chat.says(alice, room, "Who is still running?");
        List<Message> sent = new ArrayList<>();
        for (int i = 0; i < REPLIES; i += 500) {
            List<Future<Message>> some = new ArrayList<>();
            for (int j = i; j < i + 500; j++) {
                some.add(chat.reply(bob, room, start, "Runner " + j, null));
            }
            await(Future.all(some));
            some.forEach(reply -> sent.add(reply.result()));
        }
        List<String> expected = ordered(sent);

        List<String> found = new ArrayList<>();
        List<Future<Message>> more = new ArrayList<>();
        for (int page = 0; page < REPLIES / 100; page++) {
            more.add(chat.reply(bob, room, start, "One more " + page, null));
            JsonObject answer = page(alice, start, found.size(), 100);
            assertThat(answer.getInteger("total")).isGreaterThanOrEqualTo(REPLIES);
            ids(answer).forEach(found::add);
        }
        assertThat(found).isEqualTo(expected);

        await(Future.all(more));
        more.forEach(reply -> sent.add(reply.result()));
        JsonObject rest = page(alice, start, REPLIES, 100);
        ids(rest).forEach(found::add);
        assertThat(found).isEqualTo(ordered(sent));
        assertThat(rest.getInteger("total")).isEqualTo(REPLIES + 100);
        JsonObject all = page(alice, start, 0, 0);
        assertThat(ids(all)).isEqualTo(found);
        assertThat(all.getInteger("count")).isEqualTo(REPLIES + 100);
        assertThat(all.fieldNames()).containsExactly("messages", "count", "offset", "total", "success");
    }

    private static JsonObject page(Client reader, Message thread, int offset, int count) {
        return reader.ok(reader.get(
                "chat.getThreadMessages",
                "tmid",
                thread.stringId(),
                "offset",
                Integer.toString(offset),
                "count",
                Integer.toString(count)));
    }

    private static List<String> ids(JsonObject answer) {
        return answer.getJsonArray("messages").stream()
                .map(message -> ((JsonObject) message).getString("_id"))
                .toList();
    }

    private static List<String> ordered(List<Message> messages) {
        return messages.stream()
                .sorted(Comparator.comparing(Message::sentAt)
                        .thenComparing(message -> message.facts().id()))
                .map(Message::stringId)
                .toList();
    }
}
