package dev.seenby.storage.contract;

import static dev.seenby.storage.contract.Story.await;
import static dev.seenby.storage.contract.StoryAssert.stretches;
import static org.assertj.core.api.Assertions.assertThat;

import dev.seenby.storage.IndexChange;
import dev.seenby.storage.IndexEntry;
import dev.seenby.storage.IndexLog;
import dev.seenby.storage.IndexLog.Lane;
import dev.seenby.storage.IndexLog.Tail;
import dev.seenby.storage.IndexUnit;
import dev.seenby.storage.LogBatch;
import dev.seenby.storage.Mark;
import dev.seenby.storage.Member;
import dev.seenby.storage.Message;
import dev.seenby.storage.NewRoom;
import dev.seenby.storage.Person;
import dev.seenby.storage.Room;
import dev.seenby.storage.Timeline;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What {@link IndexLog} promises. */
public interface IndexLogContract {
    /** The record under test; may be the same for all tests. */
    Records records();

    /** The listener that the record under test was given. */
    HeardBatches heard();

    @Test
    default void whatIsCommittedIsHeardBeforeItIsAnsweredAndStandsInTheLog() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Person bob = story.person("Bob");
        Room room = story.room("Lobby", alice, bob);
        Map<Long, Long> before = end();

        Message hello = story.send(alice, room);
        IndexUnit unit = IndexUnit.timeline(room.id(), hello.facts().timeline());
        assertThat(Replay.of(unit, heard().all()))
                .containsExactly(new IndexChange.Share(unit, alice.id(), 1, false, false, List.of(), stretches(1, 1)));
        story.read(bob, hello);
        assertThat(Replay.of(unit, heard().all())).hasSize(2);

        assertThat(Replay.of(unit, since(before))).containsExactlyInAnyOrderElementsOf(Replay.of(unit, heard().all()));
    }

    @Test
    default void batchesOfALaneAreHeardInOrderWithoutGaps() {
        Story story = Story.begin(records());
        List<Person> people = story.people(5);
        Room room = story.room("Lobby", people);
        List<Future<Message>> sends = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            sends.add(records().messages().send(Story.newMessage(people.get(i % 5), room)));
        }
        Story.awaitAll(sends);

        Map<Long, List<Long>> numbers = heard().all().stream()
                .collect(Collectors.groupingBy(LogBatch::lane, Collectors.mapping(LogBatch::n, Collectors.toList())));
        assertThat(numbers).isNotEmpty();
        assertThat(numbers.values()).allSatisfy(lane -> {
            for (int i = 1; i < lane.size(); i++) {
                assertThat(lane.get(i)).isEqualTo(lane.get(i - 1) + 1);
            }
        });
    }

    @Test
    default void aFirstJoinChangesNoShare() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Room room = story.room("Lobby", alice);
        Message hello = story.send(alice, room);
        Map<Long, Long> before = end();

        story.join(room, story.person("Bob"));

        assertThat(changesOf(room, before)).isEmpty();
        assertThat(entries(IndexUnit.room(room.id()))).isEmpty();
        assertThat(entries(IndexUnit.timeline(room.id(), hello.facts().timeline())))
                .extracting(IndexEntry::person)
                .containsExactly(alice.id());
    }

    @Test
    default void leavingAndComingBackMovesEveryShareToTheOtherSet() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Person bob = story.person("Bob");
        Room room = story.room("Lobby", alice, bob);
        Message hello = story.send(alice, room, 3).get(2);
        story.read(bob, hello.facts().timeline(), 2, 3);
        IndexUnit timeline = IndexUnit.timeline(room.id(), hello.facts().timeline());
        IndexUnit lobby = IndexUnit.room(room.id());
        Map<Long, Long> before = end();

        story.leave(room, bob);
        assertThat(changesOf(room, before))
                .containsExactlyInAnyOrder(
                        new IndexChange.Share(timeline, bob.id(), 2, false, true, List.of(2L), stretches(2, 3)),
                        new IndexChange.Share(lobby, bob.id(), 1, true, true, List.of(), stretches(1, 3)));
        assertThat(entries(lobby)).containsExactly(new IndexEntry(bob.id(), 1, true, stretches(1, 3)));
        assertThat(entries(timeline)).contains(new IndexEntry(bob.id(), 2, true, stretches(2, 3)));

        Map<Long, Long> between = end();
        story.join(room, bob);
        assertThat(changesOf(room, between))
                .containsExactlyInAnyOrder(
                        new IndexChange.Share(timeline, bob.id(), 3, true, false, List.of(2L), stretches(2, 3)),
                        new IndexChange.Share(lobby, bob.id(), 2, true, false, List.of(1L), List.of()));
        assertThat(entries(lobby)).containsExactly(new IndexEntry(bob.id(), 2, false, List.of()));
        assertThat(entries(timeline)).contains(new IndexEntry(bob.id(), 3, false, stretches(2, 3)));
    }

    @Test
    default void aMarkTellsOnlyWhatDiffers() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Person bob = story.person("Bob");
        Room room = story.room("Lobby", alice, bob);
        long timeline = story.send(alice, room, 9).get(0).facts().timeline();
        IndexUnit unit = IndexUnit.timeline(room.id(), timeline);
        await(records().reads().mark(new Mark(timeline, bob.id(), stretches(1, 1, 3, 4, 7, 9), null)));
        Map<Long, Long> before = end();

        story.read(bob, timeline, 5, 6);
        await(records().reads().unmark(Story.mark(timeline, bob, 4, 4)));

        assertThat(changesOf(room, before))
                .containsExactly(
                        new IndexChange.Share(unit, bob.id(), 2, false, false, List.of(7L), stretches(3, 9)),
                        new IndexChange.Share(unit, bob.id(), 3, false, false, List.of(), stretches(3, 3, 5, 9)));
    }

    @Test
    default void whatChangesNothingIsNotLogged() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Person bob = story.person("Bob");
        Room room = story.room("Lobby", alice, bob);
        Message hello = story.send(alice, room);
        story.read(bob, hello);
        Map<Long, Long> before = end();

        story.read(bob, hello);
        story.read(alice, hello);
        story.unread(alice, hello);
        story.read(story.person("Stranger"), hello);
        story.join(room, bob);

        assertThat(changesOf(room, before)).isEmpty();
    }

    @Test
    default void aShareThatBecameEmptyKeepsItsVersion() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Person bob = story.person("Bob");
        Room room = story.room("Lobby", alice, bob);
        Message hello = story.send(alice, room);
        story.read(bob, hello);
        story.unread(bob, hello);

        assertThat(entries(IndexUnit.timeline(room.id(), hello.facts().timeline())))
                .contains(new IndexEntry(bob.id(), 2, false, List.of()));
    }

    @Test
    default void theWholeComesInPagesByPerson() {
        Story story = Story.begin(records());
        List<Person> people = story.people(7);
        Room room = story.room("Lobby", people);
        List<Message> sent =
                people.stream().map(person -> story.send(person, room)).toList();
        IndexUnit unit = IndexUnit.timeline(room.id(), sent.get(0).facts().timeline());

        List<IndexEntry> all = new ArrayList<>();
        List<IndexEntry> page = await(log().entries(unit, -1, 3));
        for (int i = 0; i < 10 && !page.isEmpty(); i++) {
            assertThat(page).hasSizeLessThanOrEqualTo(3);
            all.addAll(page);
            page = await(log().entries(unit, all.get(all.size() - 1).person(), 3));
        }
        assertThat(all).hasSize(7).isEqualTo(entries(unit));
        assertThat(all).extracting(IndexEntry::person).isSorted();
        assertThat(entries(IndexUnit.room(PeopleContract.NOBODY))).isEmpty();
    }

    @Test
    default void theLogIsReadOnFromAnyBatchAndSaysWhenItWasCutOff() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Room room = story.room("Lobby", alice);
        Map<Long, Long> before = end();
        story.send(alice, room, 4);

        Tail cut = await(log().tail(before, 2));
        assertThat(cut.complete()).isFalse();
        assertThat(cut.batches()).hasSize(2);

        List<LogBatch> all = since(before);
        assertThat(all).hasSizeGreaterThanOrEqualTo(4).startsWith(cut.batches().get(0));
        Map<Long, Long> end = end();
        Tail rest = await(log().tail(end, 10_000));
        assertThat(rest.complete()).isTrue();
        assertThat(rest.batches()).isEmpty();
        assertThat(rest.lanes()).allSatisfy(lane -> {
            assertThat(lane.last()).isEqualTo(end.get(lane.id()));
            assertThat(lane.prunedTo()).isLessThanOrEqualTo(lane.last());
        });
    }

    @Test
    default void aLaneThatNeverWasIsUnknown() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        story.send(alice, story.room("Lobby", alice));
        long never = 8_999_999_999_999_999L;
        Map<Long, Long> asked = end();
        asked.put(never, 3L);

        Tail tail = await(log().tail(asked, 10_000));

        assertThat(tail.unknown()).containsExactly(never);
        assertThat(tail.retired()).isEmpty();
    }

    @Test
    default void pruningKeepsWhatIsYoung() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Room room = story.room("Lobby", alice);
        Map<Long, Long> before = end();
        story.send(alice, room, 2);
        List<IndexChange> changes = changesOf(room, before);

        await(log().prune());

        assertThat(changesOf(room, before)).hasSize(2).isEqualTo(changes);
    }

    @Test
    default void whoKnowsNothingButTheLogKnowsEverything() {
        for (long seed = 101; seed <= 105; seed++) {
            Story story = Story.begin(records());
            Map<Long, Long> before = end();
            RandomHistory history = new RandomHistory(story, new Random(seed)).deleting();
            history.run();
            assertReplayed(history.room(), since(before));
        }
    }

    @Test
    default void theLogOfManyAtOnceHasEveryVersionOnce() {
        Story story = Story.begin(records());
        List<Person> people = story.people(6);
        Room room = story.room("Lobby", people);
        long timeline = story.send(people.get(0), room, 10).get(0).facts().timeline();
        List<Future<?>> acts = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            Person person = people.get(i % 6);
            acts.add(
                    switch (i / 6 % 5) {
                        case 0 -> records().messages().send(Story.newMessage(person, room));
                        case 1 -> records().rooms().leave(room.id(), List.of(person.id()));
                        case 2 -> records().reads().unmark(Story.mark(timeline, person, 1 + i / 9, 9));
                        case 3 -> records().reads().mark(Story.mark(timeline, person, 1, 1 + i / 6));
                        default ->
                            records()
                                    .rooms()
                                    .join(room.id(), List.of(new NewRoom.NewMember(person.id(), Member.Role.MEMBER)));
                    });
        }
        acts.forEach(Story::await);

        assertReplayed(room, since(Map.of()));
    }

    private IndexLog log() {
        return records().log();
    }

    private void assertReplayed(Room room, List<LogBatch> batches) {
        List<IndexUnit> units = new ArrayList<>(List.of(IndexUnit.room(room.id())));
        for (Timeline timeline : await(records().rooms().timelines(room.id(), 0, 1_000))) {
            units.add(IndexUnit.timeline(room.id(), timeline.id()));
        }
        for (IndexUnit unit : units) {
            assertThat(new Replay(unit, batches).entries()).isEqualTo(entries(unit));
        }
    }

    private List<IndexEntry> entries(IndexUnit unit) {
        return await(log().entries(unit, -1, 10_000));
    }

    /** Where every lane ends now. */
    private Map<Long, Long> end() {
        return new HashMap<>(
                await(log().tail(Map.of(), 1)).lanes().stream().collect(Collectors.toMap(Lane::id, Lane::last)));
    }

    private List<LogBatch> since(Map<Long, Long> cursor) {
        Map<Long, Long> at = new HashMap<>(cursor);
        List<LogBatch> all = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            Tail tail = await(log().tail(at, 10_000));
            all.addAll(tail.batches());
            tail.batches().forEach(batch -> at.put(batch.lane(), batch.n()));
            if (tail.complete()) {
                return all;
            }
        }
        throw new AssertionError("the log has no end");
    }

    private List<IndexChange> changesOf(Room room, Map<Long, Long> cursor) {
        return since(cursor).stream()
                .flatMap(batch -> batch.changes().stream())
                .filter(change -> change.unit().room() == room.id())
                .map(Replay::plain)
                .toList();
    }
}
