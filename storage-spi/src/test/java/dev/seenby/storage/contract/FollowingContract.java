package dev.seenby.storage.contract;

import static dev.seenby.storage.contract.Story.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.seenby.storage.Message;
import dev.seenby.storage.NewMessage;
import dev.seenby.storage.Person;
import dev.seenby.storage.Room;
import dev.seenby.storage.Subscriptions;
import dev.seenby.storage.Subscriptions.Subscription;
import dev.seenby.storage.Subscriptions.Thread;
import dev.seenby.storage.TimelineKey;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What {@link Subscriptions} promises of following threads. */
interface FollowingContract {
    /** The record under test; may be the same for all tests. */
    Records records();

    @Test
    default void repliesAreUnseenInTheirThreadNotUnreadInTheRoom() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Person bob = story.person("Bob");
        Person carol = story.person("Carol");
        Room lobby = story.room("Lobby", alice, bob, carol);
        long parent = story.send(alice, lobby).facts().id();
        await(subscriptions().seen(lobby.id(), carol.id(), false));
        assertThat(of(carol, lobby).unseenThreads()).isEmpty();
        await(subscriptions().follow(parent, carol.id()));

        story.send(reply(bob, lobby, parent, TimelineKey.thread(parent)));
        assertThat(of(carol, lobby).unread()).isZero();
        assertThat(of(carol, lobby).unseenThreads()).containsExactly(parent);
        assertThat(of(bob, lobby).unseenThreads()).isEmpty();
        story.send(reply(bob, lobby, parent, TimelineKey.MAIN));
        assertThat(of(carol, lobby).unread()).isEqualTo(1);

        await(subscriptions().threadSeen(parent, carol.id()));
        assertThat(of(carol, lobby).unread()).isEqualTo(1);
        assertThat(of(carol, lobby).unseenThreads()).isEmpty();
        story.send(reply(bob, lobby, parent, TimelineKey.thread(parent)));
        await(subscriptions().seen(lobby.id(), carol.id(), false));
        assertThat(of(carol, lobby).unseenThreads()).containsExactly(parent);
        await(subscriptions().seen(lobby.id(), carol.id(), true));
        assertThat(of(carol, lobby).unseenThreads()).isEmpty();
        story.send(reply(bob, lobby, parent, TimelineKey.thread(parent)));
        await(subscriptions().unfollow(parent, carol.id()));
        assertThat(of(carol, lobby).unseenThreads()).isEmpty();
    }

    @Test
    default void whoFollowsOwesOnlyWhatIsRepliedFromThenOn() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Person bob = story.person("Bob");
        Person carol = story.person("Carol");
        Room lobby = story.room("Lobby", alice, bob, carol);
        long parent = story.send(alice, lobby).facts().id();
        story.send(reply(bob, lobby, parent, TimelineKey.thread(parent)));

        await(subscriptions().follow(parent, carol.id()));
        assertThat(of(carol, lobby).unseenThreads()).isEmpty();
        story.send(reply(bob, lobby, parent, TimelineKey.thread(parent)));
        await(subscriptions().follow(parent, carol.id()));
        assertThat(of(carol, lobby).unseenThreads()).containsExactly(parent);
        await(records().messages().delete(parent));
        assertThat(of(carol, lobby).unseenThreads()).isEmpty();
    }

    @Test
    default void lookingWhileOthersWriteFailsNobody() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Person bob = story.person("Bob");
        Room lobby = story.room("Lobby", alice, bob);
        List<Long> parents =
                story.send(alice, lobby, 5).stream().map(m -> m.facts().id()).toList();
        parents.forEach(parent -> await(subscriptions().follow(parent, bob.id())));
        List<Future<?>> acts = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            long parent = parents.get((40 - i) % 5);
            acts.add(records().messages().send(reply(alice, lobby, parent, TimelineKey.thread(parent))));
            acts.add(subscriptions().seen(lobby.id(), bob.id(), i % 2 == 0));
            acts.add(subscriptions().threadSeen(parent, bob.id()));
        }
        acts.forEach(Story::await);

        await(subscriptions().seen(lobby.id(), bob.id(), true));
        assertThat(of(bob, lobby).unseenThreads()).isEmpty();
        assertThat(of(bob, lobby).unread()).isZero();
    }

    @Test
    default void followersAreKnownInTheOrderInWhichTheyCame() {
        Story story = Story.begin(records());
        List<Person> people = story.people(3);
        Room lobby = story.room("Lobby", people);
        Message parent = story.send(people.get(0), lobby);
        Message other = story.send(people.get(0), lobby);
        long id = parent.facts().id();
        assertThat(await(subscriptions().threads(List.of(id)))).isEmpty();

        for (int i : new int[] {2, 0, 1, 2}) {
            await(subscriptions().follow(id, people.get(i).id()));
        }
        await(subscriptions().unfollow(id, people.get(0).id()));
        await(subscriptions().unfollow(other.facts().id(), people.get(0).id()));

        assertThat(await(subscriptions().threads(List.of(id, other.facts().id(), id, PeopleContract.NOBODY))))
                .containsExactly(new Thread(
                        id, 0, null, List.of(people.get(2).id(), people.get(1).id())));
        assertThat(of(people.get(1), lobby).unseenThreads()).isEmpty();
        await(subscriptions().threadSeen(id, people.get(1).id()));
        await(subscriptions().threadSeen(other.facts().id(), people.get(1).id()));
        assertThat(of(people.get(1), lobby).unseenThreads()).isEmpty();
        await(subscriptions().unfollow(id, people.get(1).id()));
        await(subscriptions().unfollow(id, people.get(2).id()));
        assertThat(await(subscriptions().threads(List.of(id)))).isEmpty();
    }

    @Test
    default void whatIsNotThereCannotBeFollowed() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Room lobby = story.room("Lobby", alice);
        Message hello = story.send(alice, lobby);
        await(subscriptions().follow(hello.facts().id(), alice.id()));
        await(records().rooms().delete(lobby.id()));

        StoryAssert.notFound(subscriptions().follow(PeopleContract.NOBODY, alice.id()));
        StoryAssert.notFound(subscriptions().follow(hello.facts().id(), alice.id()));
        assertThat(await(subscriptions().threads(List.of(hello.facts().id())))).isEmpty();
    }

    private Subscription of(Person person, Room room) {
        List<Subscription> found = await(subscriptions().of(person.id(), List.of(room.id())));
        assertThat(found).hasSize(1);
        return found.get(0);
    }

    private Subscriptions subscriptions() {
        return records().subscriptions();
    }

    private static NewMessage reply(Person sender, Room room, long parent, TimelineKey timeline) {
        return new NewMessage(
                null, Story.randomId(), room.id(), timeline, sender.id(), null, "Yes", "{}", parent, null, null);
    }
}
