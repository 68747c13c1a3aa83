package dev.seenby.storage.contract;

import static dev.seenby.storage.contract.Story.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.seenby.storage.Listed;
import dev.seenby.storage.Member;
import dev.seenby.storage.Message;
import dev.seenby.storage.NewMessage;
import dev.seenby.storage.NewPerson;
import dev.seenby.storage.NewRoom;
import dev.seenby.storage.Person;
import dev.seenby.storage.Room;
import dev.seenby.storage.Rooms.Status;
import dev.seenby.storage.TimelineKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What {@link dev.seenby.storage.Rooms} promises of finding and listing rooms and their members. */
interface RoomListsContract {
    Set<Room.Kind> ALL_KINDS = EnumSet.allOf(Room.Kind.class);

    /** The record under test; may be the same for all tests. */
    Records records();

    @Test
    default void roomsAreFoundByTheirIntegersInTheirAppAlone() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Room lobby = story.room("Lobby", alice);
        Room kitchen = story.room("Kitchen", alice);
        long app = story.app().sdkAppId();
        List<Integer> both = List.of(lobby.streamId(), kitchen.streamId());

        assertThat(await(records().rooms().byStreamIds(app, List.of(kitchen.streamId(), 999_999, kitchen.streamId()))))
                .containsExactly(kitchen);
        assertThat(await(records().rooms().byStreamIds(app, both))).containsExactlyInAnyOrder(lobby, kitchen);
        assertThat(await(records().rooms().byStreamIds(app, List.of()))).isEmpty();
        assertThat(await(records()
                        .rooms()
                        .byStreamIds(Story.begin(records()).app().sdkAppId(), both)))
                .isEmpty();
        story.delete(lobby);
        assertThat(await(records().rooms().byStreamIds(app, both))).containsExactly(kitchen);
    }

    @Test
    default void aRoomIsFoundByItsNameRegardlessOfCase() {
        Story story = Story.begin(records());
        Room room = story.room("Tea Party");

        assertThat(await(records().rooms().byName(room.app(), room.name().toUpperCase(Locale.ROOT))))
                .contains(room);
        assertThat(await(records().rooms().byName(room.app(), "no-such-room"))).isEmpty();
        assertThat(await(records().rooms().byName(Story.begin(records()).app().sdkAppId(), room.name())))
                .isEmpty();
    }

    @Test
    default void roomsAreListedByNameInPagesOfTheKindsAskedFor() {
        Story story = Story.begin(records());
        for (String name : List.of("delta", "Alpha", "charlie", "bravo")) {
            room(story, name, Room.Kind.PUBLIC);
        }
        room(story, "aardvark", Room.Kind.PRIVATE);
        long app = story.app().sdkAppId();

        Listed<Room> first = await(records().rooms().list(app, Set.of(Room.Kind.PUBLIC), null, 0, 3));
        Listed<Room> second = await(records().rooms().list(app, Set.of(Room.Kind.PUBLIC), null, 3, 3));

        assertThat(first.items()).extracting(Room::name).containsExactly("Alpha", "bravo", "charlie");
        assertThat(second.items()).extracting(Room::name).containsExactly("delta");
        assertThat(List.of(first.total(), second.total())).containsOnly(4L);
        assertThat(await(records().rooms().list(app, ALL_KINDS, null, 0, 1)).items())
                .extracting(Room::name)
                .containsExactly("aardvark");
        assertThat(await(records().rooms().list(app, Set.of(), null, 0, 10))).isEqualTo(new Listed<>(List.of(), 0));
        assertThat(await(records().rooms().list(app, ALL_KINDS, null, 9, 10))).isEqualTo(new Listed<>(List.of(), 5));
        assertThat(await(records().rooms().list(app, ALL_KINDS, null, 0, 0))).isEqualTo(new Listed<>(List.of(), 5));
    }

    @Test
    default void bobsRoomsAreThoseHeIsInNow() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Person bob = story.person("Bob");
        Room both = story.room("Both", alice, bob);
        Room left = story.room("Left", alice, bob);
        story.room("Hers", alice);
        Room his = story.room("His", bob);
        story.leave(left, bob);
        long app = story.app().sdkAppId();

        assertThat(await(records().rooms().list(app, ALL_KINDS, bob.id(), 0, 10)))
                .isEqualTo(new Listed<>(List.of(both, his), 2));
        assertThat(await(records().rooms().list(app, ALL_KINDS, bob.id(), 1, 1)))
                .isEqualTo(new Listed<>(List.of(his), 2));
        assertThat(await(records().rooms().list(app, Set.of(Room.Kind.DIRECT), bob.id(), 0, 10)))
                .isEqualTo(new Listed<>(List.of(), 0));
        assertThat(await(records().rooms().list(app, ALL_KINDS, PeopleContract.NOBODY, 0, 10)))
                .isEqualTo(new Listed<>(List.of(), 0));
    }

    @Test
    default void ofManyRoomsThoseAreToldThatBobIsInNow() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Person bob = story.person("Bob");
        Room both = story.room("Both", alice, bob);
        Room left = story.room("Left", alice, bob);
        Room hers = story.room("Hers", alice);
        Room gone = story.room("Gone", alice, bob);
        Room notAsked = story.room("Not asked", bob);
        story.leave(left, bob);
        story.delete(gone);
        List<Long> asked = List.of(both.id(), left.id(), hers.id(), gone.id(), both.id(), PeopleContract.NOBODY);

        assertThat(await(records().rooms().joined(bob.id(), asked))).containsExactly(both.id());
        assertThat(await(records().rooms().joined(bob.id(), List.of(notAsked.id()))))
                .containsExactly(notAsked.id());
        assertThat(await(records().rooms().joined(PeopleContract.NOBODY, asked)))
                .isEmpty();
        assertThat(await(records().rooms().joined(bob.id(), List.of()))).isEmpty();
    }

    @Test
    default void theOldestMessageOfARoomIsTheFirstThatIsThere() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Room lobby = story.room("Lobby", alice);
        Room empty = story.room("Empty", alice);
        Room gone = story.room("Gone", alice);
        Message first = story.send(alice, lobby);
        Message second = story.send(alice, lobby);
        story.send(alice, lobby);
        story.send(alice, gone);
        story.delete(gone);
        List<Long> asked = List.of(lobby.id(), empty.id(), gone.id(), PeopleContract.NOBODY);

        assertThat(await(records().rooms().oldest(asked)))
                .isEqualTo(Map.of(lobby.id(), first.facts().id()));
        story.delete(first);
        assertThat(await(records().rooms().oldest(asked)))
                .isEqualTo(Map.of(lobby.id(), second.facts().id()));
        assertThat(await(records().rooms().oldest(List.of()))).isEmpty();
    }

    @Test
    default void aRoomsStatusFollowsWhatHappensInIt() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Person bob = story.person("Bob");
        Room lobby = story.room("Lobby", alice, bob);
        Room empty = story.room("Empty");
        Instant then = Instant.parse("2018-02-26T20:34:03.907Z");

        story.send(at(alice, lobby, then));
        story.send(at(alice, lobby, then.plusSeconds(60)));
        // An import need not come in the order of time.
        story.send(at(bob, lobby, then.plusSeconds(30)));
        story.leave(lobby, bob);

        assertThat(await(
                        records().rooms().statuses(List.of(lobby.id(), empty.id(), lobby.id(), PeopleContract.NOBODY))))
                .containsExactlyInAnyOrder(
                        new Status(lobby.id(), 1, 3, then.plusSeconds(60), 3), new Status(empty.id(), 0, 0, null, 0));
        assertThat(await(records().rooms().statuses(List.of()))).isEmpty();
    }

    @Test
    default void theLastOfManyMessagesSentAtOnceIsTheRoomsLast() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Room lobby = story.room("Lobby", alice);
        List<NewMessage> messages = new ArrayList<>();
        Instant then = Instant.parse("2018-02-26T20:34:03.907Z");
        for (int i = 0; i < 20; i++) {
            messages.add(at(alice, lobby, then.plusSeconds((i * 7) % 20)));
        }
        Story.awaitAll(messages.stream().map(records().messages()::send).toList());

        assertThat(await(records().rooms().statuses(List.of(lobby.id()))))
                .containsExactly(new Status(lobby.id(), 1, 20, then.plusSeconds(19), 20));
    }

    @Test
    default void membersAreListedByUsernameAndFoundByAPartOfTheirNames() {
        Story story = Story.begin(records());
        Person carol = person(story, "carol", "Carol Ann");
        Person alice = person(story, "Alice", "Duchess");
        Person bob = person(story, "bob", "Bob ALIstair");
        Person dora = person(story, "dora", "Dora");
        Person left = person(story, "alina", "Alina");
        Room room = story.room("Lobby", carol, alice, bob, dora, left);
        story.leave(room, left);

        assertThat(members(room, "", 0, 3)).containsExactly(alice.id(), bob.id(), carol.id());
        assertThat(members(room, "", 3, 3)).containsExactly(dora.id());
        assertThat(members(room, "aLI", 0, 10)).containsExactly(alice.id(), bob.id());
        assertThat(members(room, "duch", 0, 10)).containsExactly(alice.id());
        assertThat(members(room, "%", 0, 10)).isEmpty();
        assertThat(await(records().rooms().membersByName(room.id(), "ali", 1, 10)))
                .satisfies(found -> {
                    assertThat(found.total()).isEqualTo(2);
                    assertThat(found.items())
                            .containsExactlyElementsOf(await(records().rooms().members(room.id(), List.of(bob.id()))));
                });
        assertThat(await(records().rooms().membersByName(room.id(), "", 0, 0))).isEqualTo(new Listed<>(List.of(), 4));
        assertThat(await(records().rooms().membersByName(PeopleContract.NOBODY, "", 0, 10)))
                .isEqualTo(new Listed<>(List.of(), 0));
    }

    private List<Long> members(Room room, String holding, long offset, int limit) {
        return await(records().rooms().membersByName(room.id(), holding, offset, limit)).items().stream()
                .map(Member::person)
                .toList();
    }

    private Person person(Story story, String username, String name) {
        NewPerson plain = Story.newPerson(name);
        return await(records()
                .people()
                .create(
                        story.app().sdkAppId(),
                        new NewPerson(
                                plain.userId(),
                                plain.rocketChatId(),
                                null,
                                username,
                                name,
                                null,
                                plain.role(),
                                false,
                                null),
                        List.of()));
    }

    private void room(Story story, String name, Room.Kind kind) {
        await(records()
                .rooms()
                .create(new NewRoom(
                        story.app().sdkAppId(), Story.randomId(), kind, name, name, null, "{}", List.of(), null)));
    }

    private static NewMessage at(Person sender, Room room, Instant sentAt) {
        return new NewMessage(
                null,
                Story.randomId(),
                room.id(),
                TimelineKey.MAIN,
                sender.id(),
                sentAt,
                "Hello",
                "{}",
                null,
                null,
                null);
    }
}
