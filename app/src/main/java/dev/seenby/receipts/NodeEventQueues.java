package dev.seenby.receipts;

import dev.seenby.storage.EventQueues;
import dev.seenby.storage.StorageException;
import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Queues of events in the memory of this node: for a server that has no Redis, and so no other node. */
public final class NodeEventQueues implements EventQueues {
    private static final long MINUTE_MILLIS = 60_000;
    private static final int MOST_ASKED_ABOUT = 1_000;
    private static final int MOST_TAKEN = 1_000;

    private final InstantSource clock;
    /** An app's state changes only within {@link #in}, so one thread at a time has it. Apps of which nothing is left are not there. */
    private final Map<Long, AppQueues> apps = new ConcurrentHashMap<>();
    /** Number of the newest change of all apps. */
    private final AtomicLong newest = new AtomicLong(1);

    private final AtomicLong cleared = new AtomicLong(Long.MIN_VALUE);

    public NodeEventQueues() {
        this(InstantSource.system());
    }

    public NodeEventQueues(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public Future<Void> open(Queue queue) {
        clearOthers();
        return in(queue.app(), state -> {
                    state.open(queue);
                    return true;
                })
                .mapEmpty();
    }

    @Override
    public Future<Boolean> close(long app, long person, String queue) {
        return in(app, state -> state.close(person, queue));
    }

    @Override
    public Future<Taken> take(long app, long person, String queue, long after, int limit) {
        if (after < -1 || limit < 1 || limit > MOST_TAKEN) {
            throw new IllegalArgumentException(after + " " + limit);
        }
        return in(app, state -> state.take(person, queue, after, limit));
    }

    @Override
    public Future<Begun> begin(long app, @Nullable Set<Long> people) {
        if (people != null && people.size() > MOST_ASKED_ABOUT) {
            throw new IllegalArgumentException(people.size() + " people");
        }
        if (people != null && people.isEmpty()) {
            return Future.succeededFuture(new Begun(Set.of(), null));
        }
        return in(app, state -> state.begin(people));
    }

    @Override
    public Future<Set<String>> finish(long app, @Nullable String act, List<Delivery> deliveries) {
        return in(app, state -> state.finish(act, deliveries));
    }

    @Override
    public Future<Set<Long>> audience(long app, String act) {
        return in(app, state -> state.audience(act))
                .map(audience -> audience.orElseThrow(() -> new StorageException.NotFound("act")));
    }

    @Override
    public Future<Void> dropAll(long app) {
        return in(app, state -> {
                    state.dropAll();
                    return true;
                })
                .mapEmpty();
    }

    @Override
    public Future<Map<Long, Changed>> changed(Map<Long, Long> since) {
        Map<Long, Changed> answer = new HashMap<>();
        since.forEach((app, number) ->
                in(app, state -> state.changed(number)).onSuccess(changed -> answer.put(app, changed)));
        return Future.succeededFuture(Map.copyOf(answer));
    }

    /** Does something with an app's state that takes its time from now. */
    private <T> Future<T> in(long app, Function<AppQueues, T> what) {
        AtomicReference<T> answer = new AtomicReference<>();
        apps.compute(app, (id, there) -> {
            AppQueues state = there == null ? new AppQueues(newest) : there;
            state.settle(clock.millis());
            answer.set(what.apply(state));
            return state.isEmpty() ? null : state;
        });
        return Future.succeededFuture(answer.get());
    }

    /** Of an app for which nobody calls any more, the queues are cleared away when somebody opens one elsewhere. */
    private void clearOthers() {
        long now = clock.millis();
        long last = cleared.get();
        if (now - MINUTE_MILLIS >= last && cleared.compareAndSet(last, now)) {
            apps.keySet().forEach(app -> in(app, state -> true));
        }
    }
}
