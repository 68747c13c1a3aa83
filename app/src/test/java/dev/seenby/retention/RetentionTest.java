package dev.seenby.retention;

import static dev.seenby.storage.contract.Story.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.seenby.receipts.Steps;
import dev.seenby.receipts.Telling;
import dev.seenby.storage.AppOptions;
import dev.seenby.storage.Counts;
import dev.seenby.storage.Erasures.Erasure;
import dev.seenby.storage.Forgetting;
import dev.seenby.storage.Leases;
import dev.seenby.storage.Message;
import dev.seenby.storage.NewMessage;
import dev.seenby.storage.Page;
import dev.seenby.storage.Person;
import dev.seenby.storage.Room;
import dev.seenby.storage.StorageException;
import dev.seenby.storage.contract.Records;
import dev.seenby.storage.contract.Story;
import dev.seenby.storage.model.InMemoryRecords;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What one of all nodes does in the background. */
class RetentionTest {
    private static final Duration PAUSE = Duration.ofMillis(10);
    private static final Instant NOW = Instant.parse("2026-03-01T00:00:00Z");

    private final Vertx vertx = Vertx.vertx();
    private final Records records = new InMemoryRecords().records();
    private final Told told = new Told();

    @AfterEach
    void close() {
        await(vertx.close());
    }

    /** What an operator is told. */
    private static final class Told implements RetentionMetrics {
        final AtomicLong behind = new AtomicLong(-1);
        final AtomicInteger failed = new AtomicInteger();

        @Override
        public void dropped(int reads) {}

        @Override
        public void behind(long seconds) {
            behind.set(seconds);
        }

        @Override
        public void erased() {}

        @Override
        public void erasing(int people) {}

        @Override
        public void roundFailed() {
            failed.incrementAndGet();
        }
    }

    /** The real one, but of some rooms, or from some moment on, it does not work. */
    private abstract static class Faulty implements Forgetting {
        private final Forgetting good;

        Faulty(Forgetting good) {
            this.good = good;
        }

        @Override
        public Future<Page<Due, Long>> due(long app, Instant sentBefore, long after, int limit) {
            return good.due(app, sentBefore, after, limit);
        }

        @Override
        public Future<Step> forget(long room, Instant sentBefore) {
            return good.forget(room, sentBefore);
        }
    }

    @Test
    void readsOfOldMessagesAreForgottenWhereTheAppWantsIt() {
        Story forgetful = Story.begin(records);
        Story keeping = Story.begin(records);
        keepReads(forgetful, 30);
        Message old = sent(forgetful, 31);
        Message young = sent(forgetful, 29);
        Message kept = sent(keeping, 31);
        Forgetter forgetter = forgetter(records.forgetting(), records.leases());

        forgetter.start();
        until(() -> forgetful.counts(old).equals(Counts.DELETED));
        await(forgetter.stop());

        assertThat(forgetful.counts(young)).isEqualTo(new Counts(0, 1));
        assertThat(keeping.counts(kept)).isEqualTo(new Counts(0, 1));
        assertThat(await(records.leases().hold("forgetting", "another node", Duration.ofMinutes(1))))
                .isTrue();
    }

    @Test
    void aRoomThatCannotForgetKeepsNoOtherFromIt() {
        Story story = Story.begin(records);
        keepReads(story, 30);
        Message broken = sent(story, 31);
        Message behindIt = sent(story, 31);
        Forgetter forgetter = forgetter(
                new Faulty(records.forgetting()) {
                    @Override
                    public Future<Step> forget(long room, Instant sentBefore) {
                        return room == broken.facts().room()
                                ? Future.failedFuture(new StorageException.Broken("a page is damaged", null))
                                : super.forget(room, sentBefore);
                    }
                },
                records.leases());

        forgetter.start();
        until(() -> story.counts(behindIt).equals(Counts.DELETED));
        until(() -> told.failed.get() > 0);
        await(forgetter.stop());

        assertThat(story.counts(broken)).isEqualTo(new Counts(0, 1));
        assertThat(told.behind.get()).isEqualTo(Duration.ofDays(1).toSeconds());
    }

    /** Each step waits for an answer of its own, as from a database. */
    @Test
    void thereMayBeAnyNumberOfSteps() {
        Story story = Story.begin(records);
        keepReads(story, 30);
        Message old = sent(story, 31);
        AtomicInteger steps = new AtomicInteger();
        Forgetter forgetter = forgetter(
                new Faulty(records.forgetting()) {
                    @Override
                    public Future<Step> forget(long room, Instant sentBefore) {
                        return later(() -> steps.incrementAndGet() < 100_000
                                ? Future.succeededFuture(new Step(1, false))
                                : super.forget(room, sentBefore));
                    }
                },
                records.leases());

        forgetter.start();
        until(() -> story.counts(old).equals(Counts.DELETED));
        until(() -> told.behind.get() == 0);
        await(forgetter.stop());

        assertThat(told.failed.get()).isZero();
    }

    private static <T> Future<T> later(Supplier<Future<T>> answer) {
        Promise<Void> asked = Promise.promise();
        Vertx.currentContext().runOnContext(v -> asked.complete());
        return asked.future().compose(v -> answer.get());
    }

    /** The lease is lost while a step is under way: not one more is taken, whichever room it is of. */
    @Test
    void whoLosesTheLeaseStopsAndSaysThatNothingWaitsHere() {
        Story story = Story.begin(records);
        keepReads(story, 30);
        List<Message> old = List.of(sent(story, 31), sent(story, 31), sent(story, 31));
        AtomicBoolean mine = new AtomicBoolean(true);
        AtomicInteger asked = new AtomicInteger();
        Leases lost = new Leases() {
            @Override
            public Future<Boolean> hold(String name, String holder, Duration lasting) {
                asked.incrementAndGet();
                return Future.succeededFuture(mine.get());
            }

            @Override
            public Future<Void> release(String name, String holder) {
                return Future.succeededFuture();
            }
        };
        List<Long> forgotten = new CopyOnWriteArrayList<>();
        Forgetting slow = new Faulty(records.forgetting()) {
            @Override
            public Future<Step> forget(long room, Instant sentBefore) {
                forgotten.add(room);
                mine.set(false);
                return super.forget(room, sentBefore);
            }
        };
        // No lease is so fresh that it is not prolonged before each step.
        Rounds.Work work = new Rounds.Work() {
            @Override
            public Future<Void> round(Rounds.Going going) {
                return Steps.each(old.iterator(), message -> going.on()
                        .compose(on ->
                                on ? slow.forget(message.facts().room(), NOW).mapEmpty() : Future.succeededFuture()));
            }

            @Override
            public void elsewhere() {
                told.behind(0);
            }
        };
        Rounds rounds = new Rounds(vertx, lost, told, "forgetting", PAUSE, Duration.ZERO, work);

        rounds.start();
        until(() -> told.behind.get() == 0);
        await(rounds.stop());

        assertThat(forgotten).containsExactly(old.get(0).facts().room());
        assertThat(asked.get()).isGreaterThan(2);
    }

    @Test
    void whoIsToBeErasedIsErasedByAndByButNotBeforeTheLastCallsAreOver() {
        Story story = Story.begin(records);
        Person bob = story.person("Bob");
        story.room("Lobby", bob, story.person("Alice"));
        long app = story.app().sdkAppId();
        Erasure begun = await(records.erasures().begin(app, bob.userId(), false));
        AtomicReference<Instant> clock =
                new AtomicReference<>(begun.requestedAt().plusSeconds(29));
        AtomicInteger looked = new AtomicInteger();
        Eraser eraser = new Eraser(
                vertx,
                records.erasures(),
                records.leases(),
                Telling.NOBODY,
                told,
                () -> {
                    looked.incrementAndGet();
                    return clock.get();
                },
                Eraser.LAST_CALLS,
                PAUSE);

        eraser.start();
        until(() -> looked.get() > 2);
        assertThat(await(records.erasures().byId(app, begun.id()))).contains(begun);
        clock.set(begun.requestedAt().plusSeconds(30));
        until(() -> await(records.erasures().underWay(10)).isEmpty());
        await(eraser.stop());

        assertThat(await(records.erasures().byId(app, begun.id())).orElseThrow().doneAt())
                .isNotNull();
        assertThat(await(records.leases().hold("erasing", "another node", Duration.ofMinutes(1))))
                .isTrue();
    }

    private Forgetter forgetter(Forgetting forgetting, Leases leases) {
        return new Forgetter(vertx, records.apps(), forgetting, leases, told, () -> NOW, PAUSE);
    }

    private void keepReads(Story story, int days) {
        AppOptions options = new AppOptions(Map.of(), 0, days, Set.of(), null);
        await(records.apps().change(story.app().sdkAppId(), app -> app.withOptions(options)));
    }

    /** A message of Alice's that Bob has not read. */
    private static Message sent(Story story, int daysAgo) {
        Person alice = story.person("Alice");
        Room room = story.room("Lobby", alice, story.person("Bob"));
        NewMessage made = Story.newMessage(alice, room);
        return story.send(new NewMessage(
                null,
                made.stringId(),
                made.room(),
                made.timeline(),
                made.sender(),
                NOW.minus(Duration.ofDays(daysAgo)),
                made.text(),
                made.payload(),
                null,
                null,
                null));
    }

    private static void until(BooleanSupplier reached) {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!reached.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.onSpinWait();
        }
    }
}
