package dev.seenby.retention;

import dev.seenby.storage.Leases;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Work done in rounds, with a pause after each, by whoever of all nodes holds its lease. The work is made of short steps; before
 * each it asks whether it is to go on, which also prolongs the lease.
 */
final class Rounds {
    private static final Logger LOG = LoggerFactory.getLogger(Rounds.class);
    private static final Duration LEASE = Duration.ofSeconds(60);
    private static final long PROLONG_NANOS = TimeUnit.SECONDS.toNanos(15);
    private static final long LOG_NANOS = TimeUnit.MINUTES.toNanos(1);

    /** One round. */
    interface Work {
        Future<Void> round(Going going);
    }

    /** Asked before each step. */
    interface Going {
        /** Whether the next step may be taken. */
        Future<Boolean> on();
    }

    private final Vertx vertx;
    private final Leases leases;
    private final RetentionMetrics metrics;
    private final String name;
    private final long pauseMillis;
    private final Work work;
    private final String holder = UUID.randomUUID().toString();
    private final AtomicBoolean stopped = new AtomicBoolean();
    private final Promise<Void> ended = Promise.promise();
    private volatile long heldAt;
    private volatile long loggedAt = System.nanoTime() - LOG_NANOS;
    private volatile long timer = -1;

    Rounds(Vertx vertx, Leases leases, RetentionMetrics metrics, String name, Duration pause, Work work) {
        this.vertx = vertx;
        this.leases = leases;
        this.metrics = metrics;
        this.name = name;
        this.pauseMillis = pause.toMillis();
        this.work = work;
    }

    void start() {
        next();
    }

    /** Completes when no step is under way any more. */
    Future<Void> stop() {
        stopped.set(true);
        if (vertx.cancelTimer(timer)) {
            ended.tryComplete();
        }
        return ended.future().compose(done -> leases.release(name, holder)).otherwiseEmpty();
    }

    private void next() {
        timer = vertx.setTimer(pauseMillis, due -> {
            if (stopped.get()) {
                ended.tryComplete();
                return;
            }
            Future.succeededFuture()
                    .compose(start -> hold())
                    .compose(held -> held ? work.round(this::goesOn) : Future.succeededFuture())
                    .onFailure(this::failed)
                    .onComplete(done -> {
                        if (stopped.get()) {
                            ended.tryComplete();
                        } else {
                            next();
                        }
                    });
        });
        // Stopped between the look at it and the timer.
        if (stopped.get() && vertx.cancelTimer(timer)) {
            ended.tryComplete();
        }
    }

    private Future<Boolean> hold() {
        return leases.hold(name, holder, LEASE).onSuccess(held -> heldAt = System.nanoTime());
    }

    private Future<Boolean> goesOn() {
        if (stopped.get()) {
            return Future.succeededFuture(false);
        }
        return System.nanoTime() - heldAt < PROLONG_NANOS ? Future.succeededFuture(true) : hold();
    }

    private void failed(Throwable failure) {
        metrics.roundFailed();
        if (System.nanoTime() - loggedAt >= LOG_NANOS) {
            loggedAt = System.nanoTime();
            LOG.warn("a round of {} failed, the next one goes on", name, failure);
        }
    }
}
