package dev.seenby.receipts;

import dev.seenby.storage.Apps;
import dev.seenby.storage.Leases;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes the data of deleted apps, in small parts with pauses. One node does it at a time, under a lease; whoever comes next goes
 * on where it was. It begins with an app only when the calls that were under way as it was deleted are over, so that none of them
 * leaves anything behind.
 */
public final class Purging {
    private static final Logger LOG = LoggerFactory.getLogger(Purging.class);
    private static final String WORK = "purging";
    private static final Duration LEASE = Duration.ofSeconds(30);
    private static final int MOST_APPS = 100;
    private static final long LOG_EVERY_NANOS = TimeUnit.MINUTES.toNanos(1);
    /** As long as a part may take, so that half of the time is everybody else's. */
    private static final long BETWEEN_PARTS_MILLIS = 100;

    /** How long after it was deleted an app's last calls are over. */
    public static final Duration LAST_CALLS = Duration.ofSeconds(60);

    private final Vertx vertx;
    private final Apps apps;
    private final Leases leases;
    private final Duration lastCalls;
    private final Duration pause;
    private final String holder = UUID.randomUUID().toString();
    /** Apps take turns, so that one whose data resists keeps nobody else's. */
    private int turn;

    private final Promise<Void> over = Promise.promise();
    private volatile boolean stopping;
    private volatile long timer = -1;
    private long lastLogged = System.nanoTime() - LOG_EVERY_NANOS;

    /**
     * @param lastCalls how long after it was deleted an app is let be
     * @param pause between looking for deleted apps and looking again
     */
    public Purging(Vertx vertx, Apps apps, Leases leases, Duration lastCalls, Duration pause) {
        this.vertx = vertx;
        this.apps = apps;
        this.leases = leases;
        this.lastCalls = lastCalls;
        this.pause = pause;
    }

    public void start() {
        vertx.runOnContext(v -> round());
    }

    /** Completes when no part is under way any more. */
    public Future<Void> stop() {
        stopping = true;
        long waiting = timer;
        if (waiting >= 0 && vertx.cancelTimer(waiting)) {
            over.tryComplete();
        }
        return over.future().compose(v -> leases.release(WORK, holder).otherwiseEmpty());
    }

    private void round() {
        if (stopping) {
            over.tryComplete();
            return;
        }
        leases.hold(WORK, holder, LEASE)
                .compose(held -> held ? part() : Future.succeededFuture(false))
                .onFailure(this::logNowAndThen)
                .otherwise(false)
                .onSuccess(more -> next(more ? BETWEEN_PARTS_MILLIS : pause.toMillis()));
    }

    private void next(long millis) {
        if (stopping) {
            over.tryComplete();
        } else {
            timer = vertx.setTimer(millis, t -> round());
            if (stopping && vertx.cancelTimer(timer)) {
                over.tryComplete();
            }
        }
    }

    /** @return whether something is left to be done at once */
    private Future<Boolean> part() {
        return apps.deleted(lastCalls, MOST_APPS).compose(ripe -> {
            if (ripe.isEmpty()) {
                return Future.succeededFuture(false);
            }
            long app = ripe.get(Math.floorMod(turn++, ripe.size()));
            return apps.purge(app).map(done -> {
                if (done) {
                    LOG.info("the data of the deleted app {} is gone", app);
                }
                return !done || ripe.size() > 1;
            });
        });
    }

    private void logNowAndThen(Throwable failure) {
        long now = System.nanoTime();
        if (now - lastLogged >= LOG_EVERY_NANOS) {
            lastLogged = now;
            LOG.warn("the data of deleted apps cannot be deleted now: {}", failure.getMessage());
        }
    }
}
