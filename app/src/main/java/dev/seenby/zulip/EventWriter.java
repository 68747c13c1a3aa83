package dev.seenby.zulip;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.seenby.http.StrictJson;
import dev.seenby.storage.EventQueues.Event;
import dev.seenby.storage.EventQueues.Events;
import dev.seenby.storage.Message;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Events as clients get them. Messages are looked up now: those that are gone, or that the client may not see or did not ask
 * for, are left out. If that leaves the last place empty a heartbeat stands there, so that the client asks on from it.
 */
final class EventWriter {
    /** Looked up at once. */
    private static final int SLICE = 100;
    /** No more events are written behind these; they come the next time. */
    private static final int BYTES = 4 << 20;

    private final Access access;
    private final MessageJson messages;

    EventWriter(Services services) {
        this.access = new Access(services);
        this.messages = new MessageJson(services);
    }

    /** An event as it stands in its queue. */
    private record Stored(Event event, ObjectNode body) {}

    /** The messages of some events, by id. */
    private record Looked(Map<Long, Message> seen, Map<Long, ObjectNode> styled, Map<Long, ObjectNode> rendered) {}

    /** @return each as JSON; the last has the id of the last event that was looked at */
    Future<List<byte[]>> write(Request request, Events events) {
        return write(request, EventDetails.of(events.queue()), events, 0, 0, new ArrayList<>());
    }

    static byte[] heartbeat(long id) {
        return StrictJson.bytes(
                StrictJson.newObject().put("type", EventDetails.HEARTBEAT).put("id", id));
    }

    private Future<List<byte[]>> write(
            Request request, EventDetails details, Events events, int from, long bytes, List<byte[]> written) {
        if (from >= events.events().size() || bytes > BYTES) {
            return Future.succeededFuture(written);
        }
        int to = Math.min(events.events().size(), from + SLICE);
        List<Stored> slice = events.events().subList(from, to).stream()
                .map(event -> new Stored(event, body(event)))
                .toList();
        return look(request, details, slice).compose(looked -> {
            long more = bytes;
            boolean leftOut = false;
            for (Stored one : slice) {
                ObjectNode event = write(events.queue().id(), details, one, looked);
                leftOut = event == null;
                if (event != null) {
                    byte[] json = StrictJson.bytes(event.put("id", one.event().id()));
                    more += json.length;
                    written.add(json);
                }
            }
            if (leftOut && (to == events.events().size() || more > BYTES)) {
                written.add(heartbeat(slice.get(slice.size() - 1).event().id()));
            }
            return write(request, details, events, to, more, written);
        });
    }

    private static ObjectNode body(Event event) {
        return (ObjectNode) StrictJson.value(event.body()).orElseThrow();
    }

    private static boolean isMessage(Stored one) {
        return one.event().type().equals(EventDetails.MESSAGE)
                || one.event().type().equals(EventDetails.PUBLIC_MESSAGE);
    }

    private static boolean isEdit(Stored one) {
        return one.event().type().equals(EventDetails.UPDATE_MESSAGE)
                && one.body().has("orig_content");
    }

    private Future<Looked> look(Request request, EventDetails details, List<Stored> slice) {
        Set<Long> styled = new HashSet<>();
        Set<Long> rendered = new HashSet<>();
        for (Stored one : slice) {
            if (isMessage(one)) {
                styled.add(one.body().path("message").asLong());
            } else if (isEdit(one)) {
                rendered.add(one.body().path("message_id").asLong());
            }
        }
        Set<Long> ids = new HashSet<>(styled);
        ids.addAll(rendered);
        return access.messages(request.caller(), ids).compose(seen -> {
            Map<Long, Message> byId = new HashMap<>();
            seen.forEach(message -> byId.put(message.facts().id(), message));
            Future<Map<Long, ObjectNode>> inStyle = json(request, seen, styled, details.style());
            Future<Map<Long, ObjectNode>> asHtml = json(request, seen, rendered, new MessageJson.Style(true, true));
            return Future.all(inStyle, asHtml).map(both -> new Looked(byId, inStyle.result(), asHtml.result()));
        });
    }

    private Future<Map<Long, ObjectNode>> json(
            Request request, List<Message> seen, Set<Long> wanted, MessageJson.Style style) {
        List<Message> some = seen.stream()
                .filter(message -> wanted.contains(message.facts().id()))
                .toList();
        return some.isEmpty()
                ? Future.succeededFuture(Map.of())
                : messages.of(request.app(), request.caller(), some, style).map(list -> {
                    Map<Long, ObjectNode> byId = new HashMap<>();
                    list.forEach(json -> byId.put(json.path("id").asLong(), json));
                    return byId;
                });
    }

    /** Null = it is left out. */
    private static @Nullable ObjectNode write(String queue, EventDetails details, Stored one, Looked looked) {
        if (isMessage(one)) {
            return message(queue, details, one.body(), looked);
        }
        if (isEdit(one)) {
            return edited(one.body(), looked);
        }
        if (one.event().type().equals(EventDetails.DELETE_MESSAGE) && details.bulkDeletion()) {
            return deleted(one.body());
        }
        return one.body();
    }

    private static @Nullable ObjectNode message(String queue, EventDetails details, ObjectNode body, Looked looked) {
        long id = body.path("message").asLong();
        ObjectNode json = looked.styled().get(id);
        Message message = looked.seen().get(id);
        if (json == null || message == null || !details.narrow().takes(json)) {
            return null;
        }
        // Two events may be of one message.
        ObjectNode whole = json.deepCopy();
        JsonNode flags = whole.remove("flags");
        ObjectNode event = StrictJson.newObject().put("type", EventDetails.MESSAGE);
        event.set("message", whole);
        event.set("flags", flags);
        JsonNode origin = StrictJson.value(message.payload())
                .orElseGet(StrictJson::newObject)
                .path("zulip");
        if (origin.path("queue_id").asText().equals(queue) && origin.has("local_id")) {
            event.set("local_message_id", origin.path("local_id"));
        }
        return event;
    }

    private static @Nullable ObjectNode edited(ObjectNode body, Looked looked) {
        long id = body.path("message_id").asLong();
        ObjectNode json = looked.rendered().get(id);
        Message message = looked.seen().get(id);
        if (json == null || message == null) {
            return null;
        }
        ObjectNode event = body.deepCopy();
        event.set("flags", json.path("flags"));
        event.put("content", message.text());
        event.set("rendered_content", json.path("content"));
        return event.put("is_me_message", json.path("is_me_message").asBoolean());
    }

    private static ObjectNode deleted(ObjectNode body) {
        ObjectNode event = StrictJson.newObject();
        body.fields().forEachRemaining(field -> {
            if (field.getKey().equals("message_id")) {
                event.putArray("message_ids").add(field.getValue());
            } else {
                event.set(field.getKey(), field.getValue());
            }
        });
        return event;
    }
}
