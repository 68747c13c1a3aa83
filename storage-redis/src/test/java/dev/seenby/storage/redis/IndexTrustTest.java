package dev.seenby.storage.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.seenby.storage.Counts;
import dev.seenby.storage.IndexChange;
import dev.seenby.storage.IndexUnit;
import dev.seenby.storage.MessageFacts;
import dev.seenby.storage.ReceiptIndex.Advance;
import dev.seenby.storage.ReceiptIndex.Answer;
import dev.seenby.storage.ReceiptIndex.Partition;
import dev.seenby.storage.ReceiptIndex.Shipment;
import dev.seenby.storage.StorageException;
import io.vertx.core.CompositeFuture;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.redis.client.Command;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When the index may be believed: epochs, leases and cursors. */
class IndexTrustTest extends OnRedis {
    private static final long ROOM = 7;
    private static final long MAIN = 70;
    private static final long ALICE = 1;
    private static final long BOB = 2;
    private static final IndexUnit MAIN_UNIT = IndexUnit.timeline(ROOM, MAIN);

    private final Chat chat = new Chat(ROOM, MAIN);
    private int partition;

    @BeforeEach
    void aliceWritesToBobAndTheIndexKnows() throws Exception {
        partition = index.partitionOf(ROOM);
        chat.join(ALICE);
        chat.join(BOB);
        chat.send(ALICE, MAIN);
        freshPartition(ROOM);
        buildAll(chat);
    }

    @Test
    void withoutALeaseNothingIsToldAndNothingIsToBeBuilt() throws Exception {
        assertThat(count(chat.messages()).counts()).containsExactly(Optional.of(new Counts(0, 1)));

        ask(Command.HSET, "seenby:{" + partition + "}", "lease", clock());

        Answer answer = get(index.counts(chat.messages()));
        assertThat(answer.counts()).containsExactly(Optional.empty());
        assertThat(answer.cold()).isEmpty();
    }

    @Test
    void callsOfOneTurnAreAnsweredTogetherAndEachGetsItsOwn() throws Exception {
        chat.send(BOB, MAIN);
        chat.send(ALICE, MAIN);
        empty();
        freshPartition(ROOM);
        buildAll(chat);
        count(chat.messages());
        List<MessageFacts> sent = chat.messages();
        List<List<MessageFacts>> calls = List.of(
                List.of(sent.get(0), sent.get(1)), List.of(sent.get(2)), List.of(sent.get(1), sent.get(0)), sent);
        List<Answer> alone = new ArrayList<>();
        for (List<MessageFacts> call : calls) {
            alone.add(get(index.counts(call)));
        }

        Promise<List<Answer>> together = Promise.promise();
        vertx.getOrCreateContext().runOnContext(turn -> Future.all(
                        calls.stream().map(index::counts).toList())
                .<List<Answer>>map(CompositeFuture::list)
                .onComplete(together));

        assertThat(get(together.future())).isEqualTo(alone);
        assertThat(alone.get(3).counts()).doesNotContain(Optional.empty());
    }

    @Test
    void aLeaseIsNeverShortened() throws Exception {
        long now = clock();
        lease(now);
        lease(now - 1_500_000);
        lease(0);

        assertThat(leaseEnd()).isEqualTo(now + 2_000_000);
    }

    @Test
    void aLeaseGivenBeforeTheClockSteppedBackIsNotBelieved() throws Exception {
        ask(Command.HSET, "seenby:{" + partition + "}", "lease", clock() + 3_600_000_000L);
        assertThat(get(index.counts(chat.messages())).counts()).containsExactly(Optional.empty());

        assertThat(count(chat.messages()).counts()).containsExactly(Optional.of(new Counts(0, 1)));
    }

    @Test
    void aShipmentThatMissesAPredecessorMovesNoCursor() throws Exception {
        chat.mark(BOB, MAIN, 1, 1);
        List<IndexChange> late = chat.unmark(BOB, MAIN, 1, 1);
        Map<Long, Advance> advances = Map.of(5L, new Advance(0, 3));
        long lease = leaseEnd();

        Shipment early = new Shipment(partition, null, advances, Set.of(), late, clock(), false);
        assertThat(get(index.ship(early)).missed()).isEqualTo(1);
        assertThat(cursor(ROOM)).isEmpty();
        assertThat(leaseEnd()).isEqualTo(lease);
        assertThat(count(chat.messages()).cold())
                .as("its predecessor may be on its way")
                .isEmpty();

        assertThat(ship(ROOM, late, true, advances).missed()).isEqualTo(1);
        assertThat(cursor(ROOM)).isEmpty();
        assertThat(leaseEnd()).as("the rest can be trusted").isGreaterThan(lease);
        assertThat(count(chat.messages()).cold()).containsExactly(MAIN_UNIT);

        assertThat(ship(ROOM, late, true, Map.of(5L, new Advance(0, 3))).missed())
                .as("cold units are passed over")
                .isZero();
        assertThat(cursor(ROOM)).isEqualTo(Map.of(5L, 3L));
    }

    @Test
    void aMessageWhoseSendHasNotArrivedIsNotCounted() throws Exception {
        List<IndexChange> sent = chat.send(BOB, MAIN);

        Answer answer = count(chat.messages());
        assertThat(answer.counts()).containsExactly(Optional.of(new Counts(0, 1)), Optional.empty());
        assertThat(answer.cold()).isEmpty();

        ship(ROOM, sent, false);
        assertThat(count(chat.messages()).counts()).isEqualTo(truth(chat));
    }

    @Test
    void aCursorMovesOnlyForwardsAndOverNoGap() throws Exception {
        ship(ROOM, List.of(), false, Map.of(5L, new Advance(1, 3)));
        assertThat(cursor(ROOM)).as("batch 1 is missing").isEmpty();
        ship(ROOM, List.of(), false, Map.of(5L, new Advance(0, 3)));
        ship(ROOM, List.of(), false, Map.of(5L, new Advance(0, 2)));
        assertThat(cursor(ROOM)).isEqualTo(Map.of(5L, 3L));
        ship(ROOM, List.of(), false, Map.of(5L, new Advance(2, 7), Long.MAX_VALUE, new Advance(0, 1)));
        assertThat(cursor(ROOM)).isEqualTo(Map.of(5L, 7L, Long.MAX_VALUE, 1L));

        get(index.ship(new Shipment(partition, null, Map.of(), Set.of(5L), List.of(), 0, true)));
        assertThat(cursor(ROOM)).isEqualTo(Map.of(Long.MAX_VALUE, 1L));
    }

    @Test
    void aShipmentForAnotherEpochDoesNothing() throws Exception {
        List<IndexChange> changes = chat.mark(BOB, MAIN, 1, 1);
        assertThat(get(index.ship(new Shipment(
                                partition, "gone", Map.of(5L, new Advance(0, 1)), Set.of(), changes, clock(), true)))
                        .missed())
                .isZero();

        assertThat(cursor(ROOM)).isEmpty();
        assertThat(count(chat.messages()).counts()).containsExactly(Optional.of(new Counts(0, 1)));
    }

    @Test
    void aNewEpochMakesAllColdAndOnlyOneOfTwoResetsSucceeds() throws Exception {
        String epoch = get(index.states()).get(partition).epoch();

        assertThat(get(index.reset(partition, epoch, Map.of(9L, 4L), clock()))).isTrue();
        assertThat(get(index.reset(partition, epoch, Map.of(), clock()))).isFalse();
        assertThat(get(index.reset(partition, null, Map.of(), clock()))).isFalse();

        assertThat(cursor(ROOM)).isEqualTo(Map.of(9L, 4L));
        assertThat(count(chat.messages()).cold()).isEqualTo(Set.of(IndexUnit.room(ROOM), MAIN_UNIT));
        assertThat(ship(ROOM, chat.mark(BOB, MAIN, 1, 1), true).missed()).isZero();
        buildAll(chat);
        assertThat(count(chat.messages()).counts()).containsExactly(Optional.of(new Counts(1, 0)));
    }

    @Test
    void aBuildDoesNotOutliveItsEpoch() throws Exception {
        get(index.drop(MAIN_UNIT));
        String build = get(index.beginBuild(MAIN_UNIT)).orElseThrow();
        freshPartition(ROOM);

        assertThat(get(index.loadPage(MAIN_UNIT, build, 0, chat.entries(MAIN_UNIT))))
                .isFalse();
        assertThat(get(index.finishBuild(MAIN_UNIT, build))).isFalse();
        assertThat(get(index.beginBuild(MAIN_UNIT))).isPresent();
    }

    @Test
    void anEmptiedRedisTellsNothingUntilItsPartitionIsReset() throws Exception {
        String epoch = get(index.states()).get(partition).epoch();
        ask(Command.FLUSHALL);

        Partition state = get(index.states()).get(partition);
        assertThat(state.epoch()).isNull();
        assertThat(state.cursor()).isEmpty();
        assertThat(get(index.counts(chat.messages())).counts()).containsExactly(Optional.empty());
        assertThat(get(index.beginBuild(MAIN_UNIT))).isEmpty();
        assertThat(ship(ROOM, chat.mark(BOB, MAIN, 1, 1), true, Map.of(5L, new Advance(0, 1)))
                        .missed())
                .isZero();
        assertThat(cursor(ROOM)).isEmpty();

        assertThat(get(index.reset(partition, epoch, Map.of(), clock())))
                .as("there is no other epoch than the one seen")
                .isTrue();
        buildAll(chat);
        assertThat(count(chat.messages()).counts()).isEqualTo(truth(chat));
    }

    @Test
    void aDroppedChangeMakesWarmAndHalfBuiltUnitsCold() throws Exception {
        IndexUnit room = IndexUnit.room(ROOM);
        get(index.drop(room));
        String build = get(index.beginBuild(room)).orElseThrow();

        assertThat(ship(ROOM, List.of(new IndexChange.Dropped(MAIN_UNIT), new IndexChange.Dropped(room)), true)
                        .missed())
                .isZero();

        assertThat(get(index.finishBuild(room, build))).isFalse();
        assertThat(count(chat.messages()).cold()).isEqualTo(Set.of(room, MAIN_UNIT));
    }

    @Test
    void aFullMemoryLeavesNoShareHalfApplied() throws Exception {
        ship(ROOM, chat.mark(BOB, MAIN, 1, 1), true);
        List<IndexChange> changes = chat.leave(BOB);
        ask(Command.CONFIG, "SET", "maxmemory", 1);
        try {
            assertThatThrownBy(() -> ship(ROOM, changes, false)).isInstanceOf(StorageException.Overloaded.class);
        } finally {
            ask(Command.CONFIG, "SET", "maxmemory", 0);
        }
        String members = "seenby:{" + partition + "}:t70:member:from";
        assertThat(ask(Command.ZCARD, members).toLong()).isEqualTo(2);

        assertThat(ship(ROOM, changes, true).missed()).isZero();
        assertThat(count(chat.messages()).counts()).isEqualTo(truth(chat));
        assertThat(ask(Command.ZCARD, members).toLong()).isEqualTo(1);
    }

    @Test
    void scriptsThatRedisForgotAreSentAgain() throws Exception {
        ask(Command.SCRIPT, "FLUSH");

        assertThat(count(chat.messages()).counts()).containsExactly(Optional.of(new Counts(0, 1)));
    }

    @Test
    void aThousandMessagesAreCountedInOneCall() throws Exception {
        for (int i = 0; i < 999; i++) {
            ship(ROOM, chat.send(i % 3 == 0 ? BOB : ALICE, MAIN), true);
        }
        ship(ROOM, chat.mark(BOB, MAIN, 200, 800), true);

        assertThat(chat.messages()).hasSize(1000);
        assertThat(count(chat.messages()).counts()).isEqualTo(truth(chat));
    }

    @Test
    void roomsSpreadOverAllPartitions() {
        assertThat(LongStream.rangeClosed(1, 10_000)
                        .mapToObj(index::partitionOf)
                        .collect(Collectors.groupingBy(p -> p, Collectors.counting()))
                        .values())
                .hasSize(index.partitions())
                .allMatch(rooms -> rooms > 100 && rooms < 220);
        assertThat(IntStream.range(0, 64).boxed().toList())
                .containsAll(LongStream.of(0, 1, 63, Long.MAX_VALUE)
                        .mapToObj(index::partitionOf)
                        .toList());
    }

    private void lease(long from) throws Exception {
        get(index.ship(new Shipment(partition, null, Map.of(), Set.of(), List.of(), from, true)));
    }

    private long leaseEnd() throws Exception {
        return ask(Command.HGET, "seenby:{" + partition + "}", "lease").toLong();
    }
}
