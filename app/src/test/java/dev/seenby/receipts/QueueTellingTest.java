package dev.seenby.receipts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seenby.storage.EventQueues;
import dev.seenby.storage.StorageException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What Alice does happens, whatever becomes of the queues. */
class QueueTellingTest {
    private static final long ACME = 1;
    private static final long ALICE = 7;

    private final Vertx vertx = Vertx.vertx();
    private final Queues queues = new Queues();
    private final AtomicLong nanos = new AtomicLong();
    private final QueueTelling telling = telling(10_000);

    private QueueTelling telling(long patienceMillis) {
        return new QueueTelling(
                vertx,
                queues,
                (app, change, people) ->
                        Future.succeededFuture(List.of(new EventQueues.Delivery(people, "told", change.toString()))),
                given -> {},
                patienceMillis,
                nanos::get);
    }

    @AfterEach
    void close() {
        World.await(vertx.close());
    }

    /** Queues that can be away. */
    private static final class Queues implements EventQueues {
        volatile boolean away;
        /** Who has queues when an act begins, and who when it has happened. */
        volatile Set<Long> people = Set.of();

        volatile Set<Long> came = Set.of();
        final List<String> finished = new CopyOnWriteArrayList<>();
        final CompletableFuture<Long> dropped = new CompletableFuture<>();

        private <T> Future<T> answer(T value) {
            return away
                    ? Future.failedFuture(new StorageException.Unavailable("away", null))
                    : Future.succeededFuture(value);
        }

        @Override
        public Future<Begun> begin(long app, @Nullable Set<Long> asked) {
            return answer(new Begun(people, "act"));
        }

        @Override
        public Future<Set<String>> finish(long app, @Nullable String act, List<Delivery> deliveries) {
            finished.add(deliveries.isEmpty() ? "nothing" : deliveries.get(0).body());
            return answer(Set.of());
        }

        @Override
        public Future<Set<Long>> audience(long app, String act) {
            return answer(came);
        }

        @Override
        public Future<Void> dropAll(long app) {
            return away
                    ? Future.failedFuture(new StorageException.Unavailable("away", null))
                    : Future.<Void>succeededFuture().onSuccess(v -> dropped.complete(app));
        }

        @Override
        public Future<Void> open(Queue queue) {
            throw new AssertionError("nobody opens one here");
        }

        @Override
        public Future<Boolean> close(long app, long person, String queue) {
            throw new AssertionError("nobody closes one here");
        }

        @Override
        public Future<Taken> take(long app, long person, String queue, long after, int limit) {
            throw new AssertionError("nobody takes here");
        }

        @Override
        public Future<Map<Long, Changed>> changed(Map<Long, Long> since) {
            throw new AssertionError("nobody waits here");
        }
    }

    private Future<Integer> mutes(Future<Integer> outcome) {
        return telling.own(ACME, ALICE, true, () -> outcome, done -> List.of(new Change.MutesChanged(ALICE)));
    }

    @Test
    void whatCouldNotBeToldIsMadeGoodWhenTheQueuesAnswerAgain() throws Exception {
        queues.away = true;
        assertThat(World.await(mutes(Future.succeededFuture(1)))).isEqualTo(1);
        assertThat(queues.dropped).isNotDone();

        queues.away = false;

        assertThat(queues.dropped.get(20, TimeUnit.SECONDS)).isEqualTo(ACME);
    }

    @Test
    void whatHappenedIsTold() {
        queues.people = Set.of(ALICE);
        World.await(mutes(Future.succeededFuture(1)));
        assertThat(queues.finished).containsExactly("MutesChanged[person=7]");
    }

    @Test
    void whoComesWhileItHappensIsTold() {
        queues.came = Set.of(ALICE);
        World.await(mutes(Future.succeededFuture(1)));
        assertThat(queues.finished).containsExactly("MutesChanged[person=7]");
    }

    @Test
    void whenNobodyCameThereIsNothingToFinish() {
        World.await(mutes(Future.succeededFuture(1)));
        assertThat(queues.finished).isEmpty();
    }

    /** What is unread was not looked for, as nobody had a queue. */
    @Test
    void whoComesWhileAliceReadsAllBeforeAMessageIsNotToldSoTheActIsLeftToRunOut() {
        queues.came = Set.of(ALICE);
        World.await(telling.act(new Telling.Act<>(
                ACME,
                ALICE,
                Set.of(ALICE),
                true,
                () -> Future.failedFuture("nobody waits"),
                () -> Future.succeededFuture(1),
                (done, found) -> List.of(new Change.Read(ALICE, found)))));
        assertThat(queues.finished).isEmpty();
    }

    @Test
    void whatSurelyFailedIsFinishedWithNothing() {
        queues.people = Set.of(ALICE);
        Future<Integer> failed = mutes(Future.failedFuture(new StorageException.NotFound("somebody")));
        assertThat(failed.failed()).isTrue();
        assertThat(queues.finished).containsExactly("nothing");
    }

    @Test
    void whatMayHaveHappenedIsLeftToRunOut() {
        queues.people = Set.of(ALICE);
        Future<Integer> unknown = mutes(Future.failedFuture(new StorageException.OutcomeUnknown("no answer", null)));
        assertThat(unknown.cause()).isInstanceOf(StorageException.OutcomeUnknown.class);
        assertThat(queues.finished).isEmpty();
    }

    /** The act had run out before it happened, so a queue opened in between would lack it. */
    @Test
    void whatTookLongAndCouldNotBeToldDropsQueues() throws Exception {
        queues.people = Set.of(ALICE);
        Promise<Integer> slow = Promise.promise();
        Future<Integer> muted = mutes(slow.future());
        nanos.addAndGet(EventQueues.LONGEST_ACT.plusSeconds(1).toNanos());
        queues.away = true;
        slow.complete(1);
        World.await(muted);

        queues.away = false;

        assertThat(queues.dropped.get(20, TimeUnit.SECONDS)).isEqualTo(ACME);
    }

    @Test
    void aliceReadsEvenIfWhatIsUnreadIsNeverFound() {
        queues.people = Set.of(ALICE);
        Future<Integer> read = telling(100)
                .act(new Telling.Act<>(
                        ACME,
                        ALICE,
                        Set.of(ALICE),
                        true,
                        () -> Promise.<Optional<List<Long>>>promise().future(),
                        () -> Future.succeededFuture(1),
                        (done, found) -> List.of(new Change.Read(ALICE, found))));
        assertThat(World.await(read)).isEqualTo(1);
        assertThat(queues.finished).isEmpty();
    }

    @Test
    void whatCannotBeToldHappensAndIsLeftToRunOut() {
        queues.people = Set.of(ALICE);
        Future<Integer> done = telling.own(ACME, ALICE, true, () -> Future.succeededFuture(1), result -> {
            throw new IllegalStateException("too many to be told");
        });
        assertThat(World.await(done)).isEqualTo(1);
        assertThat(queues.finished).isEmpty();
    }

    @Test
    void whatChangesNothingIsFinishedWithNothing() {
        queues.people = Set.of(ALICE);
        World.await(telling.own(ACME, ALICE, true, () -> Future.succeededFuture(0), result -> List.of()));
        assertThat(queues.finished).containsExactly("nothing");
    }
}
