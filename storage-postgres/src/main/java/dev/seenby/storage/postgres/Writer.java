package dev.seenby.storage.postgres;

import dev.seenby.storage.CommitListener;
import dev.seenby.storage.LogBatch;
import dev.seenby.storage.StorageException;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.SqlConnection;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Takes calls from any thread and commits them in batches, one transaction at a time: what queued while a transaction
 * ran goes together into the next. The index is told of one while the next one runs, in the order of the commits.
 */
abstract class Writer<C extends Call<?, ?>> {
    /** How long a call is tried for. */
    private static final long GIVE_UP_NANOS = TimeUnit.SECONDS.toNanos(10);

    private static final long LISTENER_MILLIS = 100;

    private final Vertx vertx;
    private final Context context;
    private final Lane lane;
    private final CommitListener listener;
    private final String name;
    private final int capacity;
    private final PostgresObserver observer;
    private final AtomicInteger waiting = new AtomicInteger();
    private final ArrayDeque<C> queue = new ArrayDeque<>();
    private final Promise<Void> drained = Promise.promise();
    private boolean running;
    /** That the index was told of the last commit, or was waited for long enough; never fails. */
    private Future<Void> telling = Future.succeededFuture();

    private volatile boolean closing;

    Writer(
            Vertx vertx,
            PgConnectOptions options,
            CommitListener listener,
            PostgresObserver observer,
            String name,
            int capacity) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.listener = listener;
        this.observer = observer;
        this.name = name;
        this.capacity = capacity;
        this.lane = new Lane(vertx, options, () -> observer.connectionLost(name));
        observer.capacity(name, capacity);
        observer.queued(name, 0);
    }

    /** Removes from the queue what shall go into the next transaction: at least one call. */
    abstract List<C> take(ArrayDeque<C> queue);

    /** Reads, notes each call's outcome, and sends the writes. May be repeated for the same calls. */
    abstract Future<Written> write(SqlConnection connection, List<C> batch);

    final void submit(C call) {
        int now = waiting.incrementAndGet();
        if (closing || now > capacity) {
            waiting.decrementAndGet();
            call.fails(
                    closing
                            ? new StorageException.Unavailable("shutting down", null)
                            : new StorageException.Overloaded("too many calls wait to be written", null));
            call.answer();
            // Closing may have waited for this one.
            context.runOnContext(later -> next());
            return;
        }
        observer.queued(name, now);
        context.runOnContext(later -> {
            queue.add(call);
            next();
        });
    }

    /** Empty while there is room for more, else what is wrong, for an operator. */
    final Optional<String> full() {
        int now = waiting.get();
        return now < capacity / 10 * 8
                ? Optional.empty()
                : Optional.of(now + " calls wait for the writer of " + name + ", which takes " + capacity);
    }

    /** Takes no more calls, and completes when those taken are answered. */
    final Future<Void> close() {
        closing = true;
        context.runOnContext(later -> next());
        return drained.future().compose(done -> lane.close().otherwiseEmpty());
    }

    private void next() {
        if (running) {
            return;
        }
        if (queue.isEmpty()) {
            if (closing && waiting.get() == 0) {
                drained.tryComplete();
            }
            return;
        }
        List<C> batch = take(queue);
        long start = System.nanoTime();
        running = true;
        batch.forEach(call -> observer.waited(name, start - call.queuedAt));
        commit(batch, Math.max(start, batch.get(0).queuedAt + GIVE_UP_NANOS)).onComplete(done -> {
            observer.flushed(name, batch.size(), System.nanoTime() - start);
            running = false;
            next();
        });
    }

    private Future<Void> commit(List<C> batch, long deadline) {
        return lane.transact(deadline, connection -> write(connection, batch))
                .compose(
                        committed -> {
                            Future<Void> former = telling;
                            telling = committed
                                    .map(log -> former.compose(done -> tell(log)))
                                    .orElse(former);
                            telling.onComplete(any -> {
                                batch.forEach(this::answer);
                                // Closing may have waited for these.
                                next();
                            });
                            // No more than two wait for the index, so that it slows the writer when it is slow.
                            return former;
                        },
                        e -> failed(batch, deadline, e));
    }

    private Future<Void> failed(List<C> batch, long deadline, Throwable e) {
        if (e instanceof StorageException) {
            batch.forEach(call -> {
                call.fails(e);
                answer(call);
            });
            failOld();
            return Future.succeededFuture();
        }
        boolean late = System.nanoTime() - deadline >= 0;
        if (batch.size() > 1 && !late && PgErrors.isOfOneCall(e)) {
            // Something in it is bad: its own caller shall know, the others shall not.
            int half = batch.size() / 2;
            return commit(List.copyOf(batch.subList(0, half)), deadline)
                    .compose(done -> commit(List.copyOf(batch.subList(half, batch.size())), deadline));
        }
        if (PgErrors.isSecondSend(e) && !late) {
            // The first one is committed by now, so it will be found.
            return commit(batch, deadline);
        }
        batch.forEach(call -> {
            call.fails(e);
            answer(call);
        });
        failOld();
        return Future.succeededFuture();
    }

    /** What has waited too long behind a failure would wait as long again for its own. */
    private void failOld() {
        long now = System.nanoTime();
        while (!queue.isEmpty() && now - queue.peek().queuedAt >= GIVE_UP_NANOS) {
            C call = queue.remove();
            call.fails(new StorageException.Unavailable("PostgreSQL cannot be reached", null));
            answer(call);
        }
    }

    private void answer(C call) {
        observer.queued(name, waiting.decrementAndGet());
        call.answer();
    }

    /** Lets the index follow, but does not wait long for it. */
    private Future<Void> tell(LogBatch batch) {
        Promise<Void> told = Promise.promise();
        long timer = vertx.setTimer(LISTENER_MILLIS, late -> told.tryComplete());
        Future<Void> following;
        try {
            following = listener.committed(batch);
        } catch (RuntimeException e) {
            following = Future.failedFuture(e);
        }
        following.onComplete(any -> context.runOnContext(back -> {
            vertx.cancelTimer(timer);
            told.tryComplete();
        }));
        return told.future();
    }
}
