package dev.seenby.zulip;

import dev.seenby.storage.Message;
import dev.seenby.storage.NewMessage;
import dev.seenby.storage.Room;
import dev.seenby.storage.TimelineKey;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What people say under topics, and how they mark it. */
final class Talk {
    private Talk() {}

    /** @param topic null = none */
    static Message say(Client sender, Room room, @Nullable String topic, String text, Client... mentioned) {
        return ZulipServer.await(sender.server()
                .services()
                .sending()
                .send(
                        sender.app().sdkAppId(),
                        new NewMessage(
                                null,
                                UUID.randomUUID().toString(),
                                room.id(),
                                topic == null ? TimelineKey.MAIN : TimelineKey.topic(topic),
                                sender.person().id(),
                                null,
                                text,
                                "{}",
                                null,
                                topic,
                                null,
                                null,
                                Set.copyOf(Arrays.stream(mentioned)
                                        .map(one -> one.person().id())
                                        .toList()))));
    }

    static long id(Message message) {
        return message.facts().id();
    }

    static List<Long> ids(Message... messages) {
        return Arrays.stream(messages).map(Talk::id).toList();
    }

    static Client.Answer post(Client caller, String path, String... pairs) {
        return caller.call(HttpMethod.POST, path, Client.form(pairs));
    }

    static Client.Answer flag(Client caller, String op, String flag, Message... messages) {
        return post(
                caller, "/messages/flags", "messages", new JsonArray(ids(messages)).encode(), "op", op, "flag", flag);
    }

    /** All of a narrow. @param narrow JSON */
    static Client.Answer narrowed(Client caller, String op, String flag, String narrow) {
        return post(
                caller,
                "/messages/flags/narrow",
                "anchor",
                "oldest",
                "num_before",
                "0",
                "num_after",
                "5000",
                "narrow",
                narrow,
                "op",
                op,
                "flag",
                flag);
    }

    static List<Object> readers(Client caller, Message message) {
        JsonObject answer =
                caller.get("/messages/" + id(message) + "/read_receipts").json();
        return answer.getJsonArray("user_ids").stream().toList();
    }
}
