package dev.seenby.storage.contract;

import static dev.seenby.storage.contract.Story.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.seenby.storage.Inbox.Flag;
import dev.seenby.storage.Inbox.Standing;
import dev.seenby.storage.InboxSearch;
import dev.seenby.storage.InboxSearch.Flagged;
import dev.seenby.storage.InboxSearch.HasId;
import dev.seenby.storage.InboxSearch.Holds;
import dev.seenby.storage.InboxSearch.InRooms;
import dev.seenby.storage.InboxSearch.IsMention;
import dev.seenby.storage.InboxSearch.IsUnread;
import dev.seenby.storage.InboxSearch.Not;
import dev.seenby.storage.InboxSearch.OfKinds;
import dev.seenby.storage.InboxSearch.OnTopic;
import dev.seenby.storage.InboxSearch.SentBy;
import dev.seenby.storage.InboxSearch.Term;
import dev.seenby.storage.InboxSearch.TopicBegins;
import dev.seenby.storage.Message;
import dev.seenby.storage.NewMessage;
import dev.seenby.storage.NewRoom;
import dev.seenby.storage.Person;
import dev.seenby.storage.Room;
import dev.seenby.storage.TimelineKey;
import dev.seenby.storage.Topics;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What {@link dev.seenby.storage.Inbox#find} promises. */
public interface InboxSearchContract {
    long NEWEST = Long.MAX_VALUE;

    /** The record under test; may be the same for all tests. */
    Records records();

    /** A message to be sent to the main flow that speaks to people. */
    static NewMessage mentioning(Person sender, Room room, Long... people) {
        return message(sender, room, "Hello", null, people);
    }

    /** A message to be sent to its topic. */
    static NewMessage message(Person sender, Room room, String text, @Nullable String topic, Long... mentions) {
        return new NewMessage(
                null,
                Story.randomId(),
                room.id(),
                topic == null ? TimelineKey.MAIN : TimelineKey.topic(topic),
                sender.id(),
                null,
                text,
                "{}",
                null,
                topic,
                null,
                null,
                Set.of(mentions));
    }

    @Test
    default void aRoomIsReadFromAnywhereInBothDirections() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Room lobby = story.room("Lobby", alice);
        List<Long> sent = ids(story.send(alice, lobby, 5));
        story.delete(await(records().messages().byIds(story.app().sdkAppId(), List.of(sent.get(1))))
                .get(0));
        for (boolean received : List.of(true, false)) {
            for (Set<Long> rooms : List.of(Set.of(lobby.id()), Set.of(lobby.id(), NEWEST))) {
                assertThat(find(story, alice, rooms, received, 0, true, 10))
                        .containsExactly(sent.get(0), sent.get(2), sent.get(3), sent.get(4));
                assertThat(find(story, alice, rooms, received, NEWEST, false, 2))
                        .containsExactly(sent.get(4), sent.get(3));
                assertThat(find(story, alice, rooms, received, sent.get(2), true, 1))
                        .containsExactly(sent.get(2));
                assertThat(find(story, alice, rooms, received, sent.get(2), false, 10_000))
                        .containsExactly(sent.get(2), sent.get(0));
                assertThat(find(story, alice, rooms, received, sent.get(4) + 1, true, 10))
                        .isEmpty();
                assertThat(find(story, alice, rooms, received, sent.get(0) - 1, false, 10))
                        .isEmpty();
            }
        }
        assertThat(find(story, alice, Set.of(), true, 0, true, 10)).isEmpty();
    }

    @Test
    default void roomsThatAreNotNamedAreThoseOfThePerson() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Person bob = story.person("Bob");
        Room lobby = story.room("Lobby", alice);
        Room kitchen = story.room("Kitchen", alice, bob);
        Room attic = story.room("Attic", alice, bob);
        Room cellar = story.room("Cellar", alice, bob);
        Message early = story.send(alice, lobby);
        Message tea = story.send(alice, kitchen);
        Message dust = story.send(alice, attic);
        Message dark = story.send(alice, cellar);
        story.join(lobby, bob);
        story.leave(attic, bob);
        story.delete(cellar);

        assertThat(find(story, bob, null, true, 0, true, 10)).containsExactly(id(tea));
        assertThat(find(story, bob, null, false, 0, true, 10)).containsExactly(id(early), id(tea));
        Set<Long> named = Set.of(attic.id(), cellar.id(), lobby.id());
        assertThat(find(story, bob, named, true, 0, true, 10)).containsExactly(id(dust));
        assertThat(find(story, bob, named, false, 0, true, 10)).containsExactly(id(early), id(dust));
        for (Term term : List.of(new IsUnread(), new HasId(Set.of(id(dark), id(dust), id(early))))) {
            assertThat(find(story, bob, named, true, 0, true, 10, term)).containsExactly(id(dust));
            assertThat(find(story, bob, Set.of(cellar.id()), false, 0, true, 10, term))
                    .isEmpty();
        }
    }

    @Test
    default void anotherAppsRoomsAreNotLookedInto() {
        Story story = Story.begin(records());
        Story other = Story.begin(records());
        Person alice = story.person("Alice");
        Room theirs = other.room("Lobby", other.owner());
        Message hello = other.send(other.owner(), theirs);
        for (Term term : List.of(
                new HasId(Set.of(id(hello))), new Not(new IsMention()), new OfKinds(Set.of(Room.Kind.PUBLIC)))) {
            assertThat(find(story, alice, Set.of(theirs.id()), false, 0, true, 10, term))
                    .isEmpty();
        }
    }

    @Test
    default void busyAndQuietRoomsAreMerged() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        List<Room> rooms = new ArrayList<>();
        List<Long> all = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            rooms.add(story.room("Room" + i, alice));
            all.add(id(story.send(alice, rooms.get(i))));
        }
        all.addAll(ids(story.send(alice, rooms.get(3), 40)));
        all.addAll(ids(story.send(alice, rooms.get(1), 3)));
        List<Long> back = all.stream().sorted((a, b) -> Long.compare(b, a)).toList();
        for (int limit : List.of(1, 4, 12, 30, 48, 100)) {
            int most = Math.min(limit, all.size());
            assertThat(find(story, alice, null, true, 0, true, limit)).isEqualTo(all.subList(0, most));
            assertThat(find(story, alice, null, true, NEWEST, false, limit)).isEqualTo(back.subList(0, most));
        }
    }

    @Test
    default void textsAreFoundRegardlessOfCaseAndLetterByLetter() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Room lobby = story.room("Lobby", alice);
        long percent = id(story.send(message(alice, lobby, "100% Sure_\\thing", null)));
        long tea = id(story.send(message(alice, lobby, "Grüner TEE", "Tea Time")));
        long plain = id(story.send(message(alice, lobby, "1000 surely", "✔ Done")));

        assertThat(found(story, alice, new Holds("0% s"))).containsExactly(percent);
        assertThat(found(story, alice, new Holds("sure_\\T"))).containsExactly(percent);
        assertThat(found(story, alice, new Holds("SURE"))).containsExactly(percent, plain);
        assertThat(found(story, alice, new Holds("grÜner t"))).containsExactly(tea);
        assertThat(found(story, alice, new Holds("tea t"))).containsExactly(tea);
        assertThat(found(story, alice, new Holds("no topic"))).isEmpty();
        assertThat(found(story, alice, new Holds("\0"))).isEmpty();
        assertThat(found(story, alice, new Not(new Holds("\0")))).containsExactly(percent, tea, plain);
        assertThat(found(story, alice, new Holds("'; drop table message; --"))).isEmpty();
    }

    @Test
    default void topicsAreComparedRegardlessOfCase() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Room lobby = story.room("Lobby", alice);
        long none = id(story.send(message(alice, lobby, "a", null)));
        long tea = id(story.send(message(alice, lobby, "b", "Tea%")));
        long again = id(story.send(message(alice, lobby, "c", "tEA%")));
        long done = id(story.send(message(alice, lobby, "d", "✔ Tea")));

        assertThat(found(story, alice, new OnTopic("TEA%"))).containsExactly(tea, again);
        assertThat(found(story, alice, new Not(new OnTopic("TEA%")))).containsExactly(none, done);
        assertThat(found(story, alice, new OnTopic("te"))).isEmpty();
        assertThat(found(story, alice, new OnTopic(Topics.NONE))).containsExactly(none);
        assertThat(found(story, alice, new TopicBegins("✔ "))).containsExactly(done);
        assertThat(found(story, alice, new Not(new TopicBegins("✔ ")))).containsExactly(none, tea, again);
        assertThat(found(story, alice, new TopicBegins("te"))).containsExactly(tea, again);
        assertThat(found(story, alice, new TopicBegins("T%"))).isEmpty();
        assertThat(found(story, alice, new OnTopic("a\0"))).isEmpty();
        story.read(
                alice,
                await(records().messages().byIds(story.app().sdkAppId(), List.of(tea)))
                        .get(0));
        assertThat(found(story, alice, new OnTopic("tea%"), new SentBy(alice.id()), new Not(new IsUnread())))
                .containsExactly(tea, again);
    }

    /** What is found is what everybody would find who looked at every message. */
    @Test
    default void whateverHappenedTheAnswerIsThatOfLookingAtEveryMessage() {
        Random random = new Random(7);
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Person bob = story.person("Bob");
        Room direct = await(records().rooms().create(directRoom(story, alice, bob)));
        List<Room> rooms = List.of(story.room("Lobby", alice, bob), story.room("Kitchen", alice), direct);
        List<Message> sent = new ArrayList<>();
        boolean[] in = {true, false, true};
        for (int i = 0; i < 150; i++) {
            int at = random.nextInt(rooms.size());
            Room room = rooms.get(at);
            if (random.nextInt(12) == 0) {
                in[at] = !in[at];
                if (in[at]) {
                    story.join(room, bob);
                } else {
                    story.leave(room, bob);
                }
            }
            Person sender = random.nextInt(5) == 0 ? bob : alice;
            String topic = random.nextBoolean() ? null : "Tea";
            Long[] mentions =
                    switch (random.nextInt(6)) {
                        case 0 -> new Long[] {bob.id()};
                        case 1 -> new Long[] {0L};
                        default -> new Long[] {};
                    };
            sent.add(story.send(new NewMessage(
                    null,
                    Story.randomId(),
                    room.id(),
                    topic == null ? TimelineKey.MAIN : TimelineKey.topic(topic),
                    sender.id(),
                    null,
                    random.nextBoolean() ? "yes" : "no",
                    "{}",
                    null,
                    null,
                    null,
                    null,
                    Set.of(mentions))));
            if (random.nextInt(3) == 0) {
                story.read(bob, sent.get(random.nextInt(sent.size())));
            }
        }
        for (int i = 0; i < 12; i++) {
            story.delete(sent.remove(random.nextInt(sent.size())));
        }
        List<Long> some = sent.stream()
                .map(InboxSearchContract::id)
                .filter(id -> id % 3 == 0)
                .toList();
        await(records().inbox().flag(bob.id(), some, Flag.STARRED, true));
        Map<Long, Standing> standings =
                await(records().inbox().standings(story.app().sdkAppId(), bob.id(), ids(sent)));

        List<Term> terms = List.of(
                new IsUnread(),
                new IsMention(),
                new Flagged(Flag.STARRED),
                new HasId(Set.copyOf(some)),
                new SentBy(bob.id()),
                new Holds("YES"),
                new InRooms(Set.of(rooms.get(0).id(), direct.id())),
                new OfKinds(Set.of(Room.Kind.DIRECT)));
        Set<Long> all = Set.of(rooms.get(0).id(), rooms.get(1).id(), direct.id());
        for (int i = 0; i < 150; i++) {
            List<Term> asked = new ArrayList<>();
            for (int n = random.nextInt(4); n > 0; n--) {
                Term term = terms.get(random.nextInt(terms.size()));
                asked.add(random.nextInt(3) == 0 ? new Not(term) : term);
            }
            boolean received = random.nextBoolean();
            boolean ascending = random.nextBoolean();
            boolean mine = random.nextBoolean();
            int limit = random.nextInt(30) + 1;
            long from = id(sent.get(random.nextInt(sent.size())));
            List<Long> expected = sent.stream()
                    .filter(m -> !mine || in[indexOf(rooms, m)])
                    .filter(m -> ascending ? id(m) >= from : id(m) <= from)
                    .filter(m -> !received || standings.get(id(m)).received())
                    .filter(m -> asked.stream().allMatch(term -> holds(term, bob, direct, standings.get(id(m)))
                            .test(m)))
                    .map(InboxSearchContract::id)
                    .sorted((a, b) -> ascending ? Long.compare(a, b) : Long.compare(b, a))
                    .limit(limit)
                    .toList();
            assertThat(find(
                            story,
                            bob,
                            mine ? null : all,
                            received,
                            from,
                            ascending,
                            limit,
                            asked.toArray(Term[]::new)))
                    .as("%s received %s ascending %s mine %s limit %s", asked, received, ascending, mine, limit)
                    .isEqualTo(expected);
        }
    }

    private static NewRoom directRoom(Story story, Person... people) {
        NewRoom open = story.newRoom("Direct", List.of(people));
        return new NewRoom(
                open.app(),
                open.roomId(),
                Room.Kind.DIRECT,
                open.name(),
                open.displayName(),
                open.owner(),
                open.details(),
                open.members(),
                open.createdAt());
    }

    private static int indexOf(List<Room> rooms, Message message) {
        return rooms.stream().map(Room::id).toList().indexOf(message.facts().room());
    }

    private static Predicate<Message> holds(Term term, Person bob, Room direct, Standing standing) {
        if (term instanceof Not not) {
            return holds(not.term(), bob, direct, standing).negate();
        }
        if (term instanceof IsUnread) {
            return m -> standing.received() && !standing.read();
        }
        if (term instanceof IsMention) {
            return m -> standing.mentioned();
        }
        if (term instanceof Flagged flagged) {
            return m -> standing.flags().contains(flagged.flag());
        }
        if (term instanceof HasId has) {
            return m -> has.ids().contains(id(m));
        }
        if (term instanceof SentBy) {
            return m -> m.facts().sender() == bob.id();
        }
        if (term instanceof InRooms in) {
            return m -> in.rooms().contains(m.facts().room());
        }
        return term instanceof OfKinds
                ? m -> m.facts().room() == direct.id()
                : m -> m.text().equals("yes");
    }

    private static long id(Message message) {
        return message.facts().id();
    }

    private static List<Long> ids(List<Message> messages) {
        return messages.stream().map(InboxSearchContract::id).toList();
    }

    private List<Long> found(Story story, Person person, Term... terms) {
        return find(story, person, null, true, 0, true, 100, terms);
    }

    private List<Long> find(
            Story story,
            Person person,
            @Nullable Set<Long> rooms,
            boolean received,
            long from,
            boolean ascending,
            int limit,
            Term... terms) {
        return await(records()
                .inbox()
                .find(new InboxSearch(
                        story.app().sdkAppId(), person.id(), rooms, received, List.of(terms), from, ascending, limit)));
    }
}
