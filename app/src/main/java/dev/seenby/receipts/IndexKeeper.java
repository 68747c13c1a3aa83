package dev.seenby.receipts;

import dev.seenby.storage.CommitListener;
import dev.seenby.storage.IndexLog;
import dev.seenby.storage.IndexUnit;
import dev.seenby.storage.ReceiptIndex;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the index in step with the record.
 *
 * <p>What this node commits is shipped at once ({@link Shipper}). Every 200 ms the log is followed
 * ({@link Follower}), so that whatever was not shipped, by this node or one that died, is made good; only what was
 * followed less than two seconds ago may answer. Cold units are built when somebody asks for them ({@link Builder}).
 * While the index was not told in time of something that this node has committed, this node does not ask it: who was
 * told that a read is recorded never sees a count without it here, though a lease may run on.
 */
public final class IndexKeeper {
    private static final Logger LOG = LoggerFactory.getLogger(IndexKeeper.class);
    private static final long PERIOD_MILLIS = 200;
    private static final long ROUND_SECONDS = 10;
    private static final long PRUNE_EVERY = 1_500;
    /** Less than a writer waits for the index before it answers its callers. */
    private static final long TOLD_MILLIS = 80;

    private final Vertx vertx;
    private final IndexLog log;
    private final Shipper shipper;
    private final Follower follower;
    private final Builder builder;
    private final ReceiptMetrics metrics;
    private final LongSupplier nanoTime;
    private final AtomicBoolean stopped = new AtomicBoolean();
    private volatile Future<Void> round = Future.succeededFuture();
    private volatile boolean failing;
    /** How many commits of this node the index was not told of in time. */
    private final AtomicLong untold = new AtomicLong();
    /** How many of them a round has made good: one that began after they were counted. */
    private volatile long madeGood;

    /** When the last round began that succeeded. */
    private volatile long followed;

    private long rounds;

    public IndexKeeper(Vertx vertx, ReceiptIndex index, IndexLog log, ReceiptMetrics metrics) {
        this(vertx, index, log, metrics, System::nanoTime);
    }

    IndexKeeper(Vertx vertx, ReceiptIndex index, IndexLog log, ReceiptMetrics metrics, LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.followed = nanoTime.getAsLong();
        this.vertx = vertx;
        this.log = log;
        this.metrics = metrics;
        this.shipper = new Shipper(vertx, index, metrics);
        this.follower = new Follower(index, log, metrics);
        this.builder = new Builder(index, log, metrics);
    }

    /** To be told of this node's commits. */
    public CommitListener listener() {
        return batch -> shipper.committed(batch)
                .timeout(TOLD_MILLIS, TimeUnit.MILLISECONDS)
                .onFailure(late -> untold.incrementAndGet());
    }

    /** Whether the index has been told of all that this node has committed. */
    boolean hasToldAll() {
        return madeGood == untold.get();
    }

    /** Follows the log once, then every 200 ms until stopped. Completes after the first round, which may have failed. */
    public Future<Void> start() {
        return next().otherwiseEmpty();
    }

    /** Ends following; completes when the round under way is over. */
    public Future<Void> stop() {
        stopped.set(true);
        return round.otherwiseEmpty();
    }

    /** How long ago this node last knew all that the record held, in nanoseconds. */
    public long behindNanos() {
        return nanoTime.getAsLong() - followed;
    }

    /** Whether this node follows the record closely enough for the index to answer; else counts come from the record. */
    public Future<Void> check() {
        long millis = TimeUnit.NANOSECONDS.toMillis(behindNanos());
        return millis < TimeUnit.MICROSECONDS.toMillis(ReceiptIndex.LEASE_MICROS)
                ? Future.succeededFuture()
                : Future.failedFuture("the index has not followed the record for " + millis / 1_000 + " s");
    }

    /** Builds a cold unit, if that is not under way already; does nothing when too many wait. */
    void build(IndexUnit unit) {
        if (!stopped.get()) {
            builder.build(unit);
        }
    }

    private Future<Void> next() {
        long before = untold.get();
        long begun = nanoTime.getAsLong();
        Future<Void> current = follower.follow()
                .onSuccess(done -> {
                    madeGood = before;
                    followed = begun;
                })
                .compose(v -> prune())
                .timeout(ROUND_SECONDS, TimeUnit.SECONDS);
        round = current;
        current.onComplete(result -> {
            report(result.cause());
            vertx.setTimer(PERIOD_MILLIS, timer -> {
                if (!stopped.get()) {
                    next();
                }
            });
        });
        return current;
    }

    private Future<Void> prune() {
        return rounds++ % PRUNE_EVERY == 0 ? log.prune() : Future.succeededFuture();
    }

    private void report(@Nullable Throwable cause) {
        if (cause != null) {
            metrics.followFailed();
            if (!failing) {
                LOG.warn("the index cannot follow the record, counts come from the database: {}", cause.getMessage());
            }
        } else if (failing) {
            LOG.info("the index follows the record again");
        }
        failing = cause != null;
    }
}
