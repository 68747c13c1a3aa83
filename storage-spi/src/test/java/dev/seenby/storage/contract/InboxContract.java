package dev.seenby.storage.contract;

import static dev.seenby.storage.contract.Story.await;
import static dev.seenby.storage.contract.StoryAssert.notFound;
import static org.assertj.core.api.Assertions.assertThat;

import dev.seenby.storage.Inbox;
import dev.seenby.storage.Inbox.Flag;
import dev.seenby.storage.Inbox.Standing;
import dev.seenby.storage.Inbox.Unread;
import dev.seenby.storage.Mark;
import dev.seenby.storage.Message;
import dev.seenby.storage.Person;
import dev.seenby.storage.Positions;
import dev.seenby.storage.Room;
import dev.seenby.storage.TimelineKey;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What {@link Inbox} promises of standings, of what is unread, and of flags. */
public interface InboxContract {
    /** The record under test; may be the same for all tests. */
    Records records();

    @Test
    default void whatWasSaidWhileAPersonWasAwayIsNotTheirs() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Person bob = story.person("Bob");
        Room lobby = story.room("Lobby", alice);
        Message before = story.send(alice, lobby);
        story.join(lobby, bob);
        List<Message> first = story.send(alice, lobby, 2);
        story.leave(lobby, bob);
        Message away = story.send(alice, lobby);
        assertThat(received(story, bob, before, first.get(0), first.get(1), away))
                .containsExactly(false, true, true, false);
        assertThat(await(inbox().unread(bob.id(), 10))).isEmpty();

        story.join(lobby, bob);
        Message back = story.send(alice, lobby);

        assertThat(received(story, bob, before, first.get(0), first.get(1), away, back))
                .containsExactly(false, true, true, false, true);
        story.read(bob, before.facts().timeline(), 1, 100);
        assertThat(standing(story, bob, before).read()).isFalse();
        assertThat(standing(story, bob, away).read()).isFalse();
        assertThat(standing(story, bob, first.get(1)).read()).isTrue();
        story.unread(bob, first.get(1));
        Message news = story.send(alice, lobby);
        assertThat(unread(bob)).containsExactly(id(news), id(first.get(1)));
        assertThat(unreadIn(bob, first.get(0), 100, 0)).containsExactly(id(first.get(1)), id(news));
        assertThat(standing(story, bob, back)).isEqualTo(new Standing(true, true, false, Set.of()));
    }

    @Test
    default void aSenderHasReadWhatTheySentEvenFromOutside() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Person bob = story.person("Bob");
        Room lobby = story.room("Lobby", alice);
        Message fromOutside = story.send(bob, lobby);
        Message fromInside = story.send(alice, lobby);

        assertThat(standing(story, bob, fromOutside)).isEqualTo(new Standing(true, true, false, Set.of()));
        assertThat(standing(story, bob, fromInside)).isEqualTo(new Standing(false, false, false, Set.of()));
        assertThat(standing(story, alice, fromInside)).isEqualTo(new Standing(true, true, false, Set.of()));
        assertThat(unread(alice)).containsExactly(id(fromOutside));
        assertThat(unread(bob)).isEmpty();
    }

    @Test
    default void mentionsSpeakToOneOrToAll() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Person bob = story.person("Bob");
        Person carol = story.person("Carol");
        Room lobby = story.room("Lobby", alice, bob, carol);
        Message toBob = story.send(InboxSearchContract.mentioning(alice, lobby, bob.id()));
        Message toAll = story.send(InboxSearchContract.mentioning(alice, lobby, 0L, bob.id()));

        assertThat(standing(story, bob, toBob)).isEqualTo(new Standing(true, false, true, Set.of()));
        assertThat(standing(story, carol, toBob)).isEqualTo(new Standing(true, false, false, Set.of()));
        assertThat(standing(story, carol, toAll).mentioned()).isTrue();
        assertThat(await(inbox().unread(carol.id(), 10)))
                .containsExactly(
                        new Unread(id(toAll), lobby.id(), null, alice.id(), true),
                        new Unread(id(toBob), lobby.id(), null, alice.id(), false));
    }

    @Test
    default void whatIsDeletedOrOfAnotherAppStandsNowhere() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Person bob = story.person("Bob");
        Room lobby = story.room("Lobby", alice, bob);
        Room attic = story.room("Attic", alice, bob);
        Message gone = story.send(alice, lobby);
        Message kept = story.send(alice, lobby);
        Message above = story.send(alice, attic);
        Story other = Story.begin(records());
        Message elsewhere = other.send(other.owner(), other.room("Lobby", other.owner()));
        List<Long> ids = List.of(id(gone), id(kept), id(above), id(elsewhere), 0L, Long.MAX_VALUE);
        assertThat(await(inbox().flag(bob.id(), ids, Flag.STARRED, true)))
                .containsExactlyInAnyOrder(id(gone), id(kept), id(above));
        story.delete(gone);
        story.delete(attic);

        assertThat(await(inbox().standings(story.app().sdkAppId(), bob.id(), ids)))
                .containsOnlyKeys(id(kept));
        assertThat(unread(bob)).containsExactly(id(kept));
        assertThat(unreadIn(bob, gone, 100, 0)).containsExactly(id(kept));
        assertThat(unreadIn(bob, above, 100, 0)).isEmpty();
        assertThat(await(inbox().flag(bob.id(), ids, Flag.STARRED, false))).containsExactly(id(kept));
        assertThat(await(inbox().flag(bob.id(), ids, Flag.STARRED, true))).containsExactly(id(kept));
    }

    @Test
    default void unreadMessagesOfAllTimelinesComeNewestFirst() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Person bob = story.person("Bob");
        Room lobby = story.room("Lobby", alice, bob);
        Room kitchen = story.room("Kitchen", alice, bob);
        List<Long> expected = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            expected.add(0, id(story.send(alice, lobby)));
            expected.add(0, id(story.send(Story.newMessage(alice, kitchen, TimelineKey.topic("Tea")))));
            expected.add(0, id(story.send(Story.newMessage(alice, lobby, TimelineKey.topic("Cake")))));
            story.send(bob, lobby);
        }
        assertThat(unread(bob)).isEqualTo(expected);
        assertThat(await(inbox().unread(bob.id(), 5)))
                .extracting(Unread::message)
                .isEqualTo(expected.subList(0, 5));
        assertThat(await(inbox().unread(bob.id(), 50_000))).hasSize(12);
    }

    @Test
    default void aTimelineIsGoneThroughInSteps() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Person bob = story.person("Bob");
        Room lobby = story.room("Lobby", alice, bob);
        List<Message> sent = story.send(alice, lobby, 10);
        story.send(Story.newMessage(alice, lobby, TimelineKey.topic("Tea")));
        story.read(bob, sent.get(2));
        story.read(bob, sent.get(5));
        Message first = sent.get(0);

        assertThat(unreadIn(bob, first, 100, 0)).isEqualTo(ids(sent, 0, 1, 3, 4, 6, 7, 8, 9));
        assertThat(unreadIn(bob, first, 8, 0)).isEqualTo(ids(sent, 0, 1, 3, 4, 6, 7));
        assertThat(unreadIn(bob, first, 6, id(first))).isEqualTo(ids(sent, 1, 3, 4));
        assertThat(unreadIn(bob, first, 3, id(sent.get(2)))).isEmpty();
        assertThat(unreadIn(bob, first, 0, 0)).isEmpty();
        assertThat(unreadIn(bob, first, 100, Long.MAX_VALUE)).isEmpty();
        assertThat(await(inbox().unreadIn(first.facts().timeline(), bob.id(), 100, id(sent.get(1)), 3)))
                .isEqualTo(ids(sent, 3, 4, 6));
        assertThat(await(inbox().unreadIn(Long.MAX_VALUE, bob.id(), 100, 0, 3))).isEmpty();
    }

    @Test
    default void everyThirdMessageIsReadAndTheRestIsNot() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Person bob = story.person("Bob");
        Room lobby = story.room("Lobby", alice, bob);
        List<Message> sent = Story.awaitAll(IntStream.range(0, 300)
                .mapToObj(i -> records().messages().send(Story.newMessage(alice, lobby)))
                .toList());
        long timeline = sent.get(0).facts().timeline();
        List<Positions> thirds = new ArrayList<>();
        for (long p = 3; p <= 300; p += 3) {
            thirds.add(new Positions(p, p));
        }
        await(records().reads().mark(new Mark(timeline, bob.id(), thirds, null)));
        List<Long> expected = sent.stream()
                .filter(message -> message.facts().position() % 3 != 0)
                .map(InboxContract::id)
                .sorted()
                .toList();

        List<Long> paged = new ArrayList<>();
        for (long after = 0; paged.size() < 200; after = paged.get(paged.size() - 1)) {
            List<Long> page = await(inbox().unreadIn(timeline, bob.id(), 300, after, 7));
            assertThat(page).isNotEmpty();
            paged.addAll(page);
        }
        assertThat(paged).isEqualTo(expected);
        assertThat(unreadIn(bob, sent.get(0), 300, paged.get(199))).isEmpty();
        assertThat(await(inbox().unread(bob.id(), 1_000)))
                .extracting(Unread::message)
                .containsExactlyInAnyOrderElementsOf(expected)
                .isSortedAccordingTo((a, b) -> Long.compare(b, a));
    }

    @Test
    default void flagsAreEachPersonsOwn() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Person bob = story.person("Bob");
        Message hello = story.send(alice, story.room("Lobby", alice, bob));
        Set<Long> one = Set.of(id(hello));

        assertThat(await(inbox().flag(bob.id(), one, Flag.STARRED, true))).isEqualTo(one);
        assertThat(await(inbox().flag(bob.id(), one, Flag.STARRED, true))).isEmpty();
        assertThat(await(inbox().flag(bob.id(), one, Flag.COLLAPSED, true))).isEqualTo(one);
        assertThat(standing(story, bob, hello).flags()).containsExactlyInAnyOrder(Flag.STARRED, Flag.COLLAPSED);
        assertThat(standing(story, bob, hello).read()).isFalse();
        assertThat(standing(story, alice, hello).flags()).isEmpty();

        assertThat(await(inbox().flag(alice.id(), one, Flag.STARRED, false))).isEmpty();
        assertThat(await(inbox().flag(bob.id(), one, Flag.STARRED, false))).isEqualTo(one);
        assertThat(await(inbox().flag(bob.id(), one, Flag.STARRED, false))).isEmpty();
        assertThat(standing(story, bob, hello).flags()).containsExactly(Flag.COLLAPSED);
        assertThat(await(inbox().flag(bob.id(), Set.of(), Flag.STARRED, true))).isEmpty();
        notFound(inbox().flag(Long.MAX_VALUE, one, Flag.STARRED, true));
        notFound(inbox().flag(Long.MAX_VALUE, one, Flag.STARRED, false));
    }

    @Test
    default void ofManyCallsAtOnceEachFlagIsSetByOne() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Room lobby = story.room("Lobby", alice);
        List<Long> ids = new ArrayList<>(
                story.send(alice, lobby, 30).stream().map(InboxContract::id).toList());
        for (boolean on : List.of(true, false)) {
            List<Future<Set<Long>>> calls = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                Collections.rotate(ids, 7);
                calls.add(inbox().flag(alice.id(), List.copyOf(ids), Flag.STARRED, on));
            }
            List<Long> changed =
                    Story.awaitAll(calls).stream().flatMap(Collection::stream).toList();
            assertThat(changed).containsExactlyInAnyOrderElementsOf(ids);
        }
    }

    private Inbox inbox() {
        return records().inbox();
    }

    private static long id(Message message) {
        return message.facts().id();
    }

    private static List<Long> ids(List<Message> messages, int... which) {
        return Arrays.stream(which).mapToObj(i -> id(messages.get(i))).toList();
    }

    private Standing standing(Story story, Person person, Message message) {
        return await(inbox().standings(story.app().sdkAppId(), person.id(), List.of(id(message))))
                .get(id(message));
    }

    private List<Boolean> received(Story story, Person person, Message... messages) {
        return Arrays.stream(messages)
                .map(message -> standing(story, person, message).received())
                .toList();
    }

    private List<Long> unread(Person person) {
        return await(inbox().unread(person.id(), 1_000)).stream()
                .map(Unread::message)
                .toList();
    }

    private List<Long> unreadIn(Person person, Message message, long upTo, long after) {
        return await(inbox().unreadIn(message.facts().timeline(), person.id(), upTo, after, 1_000));
    }
}
