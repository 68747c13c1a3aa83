package dev.seenby.receipts;

import dev.seenby.storage.EventQueues;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The apps in which something happened while the queues did not answer. When they answer again, all queues of these apps are
 * dropped. At most one entry is kept for each app.
 */
final class UntoldApps {
    private static final Logger LOG = LoggerFactory.getLogger(UntoldApps.class);
    private static final long RETRY_MILLIS = 500;
    private static final long DROP_SECONDS = 5;

    private final Vertx vertx;
    private final EventQueues queues;
    /** By app: from when on its queues may be dropped, as {@link System#nanoTime}. */
    private final Map<Long, Long> from = new ConcurrentHashMap<>();

    private final AtomicBoolean retrying = new AtomicBoolean();
    private volatile boolean away;

    UntoldApps(Vertx vertx, EventQueues queues) {
        this.vertx = vertx;
        this.queues = queues;
    }

    /** Whether it is better not to ask them now. */
    boolean queuesAreAway() {
        return away;
    }

    void queuesAreGone() {
        away = true;
        retry();
    }

    /** Something happened. */
    void changed(long app) {
        remember(app, System.nanoTime());
    }

    /** Something may have happened, or may happen yet. */
    void mayHaveChanged(long app) {
        remember(app, System.nanoTime() + EventQueues.LONGEST_ACT.toNanos());
    }

    private void remember(long app, long nanos) {
        from.merge(app, nanos, (one, other) -> one - other > 0 ? one : other);
        retry();
    }

    private void retry() {
        if (retrying.compareAndSet(false, true)) {
            vertx.setTimer(RETRY_MILLIS, timer -> round(from.entrySet().iterator())
                    .onFailure(failure -> LOG.debug("the queues do not answer yet", failure))
                    .onComplete(any -> {
                        retrying.set(false);
                        if (any.succeeded()) {
                            away = false;
                        }
                        if (away || !from.isEmpty()) {
                            retry();
                        }
                    }));
        }
    }

    /** One after the other, until one fails. */
    private Future<Void> round(Iterator<Map.Entry<Long, Long>> apps) {
        while (apps.hasNext()) {
            Map.Entry<Long, Long> app = apps.next();
            if (System.nanoTime() - app.getValue() >= 0) {
                Long since = app.getValue();
                return Future.succeededFuture()
                        .compose(start -> queues.dropAll(app.getKey()))
                        .timeout(DROP_SECONDS, TimeUnit.SECONDS)
                        .compose(dropped -> {
                            from.remove(app.getKey(), since);
                            LOG.info(
                                    "queues of app {} were dropped: not all that happened could be told", app.getKey());
                            return round(apps);
                        });
            }
        }
        return Future.succeededFuture();
    }
}
