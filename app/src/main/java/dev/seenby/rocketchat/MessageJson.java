package dev.seenby.rocketchat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.seenby.http.StrictJson;
import dev.seenby.receipts.Receipts;
import dev.seenby.receipts.Registration;
import dev.seenby.storage.Counts;
import dev.seenby.storage.Message;
import dev.seenby.storage.MessageFacts;
import dev.seenby.storage.Messages;
import dev.seenby.storage.Person;
import dev.seenby.storage.Room;
import dev.seenby.storage.Rooms;
import dev.seenby.storage.Subscriptions;
import dev.seenby.storage.TimelineKey;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Messages as the API writes them. {@code unread} stands in those that somebody of the audience has not read. Whatever
 * the dialect that sent a message, its text is {@code msg}; of its payload only what Rocket.Chat's calls put there is shown.
 */
final class MessageJson {
    /** The member that is this dialect's of a message's payload, and of the details of rooms and people. */
    static final String PAYLOAD = "rocketchat";

    /** What of the payload follows the fields that every message has, in this order. */
    private static final List<String> SHOWN = List.of(
            "t", "alias", "avatar", "emoji", "groupable", "parseUrls", "urls", "attachments", "blocks", "customFields");

    private final Receipts receipts;
    private final Registration registration;
    private final Rooms rooms;
    private final Messages messages;
    private final Subscriptions subscriptions;

    MessageJson(Services services) {
        this.receipts = services.receipts();
        this.registration = services.registration();
        this.rooms = services.rooms();
        this.messages = services.messages();
        this.subscriptions = services.subscriptions();
    }

    /** All that the messages name. */
    private record Known(
            Map<Long, Person> people,
            Map<Long, String> roomIds,
            Map<Long, String> parents,
            Map<Long, Subscriptions.Thread> threads,
            Set<Long> unread) {}

    Future<ObjectNode> one(Settings settings, Message message) {
        return all(settings, List.of(message)).map(written -> written.get(0));
    }

    /** In the same order. @param list at most 1,000 */
    Future<List<ObjectNode>> all(Settings settings, List<Message> list) {
        return writer(settings, list).map(writer -> list.stream().map(writer).toList());
    }

    /**
     * What writes these messages. As a tree a message may need twenty times the memory of its text: who writes many
     * lets each one go before the next.
     *
     * @param list at most 1,000
     */
    Future<Function<Message, ObjectNode>> writer(Settings settings, List<Message> list) {
        if (list.isEmpty()) {
            return Future.succeededFuture(none -> {
                throw new IllegalArgumentException("not one of them");
            });
        }
        Future<Map<Long, String>> roomIds = rooms.byIds(
                        list.stream().map(m -> m.facts().room()).collect(Collectors.toSet()))
                .map(found -> found.stream().collect(Collectors.toMap(Room::id, Room::roomId)));
        Future<Map<Long, String>> parents = parents(list);
        Future<Map<Long, Subscriptions.Thread>> threads = subscriptions
                .threads(list.stream().map(m -> m.facts().id()).toList())
                .map(found ->
                        found.stream().collect(Collectors.toMap(Subscriptions.Thread::parent, Function.identity())));
        Future<Set<Long>> unread =
                settings.on(Setting.Message_Read_Receipt_Enabled) ? unread(list) : Future.succeededFuture(Set.of());
        return Future.all(roomIds, parents, threads, unread)
                .compose(all -> people(list, threads.result().values()))
                .map(named -> {
                    Known known =
                            new Known(named, roomIds.result(), parents.result(), threads.result(), unread.result());
                    return message -> write(message, known);
                });
    }

    private Future<Map<Long, String>> parents(List<Message> list) {
        Set<Long> ids =
                list.stream().map(Message::parent).filter(Objects::nonNull).collect(Collectors.toSet());
        return ids.isEmpty() ? Future.succeededFuture(Map.of()) : messages.stringIds(ids);
    }

    /** The ids of those that somebody has not read. */
    private Future<Set<Long>> unread(List<Message> list) {
        Map<Long, List<MessageFacts>> byRoom = new HashMap<>();
        for (Message message : list) {
            if (message.facts().timelineKind() != TimelineKey.Kind.SILENT) {
                byRoom.computeIfAbsent(message.facts().room(), r -> new ArrayList<>())
                        .add(message.facts());
            }
        }
        Set<Long> unread = new HashSet<>();
        return Future.all(byRoom.values().stream()
                        .map(facts -> receipts.counts(facts).onSuccess(counts -> {
                            for (int i = 0; i < counts.size(); i++) {
                                Counts one = counts.get(i);
                                if (one.unread() > 0) {
                                    unread.add(facts.get(i).id());
                                }
                            }
                        }))
                        .toList())
                .map(unread);
    }

    private Future<Map<Long, Person>> people(List<Message> list, Collection<Subscriptions.Thread> threads) {
        Set<Long> ids = new HashSet<>();
        for (Message message : list) {
            ids.add(message.facts().sender());
            if (message.edit() != null) {
                ids.add(message.edit().editor());
            }
        }
        threads.forEach(thread -> ids.addAll(thread.followers()));
        return registration.byIds(ids);
    }

    private static ObjectNode write(Message message, Known known) {
        JsonNode payload = StrictJson.value(message.payload())
                .map(json -> json.path(PAYLOAD))
                .orElseGet(StrictJson::newObject);
        ObjectNode json = StrictJson.newObject()
                .put("_id", message.stringId())
                .put("rid", known.roomIds().get(message.facts().room()));
        String tmid = message.parent() == null ? null : known.parents().get(message.parent());
        if (tmid != null) {
            json.put("tmid", tmid);
            if (message.facts().timelineKind() != TimelineKey.Kind.THREAD) {
                json.put("tshow", true);
            }
        }
        json.put("msg", message.text()).put("ts", Times.iso(message.sentAt()));
        json.set("u", author(known.people().get(message.facts().sender())));
        json.put("_updatedAt", Times.iso(message.updatedAt()));
        json.set("mentions", array(payload.path("mentions")));
        json.set("channels", array(payload.path("channels")));
        writeThread(json, known.threads().get(message.facts().id()), known);
        if (known.unread().contains(message.facts().id())) {
            json.put("unread", true);
        }
        if (message.edit() != null) {
            json.put("editedAt", Times.iso(message.edit().at()));
            ObjectNode editor = author(known.people().get(message.edit().editor()));
            editor.remove("name");
            json.set("editedBy", editor);
        }
        for (String name : SHOWN) {
            if (payload.has(name)) {
                json.set(name, payload.get(name));
            }
        }
        return json;
    }

    private static void writeThread(ObjectNode json, Subscriptions.@Nullable Thread thread, Known known) {
        if (thread == null) {
            return;
        }
        if (!thread.followers().isEmpty()) {
            ArrayNode replies = json.putArray("replies");
            thread.followers().forEach(follower -> {
                Person person = known.people().get(follower);
                if (person != null) {
                    replies.add(person.rocketChatId());
                }
            });
        }
        if (thread.lastReplyAt() != null && thread.replies() > 0) {
            json.put("tcount", thread.replies()).put("tlm", Times.iso(thread.lastReplyAt()));
        }
    }

    private static JsonNode array(JsonNode node) {
        return node.isArray() ? node : StrictJson.newObject().arrayNode();
    }

    /** Who wrote it: {@code _id}, {@code username}, {@code name}. */
    static ObjectNode author(@Nullable Person person) {
        ObjectNode author = StrictJson.newObject();
        return person == null
                ? author.put("_id", "").put("username", "")
                : author.put("_id", person.rocketChatId())
                        .put("username", person.username())
                        .put("name", person.name());
    }
}
