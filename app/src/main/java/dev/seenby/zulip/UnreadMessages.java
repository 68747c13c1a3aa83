package dev.seenby.zulip;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.seenby.http.StrictJson;
import dev.seenby.storage.Inbox;
import dev.seenby.storage.Inbox.Unread;
import dev.seenby.storage.Person;
import dev.seenby.storage.Room;
import dev.seenby.storage.Rooms;
import dev.seenby.storage.Topics;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** {@code unread_msgs}: what somebody has not read, the newest 50,000 messages, by conversation. */
final class UnreadMessages {
    private static final int MOST = 50_000;
    private static final int ROOMS_AT_ONCE = 1_000;

    private final Inbox inbox;
    private final Rooms rooms;
    private final UnreadDetails details;

    UnreadMessages(Services services) {
        this.inbox = services.inbox();
        this.rooms = services.rooms();
        this.details = new UnreadDetails(services.rooms(), services.messages(), services.people(), services.inbox());
    }

    /** Compared regardless of case. */
    private record Topic(int channel, String name) {}

    Future<ObjectNode> of(Person person) {
        return inbox.unread(person.id(), MOST).compose(newestFirst -> {
            List<Unread> unread = new ArrayList<>(newestFirst);
            Collections.reverse(unread);
            List<Long> ids = unread.stream().map(Unread::room).distinct().toList();
            return found(ids, 0, new ArrayList<>())
                    .compose(all -> details.others(person.id(), all).map(others -> write(person, unread, all, others)));
        });
    }

    private Future<List<Room>> found(List<Long> ids, int from, List<Room> found) {
        if (from >= ids.size()) {
            return Future.succeededFuture(found);
        }
        int to = Math.min(ids.size(), from + ROOMS_AT_ONCE);
        return rooms.byIds(ids.subList(from, to)).compose(part -> {
            found.addAll(part);
            return found(ids, to, found);
        });
    }

    private static ObjectNode write(
            Person person, List<Unread> unread, List<Room> rooms, Map<Long, List<Integer>> others) {
        Map<Long, Room> byId = new HashMap<>();
        rooms.forEach(room -> byId.put(room.id(), room));
        Map<Long, ArrayNode> direct = new LinkedHashMap<>();
        Map<Topic, ObjectNode> topics = new LinkedHashMap<>();
        ArrayNode mentions = StrictJson.newObject().arrayNode();
        int count = 0;
        for (Unread one : unread) {
            Room room = byId.get(one.room());
            if (room == null || !room.kind().carriesReceipts()) {
                continue;
            }
            count++;
            if (one.mentioned()) {
                mentions.add(one.message());
            }
            if (Channel.is(room)) {
                String topic = Objects.requireNonNullElse(one.topic(), Topics.NONE);
                ObjectNode entry = topics.computeIfAbsent(
                        new Topic(room.streamId(), topic.toLowerCase(Locale.ROOT)),
                        key -> StrictJson.newObject().put("stream_id", room.streamId()));
                // As the newest spells it.
                entry.put("topic", topic).withArray("unread_message_ids").add(one.message());
            } else {
                direct.computeIfAbsent(room.id(), key -> StrictJson.newObject().arrayNode())
                        .add(one.message());
            }
        }
        ObjectNode json = StrictJson.newObject();
        ArrayNode pairs = json.putArray("pms");
        json.putArray("streams").addAll(topics.values());
        ArrayNode groups = json.putArray("huddles");
        direct.forEach((room, ids) -> conversation(person, others.getOrDefault(room, List.of()), ids, pairs, groups));
        json.set("mentions", mentions);
        return json.put("count", count).put("old_unreads_missing", unread.size() == MOST);
    }

    private static void conversation(
            Person person, List<Integer> others, ArrayNode ids, ArrayNode pairs, ArrayNode groups) {
        if (others.size() <= 1) {
            int other = others.isEmpty() ? person.zulipId() : others.get(0);
            pairs.addObject()
                    .put("other_user_id", other)
                    .put("sender_id", other)
                    .set("unread_message_ids", ids);
        } else {
            String everybody = Stream.concat(others.stream(), Stream.of(person.zulipId()))
                    .sorted()
                    .map(id -> Integer.toString(id))
                    .collect(Collectors.joining(","));
            groups.addObject().put("user_ids_string", everybody).set("unread_message_ids", ids);
        }
    }
}
