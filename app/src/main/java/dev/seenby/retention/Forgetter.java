package dev.seenby.retention;

import dev.seenby.storage.App;
import dev.seenby.storage.Apps;
import dev.seenby.storage.Forgetting;
import dev.seenby.storage.Forgetting.Due;
import dev.seenby.storage.Leases;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.List;

/** Forgets who has read messages that are older than their app keeps reads. */
public final class Forgetter {
    private static final int APPS = 1_000;
    private static final int ROOMS = 1_000;

    private final Apps apps;
    private final Forgetting forgetting;
    private final RetentionMetrics metrics;
    private final InstantSource clock;
    private final Rounds rounds;

    /** @param pause after each round */
    public Forgetter(
            Vertx vertx,
            Apps apps,
            Forgetting forgetting,
            Leases leases,
            RetentionMetrics metrics,
            InstantSource clock,
            Duration pause) {
        this.apps = apps;
        this.forgetting = forgetting;
        this.metrics = metrics;
        this.clock = clock;
        this.rounds = new Rounds(vertx, leases, metrics, "forgetting", pause, this::round);
    }

    public void start() {
        rounds.start();
    }

    /** Completes when no step is under way any more. */
    public Future<Void> stop() {
        return rounds.stop();
    }

    private static final class Behind {
        long seconds;
    }

    private Future<Void> round(Rounds.Going going) {
        Behind behind = new Behind();
        return apps(going, 0, behind).onSuccess(done -> metrics.behind(behind.seconds));
    }

    private Future<Void> apps(Rounds.Going going, long after, Behind behind) {
        return apps.list(after, APPS).compose(page -> {
            List<App> keeping = page.stream()
                    .filter(app -> app.options().keepReadsDays() > 0)
                    .toList();
            return each(keeping.iterator(), app -> rooms(going, app, 0, behind))
                    .compose(done -> page.size() < APPS
                            ? Future.succeededFuture()
                            : apps(going, page.get(page.size() - 1).sdkAppId(), behind));
        });
    }

    private Future<Void> rooms(Rounds.Going going, App app, long after, Behind behind) {
        Duration kept = Duration.ofDays(app.options().keepReadsDays());
        Instant sentBefore = clock.instant().minus(kept);
        return going.on()
                .compose(on -> !on
                        ? Future.succeededFuture()
                        : forgetting
                                .due(app.sdkAppId(), sentBefore, after, ROOMS)
                                .compose(page -> each(page.items().iterator(), due -> {
                                            wait(behind, due, sentBefore);
                                            return room(going, due.room(), sentBefore);
                                        })
                                        .compose(done -> page.next() == null
                                                ? Future.succeededFuture()
                                                : rooms(going, app, page.next(), behind))));
    }

    private static void wait(Behind behind, Due due, Instant sentBefore) {
        behind.seconds = Math.max(
                behind.seconds, Duration.between(due.sentAt(), sentBefore).toSeconds());
    }

    private Future<Void> room(Rounds.Going going, long room, Instant sentBefore) {
        return going.on()
                .compose(on -> !on
                        ? Future.succeededFuture()
                        : forgetting.forget(room, sentBefore).compose(step -> {
                            metrics.dropped(step.reads());
                            return step.done() ? Future.succeededFuture() : room(going, room, sentBefore);
                        }));
    }

    private interface Step<T> {
        Future<Void> with(T one);
    }

    private static <T> Future<Void> each(Iterator<T> all, Step<T> step) {
        return all.hasNext() ? step.with(all.next()).compose(done -> each(all, step)) : Future.succeededFuture();
    }
}
