package dev.seenby.retention;

import dev.seenby.storage.Leases;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Work done in rounds, with a pause after each, by whoever of all nodes holds its lease. The work is made of short steps; before
 * each it asks whether it is to go on, which also prolongs the lease. A step may still be under way when the lease is lost, so each
 * must bear that another node takes it too.
 */
final class Rounds {
    private static final Logger LOG = LoggerFactory.getLogger(Rounds.class);
    private static final long FIRST_MILLIS = 1_000;
    /** Whoever finds it taken looks again after that, as its holder may have died. */
    private static final Duration LEASE = Duration.ofSeconds(60);
    /** A lease taken so long ago is prolonged before the next step. */
    private static final Duration FRESH = Duration.ofSeconds(15);

    private static final long LOG_NANOS = TimeUnit.MINUTES.toNanos(1);
    /** More than one thing is wrong then, and the next round will do. */
    private static final int MOST_FAILURES = 10;

    /** One round. */
    interface Work {
        Future<Void> round(Going going);

        /** Another node does it. */
        void elsewhere();
    }

    /** Asked before each step. */
    interface Going {
        /** Whether the next step may be taken. */
        Future<Boolean> on();

        /** Notes that a part failed, which keeps the parts after it from nothing. */
        Future<Void> without(Throwable failure);
    }

    private final Vertx vertx;
    private final Leases leases;
    private final RetentionMetrics metrics;
    private final String name;
    private final long pauseMillis;
    private final long freshNanos;
    private final Work work;
    private final String holder = UUID.randomUUID().toString();
    private final AtomicBoolean stopped = new AtomicBoolean();
    private final Promise<Void> ended = Promise.promise();
    private volatile long loggedAt = System.nanoTime() - LOG_NANOS;
    private volatile long timer = -1;

    Rounds(Vertx vertx, Leases leases, RetentionMetrics metrics, String name, Duration pause, Work work) {
        this(vertx, leases, metrics, name, pause, FRESH, work);
    }

    Rounds(
            Vertx vertx,
            Leases leases,
            RetentionMetrics metrics,
            String name,
            Duration pause,
            Duration fresh,
            Work work) {
        this.vertx = vertx;
        this.leases = leases;
        this.metrics = metrics;
        this.name = name;
        this.pauseMillis = pause.toMillis();
        this.freshNanos = fresh.toNanos();
        this.work = work;
    }

    /** The first round comes soon, so that nodes that are started again and again do their part too. */
    void start() {
        next(Math.min(pauseMillis, FIRST_MILLIS));
    }

    /** Completes when no step is under way any more. */
    Future<Void> stop() {
        stopped.set(true);
        if (vertx.cancelTimer(timer)) {
            ended.tryComplete();
        }
        return ended.future().compose(done -> leases.release(name, holder)).otherwiseEmpty();
    }

    private void next(long millis) {
        timer = vertx.setTimer(millis, due -> {
            if (stopped.get()) {
                ended.tryComplete();
                return;
            }
            Round round = new Round();
            round.run().onFailure(this::failed).onComplete(done -> {
                if (stopped.get()) {
                    ended.tryComplete();
                } else {
                    next(round.held ? pauseMillis : Math.min(pauseMillis, LEASE.toMillis()));
                }
            });
        });
        // Stopped between the look at it and the timer.
        if (stopped.get() && vertx.cancelTimer(timer)) {
            ended.tryComplete();
        }
    }

    /** What a round knows of itself. All of it happens on one event loop. */
    private final class Round implements Going {
        private long heldAt;
        private boolean held;
        private int failures;
        private @Nullable Throwable firstFailure;

        Future<Void> run() {
            return Future.succeededFuture()
                    .compose(start -> hold())
                    .compose(mine -> {
                        if (!mine) {
                            work.elsewhere();
                            return Future.succeededFuture();
                        }
                        return work.round(this);
                    })
                    .compose(done ->
                            firstFailure == null ? Future.succeededFuture() : Future.failedFuture(firstFailure));
        }

        private Future<Boolean> hold() {
            long asked = System.nanoTime();
            return leases.hold(name, holder, LEASE).onSuccess(mine -> {
                heldAt = asked;
                held = mine;
            });
        }

        @Override
        public Future<Boolean> on() {
            if (stopped.get() || !held || failures >= MOST_FAILURES) {
                return Future.succeededFuture(false);
            }
            return System.nanoTime() - heldAt < freshNanos ? Future.succeededFuture(true) : hold();
        }

        @Override
        public Future<Void> without(Throwable failure) {
            firstFailure = firstFailure == null ? failure : firstFailure;
            failures++;
            return Future.succeededFuture();
        }
    }

    private void failed(Throwable failure) {
        metrics.roundFailed();
        if (System.nanoTime() - loggedAt >= LOG_NANOS) {
            loggedAt = System.nanoTime();
            LOG.warn("a round of {} failed, the next one goes on", name, failure);
        }
    }
}
