package dev.seenby.storage.contract;

import static dev.seenby.storage.contract.PeopleContract.NOBODY;
import static dev.seenby.storage.contract.Story.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.seenby.storage.Member;
import dev.seenby.storage.Message;
import dev.seenby.storage.NewRoom;
import dev.seenby.storage.NewRoom.NewMember;
import dev.seenby.storage.Person;
import dev.seenby.storage.Room;
import dev.seenby.storage.Rooms;
import dev.seenby.storage.Rooms.Joined;
import dev.seenby.storage.StorageException.Conflict;
import dev.seenby.storage.Timeline;
import dev.seenby.storage.TimelineKey;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** What {@link Rooms} promises. */
public interface RoomsContract extends RoomListsContract, RoomDeletionContract, AttendanceContract {
    /** The record under test; may be the same for all tests. */
    @Override
    Records records();

    @Test
    default void aRoomIsMadeWithItsFirstMembersAndFoundAgain() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Person bob = story.person("Bob");
        Instant then = Instant.parse("2018-02-26T20:34:03.907Z");
        NewRoom asked = new NewRoom(
                story.app().sdkAppId(),
                "@TGS#1",
                Room.Kind.PRIVATE,
                "tea-party",
                "Tea party",
                alice.id(),
                "{\"a\":1}",
                List.of(new NewMember(alice.id(), Member.Role.OWNER), new NewMember(bob.id(), Member.Role.MEMBER)),
                then);

        Room room = await(rooms().create(asked));

        assertThat(room.app()).isEqualTo(story.app().sdkAppId());
        assertThat(room.roomId()).isEqualTo("@TGS#1");
        assertThat(room.kind()).isEqualTo(Room.Kind.PRIVATE);
        assertThat(room.name()).isEqualTo("tea-party");
        assertThat(room.displayName()).isEqualTo("Tea party");
        assertThat(room.owner()).isEqualTo(alice.id());
        assertThat(new JsonObject(room.details())).isEqualTo(new JsonObject("{\"a\":1}"));
        assertThat(room.createdAt()).isEqualTo(then);
        assertThat(await(rooms().byRoomId(story.app().sdkAppId(), "@TGS#1"))).contains(room);
        assertThat(await(rooms().byIds(List.of(room.id(), NOBODY)))).containsExactly(room);
        List<Member> members = await(rooms().members(room.id(), 0, 10));
        assertThat(members).extracting(Member::person).containsExactly(alice.id(), bob.id());
        assertThat(members).extracting(Member::role).containsExactly(Member.Role.OWNER, Member.Role.MEMBER);
        assertThat(members).extracting(Member::sinceClock).containsExactly(1L, 1L);
    }

    @Test
    default void roomIdAndNameAreTakenOncePerApp() {
        Story story = Story.begin(records());
        NewRoom first = story.newRoom("Lobby", List.of());
        await(rooms().create(first));
        NewRoom other = story.newRoom("Other", List.of());

        StoryAssert.conflict(rooms().create(named(other, first.roomId(), other.name())), Conflict.Of.ROOM_ID);
        StoryAssert.conflict(
                rooms().create(named(other, other.roomId(), first.name().toUpperCase(Locale.ROOT))),
                Conflict.Of.ROOM_NAME);

        Story elsewhere = Story.begin(records());
        NewRoom same = named(elsewhere.newRoom("Lobby", List.of()), first.roomId(), first.name());
        Room there = await(rooms().create(same));
        assertThat(await(rooms().byRoomId(elsewhere.app().sdkAppId(), first.roomId())))
                .contains(there);
        assertThat(await(rooms().byRoomId(elsewhere.app().sdkAppId(), other.roomId())))
                .isEmpty();
    }

    @Test
    default void streamIdsDifferAlsoForRoomsMadeAtOnce() {
        Story story = Story.begin(records());
        List<Future<Room>> made = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            made.add(rooms().create(story.newRoom("Room " + i, List.of())));
        }
        assertThat(Story.awaitAll(made)).extracting(Room::streamId).doesNotHaveDuplicates();
    }

    @Test
    default void joiningSaysForEachWhetherTheyWereThereAlready() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Person bob = story.person("Bob");
        Room room = story.room("Lobby", alice);
        story.send(alice, room);

        List<Joined> outcomes = await(rooms().join(
                        room.id(),
                        List.of(
                                new NewMember(bob.id(), Member.Role.ADMIN),
                                new NewMember(alice.id(), Member.Role.MEMBER),
                                new NewMember(bob.id(), Member.Role.MEMBER))));

        assertThat(outcomes).containsExactly(Joined.JOINED, Joined.ALREADY_MEMBER, Joined.ALREADY_MEMBER);
        Member joined = await(rooms().members(room.id(), List.of(bob.id()))).get(0);
        assertThat(joined.role()).isEqualTo(Member.Role.ADMIN);
        assertThat(joined.sinceClock()).isEqualTo(2);
        assertThat(await(rooms().size(room.id()))).isEqualTo(2);
    }

    @Test
    default void nobodyJoinsWhenOneOfThemIsNobody() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Room room = story.room("Lobby");

        StoryAssert.notFound(rooms().join(
                        room.id(),
                        List.of(
                                new NewMember(alice.id(), Member.Role.MEMBER),
                                new NewMember(NOBODY, Member.Role.MEMBER))));
        assertThat(await(rooms().size(room.id()))).isZero();
        StoryAssert.notFound(rooms().join(NOBODY, List.of(new NewMember(alice.id(), Member.Role.MEMBER))));
    }

    @Test
    default void leavingCountsOnlyThoseWhoWereThere() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Person bob = story.person("Bob");
        Person carol = story.person("Carol");
        Room room = story.room("Lobby", alice, bob);

        assertThat(await(rooms().leave(room.id(), List.of(alice.id(), carol.id(), alice.id(), NOBODY))))
                .isEqualTo(1);
        assertThat(await(rooms().leave(room.id(), List.of(alice.id())))).isZero();
        assertThat(await(rooms().members(room.id(), List.of(alice.id(), bob.id(), carol.id()))))
                .extracting(Member::person)
                .containsExactly(bob.id());
        StoryAssert.notFound(rooms().leave(NOBODY, List.of(alice.id())));
    }

    @Test
    default void whoComesBackStartsANewStay() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Person bob = story.person("Bob");
        Room room = story.room("Lobby", alice, bob);
        story.send(alice, room, 2);
        story.leave(room, bob);
        story.send(alice, room, 3);
        story.join(room, bob);

        assertThat(await(rooms().members(room.id(), List.of(bob.id()))).get(0).sinceClock())
                .isEqualTo(6);
        assertThat(await(rooms().size(room.id()))).isEqualTo(2);
    }

    @Test
    default void membersComeInPagesByStorageId() {
        Story story = Story.begin(records());
        List<Person> people = story.people(7);
        List<Person> reversed = new ArrayList<>(people);
        Collections.reverse(reversed);
        Room room = story.room("Lobby", reversed);

        List<Long> all = new ArrayList<>();
        List<Member> page = await(rooms().members(room.id(), 0, 3));
        for (int i = 0; i < 10 && !page.isEmpty(); i++) {
            assertThat(page).hasSizeLessThanOrEqualTo(3);
            page.forEach(member -> all.add(member.person()));
            page = await(rooms().members(room.id(), all.get(all.size() - 1), 3));
        }
        assertThat(all)
                .containsExactlyElementsOf(
                        people.stream().map(Person::id).sorted().toList());
    }

    @Test
    default void anUnknownRoomIsEmpty() {
        assertThat(await(rooms().size(NOBODY))).isZero();
        assertThat(await(rooms().members(NOBODY, 0, 10))).isEmpty();
        assertThat(await(rooms().members(NOBODY, List.of(1L)))).isEmpty();
        assertThat(await(rooms().timeline(NOBODY, TimelineKey.MAIN))).isEmpty();
        assertThat(await(rooms().timelines(NOBODY, 0, 10))).isEmpty();
        assertThat(await(rooms().byIds(List.of()))).isEmpty();
    }

    @Test
    default void thePeopleOfABigRoomJoinAndLeaveInOneCall() {
        Story story = Story.begin(records());
        List<Person> people = story.people(300);
        Room room = story.room("Hall");
        List<Joined> outcomes = await(rooms().join(
                        room.id(),
                        people.stream()
                                .map(person -> new NewMember(person.id(), Member.Role.MEMBER))
                                .toList()));
        assertThat(outcomes).hasSize(300).containsOnly(Joined.JOINED);
        assertThat(await(
                        rooms().leave(room.id(), people.stream().map(Person::id).toList())))
                .isEqualTo(300);
        assertThat(await(rooms().size(room.id()))).isZero();
    }

    @Test
    default void ofManyAttemptsToJoinAtOnceOneJoins() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Room room = story.room("Lobby");
        List<Future<List<Joined>>> attempts = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            attempts.add(rooms().join(room.id(), List.of(new NewMember(alice.id(), Member.Role.MEMBER))));
        }
        assertThat(Story.awaitAll(attempts).stream().flatMap(List::stream))
                .filteredOn(Joined.JOINED::equals)
                .hasSize(1);
        assertThat(await(rooms().size(room.id()))).isEqualTo(1);
    }

    @Test
    default void aTimelineIsThereFromItsFirstMessageOn() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Room room = story.room("Lobby", alice);
        assertThat(await(rooms().timeline(room.id(), TimelineKey.MAIN))).isEmpty();
        assertThat(await(rooms().timelines(room.id(), 0, 10))).isEmpty();

        Message hello = story.send(alice, room);
        story.send(alice, room);

        Timeline main = await(rooms().timeline(room.id(), TimelineKey.MAIN)).orElseThrow();
        assertThat(main).isEqualTo(new Timeline(hello.facts().timeline(), room.id(), TimelineKey.MAIN, 2));
    }

    @Test
    default void topicsAreComparedRegardlessOfCaseAndThreadsByTheirParent() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Room room = story.room("Lobby", alice);
        long parent = story.send(alice, room).facts().id();
        story.send(Story.newMessage(alice, room, TimelineKey.topic("Über Tee")));
        story.send(Story.newMessage(alice, room, TimelineKey.topic("über TEE")));
        story.send(Story.newMessage(alice, room, TimelineKey.thread(parent)));
        story.send(Story.newMessage(alice, room, TimelineKey.SILENT));

        Timeline tea = await(rooms().timeline(room.id(), TimelineKey.topic("ÜBER tee")))
                .orElseThrow();
        assertThat(tea.key()).isEqualTo(TimelineKey.topic("Über Tee"));
        assertThat(tea.lastPosition()).isEqualTo(2);
        List<Timeline> all = new ArrayList<>(await(rooms().timelines(room.id(), 0, 3)));
        assertThat(all).hasSize(3);
        all.addAll(await(rooms().timelines(room.id(), all.get(2).id(), 3)));
        assertThat(all)
                .extracting(Timeline::key)
                .containsExactlyInAnyOrder(
                        TimelineKey.MAIN,
                        TimelineKey.topic("Über Tee"),
                        TimelineKey.thread(parent),
                        TimelineKey.SILENT);
        assertThat(all).extracting(Timeline::id).isSorted();
    }

    private Rooms rooms() {
        return records().rooms();
    }

    private static NewRoom named(NewRoom like, String roomId, String name) {
        return new NewRoom(
                like.app(),
                roomId,
                like.kind(),
                name,
                like.displayName(),
                like.owner(),
                like.details(),
                like.members(),
                null);
    }
}
