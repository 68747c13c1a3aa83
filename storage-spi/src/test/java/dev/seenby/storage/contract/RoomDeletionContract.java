package dev.seenby.storage.contract;

import static dev.seenby.storage.contract.Story.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.seenby.storage.Counts;
import dev.seenby.storage.IndexEntry;
import dev.seenby.storage.IndexUnit;
import dev.seenby.storage.Listed;
import dev.seenby.storage.Member;
import dev.seenby.storage.Message;
import dev.seenby.storage.NewRoom;
import dev.seenby.storage.NewRoom.NewMember;
import dev.seenby.storage.Person;
import dev.seenby.storage.Room;
import dev.seenby.storage.Rooms;
import dev.seenby.storage.StorageException.NotFound;
import dev.seenby.storage.TimelineKey;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What {@link Rooms} promises of rooms that are deleted. */
interface RoomDeletionContract {
    /** The record under test; may be the same for all tests. */
    Records records();

    @Test
    default void nothingOfADeletedRoomIsFound() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Person bob = story.person("Bob");
        Room lobby = story.room("Lobby", alice, bob);
        Room other = story.room("Other", alice);
        Message hello = story.send(alice, lobby);
        long app = story.app().sdkAppId();

        await(rooms().delete(lobby.id()));

        assertThat(await(rooms().byRoomId(app, lobby.roomId()))).isEmpty();
        assertThat(await(rooms().byName(app, lobby.name()))).isEmpty();
        assertThat(await(rooms().byIds(List.of(lobby.id(), other.id())))).containsExactly(other);
        assertThat(await(rooms().list(app, RoomListsContract.ALL_KINDS, null, 0, 10)))
                .isEqualTo(new Listed<>(List.of(other), 1));
        assertThat(await(rooms().list(app, RoomListsContract.ALL_KINDS, alice.id(), 0, 10)))
                .isEqualTo(new Listed<>(List.of(other), 1));
        assertThat(await(rooms().statuses(List.of(lobby.id(), other.id()))))
                .extracting(Rooms.Status::room)
                .containsExactly(other.id());
        assertThat(await(rooms().size(lobby.id()))).isZero();
        assertThat(await(rooms().members(lobby.id(), 0, 10))).isEmpty();
        assertThat(await(rooms().members(lobby.id(), List.of(alice.id())))).isEmpty();
        assertThat(await(rooms().membersByName(lobby.id(), "", 0, 10))).isEqualTo(new Listed<>(List.of(), 0));
        assertThat(await(rooms().timeline(lobby.id(), TimelineKey.MAIN))).isEmpty();
        assertThat(await(rooms().timelines(lobby.id(), 0, 10))).isEmpty();
        assertThat(story.counts(hello)).isEqualTo(Counts.DELETED);
    }

    @Test
    default void nothingCanBeDoneInADeletedRoom() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Person bob = story.person("Bob");
        Room lobby = story.room("Lobby", alice, bob);
        Message hello = story.send(alice, lobby);
        story.read(bob, hello);

        await(rooms().delete(lobby.id()));

        long timeline = hello.facts().timeline();
        StoryAssert.notFound(rooms().delete(lobby.id()));
        StoryAssert.notFound(records().messages().send(Story.newMessage(alice, lobby)));
        StoryAssert.notFound(rooms().leave(lobby.id(), List.of(alice.id())));
        StoryAssert.notFound(rooms().join(
                        lobby.id(), List.of(new NewMember(story.person("Carol").id(), Member.Role.MEMBER))));
        StoryAssert.notFound(records().reads().mark(Story.mark(timeline, bob, 1, 1)));
        StoryAssert.notFound(records().reads().unmark(Story.mark(timeline, bob, 1, 1)));
        StoryAssert.notFound(rooms().delete(PeopleContract.NOBODY));
    }

    @Test
    default void theIdAndTheNameOfADeletedRoomAreFree() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        NewRoom asked = story.newRoom("Lobby", List.of(alice));
        Room former = await(rooms().create(asked));
        story.send(alice, former, 2);
        await(rooms().delete(former.id()));

        Room next = await(rooms().create(asked));

        assertThat(next.id()).isNotEqualTo(former.id());
        assertThat(next.streamId()).isNotEqualTo(former.streamId());
        assertThat(await(rooms().byRoomId(former.app(), former.roomId()))).contains(next);
        assertThat(await(rooms().byName(former.app(), former.name()))).contains(next);
        assertThat(story.send(alice, next).facts().clock()).isEqualTo(1);
        await(rooms().delete(next.id()));
        assertThat(await(rooms().byRoomId(former.app(), former.roomId()))).isEmpty();
    }

    @Test
    default void theIndexIsToldThatEveryMessageIsDeleted() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Person bob = story.person("Bob");
        Room lobby = story.room("Lobby", alice, bob);
        story.send(alice, lobby, 3);
        story.leave(lobby, bob);

        await(rooms().delete(lobby.id()));

        assertThat(await(records().log().entries(IndexUnit.room(lobby.id()), -1, 1)))
                .containsExactly(new IndexEntry(IndexUnit.DELETED, 1, false, List.of(IndexUnit.ALL_CLOCKS)));
    }

    @Test
    default void aRoomIsDeletedOnceHoweverManyTryAtOnce() {
        Story story = Story.begin(records());
        Room lobby = story.room("Lobby", story.person("Alice"));
        List<Future<Boolean>> attempts = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            attempts.add(rooms().delete(lobby.id())
                    .map(true)
                    .recover(e -> e instanceof NotFound ? Future.succeededFuture(false) : Future.failedFuture(e)));
        }
        assertThat(Story.awaitAll(attempts)).filteredOn(Boolean::booleanValue).hasSize(1);
        assertThat(await(records().log().entries(IndexUnit.room(lobby.id()), -1, 1)))
                .extracting(IndexEntry::version)
                .containsExactly(1L);
    }

    private Rooms rooms() {
        return records().rooms();
    }
}
