package dev.seenby.limits;

import dev.seenby.storage.App;
import dev.seenby.storage.Limiter;
import dev.seenby.storage.Person;
import io.vertx.core.Future;
import java.util.Map;
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
    private final Map<String, Integer> documented;
    private final Admission admission;
    private final AtomicLong lastLogged = new AtomicLong(System.nanoTime() - LOG_EVERY_NANOS);

    /**
     * @param shared the limiter of all nodes, or a {@link NodeLimiter} when there is only one
     * @param documented calls per second by API call, where the document of the API has a limit of its own for it
     * @param admission bounds what this node works on at once
     */
    public Limits(Limiter shared, LimitMetrics metrics, Map<String, Integer> documented, Admission admission) {
        this.shared = shared;
        this.metrics = metrics;
        this.documented = Map.copyOf(documented);
        this.admission = admission;
    }

    /** What is set for the app and this call, else the app's general limit or, if that is lower, the document's. */
    @Override
    public int perSecond(App app, String call) {
        Integer set = app.options().callLimits().get(call);
        if (set != null) {
            return set;
        }
        Integer published = documented.get(call);
        return published == null ? app.callsPerSecond() : Math.min(app.callsPerSecond(), published);
    }

    @Override
    public Visit arrived() {
        return admission.arrived();
    }

    /** Never fails. */
    @Override
    public Future<Limiter.Verdict> acquire(App app, String call) {
        return acquire(app, call, null);
    }

    /** Never fails. */
    @Override
    public Future<Limiter.Verdict> acquire(App app, String call, @Nullable Person person) {
        return acquire(new Limiter.Asked(
                app.sdkAppId(),
                call,
                perSecond(app, call),
                person == null ? 0 : person.id(),
                person == null ? 0 : app.callsPerSecondPerPerson(),
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
