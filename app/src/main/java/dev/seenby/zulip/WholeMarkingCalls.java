package dev.seenby.zulip;

import dev.seenby.http.StrictJson;
import dev.seenby.receipts.Reading;
import dev.seenby.storage.Person;
import dev.seenby.storage.Room;
import dev.seenby.storage.TimelineKey;
import dev.seenby.storage.Topics;
import io.vertx.core.Future;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * A caller has read all: {@code POST /mark_all_as_read}, {@code POST /mark_stream_as_read} for a channel,
 * {@code POST /mark_topic_as_read} for a topic of it.
 */
final class WholeMarkingCalls {
    private static final Set<TimelineKey.Kind> ALL = EnumSet.allOf(TimelineKey.Kind.class);

    private final Reading reading;
    private final Topics topics;
    private final Access access;

    WholeMarkingCalls(Services services, Access access) {
        this.reading = services.reading();
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
        return reading.readEverything(request.caller())
                .map(done -> Reply.of(StrictJson.newObject().put("complete", true)));
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
