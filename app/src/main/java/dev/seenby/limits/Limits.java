package dev.seenby.limits;

import dev.seenby.storage.App;
import dev.seenby.storage.Limiter;
import dev.seenby.storage.Person;
import io.vertx.core.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks whether a call of an app may go on. The limit holds over all nodes; while the shared limiter is away each node
 * counts alone, so that calls go on, a metric says so, and one line a minute is logged.
 */
public final class Limits implements CallLimit {
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

    /** Never fails. */
    @Override
    public Future<Limiter.Verdict> acquire(App app, String call) {
        return acquire(new Limiter.Asked(app.sdkAppId(), call, app.callsPerSecond(), 0, 0, app.ceilingPerSecond()));
    }

    /** Never fails. */
    @Override
    public Future<Limiter.Verdict> acquire(App app, String call, @Nullable Person person) {
        return person == null
                ? acquire(app, call)
                : acquire(new Limiter.Asked(
                        app.sdkAppId(),
                        call,
                        app.callsPerSecond(),
                        person.id(),
                        app.callsPerSecondPerPerson(),
                        app.ceilingPerSecond()));
    }

    /** Never fails. */
    @Override
    public Future<Limiter.Verdict> acquireMessage(App app, long room) {
        int perSecond = app.options().messagesPerSecondPerGroup();
        return perSecond == 0
                ? Future.succeededFuture(Limiter.Verdict.accepted(Integer.MAX_VALUE))
                : ask(limiter -> limiter.acquireInRoom(app.sdkAppId(), room, perSecond));
    }

    private Future<Limiter.Verdict> acquire(Limiter.Asked asked) {
        return ask(limiter -> limiter.acquire(asked));
    }

    private Future<Limiter.Verdict> ask(Function<Limiter, Future<Limiter.Verdict>> question) {
        return question.apply(shared)
                .recover(failure -> {
                    metrics.countedAlone();
                    logNowAndThen(failure);
                    return question.apply(alone);
                })
                .onSuccess(verdict -> {
                    if (!verdict.accepted()) {
                        metrics.refused(verdict.ceiling());
                    }
                });
    }

    private void logNowAndThen(Throwable failure) {
        long last = lastLogged.get();
        long now = System.nanoTime();
        if (now - last >= LOG_EVERY_NANOS && lastLogged.compareAndSet(last, now)) {
            LOG.warn("the shared limiter does not answer, this node counts calls alone: {}", failure.getMessage());
        }
    }
}
