package dev.seenby.zulip;

import dev.seenby.http.StrictJson;
import dev.seenby.receipts.Reading;
import dev.seenby.storage.Person;
import dev.seenby.storage.Room;
import dev.seenby.storage.Rooms;
import dev.seenby.storage.TimelineKey;
import dev.seenby.storage.Topics;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * A caller has read all: {@code POST /mark_all_as_read}, {@code POST /mark_stream_as_read} for a channel,
 * {@code POST /mark_topic_as_read} for a topic of it.
 */
final class WholeMarkingCalls {
    private static final int PAGE = 1_000;
    /** Each has many timelines perhaps. */
    private static final int ROOMS_AT_ONCE = 4;

    private static final Set<TimelineKey.Kind> ALL = EnumSet.allOf(TimelineKey.Kind.class);
    private static final Set<Room.Kind> ROOMS =
            EnumSet.of(Room.Kind.PUBLIC, Room.Kind.MEETING, Room.Kind.PRIVATE, Room.Kind.DIRECT);

    private final Reading reading;
    private final Rooms rooms;
    private final Topics topics;
    private final Access access;

    WholeMarkingCalls(Services services, Access access) {
        this.reading = services.reading();
        this.rooms = services.rooms();
        this.topics = services.topics();
        this.access = access;
    }

    List<Call> calls() {
        return List.of(
                Call.post("/mark_all_as_read", this::everything),
                Call.post("/mark_stream_as_read", this::channel),
                Call.post("/mark_topic_as_read", this::topic));
    }

    private Future<Reply> everything(Request request) {
        Person caller = request.caller();
        return roomsOf(caller, new ArrayList<>())
                .compose(all -> read(caller, all, 0))
                .map(done -> Reply.of(StrictJson.newObject().put("complete", true)));
    }

    private Future<List<Room>> roomsOf(Person caller, List<Room> found) {
        return rooms.list(caller.app(), ROOMS, caller.id(), found.size(), PAGE).compose(page -> {
            found.addAll(page.items());
            return page.items().size() < PAGE ? Future.succeededFuture(found) : roomsOf(caller, found);
        });
    }

    private Future<Void> read(Person caller, List<Room> all, int from) {
        if (from >= all.size()) {
            return Future.succeededFuture();
        }
        int to = Math.min(all.size(), from + ROOMS_AT_ONCE);
        List<Future<Void>> some = all.subList(from, to).stream()
                .map(room -> reading.readAll(caller, room, ALL))
                .toList();
        return Future.join(some).compose(done -> read(caller, all, to));
    }

    private Future<Reply> channel(Request request) {
        long id = request.parameters().requiredInteger("stream_id");
        Person caller = request.caller();
        return access.channel(caller, id)
                .compose(channel -> reading.readAll(caller, channel.room(), ALL))
                .map(Reply.NOTHING);
    }

    private Future<Reply> topic(Request request) {
        long id = request.parameters().requiredInteger("stream_id");
        String topic = request.parameters().required("topic_name");
        Person caller = request.caller();
        return access.channel(caller, id)
                .compose(channel -> topic.isEmpty()
                        ? reading.readAll(caller, channel.room(), ALL)
                        : topic(caller, channel.room(), topic))
                .map(Reply.NOTHING);
    }

    private Future<Void> topic(Person caller, Room room, String topic) {
        if (!StrictJson.storable(topic)) {
            throw noSuch(topic);
        }
        return topics.first(room.id(), topic, caller.id()).compose(first -> {
            if (first.isEmpty()) {
                throw noSuch(topic);
            }
            return topics.stretches(room.id(), topic).compose(stretches -> reading.readStretches(caller, stretches));
        });
    }

    private static ZulipException noSuch(String topic) {
        return ZulipException.badRequest("No such topic '" + NarrowTerm.shown(topic) + "'");
    }
}
