package dev.seenby.storage.contract;

import static dev.seenby.storage.contract.Story.await;
import static dev.seenby.storage.contract.StoryAssert.stretches;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.seenby.storage.Counts;
import dev.seenby.storage.Forgetting;
import dev.seenby.storage.Forgetting.Due;
import dev.seenby.storage.Forgetting.Step;
import dev.seenby.storage.IndexChange;
import dev.seenby.storage.IndexEntry;
import dev.seenby.storage.IndexUnit;
import dev.seenby.storage.Message;
import dev.seenby.storage.NewMessage;
import dev.seenby.storage.Page;
import dev.seenby.storage.Person;
import dev.seenby.storage.Positions;
import dev.seenby.storage.Room;
import dev.seenby.storage.StorageException;
import dev.seenby.storage.TimelineKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What {@link Forgetting} promises. */
public interface ForgettingContract {
    /** Between the messages that are old and those that are not. */
    Instant LONG_AGO = Instant.parse("2024-03-01T00:00:00Z");

    /** The record under test; may be the same for all tests. */
    Records records();

    @Test
    default void nobodyIsToldAnyMoreWhoHasReadOldMessages() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Person bob = story.person("Bob");
        Person carol = story.person("Carol");
        Room room = story.room("Lobby", alice, bob, carol);
        List<Message> old = List.of(old(story, alice, room), old(story, bob, room));
        Message young = story.send(alice, room);
        story.read(bob, young.facts().timeline(), 1, 3);
        assertThat(story.counts(old.get(0))).isEqualTo(new Counts(1, 1));

        int dropped = forget(room);

        assertThat(dropped).isPositive();
        for (Message message : old) {
            assertThat(story.counts(message)).isEqualTo(Counts.DELETED);
            assertThat(story.readers(message.facts(), 10)).isEmpty();
            assertThat(story.unreaders(message.facts(), 10)).isEmpty();
        }
        assertThat(story.counts(young)).isEqualTo(new Counts(1, 1));
        assertThat(story.readers(young.facts(), 10)).hasSize(2);
        assertThat(story.unreaders(young.facts(), 10)).containsExactly(carol.id());
        assertThat(forget(room)).isZero();
        assertThat(await(records()
                        .messages()
                        .byIds(
                                story.app().sdkAppId(),
                                List.of(old.get(0).facts().id()))))
                .isNotEmpty();
    }

    @Test
    default void whatWasReadStaysReadForTheReader() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Person bob = story.person("Bob");
        Room room = story.room("Lobby", alice, bob);
        Message first = old(story, alice, room);
        old(story, bob, room);
        story.send(alice, room);
        long timeline = first.facts().timeline();
        story.read(bob, timeline, 1, 3);
        forget(room);

        assertThat(story.readBy(bob, timeline)).isEqualTo(stretches(1, 3));
        assertThat(story.readBy(alice, timeline)).isEqualTo(stretches(1, 1, 3, 3));
    }

    @Test
    default void whoReadsOldMessagesLaterHasReadThemAndNobodyIsTold() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Person bob = story.person("Bob");
        Room room = story.room("Lobby", alice, bob);
        Message first = old(story, alice, room);
        Message second = old(story, alice, room);
        Message third = story.send(alice, room);
        forget(room);

        story.read(bob, first.facts().timeline(), 1, 3);

        assertThat(story.readBy(bob, first.facts().timeline())).isEqualTo(stretches(1, 3));
        assertThat(story.readers(second.facts(), 10)).isEmpty();
        assertThat(story.counts(third)).isEqualTo(new Counts(1, 0));
        assertThat(story.readers(third.facts(), 10)).hasSize(2);
    }

    @Test
    default void whatIsForgottenCanStillBeTakenBackButNotOnesOwn() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Person bob = story.person("Bob");
        Room room = story.room("Lobby", alice, bob);
        List<Message> sent = new ArrayList<>();
        for (Person sender : List.of(alice, bob, alice, alice)) {
            sent.add(old(story, sender, room));
        }
        sent.add(story.send(alice, room));
        long timeline = sent.get(0).facts().timeline();
        story.read(bob, timeline, 1, 5);
        forget(room);

        story.unread(bob, sent.get(2));
        assertThat(story.readBy(bob, timeline)).isEqualTo(stretches(1, 2, 4, 5));
        await(records().reads().unmark(Story.mark(timeline, bob, 1, 4)));
        assertThat(story.readBy(bob, timeline)).isEqualTo(stretches(2, 2, 5, 5));
        assertThat(story.counts(sent.get(4))).isEqualTo(new Counts(1, 0));
        await(records().reads().unmark(Story.mark(timeline, bob, 1, 5)));
        assertThat(story.readBy(bob, timeline)).isEqualTo(stretches(2, 2));
        assertThat(story.counts(sent.get(4))).isEqualTo(new Counts(0, 1));

        story.read(bob, timeline, 1, 5);
        assertThat(story.readBy(bob, timeline)).isEqualTo(stretches(1, 5));
    }

    @Test
    default void everyTimelineForgetsUpToTheSameClock() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Person bob = story.person("Bob");
        Room room = story.room("Lobby", alice, bob);
        Message main = old(story, alice, room);
        Message tea = old(story, alice, room, TimelineKey.topic("Tea"));
        Message mainAgain = story.send(alice, room);
        Message teaAgain = story.send(Story.newMessage(alice, room, TimelineKey.topic("Tea")));
        story.read(bob, main.facts().timeline(), 1, 2);
        story.read(bob, tea.facts().timeline(), 1, 2);
        forget(room);

        assertThat(story.counts(main)).isEqualTo(Counts.DELETED);
        assertThat(story.counts(tea)).isEqualTo(Counts.DELETED);
        assertThat(story.readers(mainAgain.facts(), 10)).hasSize(2);
        assertThat(story.counts(teaAgain)).isEqualTo(new Counts(1, 0));
    }

    @Test
    default void theIndexIsToldOfTheFloorAsOfDeletions() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Room room = story.room("Lobby", alice);
        List<Message> sent = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            sent.add(old(story, alice, room));
        }
        sent.addAll(story.send(alice, room, 2));
        story.delete(sent.get(0));
        story.delete(sent.get(2));
        story.delete(sent.get(5));
        IndexUnit unit = IndexUnit.room(room.id());
        Map<Long, Long> end = new HashMap<>();
        await(records().log().tail(Map.of(), 1)).lanes().forEach(lane -> end.put(lane.id(), lane.last()));

        forget(room);
        story.delete(sent.get(1));
        story.delete(sent.get(4));

        assertThat(Replay.of(unit, await(records().log().tail(end, 10_000)).batches()))
                .containsExactly(
                        change(unit, 4, List.of(3L), stretches(1, 4)),
                        change(unit, 5, List.of(), List.of()),
                        change(unit, 6, List.of(), stretches(5, 5)));
        assertThat(await(records().log().entries(unit, -1, 10)))
                .containsExactly(new IndexEntry(IndexUnit.DELETED, 6, false, stretches(1, 4, 5, 5, 6, 6)));
        story.delete(room);
        assertThat(await(records().log().entries(unit, -1, 10)))
                .containsExactly(new IndexEntry(
                        IndexUnit.DELETED,
                        7,
                        false,
                        List.of(IndexUnit.ALL_CLOCKS, new Positions(5, 5), new Positions(6, 6))));
    }

    private static IndexChange.Share change(IndexUnit unit, long version, List<Long> removed, List<Positions> added) {
        return new IndexChange.Share(unit, IndexUnit.DELETED, version, false, false, removed, added);
    }

    @Test
    default void aRoomIsDueUntilAllIsForgotten() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Room lobby = story.room("Lobby", alice);
        Room quiet = story.room("Quiet", alice);
        Room attic = story.room("Attic", alice);
        Message first = old(story, alice, lobby);
        story.send(alice, quiet);
        Message last = old(story, alice, attic);
        story.delete(attic);
        long app = story.app().sdkAppId();
        Due dueLobby = new Due(lobby.id(), first.sentAt());
        Due dueAttic = new Due(attic.id(), last.sentAt());

        assertThat(due(app, 0, 10)).isEqualTo(new Page<Due, Long>(List.of(dueLobby, dueAttic), null));
        assertThat(due(app, 0, 1)).isEqualTo(new Page<>(List.of(dueLobby), lobby.id()));
        assertThat(due(app, lobby.id(), 1)).isEqualTo(new Page<>(List.<Due>of(), quiet.id()));
        assertThat(due(app, quiet.id(), 2)).isEqualTo(new Page<Due, Long>(List.of(dueAttic), null));

        await(forgetting().forget(lobby.id(), LONG_AGO));
        assertThat(due(app, 0, 10).items()).containsExactly(dueLobby, dueAttic);
        forget(lobby);
        assertThat(due(app, 0, 10).items()).containsExactly(dueAttic);
        forget(attic);
        assertThat(due(app, 0, 10).items()).isEmpty();
        assertThat(due(Story.begin(records()).app().sdkAppId(), 0, 10).items()).isEmpty();
    }

    @Test
    default void aYoungMessageKeepsThoseAfterItFromBeingForgotten() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Room room = story.room("Lobby", alice, story.person("Bob"));
        Message young = story.send(alice, room);
        Message imported = old(story, alice, room);

        assertThat(forget(room)).isZero();
        assertThat(story.counts(imported)).isEqualTo(new Counts(0, 1));
        assertThat(story.counts(young)).isEqualTo(new Counts(0, 1));
    }

    @Test
    default void aMessageSentAtTheVeryMomentIsKept() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Room room = story.room("Lobby", alice, story.person("Bob"));
        Message before = sentAt(story, alice, room, TimelineKey.MAIN, LONG_AGO.minusMillis(1));
        Message at = sentAt(story, alice, room, TimelineKey.MAIN, LONG_AGO);
        forget(room);

        assertThat(story.counts(before)).isEqualTo(Counts.DELETED);
        assertThat(story.counts(at)).isEqualTo(new Counts(0, 1));
    }

    @Test
    default void anUnknownRoomIsNotFound() {
        assertThatThrownBy(() -> await(forgetting().forget(Long.MAX_VALUE, LONG_AGO)))
                .isInstanceOf(StorageException.NotFound.class);
    }

    private Page<Due, Long> due(long app, long after, int limit) {
        return await(forgetting().due(app, LONG_AGO, after, limit));
    }

    private static Message old(Story story, Person sender, Room room) {
        return old(story, sender, room, TimelineKey.MAIN);
    }

    private static Message old(Story story, Person sender, Room room, TimelineKey timeline) {
        return sentAt(story, sender, room, timeline, LONG_AGO.minus(Duration.ofDays(1)));
    }

    private static Message sentAt(Story story, Person sender, Room room, TimelineKey timeline, Instant at) {
        NewMessage made = Story.newMessage(sender, room, timeline);
        return story.send(new NewMessage(
                null,
                made.stringId(),
                made.room(),
                made.timeline(),
                made.sender(),
                at,
                made.text(),
                made.payload(),
                null,
                null,
                null));
    }

    /** All that the room has to forget. @return how many reads were dropped */
    private int forget(Room room) {
        int reads = 0;
        for (int i = 0; i < 100; i++) {
            Step step = await(forgetting().forget(room.id(), LONG_AGO));
            reads += step.reads();
            if (step.done()) {
                return reads;
            }
        }
        throw new AssertionError("never done");
    }

    private Forgetting forgetting() {
        return records().forgetting();
    }
}
