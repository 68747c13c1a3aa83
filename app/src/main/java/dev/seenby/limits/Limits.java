package dev.seenby.limits;

import dev.seenby.storage.App;
import dev.seenby.storage.Limiter;
import io.vertx.core.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks whether a call of an app may go on. The limit holds over all nodes; while the shared limiter is away each node
 * counts alone, so that calls go on, a metric says so, and one line a minute is logged.
 */
public final class Limits {
    private static final Logger LOG = LoggerFactory.getLogger(Limits.class);
    private static final long LOG_EVERY_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final Limiter shared;
    private final Limiter alone = new NodeLimiter();
    private final LimitMetrics metrics;
    private final AtomicLong lastLogged = new AtomicLong(System.nanoTime() - LOG_EVERY_NANOS);

    /** @param shared the limiter of all nodes, or a {@link NodeLimiter} when there is only one */
    public Limits(Limiter shared, LimitMetrics metrics) {
        this.shared = shared;
        this.metrics = metrics;
    }

    /**
     * Asks for one call; never fails.
     *
     * @param call name of the API call, from a fixed set
     */
    public Future<Limiter.Verdict> acquire(App app, String call) {
        return ask(shared, app, call)
                .recover(failure -> {
                    metrics.countedAlone();
                    logNowAndThen(failure);
                    return ask(alone, app, call);
                })
                .onSuccess(verdict -> {
                    if (!verdict.accepted()) {
                        metrics.refused(verdict.ceiling());
                    }
                });
    }

    private static Future<Limiter.Verdict> ask(Limiter limiter, App app, String call) {
        return limiter.acquire(app.sdkAppId(), call, app.callsPerSecond(), app.ceilingPerSecond());
    }

    private void logNowAndThen(Throwable failure) {
        long last = lastLogged.get();
        long now = System.nanoTime();
        if (now - last >= LOG_EVERY_NANOS && lastLogged.compareAndSet(last, now)) {
            LOG.warn("the shared limiter does not answer, this node counts calls alone: {}", failure.getMessage());
        }
    }
}
