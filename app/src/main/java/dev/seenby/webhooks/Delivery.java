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
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * Delivers what the apps' webhooks are to be told. Every node looks five times a second for apps for which something waits, in one
 * cheap query; each app is served by the node that holds its lease. Everything happens on one event loop.
 */
public final class Delivery {
    /** No more waiting events than this are counted. */
    public static final long MAX_COUNTED = 1_000_000;

    private static final long POLL_MILLIS = 200;
    private static final Duration COUNT_EVERY = Duration.ofSeconds(15);
    /** Each holds a batch in memory, and has a connection for each of some groups. */
    private static final int APPS_AT_ONCE = 32;
    /** Of these, so many may be apps whose last letter was not taken: they may wait for a timeout each time. */
    private static final int FAILING_AT_ONCE = APPS_AT_ONCE / 2;
    /** How long a node that has found an app's lease taken does not ask again. */
    private static final Duration OTHERS = Duration.ofSeconds(5);

    private final Vertx vertx;
    private final Context context;
    private final Webhooks webhooks;
    private final Apps apps;
    private final Leases leases;
    private final Wording wording;
    private final WebhookMetrics metrics;
    private final InstantSource clock;
    private final InstantSource steady;
    private final Poster poster;
    private final Notices notices;
    private final String node = UUID.randomUUID().toString();
    private final Map<Long, Course> courses = new HashMap<>();
    /** Those that are under way. */
    private final Map<Long, Course> turns = new HashMap<>();

    private final Promise<Void> stopped = Promise.promise();
    private long lastBegun;
    private boolean crowded;
    private Instant countedAt = Instant.EPOCH;
    private boolean polling;
    private boolean releasing;
    private volatile boolean stopping;

    /** @param clock says what time it is; how much time has passed is not asked of it, for it may be set */
    public Delivery(
            Vertx vertx,
            Webhooks webhooks,
            Apps apps,
            Leases leases,
            Wording wording,
            WebhookMetrics metrics,
            InstantSource clock) {
        this(vertx, webhooks, apps, leases, wording, metrics, clock, ticking(), new Poster(vertx));
    }

    /** @param steady only its differences count; never goes back */
    Delivery(
            Vertx vertx,
            Webhooks webhooks,
            Apps apps,
            Leases leases,
            Wording wording,
            WebhookMetrics metrics,
            InstantSource clock,
            InstantSource steady,
            Poster poster) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.webhooks = webhooks;
        this.apps = apps;
        this.leases = leases;
        this.wording = wording;
        this.metrics = metrics;
        this.clock = clock;
        this.steady = steady;
        this.poster = poster;
        this.notices = new Notices(steady);
    }

    private static InstantSource ticking() {
        Instant begun = Instant.now();
        long nanos = System.nanoTime();
        return () -> begun.plusNanos(System.nanoTime() - nanos);
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
        here(webhooks.waiting()).compose(this::look).onComplete(done -> {
            polling = false;
            if (done.failed()) {
                notices.failed(done.cause());
            }
            if (stopping) {
                stopIfDone();
            } else {
                vertx.setTimer(POLL_MILLIS, next -> poll());
            }
        });
    }

    private Future<?> look(List<Waiting> waiting) {
        Instant now = steady.instant();
        begin(waiting, now);
        Set<Long> there = new HashSet<>();
        Instant wall = clock.instant();
        Instant oldest = wall;
        for (Waiting one : waiting) {
            there.add(one.app());
            oldest = one.since().isBefore(oldest) ? one.since() : oldest;
        }
        // A lease that is still held is worth remembering.
        courses.entrySet()
                .removeIf(entry -> !there.contains(entry.getKey())
                        && !turns.containsKey(entry.getKey())
                        && !entry.getValue().holds(now));
        metrics.oldest(Duration.between(oldest, wall));
        if (now.isBefore(countedAt.plus(COUNT_EVERY))) {
            return Future.succeededFuture();
        }
        countedAt = now;
        return here(webhooks.count(MAX_COUNTED)).onSuccess(metrics::waiting);
    }

    /** Gives places away, in turn: whoever has waited longest for one is next. */
    private void begin(List<Waiting> waiting, Instant now) {
        int had = (int) waiting.stream().filter(one -> one.app() <= lastBegun).count();
        List<Waiting> inTurn = new ArrayList<>(waiting);
        Collections.rotate(inTurn, -had);
        crowded = false;
        for (Waiting one : inTurn) {
            Course course = courses.computeIfAbsent(one.app(), app -> new Course());
            course.newest = one.version();
            boolean due = course.isDue(now);
            boolean wanted = due || course.failures > 0 && course.isUntidy(now);
            if (!wanted || turns.containsKey(one.app())) {
                continue;
            }
            if (turns.size() == APPS_AT_ONCE) {
                crowded = true;
                continue;
            }
            if (course.failures == 0 || failing() < FAILING_AT_ONCE) {
                lastBegun = one.app();
                turns.put(one.app(), course);
                AppTurn turn = new AppTurn(this, one.app(), course);
                if (due) {
                    course.version = one.version();
                    begun(one.app(), course, turn.run());
                } else {
                    begun(one.app(), course, turn.tidy());
                }
            }
        }
    }

    private long failing() {
        return turns.values().stream().filter(course -> course.failures > 0).count();
    }

    private void begun(long app, Course course, Future<AppTurn.End> turn) {
        turn.onComplete(done -> {
            turns.remove(app);
            Instant now = steady.instant();
            if (done.succeeded()) {
                if (done.result() == AppTurn.End.TAKEN_BY_ANOTHER) {
                    course.notBefore = now.plus(OTHERS);
                }
            } else if (done.cause() instanceof PostFailed refused) {
                course.failures++;
                course.notBefore = now.plus(BackOff.after(course.failures));
                notices.refused(app, refused, course.failures, othersThatFail());
            } else {
                course.notBefore = now.plus(BackOff.after(1));
                notices.failed(done.cause());
            }
            stopIfDone();
        });
    }

    private long othersThatFail() {
        return courses.values().stream().filter(course -> course.failures > 0).count() - 1;
    }

    void dropped(long app, long events) {
        if (events > 0) {
            metrics.dropped(events);
            notices.dropped(app, events);
        }
    }

    private void stopIfDone() {
        if (stopping && turns.isEmpty() && !polling && !releasing) {
            releasing = true;
            List<Future<Void>> given = courses.entrySet().stream()
                    .filter(entry -> entry.getValue().holds(steady.instant()))
                    .map(entry -> leases.release(AppTurn.lease(entry.getKey()), node))
                    .toList();
            // What is not given back ends by itself.
            Future.join(given).onComplete(done -> stopped.tryComplete());
        }
    }

    /** The same, told on this event loop: others answer on whichever they like. */
    <T> Future<T> here(Future<T> answer) {
        Promise<T> told = Promise.promise();
        answer.onComplete(done -> context.runOnContext(now -> answer.onComplete(told)));
        return told.future();
    }

    /** Whether apps wait for a place. */
    boolean isCrowded() {
        return crowded;
    }

    boolean isStopping() {
        return stopping;
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

    InstantSource steady() {
        return steady;
    }

    String node() {
        return node;
    }
}
