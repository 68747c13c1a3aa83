package dev.seenby.storage.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.seenby.storage.EventQueues;
import dev.seenby.storage.StorageException;
import io.vertx.core.Future;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Queues of events; all of an app stand in one place, under the app's tag. Each operation is one script; only deliveries to many
 * go in several.
 */
final class RedisEventQueues implements EventQueues {
    private static final long MILLIS = 2_000;
    private static final int MOST_CHANGED = 10_000;
    private static final int MOST_ASKED_ABOUT = 1_000;
    private static final int MOST_TAKEN = 1_000;
    /** What {@code take_events.lua} puts before the events. */
    private static final int BEFORE_EVENTS = 5;

    private final Links links;

    RedisEventQueues(Links links) {
        this.links = links;
    }

    @Override
    public Future<Void> open(Queue queue) {
        return run(Script.OPEN_QUEUE, true, queue.app(), request -> request.arg(queue.id())
                        .arg(queue.person())
                        .arg(queue.types().isEmpty() ? "" : " " + String.join(" ", queue.types()) + " ")
                        .arg(queue.details())
                        .arg(queue.idle().toMillis())
                        .arg(MOST_OF_PERSON)
                        .arg(MOST_PEOPLE))
                .mapEmpty();
    }

    @Override
    public Future<Boolean> close(long app, long person, String queue) {
        return run(Script.CLOSE_QUEUE, true, app, request -> request.arg(queue).arg(person))
                .map(answer -> answer.toInteger() == 1);
    }

    @Override
    public Future<Taken> take(long app, long person, String queue, long after, int limit) {
        if (after < -1 || limit < 1 || limit > MOST_TAKEN) {
            throw new IllegalArgumentException(after + " " + limit);
        }
        // It may have thrown events away when its answer is lost, but asking again gives the same: so it fails like a
        // read.
        return run(Script.TAKE_EVENTS, false, app, request -> request.arg(queue)
                        .arg(person)
                        .arg(after)
                        .arg(limit))
                .map(answer -> switch (answer.get(0).toInteger()) {
                    case 0 -> new Gone();
                    case 1 -> events(app, person, queue, answer);
                    case 2 -> new Pruned(answer.get(1).toLong());
                    default -> new NeverThere();
                });
    }

    private static Events events(long app, long person, String id, Response answer) {
        String types = answer.get(1).toString(UTF_8).trim();
        Queue queue = new Queue(
                id,
                app,
                person,
                types.isEmpty() ? Set.of() : Set.of(types.split(" ")),
                answer.get(2).toString(UTF_8),
                Duration.ofMillis(answer.get(3).toLong()));
        List<Event> events = new ArrayList<>(answer.size() - BEFORE_EVENTS);
        long number = answer.get(4).toLong();
        for (int i = BEFORE_EVENTS; i < answer.size(); i++) {
            String event = answer.get(i).toString(UTF_8);
            int type = event.indexOf('\n') + 1;
            int body = event.indexOf('\n', type) + 1;
            events.add(new Event(number++, event.substring(type, body - 1), event.substring(body)));
        }
        return new Events(queue, events);
    }

    @Override
    public Future<Begun> begin(long app, @Nullable Set<Long> people) {
        if (people != null && people.size() > MOST_ASKED_ABOUT) {
            throw new IllegalArgumentException(people.size() + " people");
        }
        if (people != null && people.isEmpty()) {
            return Future.succeededFuture(new Begun(Set.of(), null));
        }
        String act = UUID.randomUUID().toString();
        return run(Script.BEGIN_ACT, true, app, request -> {
                    request.arg(act).arg(LONGEST_ACT.toMillis()).arg(MOST_PEOPLE);
                    if (people == null) {
                        request.arg("*");
                    } else {
                        people.forEach(request::arg);
                    }
                })
                .map(answer -> new Begun(people(answer), act))
                .recover(e -> abandoned(app, act, e));
    }

    private static Set<Long> people(Response answer) {
        return answer.stream().map(Response::toLong).collect(Collectors.toUnmodifiableSet());
    }

    /** Who is not told the act's name cannot finish it, and nothing has happened; left alone it would cost people their queues. */
    private Future<Begun> abandoned(long app, String act, Throwable cause) {
        if (!(cause instanceof StorageException.OutcomeUnknown)) {
            return Future.failedFuture(cause);
        }
        return finish(app, act, List.of())
                .transform(
                        ended -> Future.failedFuture(new StorageException.Unavailable("Redis did not answer", cause)));
    }

    @Override
    public Future<Set<String>> finish(long app, @Nullable String act, List<Delivery> deliveries) {
        List<List<Delivery>> pieces = Pieces.of(deliveries);
        if (act == null && pieces.size() == 1 && pieces.get(0).isEmpty()) {
            return Future.succeededFuture(Set.of());
        }
        Set<String> given = new HashSet<>();
        Future<Void> sent = Future.succeededFuture();
        for (int i = 0; i < pieces.size(); i++) {
            List<Delivery> piece = pieces.get(i);
            String ended = act != null && i == pieces.size() - 1 ? act : "";
            sent = sent.compose(v -> give(app, ended, piece)).map(queues -> {
                queues.forEach(queue -> given.add(queue.toString()));
                return null;
            });
        }
        return sent.map(v -> given);
    }

    private Future<Response> give(long app, String act, List<Delivery> piece) {
        return run(Script.FINISH_ACT, true, app, request -> {
            request.arg(act).arg(MOST_EVENTS).arg(MOST_BYTES);
            for (Delivery delivery : piece) {
                request.arg(delivery.type())
                        .arg(delivery.body())
                        .arg(delivery.people().size());
                delivery.people().forEach(request::arg);
            }
        });
    }

    @Override
    public Future<Set<Long>> audience(long app, String act) {
        return run(Script.AUDIENCE, true, app, request -> request.arg(act).arg(MOST_PEOPLE))
                .map(answer -> {
                    if (answer == null) {
                        throw new StorageException.NotFound("act");
                    }
                    return people(answer);
                });
    }

    @Override
    public Future<Void> dropAll(long app) {
        return run(Script.DROP_QUEUES, true, app, request -> {}).mapEmpty();
    }

    @Override
    public Future<Map<Long, Changed>> changed(Map<Long, Long> since) {
        Map<Long, Future<Changed>> asked = new HashMap<>();
        since.forEach((app, number) -> asked.put(app, changed(app, number)));
        return Future.all(List.copyOf(asked.values())).map(v -> asked.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(
                        Map.Entry::getKey, e -> e.getValue().result())));
    }

    private Future<Changed> changed(long app, long since) {
        return run(Script.CHANGED_QUEUES, false, app, request -> request.arg(since)
                        .arg(MOST_CHANGED))
                .map(answer -> new Changed(
                        answer.get(0).toLong(),
                        answer.stream().skip(1).map(Response::toString).collect(Collectors.toUnmodifiableSet())));
    }

    private Future<Response> run(Script script, boolean write, long app, Consumer<Request> arguments) {
        return links.run(script, MILLIS, write, 1, request -> arguments.accept(request.arg(Keys.events(app))));
    }
}
