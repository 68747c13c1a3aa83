package dev.seenby.webhooks;

import dev.seenby.storage.Apps;
import dev.seenby.storage.Leases;
import dev.seenby.storage.Webhooks;
import dev.seenby.storage.Webhooks.Waiting;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers what the apps' webhooks are to be told. Every node looks five times a second for apps for which something waits, in one
 * cheap query; each app is served by the node that holds its lease. Everything happens on one event loop.
 */
public final class Delivery {
    /** No more waiting events than this are counted. */
    public static final long MAX_COUNTED = 1_000_000;

    private static final Logger LOG = LoggerFactory.getLogger(Delivery.class);
    private static final long POLL_MILLIS = 200;
    private static final Duration COUNT_EVERY = Duration.ofSeconds(15);
    private static final Duration LOG_EVERY = Duration.ofMinutes(1);
    /** Each holds a batch in memory. */
    private static final int APPS_AT_ONCE = 32;
    /** How long a node that has found an app's lease taken does not ask again. */
    private static final Duration OTHERS = Duration.ofSeconds(5);

    /** What is known of an app between two of its turns. */
    static final class Course {
        int failures;
        Instant notBefore = Instant.EPOCH;
        Instant heldAt = Instant.EPOCH;
        Instant droppedAt = Instant.EPOCH;
        /** Letters that were delivered, of groups of the batch of which some were not. */
        final Set<String> told = new HashSet<>();
    }

    private final Vertx vertx;
    private final Context context;
    private final Webhooks webhooks;
    private final Apps apps;
    private final Leases leases;
    private final Poster poster;
    private final Wording wording;
    private final WebhookMetrics metrics;
    private final InstantSource clock;
    private final String node = UUID.randomUUID().toString();
    private final Map<Long, Course> courses = new HashMap<>();
    private final Set<Long> turns = new HashSet<>();
    private final Promise<Void> stopped = Promise.promise();
    private Instant countedAt = Instant.EPOCH;
    private Instant loggedAt = Instant.EPOCH;
    private Instant dropsLoggedAt = Instant.EPOCH;
    private long droppedSince;
    private boolean polling;
    private volatile boolean stopping;

    public Delivery(
            Vertx vertx,
            Webhooks webhooks,
            Apps apps,
            Leases leases,
            Wording wording,
            WebhookMetrics metrics,
            InstantSource clock) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.webhooks = webhooks;
        this.apps = apps;
        this.leases = leases;
        this.wording = wording;
        this.poster = new Poster(vertx, wording);
        this.metrics = metrics;
        this.clock = clock;
    }

    /** Begins; goes on until {@link #stop}, whatever fails. */
    public void start() {
        context.runOnContext(now -> poll());
    }

    /** Begins nothing new; completes when nothing is on its way any more, at most some seconds later. */
    public Future<Void> stop() {
        stopping = true;
        context.runOnContext(now -> stopIfDone());
        return stopped.future().eventually(poster::close);
    }

    private void poll() {
        if (stopping) {
            stopIfDone();
            return;
        }
        polling = true;
        webhooks.waiting().compose(this::look).onComplete(done -> {
            polling = false;
            if (done.failed()) {
                failed(done.cause());
            }
            if (stopping) {
                stopIfDone();
            } else {
                vertx.setTimer(POLL_MILLIS, next -> poll());
            }
        });
    }

    private Future<?> look(List<Waiting> waiting) {
        Instant now = clock.instant();
        Set<Long> there = new HashSet<>();
        Instant oldest = now;
        for (Waiting one : waiting) {
            there.add(one.app());
            oldest = one.since().isBefore(oldest) ? one.since() : oldest;
            Course course = courses.computeIfAbsent(one.app(), app -> new Course());
            if (turns.size() < APPS_AT_ONCE && !now.isBefore(course.notBefore) && turns.add(one.app())) {
                turn(one.app(), course);
            }
        }
        // A lease that is still held is worth remembering.
        courses.entrySet()
                .removeIf(entry -> !there.contains(entry.getKey())
                        && !turns.contains(entry.getKey())
                        && !AppTurn.holds(entry.getValue(), now));
        metrics.oldest(Duration.between(oldest, now));
        if (now.isBefore(countedAt.plus(COUNT_EVERY))) {
            return Future.succeededFuture();
        }
        countedAt = now;
        return webhooks.count(MAX_COUNTED).onSuccess(metrics::waiting);
    }

    private void turn(long app, Course course) {
        new AppTurn(this, app, course).run().onComplete(done -> {
            turns.remove(app);
            Instant now = clock.instant();
            if (done.succeeded()) {
                if (done.result() == AppTurn.End.TAKEN_BY_ANOTHER) {
                    course.notBefore = now.plus(OTHERS);
                }
            } else if (done.cause() instanceof PostFailed refused) {
                course.failures++;
                Duration pause = BackOff.after(course.failures);
                course.notBefore = now.plus(pause);
                LOG.debug("webhook of app {}: {}, again in {}", app, refused.reason, pause);
            } else {
                course.notBefore = now.plus(BackOff.after(1));
                failed(done.cause());
            }
            stopIfDone();
        });
    }

    private void failed(Throwable e) {
        Instant now = clock.instant();
        if (!now.isBefore(loggedAt.plus(LOG_EVERY))) {
            loggedAt = now;
            LOG.error("webhooks are not delivered for the moment", e);
        }
    }

    void dropped(long app, long events) {
        if (events == 0) {
            return;
        }
        metrics.dropped(events);
        droppedSince += events;
        Instant now = clock.instant();
        if (!now.isBefore(dropsLoggedAt.plus(LOG_EVERY))) {
            dropsLoggedAt = now;
            LOG.warn("dropped {} events that webhooks were to be told, the last ones of app {}", droppedSince, app);
            droppedSince = 0;
        }
    }

    private void stopIfDone() {
        if (stopping && turns.isEmpty() && !polling && !stopped.future().isComplete()) {
            List<Future<Void>> given = courses.entrySet().stream()
                    .filter(entry -> AppTurn.holds(entry.getValue(), clock.instant()))
                    .map(entry -> leases.release(AppTurn.lease(entry.getKey()), node))
                    .toList();
            courses.clear();
            // What is not given back ends by itself.
            Future.join(given).onComplete(done -> stopped.tryComplete());
        }
    }

    boolean isStopping() {
        return stopping;
    }

    Context context() {
        return context;
    }

    Webhooks webhooks() {
        return webhooks;
    }

    Apps apps() {
        return apps;
    }

    Leases leases() {
        return leases;
    }

    Poster poster() {
        return poster;
    }

    Wording wording() {
        return wording;
    }

    WebhookMetrics metrics() {
        return metrics;
    }

    InstantSource clock() {
        return clock;
    }

    String node() {
        return node;
    }
}
