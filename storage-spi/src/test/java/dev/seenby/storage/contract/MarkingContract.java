package dev.seenby.storage.contract;

import static dev.seenby.storage.contract.PeopleContract.NOBODY;
import static dev.seenby.storage.contract.Story.await;
import static dev.seenby.storage.contract.StoryAssert.stretches;
import static org.assertj.core.api.Assertions.assertThat;

import dev.seenby.storage.Counts;
import dev.seenby.storage.Mark;
import dev.seenby.storage.Message;
import dev.seenby.storage.MessageFacts;
import dev.seenby.storage.Person;
import dev.seenby.storage.Positions;
import dev.seenby.storage.ReadRecord;
import dev.seenby.storage.Reader;
import dev.seenby.storage.Room;
import dev.seenby.storage.TimelineKey;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What {@link ReadRecord} promises of marking and taking marks back. */
public interface MarkingContract {
    /** The record under test; may be the same for all tests. */
    Records records();

    @Test
    default void bobReadsWhatAliceSaid() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Person bob = story.person("Bob");
        Room room = story.room("Lobby", alice, bob, story.person("Carol"));
        Message hello = story.send(alice, room);
        assertThat(story.counts(hello)).isEqualTo(new Counts(0, 2));

        story.read(bob, hello);

        assertThat(story.counts(hello)).isEqualTo(new Counts(1, 1));
        assertThat(story.readers(hello.facts(), 10))
                .extracting(Reader::person)
                .containsExactlyInAnyOrder(alice.id(), bob.id());
    }

    @Test
    default void theFirstTimeStays() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Person bob = story.person("Bob");
        Message hello = story.send(alice, story.room("Lobby", alice, bob));
        Instant first = Instant.parse("2030-01-01T00:00:00.123456Z");
        readAt(bob, hello.facts().timeline(), first, new Positions(1, 1));

        readAt(bob, hello.facts().timeline(), Instant.parse("2029-01-01T00:00:00Z"), new Positions(1, 1));
        story.read(bob, hello);

        assertThat(story.readers(hello.facts(), 10)).contains(new Reader(bob.id(), first));
    }

    @Test
    default void aLaterActFillsOnlyTheGaps() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Person bob = story.person("Bob");
        List<Message> sent = story.send(alice, story.room("Lobby", alice, bob), 9);
        long timeline = sent.get(0).facts().timeline();
        Instant first = Instant.parse("2030-01-01T00:00:00Z");
        Instant second = Instant.parse("2030-01-02T00:00:00Z");

        readAt(bob, timeline, first, new Positions(2, 3), new Positions(6, 6));
        assertThat(story.readBy(bob, timeline)).isEqualTo(stretches(2, 3, 6, 6));
        readAt(bob, timeline, second, new Positions(1, 7));

        assertThat(story.readBy(bob, timeline)).isEqualTo(stretches(1, 7));
        for (int position = 1; position <= 9; position++) {
            Instant expected = List.of(2, 3, 6).contains(position) ? first : second;
            List<Reader> readers = story.readers(sent.get(position - 1).facts(), 10);
            if (position <= 7) {
                assertThat(readers).contains(new Reader(bob.id(), expected));
            } else {
                assertThat(readers).extracting(Reader::person).containsExactly(alice.id());
            }
        }
    }

    @Test
    default void stretchesMayOverlapAndComeInAnyOrderAndRunPastTheEnd() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Person bob = story.person("Bob");
        long timeline = story.send(alice, story.room("Lobby", alice, bob), 10)
                .get(0)
                .facts()
                .timeline();

        await(reads().mark(new Mark(timeline, bob.id(), stretches(9, 5_000_000_000L, 1, 4, 3, 5, 3, 3), null)));

        assertThat(story.readBy(bob, timeline)).isEqualTo(stretches(1, 5, 9, 10));
    }

    @Test
    default void readingAheadDoesNotReadWhatIsSentLater() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Person bob = story.person("Bob");
        Room room = story.room("Lobby", alice, bob);
        Message first = story.send(alice, room);
        story.read(bob, first.facts().timeline(), 1, 1_000);
        story.read(bob, first.facts().timeline(), 500, 1_000);

        Message second = story.send(alice, room);

        assertThat(story.counts(second)).isEqualTo(new Counts(0, 1));
        assertThat(story.readBy(bob, first.facts().timeline())).isEqualTo(stretches(1, 1));
    }

    @Test
    default void aMarkIsClippedToTheTimesOfMembership() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Person bob = story.person("Bob");
        Room room = story.room("Lobby", alice);
        long timeline = story.send(alice, room, 2).get(0).facts().timeline(); // 1, 2
        story.join(room, bob);
        story.send(alice, room, 2); // 3, 4
        story.leave(room, bob);
        story.send(alice, room, 2); // 5, 6
        story.join(room, bob);
        story.send(alice, room, 1); // 7

        story.read(bob, timeline, 1, 7);

        assertThat(story.readBy(bob, timeline)).isEqualTo(stretches(3, 4, 7, 7));
        List<Message> all = await(records()
                .messages()
                .factsByClock(room.id(), List.of(1L, 3L, 5L, 7L))
                .map(facts -> facts.stream()
                        .sorted(Comparator.comparingLong(MessageFacts::clock))
                        .map(each -> new Message(each, "", Instant.EPOCH, "", "{}", null, null, Instant.EPOCH, null))
                        .toList()));
        assertThat(all)
                .extracting(story::counts)
                .containsExactly(new Counts(0, 0), new Counts(1, 0), new Counts(0, 0), new Counts(1, 0));
    }

    @Test
    default void whoWasNeverThereReadsNothing() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Person stranger = story.person("Stranger");
        Message hello = story.send(alice, story.room("Lobby", alice));

        story.read(stranger, hello);

        assertThat(story.readBy(stranger, hello.facts().timeline())).isEmpty();
        assertThat(story.counts(hello)).isEqualTo(new Counts(0, 0));
    }

    @Test
    default void whoHasLeftMayStillReadWhatWasSentToThem() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Person bob = story.person("Bob");
        Room room = story.room("Lobby", alice, bob);
        Message hello = story.send(alice, room);
        story.leave(room, bob);
        Message later = story.send(alice, room);

        story.read(bob, hello.facts().timeline(), 1, 2);

        assertThat(story.counts(hello)).isEqualTo(new Counts(1, 0));
        assertThat(story.counts(later)).isEqualTo(new Counts(0, 0));
    }

    @Test
    default void leavingAndComingBackBetweenTwoMessagesMissesNothing() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Person bob = story.person("Bob");
        Room room = story.room("Lobby", alice, bob);
        Message one = story.send(alice, room);
        story.leave(room, bob);
        story.join(room, bob);
        story.leave(room, bob);
        story.join(room, bob);
        Message two = story.send(alice, room);

        story.read(bob, one.facts().timeline(), 1, 2);

        assertThat(story.readBy(bob, one.facts().timeline())).isEqualTo(stretches(1, 2));
        assertThat(story.counts(one)).isEqualTo(new Counts(1, 0));
        assertThat(story.counts(two)).isEqualTo(new Counts(1, 0));
    }

    @Test
    default void unmarkingForgetsTheTimeToo() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Person bob = story.person("Bob");
        List<Message> sent = story.send(alice, story.room("Lobby", alice, bob), 5);
        long timeline = sent.get(0).facts().timeline();
        Instant first = Instant.parse("2030-01-01T00:00:00Z");
        Instant second = Instant.parse("2030-01-02T00:00:00Z");
        readAt(bob, timeline, first, new Positions(1, 5));

        await(reads().unmark(new Mark(timeline, bob.id(), stretches(2, 3, 3, 3, 900, 1_000), null)));

        assertThat(story.readBy(bob, timeline)).isEqualTo(stretches(1, 1, 4, 5));
        assertThat(story.counts(sent.get(1))).isEqualTo(new Counts(0, 1));
        readAt(bob, timeline, second, new Positions(1, 5));
        assertThat(story.readers(sent.get(0).facts(), 10)).contains(new Reader(bob.id(), first));
        assertThat(story.readers(sent.get(1).facts(), 10)).contains(new Reader(bob.id(), second));
        assertThat(story.readers(sent.get(4).facts(), 10)).contains(new Reader(bob.id(), first));
    }

    @Test
    default void unmarkingWhatWasNotReadChangesNothing() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Person bob = story.person("Bob");
        Message hello = story.send(alice, story.room("Lobby", alice, bob));

        story.unread(bob, hello);

        assertThat(story.counts(hello)).isEqualTo(new Counts(0, 1));
    }

    @Test
    default void theSendersOwnReadCanNeitherBeMarkedNorTakenBack() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Person bob = story.person("Bob");
        Room room = story.room("Lobby", alice, bob);
        Message mine = story.send(alice, room);
        story.send(bob, room);
        long timeline = mine.facts().timeline();

        readAt(alice, timeline, Instant.parse("2001-01-01T00:00:00Z"), new Positions(1, 2));
        assertThat(story.readBy(alice, timeline)).isEqualTo(stretches(1, 2));
        await(reads().unmark(Story.mark(timeline, alice, 1, 2)));

        assertThat(story.readBy(alice, timeline)).isEqualTo(stretches(1, 1));
        assertThat(story.readers(mine.facts(), 10)).containsExactly(new Reader(alice.id(), mine.sentAt()));
        assertThat(story.counts(mine)).isEqualTo(new Counts(0, 1));
    }

    @Test
    default void timelinesOfARoomAreReadApart() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Person bob = story.person("Bob");
        Room room = story.room("Lobby", alice, bob);
        Message main = story.send(alice, room);
        Message reply = story.send(
                Story.newMessage(alice, room, TimelineKey.thread(main.facts().id())));
        Message topic = story.send(Story.newMessage(alice, room, TimelineKey.topic("Tea")));

        story.read(bob, reply.facts().timeline(), 1, 10);

        assertThat(List.of(main, reply, topic))
                .extracting(story::counts)
                .containsExactly(new Counts(0, 1), new Counts(1, 0), new Counts(0, 1));
    }

    @Test
    default void nobodyReadsAndNothingIsRead() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Message hello = story.send(alice, story.room("Lobby", alice));

        StoryAssert.notFound(reads().mark(Story.mark(NOBODY, alice, 1, 1)));
        StoryAssert.notFound(reads().unmark(Story.mark(NOBODY, alice, 1, 1)));
        long timeline = hello.facts().timeline();
        StoryAssert.notFound(reads().mark(new Mark(timeline, NOBODY, stretches(1, 1), null)));
        StoryAssert.notFound(reads().unmark(new Mark(timeline, NOBODY, stretches(1, 1), null)));
    }

    @Test
    default void manyMarksAtOnceAreAllKeptThoughSomeFail() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        List<Person> people = story.people(10);
        List<Person> everybody = new ArrayList<>(people);
        everybody.add(alice);
        List<Message> sent = story.send(alice, story.room("Lobby", everybody), 20);
        long timeline = sent.get(0).facts().timeline();

        List<Future<Void>> acts = new ArrayList<>();
        for (Person person : people) {
            for (int position = 1; position <= 20; position += 2) {
                acts.add(reads().mark(Story.mark(timeline, person, position, position)));
                acts.add(reads().mark(Story.mark(timeline, person, position, position + 1)));
            }
            StoryAssert.notFound(reads().mark(new Mark(timeline, NOBODY, stretches(1, 1), null)));
        }
        Story.awaitAll(acts);

        assertThat(people)
                .allSatisfy(person -> assertThat(story.readBy(person, timeline)).isEqualTo(stretches(1, 20)));
        assertThat(sent).extracting(story::counts).containsOnly(new Counts(10, 0));
    }

    @Test
    default void marksAndUnmarksOfOnePersonHappenInTheOrderTheyWereAnswered() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Person bob = story.person("Bob");
        long timeline = story.send(alice, story.room("Lobby", alice, bob), 4)
                .get(0)
                .facts()
                .timeline();
        List<Future<Void>> rounds = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            rounds.add(reads().mark(Story.mark(timeline, bob, 1, 4))
                    .compose(v -> reads().unmark(Story.mark(timeline, bob, 2, 3))));
        }
        Story.awaitAll(rounds);
        await(reads().unmark(Story.mark(timeline, bob, 4, 4)));

        assertThat(story.readBy(bob, timeline)).isEqualTo(stretches(1, 1));
    }

    private ReadRecord reads() {
        return records().reads();
    }

    private void readAt(Person reader, long timeline, Instant at, Positions... stretches) {
        await(reads().mark(new Mark(timeline, reader.id(), List.of(stretches), at)));
    }
}
