package dev.seenby.storage.contract;

import static dev.seenby.storage.contract.PeopleContract.NOBODY;
import static dev.seenby.storage.contract.Story.await;
import static dev.seenby.storage.contract.StoryAssert.stretches;
import static org.assertj.core.api.Assertions.assertThat;

import dev.seenby.storage.Counts;
import dev.seenby.storage.Mark;
import dev.seenby.storage.Message;
import dev.seenby.storage.MessageFacts;
import dev.seenby.storage.NewMessage;
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
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What {@link ReadRecord} promises to tell: counts, readers, those who have not read. */
public interface ReceiptsContract {
    /** The record under test; may be the same for all tests. */
    Records records();

    @Test
    default void whoLeavesWithoutReadingIsNoLongerWaitedFor() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Person bob = story.person("Bob");
        Person carol = story.person("Carol");
        Room room = story.room("Lobby", alice, bob, carol);
        Message hello = story.send(alice, room);
        story.leave(room, bob);
        assertThat(story.counts(hello)).isEqualTo(new Counts(0, 1));
        assertThat(story.unreaders(hello.facts(), 10)).containsExactly(carol.id());

        story.join(room, bob);
        assertThat(story.counts(hello)).isEqualTo(new Counts(0, 2));
        assertThat(story.unreaders(hello.facts(), 10)).containsExactly(bob.id(), carol.id());
    }

    @Test
    default void whoReadAndLeftStaysAReader() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Person bob = story.person("Bob");
        Room room = story.room("Lobby", alice, bob);
        Message hello = story.send(alice, room);
        story.read(bob, hello);
        story.leave(room, bob);

        assertThat(story.counts(hello)).isEqualTo(new Counts(1, 0));
        assertThat(story.readers(hello.facts(), 10)).extracting(Reader::person).contains(bob.id());
    }

    @Test
    default void whoComesLaterIsNotWaitedFor() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Room room = story.room("Lobby", alice);
        Message hello = story.send(alice, room);
        story.join(room, story.person("Bob"));

        assertThat(story.counts(hello)).isEqualTo(new Counts(0, 0));
        assertThat(story.unreaders(hello.facts(), 10)).isEmpty();
    }

    @Test
    default void theSenderNeverCountsMemberOrNot() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Person bob = story.person("Bob");
        Room room = story.room("Lobby", bob);
        Message fromOutside = story.send(alice, room);
        story.join(room, alice);
        Message fromInside = story.send(alice, room);
        story.leave(room, alice);

        assertThat(List.of(fromOutside, fromInside)).extracting(story::counts).containsOnly(new Counts(0, 1));
        assertThat(story.unreaders(fromOutside.facts(), 10)).containsExactly(bob.id());
        assertThat(story.unreaders(fromInside.facts(), 10)).containsExactly(bob.id());
    }

    @Test
    default void countsComeInTheOrderAskedAlsoTwice() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Person bob = story.person("Bob");
        Room room = story.room("Lobby", alice, bob);
        Message read = story.send(alice, room);
        Message unread = story.send(Story.newMessage(alice, room, TimelineKey.topic("Tea")));
        story.read(bob, read);

        List<MessageFacts> asked = List.of(unread.facts(), read.facts(), unread.facts());

        assertThat(await(reads().counts(asked))).containsExactly(new Counts(0, 1), new Counts(1, 0), new Counts(0, 1));
        assertThat(await(reads().counts(List.of()))).isEmpty();
    }

    @Test
    default void readersComeByTimeThenByIdInPagesOfAnySize() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        List<Person> people = story.people(9);
        List<Person> everybody = new ArrayList<>(people);
        everybody.add(alice);
        Room room = story.room("Lobby", everybody);
        Message hello = story.send(new NewMessage(
                null,
                Story.randomId(),
                room.id(),
                TimelineKey.MAIN,
                alice.id(),
                Instant.parse("2020-01-01T00:00:00Z"),
                "Hello",
                "{}",
                null,
                null,
                null));
        List<Reader> expected = new ArrayList<>();
        expected.add(new Reader(alice.id(), hello.sentAt()));
        for (int i = people.size() - 1; i >= 0; i--) {
            // Three at the same moment each, the last made first.
            Instant at = Instant.parse("2020-01-02T00:00:00.000001Z").plusNanos(1_000L * ((8 - i) / 3));
            Person person = people.get(i);
            await(reads().mark(new Mark(hello.facts().timeline(), person.id(), stretches(1, 1), at)));
            expected.add(new Reader(person.id(), at));
        }
        expected.sort(Comparator.comparing(Reader::readAt).thenComparing(Reader::person));

        for (int size : List.of(1, 2, 3, 4, 10, 10_000)) {
            assertThat(story.readers(hello.facts(), size)).isEqualTo(expected);
        }
        assertThat(await(reads().readers(hello.facts(), null, 4)).items()).hasSizeLessThanOrEqualTo(4);
        assertThat(await(reads().readers(hello.facts(), expected.get(9), 4)).items())
                .isEmpty();
    }

    @Test
    default void thoseWhoHaveNotReadComeByIdInPagesOfAnySize() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        List<Person> people = story.people(12);
        List<Person> everybody = new ArrayList<>(people);
        everybody.add(alice);
        Room room = story.room("Lobby", everybody);
        Message hello = story.send(alice, room);
        List<Long> expected = new ArrayList<>();
        for (int i = 0; i < people.size(); i++) {
            if (i % 3 == 0) {
                story.read(people.get(i), hello);
            } else {
                expected.add(people.get(i).id());
            }
        }
        for (int size : List.of(1, 2, 5, 8, 10_000)) {
            assertThat(story.unreaders(hello.facts(), size))
                    .isEqualTo(expected.stream().sorted().toList());
        }
    }

    @Test
    default void whatAPersonHasReadComesInPages() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Person bob = story.person("Bob");
        long timeline = story.send(alice, story.room("Lobby", alice, bob), 9)
                .get(0)
                .facts()
                .timeline();
        await(reads().mark(new Mark(timeline, bob.id(), stretches(1, 2, 4, 4, 6, 6, 8, 9), null)));

        assertThat(await(reads().readBy(timeline, bob.id(), 0, 3))).isEqualTo(stretches(1, 2, 4, 4, 6, 6));
        assertThat(await(reads().readBy(timeline, bob.id(), 6, 3))).isEqualTo(stretches(8, 9));
        assertThat(await(reads().readBy(timeline, bob.id(), 1, 1))).isEqualTo(stretches(4, 4));
        assertThat(await(reads().readBy(timeline, bob.id(), 8, 3))).isEmpty();
        assertThat(await(reads().readBy(timeline, NOBODY, 0, 3))).isEmpty();
        assertThat(await(reads().readBy(NOBODY, bob.id(), 0, 3))).isEmpty();
    }

    @Test
    default void thousandsOfScatteredReadsComeInBoundedPages() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Person bob = story.person("Bob");
        Room room = story.room("Lobby", alice, bob);
        List<Future<Message>> sends = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            sends.add(records().messages().send(Story.newMessage(alice, room)));
            if (i % 200 == 199) {
                Story.awaitAll(sends);
            }
        }
        long timeline = await(sends.get(0)).facts().timeline();
        List<Positions> odd = new ArrayList<>();
        // Far past the newest message: only what exists is kept.
        for (long position = 1; position < 20_000; position += 2) {
            odd.add(new Positions(position, position));
        }
        await(reads().mark(new Mark(timeline, bob.id(), odd, null)));

        List<Positions> all = new ArrayList<>();
        List<Positions> page = await(reads().readBy(timeline, bob.id(), 0, 300));
        for (int i = 0; i < 10 && !page.isEmpty(); i++) {
            assertThat(page).hasSizeLessThanOrEqualTo(300);
            all.addAll(page);
            page = await(
                    reads().readBy(timeline, bob.id(), all.get(all.size() - 1).first(), 300));
        }
        assertThat(all).isEqualTo(odd.subList(0, 1_000));

        await(reads().mark(Story.mark(timeline, bob, 2, 1_999)));
        assertThat(story.readBy(bob, timeline)).isEqualTo(stretches(1, 1_999));
    }

    /** Many small histories by chance, each compared with counting on fingers. */
    @Test
    default void chanceFindsNoHistoryThatIsCountedWrongly() {
        for (long seed = 1; seed <= 15; seed++) {
            new RandomHistory(Story.begin(records()), new Random(seed))
                    .deleting()
                    .run();
        }
    }

    private ReadRecord reads() {
        return records().reads();
    }
}
