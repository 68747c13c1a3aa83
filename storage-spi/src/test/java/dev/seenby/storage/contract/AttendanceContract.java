package dev.seenby.storage.contract;

import static dev.seenby.storage.contract.PeopleContract.NOBODY;
import static dev.seenby.storage.contract.Story.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.seenby.storage.Attendance;
import dev.seenby.storage.Listed;
import dev.seenby.storage.Member;
import dev.seenby.storage.Message;
import dev.seenby.storage.NewRoom;
import dev.seenby.storage.NewRoom.NewMember;
import dev.seenby.storage.Person;
import dev.seenby.storage.Room;
import dev.seenby.storage.RoomChange;
import dev.seenby.storage.Rooms;
import dev.seenby.storage.Rooms.LastSent;
import dev.seenby.storage.TimelineKey;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What {@link Rooms} promises of changing rooms, and of who is in them and how far. */
interface AttendanceContract {
    Set<Member.Role> ALL_ROLES = EnumSet.allOf(Member.Role.class);

    /** The record under test; may be the same for all tests. */
    Records records();

    @Test
    default void aRoomIsGivenAnotherNameAndOtherDetailsButKeepsItsUniqueName() {
        Story story = Story.begin(records());
        Room lobby = story.room("Lobby");
        Rooms rooms = records().rooms();

        Room renamed = await(rooms.change(lobby.id(), was -> new RoomChange(was.displayName() + " Hall", null)));
        Room detailed = await(rooms.change(lobby.id(), was -> new RoomChange(null, "{\"a\":1}")));

        assertThat(renamed.displayName()).isEqualTo("Lobby Hall");
        assertThat(renamed.details()).isEqualTo(lobby.details());
        assertThat(detailed.displayName()).isEqualTo("Lobby Hall");
        assertThat(detailed.details()).isEqualTo("{\"a\":1}");
        assertThat(detailed.name()).isEqualTo(lobby.name());
        assertThat(await(rooms.byRoomId(lobby.app(), lobby.roomId()))).contains(detailed);
        story.delete(lobby);
        StoryAssert.notFound(rooms.change(lobby.id(), was -> new RoomChange("Gone", null)));
        StoryAssert.notFound(rooms.change(NOBODY, was -> new RoomChange("Nowhere", null)));
    }

    @Test
    default void ofManyChangesAtOnceNoneIsLost() {
        Story story = Story.begin(records());
        Room lobby = story.room("");
        List<Future<Room>> changes = IntStream.range(0, 20)
                .mapToObj(
                        i -> records().rooms().change(lobby.id(), was -> new RoomChange(was.displayName() + "x", null)))
                .toList();

        Story.awaitAll(changes);

        assertThat(await(records().rooms().byIds(List.of(lobby.id()))).get(0).displayName())
                .isEqualTo("x".repeat(20));
    }

    @Test
    default void roomsAreFoundByTheirIdsInTheirAppAlone() {
        Story story = Story.begin(records());
        Room lobby = story.room("Lobby");
        Room kitchen = story.room("Kitchen");
        Room gone = story.room("Gone");
        story.delete(gone);
        List<String> asked = List.of(lobby.roomId(), kitchen.roomId(), gone.roomId(), "nowhere", lobby.roomId());

        assertThat(await(records().rooms().byRoomIds(lobby.app(), asked))).containsExactlyInAnyOrder(lobby, kitchen);
        assertThat(await(records().rooms().byRoomIds(lobby.app(), List.of()))).isEmpty();
        assertThat(await(
                        records().rooms().byRoomIds(Story.begin(records()).app().sdkAppId(), asked)))
                .isEmpty();
    }

    @Test
    default void theMembersOfSeveralRoomsComeInPartsByTheirRoles() {
        Story story = Story.begin(records());
        List<Person> people = story.people(4);
        Room lobby = await(records().rooms().create(withRoles(story, people)));
        Room kitchen = story.room("Kitchen", people.get(1), people.get(3));
        Room gone = story.room("Gone", people.get(1));
        story.delete(gone);
        List<Long> both = List.of(kitchen.id(), lobby.id(), gone.id(), NOBODY, lobby.id());

        assertThat(people(attendance(both, ALL_ROLES, 0, 0, 3)))
                .containsExactly(id(people, 0), id(people, 1), id(people, 2), id(people, 1), id(people, 3));
        assertThat(people(attendance(both, ALL_ROLES, 0, 1, 2)))
                .containsExactly(id(people, 1), id(people, 2), id(people, 3));
        assertThat(people(attendance(List.of(lobby.id()), ALL_ROLES, id(people, 1), 0, 10)))
                .containsExactly(id(people, 2), id(people, 3));
        assertThat(people(attendance(List.of(lobby.id()), Set.of(Member.Role.OWNER, Member.Role.ADMIN), 0, 0, 10)))
                .containsExactly(id(people, 0), id(people, 1));
        assertThat(attendance(both, Set.of(), 0, 0, 10)).isEmpty();
        assertThat(attendance(List.of(), ALL_ROLES, 0, 0, 10)).isEmpty();
        Attendance first = attendance(List.of(lobby.id()), ALL_ROLES, 0, 0, 1).get(0);
        assertThat(first)
                .isEqualTo(new Attendance(
                        lobby.id(),
                        await(records().rooms().members(lobby.id(), List.of(id(people, 0))))
                                .get(0),
                        people.get(0).userId(),
                        0));
    }

    @Test
    default void howFarBobIsFollowsWhatHeReadsSendsAndLooksAt() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Person bob = story.person("Bob");
        Room room = story.room("Lobby", alice);
        story.send(alice, room, 2);
        story.join(room, bob);
        assertThat(readUpTo(room, bob)).isEqualTo(2);

        Message third = story.send(alice, room);
        story.send(Story.newMessage(alice, room, TimelineKey.topic("tea")));
        assertThat(readUpTo(room, bob)).isEqualTo(2);
        story.read(bob, third);
        assertThat(readUpTo(room, bob)).isEqualTo(3);
        story.send(Story.newMessage(bob, room, TimelineKey.SILENT));
        assertThat(readUpTo(room, bob)).isEqualTo(5);
        story.send(alice, room);
        await(records().subscriptions().seen(room.id(), bob.id(), false));
        assertThat(readUpTo(room, bob)).isEqualTo(6);
        story.send(alice, room);
        assertThat(readUpTo(room, bob)).isEqualTo(6);
        assertThat(readUpTo(room, alice)).isEqualTo(7);
    }

    @Test
    default void bobsRoomsComeInPartsByKindAndWithoutSilentPrivateOnes() {
        Story story = Story.begin(records());
        Person bob = story.person("Bob");
        Room lobby = story.room("Lobby", bob);
        Room silent = room(story, Room.Kind.PRIVATE, bob);
        Room used = room(story, Room.Kind.PRIVATE, bob);
        story.send(bob, used);
        Room left = story.room("Left", bob);
        story.leave(left, bob);
        Room gone = story.room("Gone", bob);
        story.delete(gone);
        story.room("Not his");
        Set<Room.Kind> both = Set.of(Room.Kind.PUBLIC, Room.Kind.PRIVATE);

        assertThat(rooms(attended(bob, both, true, 0, 10))).containsExactly(lobby.id(), silent.id(), used.id());
        assertThat(rooms(attended(bob, both, false, 0, 10))).containsExactly(lobby.id(), used.id());
        assertThat(attended(bob, both, false, 0, 10).total()).isEqualTo(2);
        assertThat(rooms(attended(bob, both, true, 1, 1))).containsExactly(silent.id());
        assertThat(attended(bob, both, true, 1, 1).total()).isEqualTo(3);
        assertThat(attended(bob, both, true, 3, 1)).isEqualTo(new Listed<>(List.of(), 3));
        assertThat(attended(bob, both, true, 0, 0)).isEqualTo(new Listed<>(List.of(), 3));
        assertThat(rooms(attended(bob, Set.of(Room.Kind.PUBLIC), true, 0, 10))).containsExactly(lobby.id());
        assertThat(attended(bob, Set.of(), true, 0, 10).total()).isZero();
        assertThat(attended(bob, both, false, 1, 1).items().get(0).readUpTo()).isEqualTo(1);
    }

    @Test
    default void whoSentLastIsKnownOfEachRoom() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Person bob = story.person("Bob");
        Room lobby = story.room("Lobby", alice, bob);
        Room kitchen = story.room("Kitchen", alice);
        story.send(alice, lobby);
        Message alices = story.send(alice, lobby);
        Message bobs = story.send(bob, lobby);
        Message there = story.send(alice, kitchen);
        story.delete(bobs);

        assertThat(await(records().rooms().lastSent(List.of(lobby.id(), kitchen.id(), lobby.id(), NOBODY))))
                .containsExactlyInAnyOrder(
                        new LastSent(lobby.id(), alice.id(), alices.sentAt()),
                        new LastSent(lobby.id(), bob.id(), bobs.sentAt()),
                        new LastSent(kitchen.id(), alice.id(), there.sentAt()));
        assertThat(await(records().rooms().lastSent(List.of()))).isEmpty();
    }

    @Test
    default void whoWasSilentForAThousandMessagesIsNotRemembered() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Person bob = story.person("Bob");
        Room lobby = story.room("Lobby", alice, bob);
        story.send(bob, lobby);
        List<Future<Message>> sent = new ArrayList<>();
        for (int i = 0; i < 999; i++) {
            sent.add(records().messages().send(Story.newMessage(alice, lobby)));
        }
        Story.awaitAll(sent);
        assertThat(await(records().rooms().lastSent(List.of(lobby.id())))).hasSize(2);

        story.send(alice, lobby);

        assertThat(await(records().rooms().lastSent(List.of(lobby.id()))))
                .extracting(LastSent::person)
                .containsExactly(alice.id());
    }

    private long readUpTo(Room room, Person person) {
        return attendance(List.of(room.id()), ALL_ROLES, person.id() - 1, 0, 1)
                .get(0)
                .readUpTo();
    }

    private List<Attendance> attendance(List<Long> rooms, Set<Member.Role> roles, long after, long offset, int limit) {
        return await(records().rooms().attendance(rooms, roles, after, offset, limit));
    }

    private Listed<Attendance> attended(Person person, Set<Room.Kind> kinds, boolean unused, long offset, int limit) {
        return await(records().rooms().attended(person.id(), kinds, unused, offset, limit));
    }

    private static long id(List<Person> people, int index) {
        return people.get(index).id();
    }

    private static List<Long> people(List<Attendance> attendance) {
        return attendance.stream().map(each -> each.member().person()).toList();
    }

    private static List<Long> rooms(Listed<Attendance> attended) {
        return attended.items().stream().map(Attendance::room).toList();
    }

    private Room room(Story story, Room.Kind kind, Person member) {
        return await(records().rooms().create(like(story.newRoom("Den", List.of(member)), kind, null)));
    }

    /** The first of the people is its owner, the second an administrator. */
    private static NewRoom withRoles(Story story, List<Person> people) {
        List<NewMember> members = IntStream.range(0, people.size())
                .mapToObj(i -> new NewMember(
                        people.get(i).id(), Member.Role.values()[Math.min(i, Member.Role.MEMBER.ordinal())]))
                .toList();
        return like(story.newRoom("Lobby", List.of()), Room.Kind.PUBLIC, members);
    }

    private static NewRoom like(NewRoom room, Room.Kind kind, @Nullable List<NewMember> members) {
        return new NewRoom(
                room.app(),
                room.roomId(),
                kind,
                room.name(),
                room.displayName(),
                null,
                room.details(),
                members == null ? room.members() : members,
                null);
    }
}
