package dev.seenby.zulip;

import dev.seenby.storage.EventQueues;
import dev.seenby.storage.EventQueues.Changed;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Clients that wait for events, one for each queue. They are woken by what this node gives to their queues, and, as long as there
 * are any, storage is asked what other nodes gave to queues of their apps: one question for all of them.
 */
public final class EventWaiting {
    private static final Logger LOG = LoggerFactory.getLogger(EventWaiting.class);
    /** At a node. */
    static final int MOST = 20_000;

    private static final long PERIOD_MILLIS = 100;
    private static final long ANSWER_SECONDS = 5;
    private static final long SHORTEST_MILLIS = 45_000;
    private static final long LONGEST_MILLIS = 55_000;

    /** Why somebody need not wait any more. */
    enum Woken {
        /** There may be events. */
        CHANGED,
        /** Nothing came for so long that connections would be taken for dead. */
        HEARTBEAT,
        /** The same client, or another one with its queue, asks anew. */
        REPLACED,
        STOPPING,
        CLIENT_GONE
    }

    private final Vertx vertx;
    private final EventQueues queues;
    private final int most;
    private final Map<String, Place> places = new ConcurrentHashMap<>();
    private final AtomicBoolean asking = new AtomicBoolean();
    private volatile boolean stopping;

    public EventWaiting(Vertx vertx, EventQueues queues) {
        this(vertx, queues, MOST);
    }

    EventWaiting(Vertx vertx, EventQueues queues, int most) {
        this.vertx = vertx;
        this.queues = queues;
        this.most = most;
    }

    /** Where one client waits. */
    final class Place {
        private final long app;
        private final String queue;
        private final Context context = vertx.getOrCreateContext();
        private final long timer;
        private final AtomicReference<Promise<Woken>> next = new AtomicReference<>(Promise.promise());
        private volatile @Nullable Woken over;

        private Place(long app, String queue) {
            this.app = app;
            this.queue = queue;
            this.timer = vertx.setTimer(
                    ThreadLocalRandom.current().nextLong(SHORTEST_MILLIS, LONGEST_MILLIS),
                    late -> end(Woken.HEARTBEAT));
        }

        /** Completes when something happens from now on. To be asked for before looking whether there are events. */
        Future<Woken> next() {
            Promise<Woken> promise = Promise.promise();
            next.set(promise);
            if (over != null) {
                promise.tryComplete(over);
            }
            return promise.future();
        }

        private void wake(Woken why) {
            Promise<Woken> promise = Objects.requireNonNull(next.get(), "there is always a next one");
            context.runOnContext(v -> promise.tryComplete(why));
        }

        void end(Woken why) {
            over = why;
            wake(why);
        }

        /** Is called once, whatever happened. */
        void leave() {
            vertx.cancelTimer(timer);
            places.remove(queue, this);
        }
    }

    /** How many clients wait now. */
    public int size() {
        return places.size();
    }

    /** Who waits for the queue's events waits no more. */
    void replace(String queue) {
        Place former = places.get(queue);
        if (former != null) {
            former.end(Woken.REPLACED);
        }
    }

    /** Empty if too many wait. */
    Optional<Place> enter(long app, String queue) {
        if (places.size() >= most && !places.containsKey(queue)) {
            return Optional.empty();
        }
        Place place = new Place(app, queue);
        Place former = places.put(queue, place);
        if (former != null) {
            former.end(Woken.REPLACED);
        }
        if (stopping) {
            place.end(Woken.STOPPING);
        }
        ask(new HashMap<>());
        return Optional.of(place);
    }

    /** This node gave events to queues. */
    public void given(Set<String> changed) {
        for (String queue : changed) {
            Place place = places.get(queue);
            if (place != null) {
                place.wake(Woken.CHANGED);
            }
        }
    }

    /** All who wait are answered, and nobody waits from now on. */
    public void stop() {
        stopping = true;
        places.values().forEach(place -> place.end(Woken.STOPPING));
    }

    private void ask(Map<Long, Long> numbers) {
        if (asking.compareAndSet(false, true)) {
            round(numbers);
        }
    }

    /** @param numbers by app, from where to ask */
    private void round(Map<Long, Long> numbers) {
        Map<Long, Long> since = new HashMap<>();
        places.values().forEach(place -> since.put(place.app, numbers.getOrDefault(place.app, 0L)));
        if (since.isEmpty()) {
            asking.set(false);
            if (!places.isEmpty()) {
                ask(new HashMap<>());
            }
            return;
        }
        Future.succeededFuture()
                .compose(start -> queues.changed(since))
                .timeout(ANSWER_SECONDS, TimeUnit.SECONDS)
                .onComplete(answer -> {
                    if (answer.succeeded()) {
                        answer.result().forEach((app, changed) -> take(app, since, changed));
                    } else {
                        LOG.debug("the queues do not answer: {}", answer.cause().toString());
                    }
                    vertx.setTimer(PERIOD_MILLIS, timer -> round(since));
                });
    }

    private void take(long app, Map<Long, Long> since, Changed changed) {
        boolean first = since.getOrDefault(app, 0L) == 0;
        since.put(app, changed.number());
        if (first) {
            // What was given before this answer is not in it.
            places.values().stream().filter(place -> place.app == app).forEach(place -> place.wake(Woken.CHANGED));
        } else {
            given(changed.queues());
        }
    }
}
