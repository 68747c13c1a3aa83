package dev.seenby.retention;

import dev.seenby.receipts.Steps;
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
import java.util.List;
import java.util.function.Supplier;

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
        this.rounds = new Rounds(vertx, leases, metrics, "forgetting", pause, new Rounds.Work() {
            @Override
            public Future<Void> round(Rounds.Going going) {
                return new Round(going).run();
            }

            @Override
            public void elsewhere() {
                metrics.behind(0);
            }
        });
    }

    public void start() {
        rounds.start();
    }

    /** Completes when no step is under way any more. */
    public Future<Void> stop() {
        return rounds.stop();
    }

    /** All apps that keep reads for a while, and of each the rooms in which something is old enough. */
    private final class Round {
        private final Rounds.Going going;
        private long lastApp;
        private long lastRoom;
        private long behindSeconds;

        Round(Rounds.Going going) {
            this.going = going;
        }

        Future<Void> run() {
            return Steps.untilDone(this::someApps).onSuccess(done -> metrics.behind(behindSeconds));
        }

        private Future<Boolean> someApps() {
            return apps.list(lastApp, APPS).compose(page -> {
                List<App> forgetful = page.stream()
                        .filter(app -> app.options().keepReadsDays() > 0)
                        .toList();
                return Steps.each(forgetful.iterator(), this::app).map(done -> {
                    if (page.size() < APPS) {
                        return true;
                    }
                    lastApp = page.get(APPS - 1).sdkAppId();
                    return false;
                });
            });
        }

        private Future<Void> app(App app) {
            lastRoom = 0;
            return Steps.untilDone(() -> someRooms(app)).recover(going::without);
        }

        private Future<Boolean> someRooms(App app) {
            Instant sentBefore =
                    clock.instant().minus(Duration.ofDays(app.options().keepReadsDays()));
            return ifGoingOn(() -> forgetting
                    .due(app.sdkAppId(), sentBefore, lastRoom, ROOMS)
                    .compose(page -> Steps.each(page.items().iterator(), due -> room(due, sentBefore))
                            .map(done -> {
                                Long next = page.next();
                                lastRoom = next == null ? lastRoom : next;
                                return next == null;
                            })));
        }

        private Future<Void> room(Due due, Instant sentBefore) {
            long waited = Duration.between(due.sentAt(), sentBefore).toSeconds();
            if (waited > behindSeconds) {
                // Told at once: a round may be long.
                behindSeconds = waited;
                metrics.behind(behindSeconds);
            }
            return Steps.untilDone(() -> ifGoingOn(
                            () -> forgetting.forget(due.room(), sentBefore).map(step -> {
                                metrics.dropped(step.reads());
                                return step.done();
                            })))
                    .recover(going::without);
        }

        /** Takes a step, which says whether it was the last; without a step it was. */
        private Future<Boolean> ifGoingOn(Supplier<Future<Boolean>> step) {
            return going.on().compose(on -> on ? step.get() : Future.succeededFuture(true));
        }
    }
}
