package dev.seenby.storage.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seenby.storage.Counts;
import dev.seenby.storage.IndexChange;
import dev.seenby.storage.IndexEntry;
import dev.seenby.storage.IndexUnit;
import dev.seenby.storage.MessageFacts;
import dev.seenby.storage.Positions;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Building a unit while people go on reading, by one node or two. */
class IndexBuildTest extends OnRedis {
    private static final long ROOM = 7;
    private static final long MAIN = 70;
    private static final long ALICE = 1;
    private static final long BOB = 2;
    private static final IndexUnit MAIN_UNIT = IndexUnit.timeline(ROOM, MAIN);

    private final Chat chat = new Chat(ROOM, MAIN);

    @BeforeEach
    void aliceWritesToBob() throws Exception {
        chat.join(ALICE);
        chat.join(BOB);
        chat.send(ALICE, MAIN);
        freshPartition(ROOM);
        build(IndexUnit.room(ROOM), chat.entries(IndexUnit.room(ROOM)));
    }

    @Test
    void aColdUnitIsNamedAndOnceBuiltAnswers() throws Exception {
        assertThat(count(chat.messages()).counts()).containsExactly(Optional.empty());
        assertThat(count(chat.messages()).cold()).containsExactly(MAIN_UNIT);

        build(MAIN_UNIT, chat.entries(MAIN_UNIT));

        assertThat(count(chat.messages()).counts()).containsExactly(Optional.of(new Counts(0, 1)));
        assertThat(count(chat.messages()).cold()).isEmpty();
    }

    @Test
    void aColdRoomIsNamedBesideItsColdTimelines() throws Exception {
        get(index.drop(IndexUnit.room(ROOM)));

        assertThat(count(chat.messages()).cold()).isEqualTo(Set.of(IndexUnit.room(ROOM), MAIN_UNIT));
    }

    @Test
    void whatBobReadsDuringTheBuildIsCountedAfterIt() throws Exception {
        List<IndexEntry> asOfNow = chat.entries(MAIN_UNIT);
        String build = get(index.beginBuild(MAIN_UNIT)).orElseThrow();
        assertThat(ship(ROOM, chat.mark(BOB, MAIN, 1, 1), true).missed()).isZero();
        assertThat(get(index.loadPage(MAIN_UNIT, build, 0, asOfNow))).isTrue();
        ship(ROOM, chat.send(BOB, MAIN), true);
        assertThat(count(chat.messages()).counts()).containsOnly(Optional.empty());

        assertThat(get(index.finishBuild(MAIN_UNIT, build))).isTrue();

        assertThat(count(chat.messages()).counts()).isEqualTo(truth(chat));
        assertThat(ask(Command.EXISTS, "seenby:{" + index.partitionOf(ROOM) + "}:t70:pending")
                        .toLong())
                .isZero();
    }

    @Test
    void thousandsOfReadsDuringABuildAreAllApplied() throws Exception {
        String build = get(index.beginBuild(MAIN_UNIT)).orElseThrow();
        assertThat(get(index.loadPage(MAIN_UNIT, build, 0, chat.entries(MAIN_UNIT))))
                .isTrue();
        List<IndexChange> changes = new ArrayList<>();
        for (int i = 0; i < 700; i++) {
            changes.addAll(chat.mark(BOB, MAIN, 1, 1));
            changes.addAll(chat.unmark(BOB, MAIN, 1, 1));
        }
        changes.addAll(chat.mark(BOB, MAIN, 1, 1));
        assertThat(changes).hasSize(1401);
        assertThat(ship(ROOM, changes, true).missed()).isZero();

        assertThat(get(index.finishBuild(MAIN_UNIT, build))).isTrue();

        assertThat(count(chat.messages()).counts()).isEqualTo(truth(chat));
    }

    @Test
    void readsThatComeInTheWrongOrderDuringABuildAreAppliedInTheRightOne() throws Exception {
        String build = get(index.beginBuild(MAIN_UNIT)).orElseThrow();
        assertThat(get(index.loadPage(MAIN_UNIT, build, 0, chat.entries(MAIN_UNIT))))
                .isTrue();
        List<IndexChange> changes = new ArrayList<>();
        for (int i = 0; i < 700; i++) {
            changes.addAll(chat.mark(BOB, MAIN, 1, 1));
            changes.addAll(chat.unmark(BOB, MAIN, 1, 1));
        }
        Collections.reverse(changes);
        assertThat(ship(ROOM, changes, true).missed()).isZero();

        assertThat(get(index.finishBuild(MAIN_UNIT, build))).isTrue();

        assertThat(count(chat.messages()).counts()).isEqualTo(truth(chat));
    }

    @Test
    void aBuildThatOverlookedAChangeEndsCold() throws Exception {
        List<IndexEntry> beforeBobRead = chat.entries(MAIN_UNIT);
        chat.mark(BOB, MAIN, 1, 1);
        List<IndexChange> second = chat.unmark(BOB, MAIN, 1, 1);
        String build = get(index.beginBuild(MAIN_UNIT)).orElseThrow();
        assertThat(get(index.loadPage(MAIN_UNIT, build, 0, beforeBobRead))).isTrue();
        assertThat(ship(ROOM, second, true).missed()).isZero();

        assertThat(get(index.finishBuild(MAIN_UNIT, build))).isFalse();

        assertThat(count(chat.messages()).cold()).containsExactly(MAIN_UNIT);
        build(MAIN_UNIT, chat.entries(MAIN_UNIT));
        assertThat(count(chat.messages()).counts()).isEqualTo(truth(chat));
    }

    @Test
    void aSecondBuilderIsTurnedAwayUntilTheFirstFallsSilent() throws Exception {
        String first = get(index.beginBuild(MAIN_UNIT)).orElseThrow();
        assertThat(get(index.beginBuild(MAIN_UNIT))).isEmpty();

        heardLongAgo();
        String second = get(index.beginBuild(MAIN_UNIT)).orElseThrow();

        assertThat(get(index.loadPage(MAIN_UNIT, first, 0, chat.entries(MAIN_UNIT))))
                .isFalse();
        assertThat(get(index.finishBuild(MAIN_UNIT, first))).isFalse();
        assertThat(get(index.loadPage(MAIN_UNIT, second, 0, chat.entries(MAIN_UNIT))))
                .isTrue();
        assertThat(get(index.finishBuild(MAIN_UNIT, second))).isTrue();
        assertThat(get(index.beginBuild(MAIN_UNIT))).as("warm").isEmpty();
    }

    @Test
    void aBuildWhoseBuilderFellSilentKeepsNoMoreChanges() throws Exception {
        String build = get(index.beginBuild(MAIN_UNIT)).orElseThrow();
        ship(ROOM, chat.mark(BOB, MAIN, 1, 1), true);
        heardLongAgo();

        ship(ROOM, chat.unmark(BOB, MAIN, 1, 1), true);

        assertThat(get(index.finishBuild(MAIN_UNIT, build))).isFalse();
        assertThat(keysOf("t70")).isEmpty();
    }

    @Test
    void pagesComeInOrderAndOnce() throws Exception {
        String build = get(index.beginBuild(MAIN_UNIT)).orElseThrow();
        List<IndexEntry> entries = chat.entries(MAIN_UNIT);

        assertThat(get(index.loadPage(MAIN_UNIT, build, 1, entries))).isFalse();
        assertThat(get(index.loadPage(MAIN_UNIT, build, 0, entries))).isTrue();
        assertThat(get(index.loadPage(MAIN_UNIT, build, 0, entries))).isFalse();
        assertThat(get(index.loadPage(MAIN_UNIT, build, 1, List.of()))).isTrue();
        assertThat(get(index.loadPage(MAIN_UNIT, "another", 2, List.of()))).isFalse();
        assertThat(get(index.finishBuild(MAIN_UNIT, build))).isTrue();
        assertThat(get(index.loadPage(MAIN_UNIT, build, 2, entries))).isFalse();
    }

    @Test
    void aPageOfThousandsGoesInPiecesAndCountsEverybody() throws Exception {
        List<IndexEntry> entries = new ArrayList<>(LongStream.rangeClosed(10, 10_009)
                .mapToObj(person -> new IndexEntry(
                        person, 3, person % 10 == 0, List.of(new Positions(1, 1), new Positions(1_000_000, 2_000_000))))
                .toList());
        entries.addAll(0, chat.entries(MAIN_UNIT));
        assertThat(Encoding.entries(entries)).hasSizeGreaterThan(1);
        build(MAIN_UNIT, entries);

        MessageFacts message = chat.messages().get(0);
        MessageFacts inALargeRoom = new MessageFacts(
                message.id(), ROOM, message.clock(), MAIN, message.timelineKind(), 1, ALICE, 1, true, 12_000);
        assertThat(count(List.of(inALargeRoom)).counts()).containsExactly(Optional.of(new Counts(10_000, 3_000)));
    }

    @Test
    void aLargeShipmentGoesInPiecesThatKeepEachPersonTogether() throws Exception {
        build(MAIN_UNIT, chat.entries(MAIN_UNIT));
        List<IndexChange> changes = new ArrayList<>();
        for (long person = 10; person < 4_010; person++) {
            changes.addAll(chat.join(person));
        }
        changes.addAll(chat.send(ALICE, MAIN));
        for (long person = 10; person < 4_010; person++) {
            changes.addAll(chat.mark(person, MAIN, 2, 2));
        }
        for (long person = 10; person < 4_010; person += 2) {
            changes.addAll(chat.leave(person));
        }
        List<List<String>> pieces = Encoding.changes(changes);
        assertThat(pieces).hasSizeGreaterThan(1);
        for (List<String> piece : pieces) {
            long rooms =
                    piece.stream().filter(change -> change.startsWith("S r7 ")).count();
            long left = piece.stream()
                    .filter(change -> change.matches("S t70 \\d+ 2 0 1 .*"))
                    .count();
            assertThat(rooms).isEqualTo(left);
        }

        assertThat(ship(ROOM, changes, true).missed()).isZero();

        assertThat(count(chat.messages()).counts()).isEqualTo(truth(chat));
    }

    @Test
    void someoneWithTensOfThousandsOfRunsIsCounted() throws Exception {
        List<Positions> runs = LongStream.rangeClosed(1, 30_000)
                .mapToObj(i -> new Positions(2 * i - 1, 2 * i - 1))
                .toList();
        List<IndexEntry> entries = new ArrayList<>(chat.entries(MAIN_UNIT));
        entries.add(new IndexEntry(BOB, 5, false, runs));
        build(MAIN_UNIT, entries);
        assertThat(count(chat.messages()).counts()).containsExactly(Optional.of(new Counts(1, 0)));

        List<Long> removed = runs.stream().map(Positions::first).toList();
        IndexChange left = new IndexChange.Share(MAIN_UNIT, BOB, 6, false, true, removed, runs);
        IndexChange past = new IndexChange.Share(
                IndexUnit.room(ROOM), BOB, 1, false, true, List.of(), List.of(new Positions(1, 1)));
        assertThat(ship(ROOM, List.of(left, past), true).missed()).isZero();

        assertThat(count(chat.messages()).counts()).containsExactly(Optional.of(new Counts(1, 0)));
        String member = "seenby:{" + index.partitionOf(ROOM) + "}:t70:member:from";
        assertThat(ask(Command.ZCARD, member).toLong()).as("Alice's own").isEqualTo(1);
    }

    @Test
    void everyKeyOfAUnitDiesAfterAWeekOfSilenceAndTheOneThatMakesItWarmFirst() throws Exception {
        ship(ROOM, chat.leave(BOB), true);
        build(MAIN_UNIT, chat.entries(MAIN_UNIT));
        ship(ROOM, chat.mark(BOB, MAIN, 1, 1), true);
        String unit = "seenby:{" + index.partitionOf(ROOM) + "}:t70";
        long day = 24L * 3600 * 1000;
        assertThat(keysOf("t70")).hasSize(6);
        for (String key : keysOf("t70")) {
            long life = ask(Command.PTTL, key).toLong();
            assertThat(life)
                    .as(key)
                    .isBetween(key.equals(unit) ? 6 * day : 7 * day, key.equals(unit) ? 7 * day : 8 * day);
        }

        ask(Command.PEXPIRE, unit, day);
        count(chat.messages());

        assertThat(ask(Command.PTTL, unit).toLong()).isGreaterThan(6 * day);
    }

    /** As if the builder had last been heard of eleven seconds ago. */
    private static void heardLongAgo() throws Exception {
        ask(Command.HSET, "seenby:{" + index.partitionOf(ROOM) + "}:t70", "heard", clock() - 11_000_000);
    }

    private static List<String> keysOf(String unit) throws Exception {
        return ask(Command.KEYS, "seenby:{" + index.partitionOf(ROOM) + "}:" + unit + "*").stream()
                .map(Response::toString)
                .toList();
    }
}
