package dev.seenby.zulip;

import dev.seenby.http.StrictJson;
import dev.seenby.storage.EventQueues;
import dev.seenby.storage.People;
import dev.seenby.storage.Person;
import io.vertx.core.Future;
import java.util.List;

/** {@code GET /events}: a client asks for what happened, and waits until something does. {@code DELETE}: it asks no more. */
final class EventCalls {
    private static final int MOST_EVENTS = 1_000;

    private final EventQueues queues;
    private final EventWaiting waiting;
    private final People people;
    private final EventWriter writer;

    EventCalls(Services services) {
        this.queues = services.queues();
        this.waiting = services.waiting();
        this.people = services.people();
        this.writer = new EventWriter(services);
    }

    List<Call> calls() {
        return List.of(Call.get("/events", this::events), Call.delete("/events", this::close));
    }

    /** @param last id of the last event that the client has */
    private record Asked(Request request, String queue, long last) {}

    private Future<Reply> events(Request request) {
        String queue = request.parameters().text("queue_id");
        Long last = request.parameters().integer("last_event_id");
        boolean waits = !request.parameters().flag("dont_block", false);
        if (queue == null) {
            throw ZulipException.badRequest("Missing 'queue_id' argument");
        }
        if (last == null) {
            throw ZulipException.badRequest("Missing 'last_event_id' argument");
        }
        Asked asked = new Asked(request, queue, last);
        return take(asked).compose(events -> {
            if (!events.isEmpty() || !waits) {
                waiting.replace(queue);
                return answer(asked, events);
            }
            EventWaiting.Place place = waiting.enter(request.app().sdkAppId(), queue)
                    .orElseThrow(
                            () -> ZulipException.of(503, "Too many clients wait for events", "SERVICE_UNAVAILABLE"));
            request.rests().run();
            request.gone().onComplete(gone -> place.end(EventWaiting.Woken.CLIENT_GONE));
            return await(asked, place).onComplete(answered -> place.leave());
        });
    }

    private Future<Reply> await(Asked asked, EventWaiting.Place place) {
        Future<EventWaiting.Woken> woken = place.next();
        return take(asked)
                .compose(events -> events.isEmpty()
                        ? woken.compose(why -> switch (why) {
                            case CHANGED -> await(asked, place);
                            // Whether the queue is still there must not depend on whether anything happens in it.
                            case HEARTBEAT ->
                                take(asked)
                                        .compose(late -> late(
                                                asked,
                                                late.isEmpty() ? List.of(EventWriter.heartbeat(asked.last())) : late));
                            case REPLACED, STOPPING, CLIENT_GONE -> answer(asked, List.of());
                        })
                        : late(asked, events));
    }

    /** Whoever has waited may have been deactivated meanwhile. */
    private Future<Reply> late(Asked asked, List<byte[]> events) {
        return people.byIds(List.of(asked.request().caller().id())).compose(found -> {
            Person person = found.stream().findFirst().orElseThrow(Authentication::invalidKey);
            Authentication.mustBeActive(person);
            return answer(asked, events);
        });
    }

    private static Future<Reply> answer(Asked asked, List<byte[]> events) {
        return Future.succeededFuture(output -> {
            output.add(",\"events\":[");
            for (int i = 0; i < events.size(); i++) {
                output.add(i == 0 ? "" : ",").add(events.get(i));
            }
            output.add("]").add(Reply.members(StrictJson.newObject().put("queue_id", asked.queue())));
            return Future.succeededFuture();
        });
    }

    /** Fails when the queue cannot give what follows on the last event. */
    private Future<List<byte[]>> take(Asked asked) {
        Request request = asked.request();
        if (!EventDetails.isQueueId(asked.queue())) {
            throw noQueue(asked.queue());
        }
        return queues.take(
                        request.app().sdkAppId(),
                        request.caller().id(),
                        asked.queue(),
                        Math.max(asked.last(), -1),
                        MOST_EVENTS)
                .compose(taken -> {
                    if (taken instanceof EventQueues.Gone) {
                        throw noQueue(asked.queue());
                    }
                    if (taken instanceof EventQueues.Pruned || asked.last() < -1) {
                        throw ZulipException.badRequest(
                                "An event newer than " + asked.last() + " has already been pruned!");
                    }
                    if (taken instanceof EventQueues.Events events) {
                        return writer.write(request, events);
                    }
                    throw ZulipException.badRequest("Event " + asked.last() + " was not in this queue");
                });
    }

    private Future<Reply> close(Request request) {
        String queue = request.parameters().required("queue_id");
        if (!EventDetails.isQueueId(queue)) {
            throw noQueue(queue);
        }
        return queues.close(request.app().sdkAppId(), request.caller().id(), queue)
                .map(closed -> {
                    if (!closed) {
                        throw noQueue(queue);
                    }
                    waiting.replace(queue);
                    return output -> Future.succeededFuture();
                });
    }

    private static ZulipException noQueue(String queue) {
        return ZulipException.raw(
                400,
                ZulipException.error("Bad event queue ID: " + queue)
                        .put("queue_id", queue)
                        .put("code", "BAD_EVENT_QUEUE_ID"));
    }
}
