package dev.seenby.storage.contract;

import static dev.seenby.storage.contract.Story.await;
import static dev.seenby.storage.contract.StoryAssert.stretches;
import static org.assertj.core.api.Assertions.assertThat;

import dev.seenby.storage.Counts;
import dev.seenby.storage.IndexChange;
import dev.seenby.storage.IndexEntry;
import dev.seenby.storage.IndexUnit;
import dev.seenby.storage.Message;
import dev.seenby.storage.MessageFacts;
import dev.seenby.storage.Person;
import dev.seenby.storage.Positions;
import dev.seenby.storage.Room;
import dev.seenby.storage.TimelineKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a record says of messages and rooms that were deleted, in counts and to whoever builds an index. */
public interface DeletionsContract {
    /** The record under test; may be the same for all tests. */
    Records records();

    @Test
    default void aDeletedMessageIsCountedAsDeletedAndItsNeighboursAsEver() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Person bob = story.person("Bob");
        Room room = story.room("Lobby", alice, bob);
        List<Message> sent = new ArrayList<>(story.send(alice, room, 3));
        sent.add(story.send(Story.newMessage(alice, room, TimelineKey.topic("Tea"))));
        story.read(bob, sent.get(1));
        story.read(bob, sent.get(2));
        story.delete(sent.get(1));

        assertThat(counts(sent)).containsExactly(new Counts(0, 1), Counts.DELETED, new Counts(1, 0), new Counts(0, 1));
        story.delete(sent.get(3));
        story.delete(sent.get(0));
        assertThat(counts(sent)).containsExactly(Counts.DELETED, Counts.DELETED, new Counts(1, 0), Counts.DELETED);

        Message next = story.send(alice, room);
        assertThat(next.facts().clock()).isEqualTo(5);
        assertThat(next.facts().position()).isEqualTo(4);
        assertThat(story.counts(next)).isEqualTo(new Counts(0, 1));
    }

    @Test
    default void whatIsDeletedInOneRoomLeavesAnotherAlone() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Person bob = story.person("Bob");
        Room lobby = story.room("Lobby", alice, bob);
        Room attic = story.room("Attic", alice, bob);
        Message inLobby = story.send(alice, lobby);
        Message inAttic = story.send(alice, attic);
        Message alsoInAttic = story.send(alice, attic);
        story.delete(inAttic);
        assertThat(story.counts(inLobby)).isEqualTo(new Counts(0, 1));

        story.delete(lobby);
        assertThat(story.counts(inLobby)).isEqualTo(Counts.DELETED);
        assertThat(story.counts(alsoInAttic)).isEqualTo(new Counts(0, 1));
    }

    @Test
    default void allMessagesOfADeletedRoomAreDeleted() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Room room = story.room("Lobby", alice, story.person("Bob"));
        List<Message> sent = story.send(alice, room, 3);
        story.delete(sent.get(0));
        story.delete(room);

        assertThat(counts(sent)).containsOnly(Counts.DELETED);
    }

    @Test
    default void whatWasDeletedComesFirstToWhoeverBuildsAnIndex() {
        Story story = Story.begin(records());
        List<Person> people = story.people(4);
        Room room = story.room("Lobby", people);
        List<Message> sent = story.send(people.get(0), room, 5);
        IndexUnit unit = IndexUnit.room(room.id());
        assertThat(await(records().log().entries(unit, -1, 10))).isEmpty();
        people.subList(1, 4).forEach(person -> story.leave(room, person));
        story.delete(sent.get(3));
        story.delete(sent.get(2));

        List<IndexEntry> all = new ArrayList<>();
        List<IndexEntry> page = await(records().log().entries(unit, -1, 2));
        for (int i = 0; i < 10 && !page.isEmpty(); i++) {
            assertThat(page).hasSizeLessThanOrEqualTo(2);
            all.addAll(page);
            page = await(records().log().entries(unit, all.get(all.size() - 1).person(), 2));
        }
        assertThat(all).isEqualTo(await(records().log().entries(unit, -1, 10)));
        assertThat(all.get(0)).isEqualTo(new IndexEntry(IndexUnit.DELETED, 2, false, stretches(3, 3, 4, 4)));
        assertThat(all.subList(1, 4))
                .extracting(IndexEntry::person)
                .containsExactly(
                        people.get(1).id(), people.get(2).id(), people.get(3).id());
        assertThat(await(records().log().entries(unit, -1, 1))).isEqualTo(all.subList(0, 1));
        assertThat(await(records().log().entries(unit, IndexUnit.DELETED, 10))).isEqualTo(all.subList(1, 4));
        assertThat(await(records()
                        .log()
                        .entries(
                                IndexUnit.timeline(
                                        room.id(), sent.get(0).facts().timeline()),
                                -1,
                                10)))
                .extracting(IndexEntry::person)
                .containsExactly(people.get(0).id());
    }

    @Test
    default void aDeletedRoomIsOneRunOverAllClocksThatHidesTheFirstMessages() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Room room = story.room("Lobby", alice);
        List<Message> sent = story.send(alice, room, 3);
        IndexUnit unit = IndexUnit.room(room.id());
        story.delete(sent.get(0));
        story.delete(sent.get(1));
        assertThat(await(records().log().entries(unit, -1, 10)))
                .containsExactly(new IndexEntry(IndexUnit.DELETED, 2, false, stretches(1, 1, 2, 2)));

        story.delete(room);
        assertThat(await(records().log().entries(unit, -1, 10)))
                .containsExactly(new IndexEntry(
                        IndexUnit.DELETED, 3, false, List.of(IndexUnit.ALL_CLOCKS, new Positions(2, 2))));

        Room silent = story.room("Attic", alice);
        story.delete(silent);
        assertThat(await(records().log().entries(IndexUnit.room(silent.id()), -1, 10)))
                .containsExactly(new IndexEntry(IndexUnit.DELETED, 1, false, List.of(IndexUnit.ALL_CLOCKS)));
    }

    @Test
    default void deletionsStandInTheLogAsChangesOfTheRoom() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Room room = story.room("Lobby", alice);
        List<Message> sent = story.send(alice, room, 3);
        IndexUnit unit = IndexUnit.room(room.id());
        Map<Long, Long> end = new HashMap<>();
        await(records().log().tail(Map.of(), 1)).lanes().forEach(lane -> end.put(lane.id(), lane.last()));
        story.delete(sent.get(2));
        story.delete(sent.get(0));
        story.delete(room);

        assertThat(Replay.of(unit, await(records().log().tail(end, 10_000)).batches()))
                .containsExactly(
                        deletion(unit, 1, new Positions(3, 3)),
                        deletion(unit, 2, new Positions(1, 1)),
                        deletion(unit, 3, IndexUnit.ALL_CLOCKS));
    }

    private static IndexChange.Share deletion(IndexUnit unit, long version, Positions run) {
        return new IndexChange.Share(unit, IndexUnit.DELETED, version, false, false, List.of(), List.of(run));
    }

    private List<Counts> counts(List<Message> messages) {
        List<MessageFacts> facts = messages.stream().map(Message::facts).toList();
        return await(records().reads().counts(facts));
    }
}
