package dev.seenby.storage.contract;

import static dev.seenby.storage.contract.PeopleContract.NOBODY;
import static dev.seenby.storage.contract.Story.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.seenby.storage.Message;
import dev.seenby.storage.MessageFacts;
import dev.seenby.storage.Messages;
import dev.seenby.storage.NewMessage;
import dev.seenby.storage.Person;
import dev.seenby.storage.Positions;
import dev.seenby.storage.Reader;
import dev.seenby.storage.Room;
import dev.seenby.storage.StorageException.Conflict;
import dev.seenby.storage.TimelineKey;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What {@link Messages} promises. */
public interface MessagesContract {
    /** The record under test; may be the same for all tests. */
    Records records();

    @Test
    default void aMessageIsKeptAsItWasSent() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Room room = story.room("Lobby", alice, story.person("Bob"), story.person("Carol"));
        Message parent = story.send(alice, room);
        NewMessage asked = new NewMessage(
                null,
                Story.randomId(),
                room.id(),
                TimelineKey.topic("Tea"),
                alice.id(),
                null,
                "Schöne Grüße 🫖",
                "{\"elements\":[1,2]}",
                parent.facts().id(),
                "Tea",
                7L);

        Message sent = story.send(asked);

        assertThat(sent.stringId()).isEqualTo(asked.stringId());
        assertThat(sent.text()).isEqualTo(asked.text());
        assertThat(new JsonObject(sent.payload())).isEqualTo(new JsonObject(asked.payload()));
        assertThat(sent.parent()).isEqualTo(parent.facts().id());
        assertThat(sent.topic()).isEqualTo("Tea");
        assertThat(sent.sentAt().getNano() % 1_000_000).isZero();
        MessageFacts facts = sent.facts();
        assertThat(facts.id()).isGreaterThan(parent.facts().id());
        assertThat(facts.timeline()).isNotEqualTo(parent.facts().timeline());
        assertThat(facts)
                .isEqualTo(new MessageFacts(
                        facts.id(), room.id(), 2, facts.timeline(), TimelineKey.Kind.TOPIC, 1, alice.id(), 1, true, 2));
        long app = story.app().sdkAppId();
        assertThat(await(messages().byIds(app, List.of(facts.id(), NOBODY)))).containsExactly(sent);
        assertThat(await(messages().byStringIds(app, List.of(sent.stringId(), "unknown"))))
                .containsExactly(sent);
        assertThat(await(messages().factsByClock(room.id(), List.of(2L, 3L, 99L))))
                .containsExactly(facts);
    }

    @Test
    default void messagesOfAnotherAppAreNotThere() {
        Story here = Story.begin(records());
        Person alice = here.person("Alice");
        Message hello = here.send(alice, here.room("Lobby", alice));
        long elsewhere = Story.begin(records()).app().sdkAppId();

        assertThat(await(messages().byIds(elsewhere, List.of(hello.facts().id()))))
                .isEmpty();
        assertThat(await(messages().byStringIds(elsewhere, List.of(hello.stringId()))))
                .isEmpty();
    }

    @Test
    default void theSenderHasReadItsOwnMessageWhenItWasSent() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Message hello = story.send(alice, story.room("Lobby", alice));

        assertThat(story.readers(hello.facts(), 10)).containsExactly(new Reader(alice.id(), hello.sentAt()));
        assertThat(story.readBy(alice, hello.facts().timeline())).containsExactly(new Positions(1, 1));
    }

    @Test
    default void whoIsNoMemberMaySendAndTheAudienceIsEveryMember() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Room room = story.room("Lobby", story.person("Bob"), story.person("Carol"));

        MessageFacts facts = story.send(alice, room).facts();

        assertThat(facts.senderWasMember()).isFalse();
        assertThat(facts.audience()).isEqualTo(2);
        assertThat(facts.senderVersion()).isEqualTo(1);
    }

    @Test
    default void theClockCountsTheRoomAndThePositionTheTimeline() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Room room = story.room("Lobby", alice);
        List<TimelineKey> keys = List.of(
                TimelineKey.MAIN,
                TimelineKey.SILENT,
                TimelineKey.MAIN,
                TimelineKey.topic("a"),
                TimelineKey.topic("A"),
                TimelineKey.MAIN);
        List<MessageFacts> sent = keys.stream()
                .map(key -> story.send(Story.newMessage(alice, room, key)).facts())
                .toList();

        assertThat(sent).extracting(MessageFacts::clock).containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
        assertThat(sent).extracting(MessageFacts::position).containsExactly(1L, 1L, 2L, 1L, 2L, 3L);
        assertThat(sent.get(3).timeline()).isEqualTo(sent.get(4).timeline());
        assertThat(sent).extracting(MessageFacts::id).isSorted().doesNotHaveDuplicates();
    }

    @Test
    default void manySendersAtOnceLeaveNoGapInClocksPositionsAndVersions() {
        Story story = Story.begin(records());
        List<Person> people = story.people(5);
        Room room = story.room("Lobby", people);
        List<Future<Message>> sends = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            TimelineKey key = i % 4 == 0 ? TimelineKey.topic("Tea") : TimelineKey.MAIN;
            sends.add(messages().send(Story.newMessage(people.get(i % 5), room, key)));
        }
        List<MessageFacts> sent =
                Story.awaitAll(sends).stream().map(Message::facts).toList();

        assertThat(sent)
                .extracting(MessageFacts::clock)
                .containsExactlyInAnyOrderElementsOf(
                        LongStream.rangeClosed(1, 100).boxed().toList());
        assertThat(sent)
                .filteredOn(facts -> facts.timelineKind() == TimelineKey.Kind.TOPIC)
                .extracting(MessageFacts::position)
                .containsExactlyInAnyOrderElementsOf(
                        LongStream.rangeClosed(1, 25).boxed().toList());
        assertThat(sent)
                .filteredOn(facts -> facts.timelineKind() == TimelineKey.Kind.MAIN)
                .extracting(MessageFacts::position)
                .containsExactlyInAnyOrderElementsOf(
                        LongStream.rangeClosed(1, 75).boxed().toList());
        assertThat(sent)
                .filteredOn(
                        facts -> facts.sender() == people.get(1).id() && facts.timelineKind() == TimelineKey.Kind.MAIN)
                .extracting(MessageFacts::senderVersion)
                .containsExactlyInAnyOrderElementsOf(
                        LongStream.rangeClosed(1, 15).boxed().toList());
        assertThat(await(messages()
                        .factsByClock(
                                room.id(),
                                LongStream.rangeClosed(1, 1_000).boxed().toList())))
                .containsExactlyInAnyOrderElementsOf(sent);
    }

    @Test
    default void sendingTheSameStringIdAgainIsTheSameMessage() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Room room = story.room("Lobby", alice);
        NewMessage hello = Story.newMessage(alice, room);
        Message first = story.send(hello);

        assertThat(story.send(hello)).isEqualTo(first);
        assertThat(story.send(alice, room).facts().clock()).isEqualTo(2);
    }

    @Test
    default void aStringIdSentManyTimesAtOnceIsOneMessage() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Room room = story.room("Lobby", alice);
        NewMessage hello = Story.newMessage(alice, room);
        List<Future<Message>> sends = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            sends.add(messages().send(hello));
        }
        assertThat(Story.awaitAll(sends)).containsOnly(await(sends.get(0)));
        assertThat(story.send(alice, room).facts().clock()).isEqualTo(2);
    }

    @Test
    default void aStringIdOfAnotherSenderOrRoomIsTaken() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Person bob = story.person("Bob");
        Room room = story.room("Lobby", alice, bob);
        Room other = story.room("Other", alice, bob);
        String taken = story.send(alice, room).stringId();

        StoryAssert.conflict(messages().send(with(taken, bob, room)), Conflict.Of.MESSAGE_ID);
        StoryAssert.conflict(messages().send(with(taken, alice, other)), Conflict.Of.MESSAGE_ID);
        assertThat(story.send(bob, room).facts().clock()).isEqualTo(2);

        Story elsewhere = Story.begin(records());
        Person eve = elsewhere.person("Eve");
        assertThat(elsewhere
                        .send(with(taken, eve, elsewhere.room("Lobby", eve)))
                        .stringId())
                .isEqualTo(taken);
    }

    @Test
    default void nothingIsSentByOrToOrUnderWhatIsNotThere() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Room room = story.room("Lobby", alice);

        StoryAssert.notFound(messages().send(sending(Story.randomId(), NOBODY, alice.id(), null, null, null)));
        StoryAssert.notFound(messages().send(sending(Story.randomId(), room.id(), NOBODY, null, null, null)));
        StoryAssert.notFound(messages().send(sending(Story.randomId(), room.id(), alice.id(), NOBODY, null, null)));
        assertThat(story.send(alice, room).facts().clock()).isEqualTo(1);
    }

    @Test
    default void theSameRandomWithinFiveMinutesIsTheSameMessage() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Person bob = story.person("Bob");
        Room room = story.room("Lobby", alice, bob);
        Room other = story.room("Other", alice, bob);
        Message first = story.send(sending(Story.randomId(), room.id(), alice.id(), null, null, 42L));

        assertThat(story.send(sending(Story.randomId(), room.id(), alice.id(), null, null, 42L)))
                .isEqualTo(first);
        assertThat(story.send(sending(Story.randomId(), room.id(), alice.id(), null, null, 43L)))
                .isNotEqualTo(first);
        assertThat(story.send(sending(Story.randomId(), room.id(), bob.id(), null, null, 42L)))
                .isNotEqualTo(first);
        assertThat(story.send(sending(Story.randomId(), other.id(), alice.id(), null, null, 42L)))
                .isNotEqualTo(first);
        assertThat(story.send(alice, room).facts().clock()).isEqualTo(4);
    }

    @Test
    default void theSameRandomAfterFiveMinutesIsAnotherMessage() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Room room = story.room("Lobby", alice);
        Instant sixMinutesAgo = Instant.now().minus(Duration.ofMinutes(6));
        Message first = story.send(sending(Story.randomId(), room.id(), alice.id(), null, sixMinutesAgo, 42L));

        assertThat(story.send(sending(Story.randomId(), room.id(), alice.id(), null, null, 42L)))
                .isNotEqualTo(first);
    }

    @Test
    default void aRandomSentManyTimesAtOnceIsOneMessage() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Room room = story.room("Lobby", alice);
        List<Future<Message>> sends = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            sends.add(messages().send(sending(Story.randomId(), room.id(), alice.id(), null, null, 42L)));
        }
        assertThat(Story.awaitAll(sends)).containsOnly(await(sends.get(0)));
    }

    @Test
    default void anImportedMessageKeepsItsTimeToTheMillisecond() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Room room = story.room("Lobby", alice);
        Instant then = Instant.parse("2018-02-26T20:34:03.907Z");

        Message sent = story.send(sending(Story.randomId(), room.id(), alice.id(), null, then, null));

        assertThat(sent.sentAt()).isEqualTo(then);
        assertThat(story.readers(sent.facts(), 10)).containsExactly(new Reader(alice.id(), then));
    }

    @Test
    default void anImportedMessageKeepsItsNumberUnlessItIsTaken() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Room room = story.room("Lobby", alice);
        // The numbers are few and for all apps: other tests of the same database may have taken some.
        long number = LongStream.rangeClosed(1, 1_000)
                .filter(id -> await(messages()
                        .send(numbered(id, alice, room))
                        .map(sent -> sent.facts().id() == id)
                        .otherwise(false)))
                .findFirst()
                .orElseThrow();

        StoryAssert.conflict(messages().send(numbered(number, alice, room)), Conflict.Of.MESSAGE_ID);
        MessageFacts next = story.send(alice, room).facts();
        assertThat(next.clock()).isEqualTo(2);
        assertThat(next.id()).isGreaterThan(1_000);
    }

    @Test
    default void anImportedMessageComesAfterAllOfItsRoom() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        // A number that is refused in a room with a greater one, though it is free.
        long number = LongStream.rangeClosed(1, 999)
                .filter(id -> {
                    Room room = story.room("Lobby", alice);
                    return isSent(numbered(id + 1, alice, room))
                            && !isSent(numbered(id, alice, room))
                            && isSent(numbered(id, alice, story.room("Kitchen", alice)));
                })
                .findFirst()
                .orElseThrow();
        Room room = story.room("Garden", alice);
        Future<Message> first = messages().send(Story.newMessage(alice, room));
        Future<Message> imported = messages().send(numbered(number, alice, room));

        assertThat(await(first).facts().clock()).isEqualTo(1);
        StoryAssert.conflict(imported, Conflict.Of.MESSAGE_ID);
        story.delete(await(first));
        StoryAssert.conflict(messages().send(numbered(1_000, alice, room)), Conflict.Of.MESSAGE_ID);
    }

    private boolean isSent(NewMessage message) {
        return await(messages().send(message).map(true).otherwise(false));
    }

    @Test
    default void noTopicIsNoneHoweverItIsSpelled() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        NewMessage m = Story.newMessage(alice, story.room("Lobby", alice));

        Message sent = story.send(new NewMessage(
                null, m.stringId(), m.room(), m.timeline(), m.sender(), null, "Hello", "{}", null, "(No Topic)", null));

        assertThat(sent.topic()).isNull();
        assertThat(found(story, sent)).containsExactly(sent);
    }

    @Test
    default void anImportedMessageWasLastChangedWhenItSays() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Room room = story.room("Lobby", alice);
        Instant then = Instant.parse("2018-02-26T20:34:03.907Z");
        NewMessage m = Story.newMessage(alice, room);

        Message sent = story.send(new NewMessage(
                null,
                m.stringId(),
                m.room(),
                m.timeline(),
                m.sender(),
                then,
                "Hello",
                "{}",
                null,
                null,
                null,
                then.plusSeconds(7),
                Set.of()));

        assertThat(sent.updatedAt()).isEqualTo(then.plusSeconds(7));
        assertThat(found(story, sent)).containsExactly(sent);
    }

    @Test
    default void anEditedMessageSaysWhatItsEditorWroteWhoThatWasAndWhen() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Person bob = story.person("Bob");
        Message hello = story.send(alice, story.room("Lobby", alice, bob));
        assertThat(hello.updatedAt()).isEqualTo(hello.sentAt());
        assertThat(hello.edit()).isNull();

        Message edited = await(messages().edit(hello.facts().id(), "Hi", "{\"a\":1}", bob.id()));

        assertThat(edited.text()).isEqualTo("Hi");
        assertThat(new JsonObject(edited.payload())).isEqualTo(new JsonObject().put("a", 1));
        assertThat(edited.facts()).isEqualTo(hello.facts());
        assertThat(edited.sentAt()).isEqualTo(hello.sentAt());
        assertThat(edited.edit()).isEqualTo(new Message.Edit(bob.id(), edited.updatedAt()));
        assertThat(edited.updatedAt()).isAfterOrEqualTo(hello.sentAt());
        assertThat(edited.updatedAt().getNano() % 1_000_000).isZero();
        assertThat(found(story, hello)).containsExactly(edited);
    }

    @Test
    default void aDeletedMessageIsFoundNoMoreAndKeepsItsPlace() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Room room = story.room("Lobby", alice);
        NewMessage asked = Story.newMessage(alice, room);
        Message oops = story.send(asked);
        long id = oops.facts().id();

        await(messages().delete(id));

        assertThat(found(story, oops)).isEmpty();
        assertThat(await(messages().byStringIds(story.app().sdkAppId(), List.of(oops.stringId()))))
                .isEmpty();
        assertThat(await(messages().factsByClock(room.id(), List.of(1L)))).isEmpty();
        assertThat(await(messages().stringIds(List.of(id, Long.MAX_VALUE))))
                .as("its name is still known")
                .isEqualTo(Map.of(id, oops.stringId()));
        assertThat(story.send(alice, room).facts().clock()).isEqualTo(2);
        // Sent again it is still the same message, not a new one.
        assertThat(story.send(asked).facts()).isEqualTo(oops.facts());
        assertThat(found(story, oops)).isEmpty();
    }

    @Test
    default void whatIsDeletedOrWasNeverThereIsNeitherEditedNorDeletedNorRepliedTo() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Room room = story.room("Lobby", alice);
        long gone = story.send(alice, room).facts().id();
        await(messages().delete(gone));

        for (long id : List.of(gone, NOBODY)) {
            StoryAssert.notFound(messages().edit(id, "Hi", "{}", alice.id()));
            StoryAssert.notFound(messages().delete(id));
            StoryAssert.notFound(messages().send(sending(Story.randomId(), room.id(), alice.id(), id, null, null)));
        }
        assertThat(story.send(alice, room).facts().clock()).isEqualTo(2);
    }

    @Test
    default void aMessageDeletedByManyAtOnceIsDeletedOnce() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        long oops = story.send(alice, story.room("Lobby", alice)).facts().id();
        List<Future<Boolean>> deletions = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            deletions.add(messages().delete(oops).map(true).otherwise(false));
        }
        assertThat(Story.awaitAll(deletions)).containsOnlyOnce(true);
    }

    private List<Message> found(Story story, Message message) {
        return await(
                messages().byIds(story.app().sdkAppId(), List.of(message.facts().id())));
    }

    @Test
    default void askingForNothingFindsNothing() {
        long app = Story.begin(records()).app().sdkAppId();
        assertThat(await(messages().byIds(app, List.of()))).isEmpty();
        assertThat(await(messages().byStringIds(app, List.of()))).isEmpty();
        assertThat(await(messages().factsByClock(NOBODY, List.of(1L)))).isEmpty();
    }

    private Messages messages() {
        return records().messages();
    }

    private static NewMessage with(String stringId, Person sender, Room room) {
        return sending(stringId, room.id(), sender.id(), null, null, null);
    }

    private static NewMessage sending(
            String stringId, long room, long sender, Long parent, Instant sentAt, Long random) {
        return new NewMessage(
                null, stringId, room, TimelineKey.MAIN, sender, sentAt, "Hello", "{}", parent, null, random);
    }

    private static NewMessage numbered(long id, Person sender, Room room) {
        return new NewMessage(
                id, Story.randomId(), room.id(), TimelineKey.MAIN, sender.id(), null, "Hello", "{}", null, null, null);
    }

    @Test
    default void theNewestOfAlicesRoomsIsFoundUntilItIsDeletedOrSheLeaves() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Person bob = story.person("Bob");
        Room lobby = story.room("Lobby", alice, bob);
        Room garden = story.room("Garden", alice, bob);
        Room his = story.room("His", bob);
        assertThat(await(messages().newestOf(alice.id()))).isEmpty();
        Message first = story.send(bob, lobby);
        Message second = story.send(bob, garden);
        Message third = story.send(bob, lobby);
        story.send(bob, his);

        assertThat(await(messages().newestOf(alice.id())))
                .contains(third.facts().id());
        await(messages().delete(third.facts().id()));
        assertThat(await(messages().newestOf(alice.id())))
                .contains(second.facts().id());
        story.leave(garden, alice);
        assertThat(await(messages().newestOf(alice.id())))
                .contains(first.facts().id());
        await(records().rooms().delete(lobby.id()));
        assertThat(await(messages().newestOf(alice.id()))).isEmpty();
        assertThat(await(messages().newestOf(NOBODY))).isEmpty();
    }

    @Test
    default void thePlacesOfARoomAreToldNewestFirstThoughSomeMessagesWereDeleted() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Room room = story.room("Lobby", alice, story.person("Bob"));
        List<Message> sent = story.send(alice, room, 4);
        Message inATopic = story.send(Story.newMessage(alice, room, TimelineKey.topic("Tea")));
        story.delete(sent.get(1));
        story.delete(sent.get(3));

        List<Messages.Place> all = places(room, Long.MAX_VALUE, 1_000);

        assertThat(all).extracting(place -> place.message().facts().clock()).containsExactly(5L, 4L, 3L, 2L, 1L);
        assertThat(all).extracting(Messages.Place::deleted).containsExactly(false, true, false, true, false);
        assertThat(all.get(0).message()).isEqualTo(inATopic);
        assertThat(all.get(2).message()).isEqualTo(sent.get(2));
        Message gone = all.get(1).message();
        assertThat(gone.facts()).isEqualTo(sent.get(3).facts());
        assertThat(gone.sentAt()).isEqualTo(sent.get(3).sentAt());
        assertThat(gone.text()).isEmpty();
        assertThat(gone.payload()).isEqualTo("{}");
        assertThat(places(room, 4, 2)).isEqualTo(all.subList(1, 3));
        assertThat(places(room, 1, 2)).isEqualTo(all.subList(4, 5));
        assertThat(places(room, 0, 2)).isEmpty();
        assertThat(await(records().messages().places(NOBODY, 9, 2))).isEmpty();

        story.delete(room);
        assertThat(places(room, 9, 2)).isEmpty();
    }

    private List<Messages.Place> places(Room room, long last, int limit) {
        return await(records().messages().places(room.id(), last, limit));
    }
}
