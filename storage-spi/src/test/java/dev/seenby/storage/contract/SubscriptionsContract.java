package dev.seenby.storage.contract;

import static dev.seenby.storage.contract.Story.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.seenby.storage.Member;
import dev.seenby.storage.Message;
import dev.seenby.storage.NewMessage;
import dev.seenby.storage.NewRoom.NewMember;
import dev.seenby.storage.Person;
import dev.seenby.storage.Room;
import dev.seenby.storage.Subscriptions;
import dev.seenby.storage.Subscriptions.Left;
import dev.seenby.storage.Subscriptions.Subscription;
import dev.seenby.storage.TimelineKey;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What {@link Subscriptions} promises. */
public interface SubscriptionsContract extends FollowingContract {
    /** The record under test; may be the same for all tests. */
    @Override
    Records records();

    @Test
    default void whoJustJoinedHasSeenNothingAndOwesNothing() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Person bob = story.person("Bob");
        Room lobby = story.room("Lobby", alice);
        story.send(alice, lobby, 3);
        await(records().rooms().join(lobby.id(), List.of(new NewMember(bob.id(), Member.Role.ADMIN))));

        Subscription bobs = of(bob, lobby);

        Member member =
                await(records().rooms().members(lobby.id(), List.of(bob.id()))).get(0);
        assertThat(bobs)
                .isEqualTo(new Subscription(
                        lobby.id(),
                        bob.id(),
                        Member.Role.ADMIN,
                        member.joinedAt(),
                        null,
                        0,
                        0,
                        0,
                        List.of(),
                        bobs.updatedAt()));
        assertThat(bobs.updatedAt()).isAfterOrEqualTo(member.joinedAt());
    }

    @Test
    default void whatOthersSaySinceIsUnreadUntilItIsSeen() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Person bob = story.person("Bob");
        Room lobby = story.room("Lobby", alice, bob);
        story.send(alice, lobby, 3);
        story.send(bob, lobby, 2);
        story.send(Story.newMessage(alice, lobby, TimelineKey.topic("Tea")));
        story.send(Story.newMessage(alice, lobby, TimelineKey.SILENT));
        assertThat(of(bob, lobby).unread()).isEqualTo(5);
        assertThat(of(alice, lobby).unread()).isEqualTo(2);

        await(subscriptions().seen(lobby.id(), bob.id(), false));

        Subscription seen = of(bob, lobby);
        assertThat(seen.unread()).isZero();
        assertThat(seen.seenAt()).isNotNull().isAfterOrEqualTo(seen.joinedAt());
        assertThat(seen.updatedAt()).isAfterOrEqualTo(seen.seenAt());
        assertThat(of(alice, lobby).unread()).isEqualTo(2);
        assertThat(of(alice, lobby).seenAt()).isNull();
        story.send(alice, lobby);
        assertThat(of(bob, lobby).unread()).isEqualTo(1);
        assertThat(of(bob, lobby).seenAt()).isEqualTo(seen.seenAt());
    }

    @Test
    default void lookingAtARoomGivesNoReceipts() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Person bob = story.person("Bob");
        Room lobby = story.room("Lobby", alice, bob);
        Message hello = story.send(alice, lobby);

        await(subscriptions().seen(lobby.id(), bob.id(), true));
        assertThat(story.counts(hello).read()).isZero();
        story.read(bob, hello);
        await(subscriptions().unseen(lobby.id(), bob.id(), hello.facts().clock()));
        assertThat(of(bob, lobby).seenAt()).isEqualTo(hello.sentAt().minusMillis(1));
        assertThat(story.counts(hello).read()).isEqualTo(1);
        assertThat(of(bob, lobby).unread()).isEqualTo(1);
    }

    @Test
    default void aMarkerIsMovedBackNeverForward() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Person bob = story.person("Bob");
        Room lobby = story.room("Lobby", alice, bob);
        story.send(alice, lobby, 5);

        await(subscriptions().unseen(lobby.id(), bob.id(), 4));
        assertThat(of(bob, lobby).unread()).isEqualTo(5);
        await(subscriptions().seen(lobby.id(), bob.id(), false));
        await(subscriptions().unseen(lobby.id(), bob.id(), 4));
        assertThat(of(bob, lobby).unread()).isEqualTo(2);
        await(subscriptions().unseen(lobby.id(), bob.id(), 5));
        assertThat(of(bob, lobby).unread()).isEqualTo(2);
        await(subscriptions().unseen(lobby.id(), bob.id(), 1));
        assertThat(of(bob, lobby).unread()).isEqualTo(5);
    }

    @Test
    default void noMoreThanAThousandAreCounted() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Person bob = story.person("Bob");
        Room lobby = story.room("Lobby", alice, bob);
        List<Future<Message>> sent = new ArrayList<>();
        for (int i = 0; i < 1_003; i++) {
            sent.add(records().messages().send(Story.newMessage(alice, lobby)));
        }
        Story.awaitAll(sent);
        assertThat(of(bob, lobby).unread()).isEqualTo(1_000);

        await(subscriptions().seen(lobby.id(), bob.id(), false));
        await(subscriptions().unseen(lobby.id(), bob.id(), 5));
        assertThat(of(bob, lobby).unread()).isEqualTo(999);
    }

    @Test
    default void mentionsOfOneAndOfAllAreCountedApart() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Person bob = story.person("Bob");
        Room lobby = story.room("Lobby", alice, bob);
        story.send(mentioning(alice, lobby, Set.of(bob.id())));
        story.send(mentioning(alice, lobby, Set.of(bob.id(), 0L)));
        story.send(mentioning(alice, lobby, Set.of(0L, alice.id())));
        story.send(alice, lobby);

        assertThat(of(bob, lobby).mentions()).isEqualTo(2);
        assertThat(of(bob, lobby).groupMentions()).isEqualTo(2);
        // Nobody is called by what they say themselves.
        assertThat(of(alice, lobby).mentions()).isZero();
        assertThat(of(alice, lobby).groupMentions()).isZero();

        await(subscriptions().seen(lobby.id(), bob.id(), false));
        assertThat(of(bob, lobby).mentions()).isZero();
        assertThat(of(bob, lobby).groupMentions()).isZero();
        await(subscriptions().unseen(lobby.id(), bob.id(), 2));
        assertThat(of(bob, lobby).mentions()).isEqualTo(1);
        assertThat(of(bob, lobby).groupMentions()).isEqualTo(2);
    }

    @Test
    default void whoComesBackStartsAfresh() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Person bob = story.person("Bob");
        Room lobby = story.room("Lobby", alice, bob);
        story.send(alice, lobby, 2);
        await(subscriptions().seen(lobby.id(), bob.id(), false));
        Subscription before = of(bob, lobby);
        story.leave(lobby, bob);
        assertThat(await(subscriptions().of(bob.id(), List.of(lobby.id())))).isEmpty();
        StoryAssert.notFound(subscriptions().seen(lobby.id(), bob.id(), false));
        StoryAssert.notFound(subscriptions().unseen(lobby.id(), bob.id(), 1));
        story.send(alice, lobby, 3);
        story.join(lobby, bob);

        Subscription again = of(bob, lobby);
        assertThat(again.seenAt()).isNull();
        assertThat(again.unread()).isZero();
        assertThat(again.updatedAt()).isAfterOrEqualTo(before.updatedAt());
        story.send(alice, lobby);
        assertThat(of(bob, lobby).unread()).isEqualTo(1);
    }

    @Test
    default void aSubscriptionHasChangedWhenAMessageCame() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Room lobby = story.room("Lobby", alice);
        assertThat(of(alice, lobby).updatedAt()).isEqualTo(of(alice, lobby).joinedAt());
        Instant later = Instant.parse("2100-02-26T20:34:03.907Z");
        NewMessage plain = Story.newMessage(alice, lobby);

        story.send(new NewMessage(
                null, plain.stringId(), lobby.id(), TimelineKey.MAIN, alice.id(), later, "Hi", "{}", null, null, null));

        assertThat(of(alice, lobby).updatedAt()).isEqualTo(later);
    }

    @Test
    default void allOfAPersonsRoomsComeInPagesByStorageId() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        List<Room> rooms = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            rooms.add(story.room("Room " + i, alice));
        }
        story.room("Not hers", story.person("Bob"));
        story.leave(rooms.get(1), alice);
        await(records().rooms().delete(rooms.get(3).id()));

        assertThat(await(subscriptions().of(alice.id(), 0, 2)))
                .extracting(Subscription::room)
                .containsExactly(rooms.get(0).id(), rooms.get(2).id());
        assertThat(await(subscriptions().of(alice.id(), rooms.get(2).id(), 1_000)))
                .extracting(Subscription::room)
                .containsExactly(rooms.get(4).id());
        assertThat(await(subscriptions()
                        .of(alice.id(), rooms.stream().map(Room::id).toList())))
                .hasSize(3);
        assertThat(await(subscriptions().of(alice.id(), List.of()))).isEmpty();
        StoryAssert.notFound(subscriptions().seen(rooms.get(3).id(), alice.id(), false));
    }

    @Test
    default void roomsThatWereLeftOrDeletedAreToldTheLatestFirst() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Person bob = story.person("Bob");
        Room first = story.room("First", alice, bob);
        Room second = story.room("Second", alice, bob);
        Room third = story.room("Third", alice, bob);
        Room back = story.room("Back", alice, bob);
        story.leave(first, bob);
        await(records().rooms().delete(second.id()));
        story.leave(third, bob);
        await(records().rooms().delete(third.id()));
        story.leave(back, bob);
        story.join(back, bob);

        List<Left> all = await(subscriptions().left(bob.id(), Instant.EPOCH));
        assertThat(all).extracting(Left::room).containsExactly(third.id(), second.id(), first.id());
        assertThat(await(subscriptions().left(bob.id(), all.get(1).at()))).containsExactly(all.get(0));
        assertThat(await(subscriptions().left(bob.id(), all.get(0).at()))).isEmpty();
        assertThat(await(subscriptions().left(alice.id(), Instant.EPOCH)))
                .extracting(Left::room)
                .containsExactlyInAnyOrder(second.id(), third.id());
    }

    @Test
    default void strangersHaveNoMarkers() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Room lobby = story.room("Lobby");
        StoryAssert.notFound(subscriptions().seen(lobby.id(), alice.id(), true));
        StoryAssert.notFound(subscriptions().unseen(lobby.id(), alice.id(), 1));
        StoryAssert.notFound(subscriptions().seen(PeopleContract.NOBODY, alice.id(), true));
        assertThat(await(subscriptions().left(alice.id(), Instant.EPOCH))).isEmpty();
    }

    @Test
    default void whatWasDeletedIsNotUnread() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Person bob = story.person("Bob");
        Room lobby = story.room("Lobby", alice, bob);
        story.send(alice, lobby);
        Message regretted = story.send(mentioning(alice, lobby, Set.of(bob.id(), 0L)));

        await(records().messages().delete(regretted.facts().id()));

        assertThat(of(bob, lobby).unread()).isEqualTo(1);
        assertThat(of(bob, lobby).mentions()).isZero();
        assertThat(of(bob, lobby).groupMentions()).isZero();
        assertThat(await(records().rooms().statuses(List.of(lobby.id()))))
                .singleElement()
                .satisfies(status -> {
                    assertThat(status.messages()).isEqualTo(1);
                    assertThat(status.clock()).isEqualTo(2);
                    assertThat(status.lastMessageAt()).isEqualTo(regretted.sentAt());
                });
        StoryAssert.notFound(subscriptions().follow(regretted.facts().id(), bob.id()));
    }

    private Subscription of(Person person, Room room) {
        List<Subscription> found = await(subscriptions().of(person.id(), List.of(room.id())));
        assertThat(found).hasSize(1);
        return found.get(0);
    }

    private Subscriptions subscriptions() {
        return records().subscriptions();
    }

    private static NewMessage mentioning(Person sender, Room room, Set<Long> mentions) {
        return new NewMessage(
                null,
                Story.randomId(),
                room.id(),
                TimelineKey.MAIN,
                sender.id(),
                null,
                "Hello you",
                "{}",
                null,
                null,
                null,
                null,
                mentions);
    }
}
