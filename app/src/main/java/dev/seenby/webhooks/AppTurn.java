package dev.seenby.webhooks;

import dev.seenby.receipts.Steps;
import dev.seenby.storage.App;
import dev.seenby.storage.AppOptions.Webhook;
import dev.seenby.storage.Webhooks.Event;
import dev.seenby.webhooks.Wording.Letter;
import dev.seenby.webhooks.Wording.Letters;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One app's turn: batch after batch is delivered until nothing waits or a letter is refused. The groups of a batch go side by side,
 * the letters of each group one after the other. After a failure one letter alone tries whether the receiver is back.
 */
final class AppTurn {
    /** Older events are dropped. */
    static final Duration KEPT = Duration.ofDays(7);
    /** And so are those that are older than as many. */
    static final long MOST = 1_000_000;

    private static final Duration LEASE = Duration.ofSeconds(30);
    private static final Duration RENEW_AFTER = Duration.ofSeconds(10);
    /** So much later a turn ends between two batches if others wait for its place. */
    private static final Duration LONGEST = Duration.ofSeconds(5);

    private static final int GROUPS_AT_ONCE = 4;

    /** How a turn ended. */
    enum End {
        /** Nothing was left, or others wait. */
        OVER,
        TAKEN_BY_ANOTHER
    }

    /** Another node goes on. */
    private static final class LeaseLost extends RuntimeException {
        private static final long serialVersionUID = 1L;

        LeaseLost() {
            super("another node delivers", null, false, false);
        }
    }

    private final Delivery delivery;
    private final long app;
    private final Course course;
    private final Instant begun;

    AppTurn(Delivery delivery, long app, Course course) {
        this.delivery = delivery;
        this.app = app;
        this.course = course;
        this.begun = now();
    }

    private Instant now() {
        return delivery.steady().instant();
    }

    static String lease(long app) {
        return "webhook:" + app;
    }

    /** Fails with {@link PostFailed} when the receiver is to be left alone for a while. */
    Future<End> run() {
        return ended(rounds());
    }

    /** Posts nothing, only drops what is too old. */
    Future<End> tidy() {
        return ended(held().compose(yes -> dropOld()));
    }

    private static Future<End> ended(Future<Void> turn) {
        return turn.map(End.OVER)
                .recover(e ->
                        e instanceof LeaseLost ? Future.succeededFuture(End.TAKEN_BY_ANOTHER) : Future.failedFuture(e));
    }

    private Future<Void> rounds() {
        return Steps.untilDone(() -> {
            boolean enough = delivery.isCrowded() && !now().isBefore(begun.plus(LONGEST));
            return delivery.isStopping() || enough
                    ? Future.succeededFuture(true)
                    : round().map(something -> !something);
        });
    }

    /** @return whether something was there */
    private Future<Boolean> round() {
        return held().compose(yes -> delivery.here(delivery.apps().bySdkAppId(app)))
                .compose(found -> {
                    course.version = found.map(App::version).orElse(0L);
                    Webhook webhook =
                            found.map(known -> known.options().webhook()).orElse(null);
                    if (webhook == null) {
                        return drop(Instant.EPOCH, 0).map(false);
                    }
                    return dropOld()
                            .compose(
                                    dropped -> delivery.here(delivery.webhooks().take(app)))
                            .compose(batch -> batch.isEmpty()
                                    ? Future.succeededFuture(false)
                                    : new Batch(found.orElseThrow(), webhook, batch)
                                            .deliver()
                                            .map(true));
                });
    }

    private Future<Void> held() {
        Instant now = now();
        if (now.isBefore(course.heldAt.plus(RENEW_AFTER))) {
            return Future.succeededFuture();
        }
        return delivery.here(delivery.leases().hold(lease(app), delivery.node(), LEASE))
                .compose(mine -> {
                    course.heldAt = mine ? now : Instant.EPOCH;
                    if (mine) {
                        return Future.succeededFuture();
                    }
                    course.told.clear();
                    return Future.failedFuture(new LeaseLost());
                });
    }

    private Future<Void> dropOld() {
        if (!course.isUntidy(now())) {
            return Future.succeededFuture();
        }
        course.droppedAt = now();
        return drop(delivery.clock().instant().minus(KEPT), MOST);
    }

    private Future<Void> drop(Instant before, long keep) {
        return delivery.here(delivery.webhooks().drop(app, before, keep)).compose(dropped -> {
            delivery.dropped(app, dropped);
            return dropped == 0 || delivery.isStopping()
                    ? Future.succeededFuture()
                    : held().compose(still -> drop(before, keep));
        });
    }

    /** A group's letters on their way. */
    private record Lane(List<Long> events, Letters letters, List<String> told) {}

    private final class Batch {
        private final App owner;
        private final Webhook webhook;
        private final ArrayDeque<Lane> waiting = new ArrayDeque<>();
        private final Promise<Void> over = Promise.promise();
        private final List<Long> unwanted = new ArrayList<>();
        private Optional<Throwable> failure = Optional.empty();
        private int running;
        private boolean cut;

        Batch(App owner, Webhook webhook, List<Event> events) {
            this.owner = owner;
            this.webhook = webhook;
            Map<Long, List<Event>> groups = new LinkedHashMap<>();
            for (Event event : events) {
                if (webhook.events().contains(event.kind())) {
                    groups.computeIfAbsent(event.group().room(), room -> new ArrayList<>())
                            .add(event);
                } else {
                    unwanted.add(event.id());
                }
            }
            groups.values()
                    .forEach(some -> waiting.add(new Lane(
                            some.stream().map(Event::id).toList(),
                            delivery.wording().of(owner, some),
                            new ArrayList<>())));
        }

        Future<Void> deliver() {
            Future<Void> cleared = unwanted.isEmpty()
                    ? Future.succeededFuture()
                    : delivery.here(delivery.webhooks().done(app, unwanted));
            return cleared.compose(done -> {
                start();
                return over.future();
            });
        }

        private void start() {
            int most = course.failures > 0 ? 1 : GROUPS_AT_ONCE;
            while (running < most && !waiting.isEmpty() && !isToEnd()) {
                running++;
                step(waiting.remove());
            }
            if (running == 0) {
                if (failure.isEmpty() && !cut && waiting.isEmpty()) {
                    course.told.clear();
                }
                failure.ifPresentOrElse(over::tryFail, over::tryComplete);
            }
        }

        /** What is left then is taken again, for the app as it is now or by whoever goes on. */
        private boolean isToEnd() {
            return failure.isPresent() || delivery.isStopping() || course.isOutdated();
        }

        private void step(Lane lane) {
            if (isToEnd()) {
                cut = true;
                end();
                return;
            }
            delivery.here(lane.letters().next())
                    .compose(letter -> letter.isPresent()
                            ? send(lane, letter.get()).map(true)
                            : finish(lane).map(false))
                    .onComplete(done -> {
                        if (done.failed()) {
                            failure = failure.or(() -> Optional.of(done.cause()));
                            end();
                        } else if (done.result()) {
                            start();
                            step(lane);
                        } else {
                            end();
                        }
                    });
        }

        private void end() {
            running--;
            start();
        }

        private Future<Void> finish(Lane lane) {
            return delivery.here(delivery.webhooks().done(app, lane.events()))
                    .onSuccess(done -> course.told.removeAll(lane.told()));
        }

        private Future<Void> send(Lane lane, Letter letter) {
            lane.told().add(letter.id());
            if (course.told.contains(letter.id())) {
                return Future.succeededFuture();
            }
            return held().compose(yes -> {
                long begun = System.nanoTime();
                Instant time = delivery.clock().instant();
                return delivery.poster()
                        .post(webhook, letter, delivery.wording().query(owner, letter, webhook.secret(), time), time)
                        .onSuccess(taken -> {
                            delivery.metrics().delivered(System.nanoTime() - begun);
                            course.told.add(letter.id());
                            course.failures = 0;
                        })
                        .onFailure(e -> {
                            if (e instanceof PostFailed refused) {
                                delivery.metrics().failed(refused.reason);
                            }
                        });
            });
        }
    }
}
