package dev.seenby.receipts;

import dev.seenby.storage.EventQueues;
import dev.seenby.storage.EventQueues.Begun;
import dev.seenby.storage.EventQueues.Delivery;
import dev.seenby.storage.StorageException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells through event queues. An act is begun before it happens and finished with what happened; one of which that is not known,
 * or cannot be told, is left to run out, so that storage drops the queues that would lack it. Acts that could not even be
 * begun are made good in {@link UntoldApps}.
 */
public final class QueueTelling implements Telling {
    private static final Logger LOG = LoggerFactory.getLogger(QueueTelling.class);
    /** How long anything waits for the queues. */
    private static final long PATIENCE_MILLIS = 100;
    /** So many times as long it may take to find what is going to be changed; else queues are dropped. */
    private static final int FINDING = 5;

    /** An act this old may have run out before what it did could be seen, and dropped no queue opened since. */
    private static final long OLD_NANOS = EventQueues.LONGEST_ACT.toNanos() / 2;
    /** Tellings that wait for storage; those above it are left to run out. */
    private static final int MOST_UNDER_WAY = 10_000;

    private final EventQueues queues;
    private final Changes changes;
    private final Consumer<Set<String>> given;
    private final UntoldApps untold;
    private final long patienceMillis;
    private final LongSupplier nanoTime;
    /** By actor: the last telling. */
    private final Map<Long, Future<Void>> last = new ConcurrentHashMap<>();

    private final AtomicInteger underWay = new AtomicInteger();

    /** @param given is told which queues were given events by this node */
    public QueueTelling(Vertx vertx, EventQueues queues, Changes changes, Consumer<Set<String>> given) {
        this(vertx, queues, changes, given, PATIENCE_MILLIS);
    }

    /** @param patienceMillis how long anything waits for the queues, before it happens and again behind it */
    public QueueTelling(
            Vertx vertx, EventQueues queues, Changes changes, Consumer<Set<String>> given, long patienceMillis) {
        this(vertx, queues, changes, given, patienceMillis, System::nanoTime);
    }

    QueueTelling(
            Vertx vertx,
            EventQueues queues,
            Changes changes,
            Consumer<Set<String>> given,
            long patienceMillis,
            LongSupplier nanoTime) {
        this.queues = queues;
        this.changes = changes;
        this.given = given;
        this.untold = new UntoldApps(vertx, queues);
        this.patienceMillis = patienceMillis;
        this.nanoTime = nanoTime;
    }

    @Override
    public <T> Future<T> act(Act<T> act) {
        long start = nanoTime.getAsLong();
        return begin(act.app(), act.people())
                .compose(begun -> before(act, begun).compose(before -> act.run()
                        .get()
                        .transform(outcome -> outcome.succeeded()
                                ? told(act, start, begun, before, outcome.result())
                                        .map(outcome.result())
                                : failed(act, start, begun, outcome.cause()))));
    }

    /** Empty if the queues do not answer: what happens now is to be made good later. */
    private Future<Optional<Begun>> begin(long app, @Nullable Set<Long> people) {
        if (untold.queuesAreAway()) {
            return Future.succeededFuture(Optional.empty());
        }
        return attempt(() -> queues.begin(app, people))
                .timeout(patienceMillis, TimeUnit.MILLISECONDS)
                .map(Optional::of)
                .recover(failure -> {
                    LOG.warn("events cannot be told now: {}", failure.toString());
                    untold.queuesAreGone();
                    return Future.succeededFuture(Optional.empty());
                });
    }

    private static <T> Future<T> attempt(Supplier<Future<T>> call) {
        return Future.succeededFuture().compose(start -> call.get());
    }

    /** Empty if the messages that are going to be changed are not known. */
    private Future<Optional<List<Long>>> before(Act<?> act, Optional<Begun> begun) {
        if (act.before() == null) {
            return Future.succeededFuture(Optional.of(List.of()));
        }
        boolean somebody = begun.map(one -> !one.people().isEmpty()).orElse(false);
        return somebody
                ? attempt(act.before())
                        .timeout(FINDING * patienceMillis, TimeUnit.MILLISECONDS)
                        .otherwise(Optional.empty())
                : Future.succeededFuture(Optional.empty());
    }

    private <T> Future<T> failed(Act<T> act, long start, Optional<Begun> begun, Throwable failure) {
        boolean surely = act.single() && didNotHappen(failure);
        if (!surely && (begun.isEmpty() || isOld(start))) {
            untold.mayHaveChanged(act.app());
        } else if (begun.isPresent() && surely) {
            end(act.app(), begun.get());
        }
        return Future.failedFuture(failure);
    }

    private boolean isOld(long start) {
        return nanoTime.getAsLong() - start > OLD_NANOS;
    }

    private static boolean didNotHappen(Throwable failure) {
        return failure instanceof StorageException.NotFound
                || failure instanceof StorageException.Conflict
                || failure instanceof StorageException.Unavailable
                || failure instanceof StorageException.Overloaded
                || failure instanceof StorageException.BadSearch;
    }

    /** Completes when it is told, or takes too long. */
    private <T> Future<Void> told(
            Act<T> act, long start, Optional<Begun> begun, Optional<List<Long>> before, T result) {
        if (begun.isEmpty()) {
            untold.changed(act.app());
            return Future.succeededFuture();
        }
        if (underWay.incrementAndGet() > MOST_UNDER_WAY) {
            underWay.decrementAndGet();
            notTold(act.app(), start);
            return Future.succeededFuture();
        }
        return afterTheLast(act.actor(), () -> attempt(() -> tell(act, begun.get(), before, result))
                        .onFailure(failure -> {
                            LOG.warn("what happened was not told, so queues will be dropped: {}", failure.toString());
                            notTold(act.app(), start);
                        }))
                .timeout(patienceMillis, TimeUnit.MILLISECONDS)
                .otherwiseEmpty();
    }

    private void notTold(long app, long start) {
        if (isOld(start)) {
            untold.changed(app);
        }
    }

    private Future<Void> afterTheLast(long actor, Supplier<Future<Void>> telling) {
        Promise<Void> mine = Promise.promise();
        Future<Void> done = mine.future();
        Future<Void> former = last.put(actor, done);
        (former == null ? Future.<Void>succeededFuture() : former)
                .compose(v -> telling.get())
                .onComplete(any -> {
                    underWay.decrementAndGet();
                    last.remove(actor, done);
                    mine.complete();
                });
        return done;
    }

    private <T> Future<Void> tell(Act<T> act, Begun begun, Optional<List<Long>> before, T result) {
        if (begun.act() == null) {
            return Future.succeededFuture();
        }
        if (act.people() != null && begun.people().containsAll(act.people())) {
            return tell(act, begun, before, result, act.people());
        }
        // Somebody may have come since, and may have read what they start from before it happened.
        return queues.audience(act.app(), begun.act())
                .compose(people ->
                        people.isEmpty() ? Future.succeededFuture() : tell(act, begun, before, result, people));
    }

    private <T> Future<Void> tell(Act<T> act, Begun begun, Optional<List<Long>> before, T result, Set<Long> people) {
        if (before.isEmpty()) {
            return Future.failedFuture("the messages that were changed are not known, or are too many");
        }
        return finish(act.app(), begun, act.happened().apply(result, before.get()), people);
    }

    private Future<Void> finish(long app, Begun begun, List<Change> happened, Set<Long> people) {
        Future<List<Delivery>> all = Future.succeededFuture(new ArrayList<>());
        for (Change change : happened) {
            all = all.compose(list -> changes.deliveries(app, change, people).map(more -> {
                list.addAll(more);
                return list;
            }));
        }
        return all.compose(deliveries -> queues.finish(app, begun.act(), deliveries))
                .map(queuesGiven -> {
                    given.accept(queuesGiven);
                    return null;
                });
    }

    /** Nothing happened, or nobody has to know. */
    private void end(long app, Begun begun) {
        queues.finish(app, begun.act(), List.of())
                .onFailure(failure -> LOG.warn("an act that was begun is left to run out: {}", failure.toString()));
    }
}
