package dev.seenby.storage.contract;

import static dev.seenby.storage.contract.Story.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.seenby.storage.App;
import dev.seenby.storage.AppOptions;
import dev.seenby.storage.Mark;
import dev.seenby.storage.Message;
import dev.seenby.storage.MessageFacts;
import dev.seenby.storage.NewMessage;
import dev.seenby.storage.NewRoom;
import dev.seenby.storage.Person;
import dev.seenby.storage.Positions;
import dev.seenby.storage.Room;
import dev.seenby.storage.TimelineKey;
import dev.seenby.storage.Webhooks;
import dev.seenby.storage.Webhooks.Event;
import dev.seenby.storage.Webhooks.Waiting;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What {@link Webhooks} promises. */
public interface WebhooksContract {
    /** The record under test; may be the same for all tests. */
    Records records();

    @Test
    default void everythingThatIsAskedForIsQueuedInTheOrderInWhichItHappened() {
        Story story = asking(EnumSet.allOf(AppOptions.Event.class));
        Person alice = story.person("Alice");
        Person bob = story.person("Bob");
        Person carol = story.person("Carol");
        Room lobby = story.room("Lobby", alice, bob);
        Message hello = story.send(alice, lobby);
        story.read(bob, hello);
        story.join(lobby, carol, bob);
        story.leave(lobby, carol, carol);
        story.delete(hello);
        story.delete(lobby);

        List<Event> events = take(story);

        assertThat(events)
                .extracting(Event::kind)
                .containsExactly(
                        AppOptions.Event.SENT,
                        AppOptions.Event.READ,
                        AppOptions.Event.JOINED,
                        AppOptions.Event.LEFT,
                        AppOptions.Event.RECALLED,
                        AppOptions.Event.GROUP_DELETED);
        assertThat(events)
                .extracting(Event::people)
                .containsExactly(
                        List.of(),
                        List.of(bob.id()),
                        List.of(carol.id()),
                        List.of(carol.id()),
                        List.of(),
                        List.of(alice.id(), bob.id()));
        List<Positions> first = List.of(new Positions(1, 1));
        assertThat(events)
                .extracting(Event::stretches)
                .containsExactly(first, first, List.of(), List.of(), first, List.of());
        assertThat(events.get(1).timeline()).isEqualTo(hello.facts().timeline());
        assertThat(events).extracting(event -> event.group().roomId()).containsOnly(lobby.roomId());
        assertThat(events).extracting(event -> event.group().kind()).containsOnly(Room.Kind.PUBLIC);
        assertThat(events).extracting(Event::id).isSorted().doesNotHaveDuplicates();
    }

    @Test
    default void nothingIsQueuedThatNobodyAskedFor() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Person bob = story.person("Bob");
        Room lobby = story.room("Lobby", alice, bob);
        Message hello = story.send(alice, lobby);
        story.read(bob, hello);
        assertThat(take(story)).isEmpty();

        ask(story, Set.of(AppOptions.Event.READ));
        story.read(bob, hello);
        story.unread(bob, hello);
        story.delete(story.send(alice, lobby));
        Message silent = story.send(Story.newMessage(alice, lobby, TimelineKey.SILENT));
        story.read(bob, silent);
        assertThat(take(story)).isEmpty();
        assertThat(waitingFor(story)).isEmpty();

        story.read(bob, hello);
        assertThat(take(story)).singleElement().extracting(Event::kind).isEqualTo(AppOptions.Event.READ);
    }

    @Test
    default void directConversationsAndGroupsWithoutReceiptsAreNobodysBusiness() {
        Story story = asking(EnumSet.allOf(AppOptions.Event.class));
        Person alice = story.person("Alice");
        Person bob = story.person("Bob");
        for (Room.Kind kind : Room.Kind.values()) {
            NewRoom wish = story.newRoom("Room", List.of(alice, bob));
            Room room = await(records()
                    .rooms()
                    .create(new NewRoom(
                            wish.app(),
                            wish.roomId(),
                            kind,
                            wish.name(),
                            wish.displayName(),
                            null,
                            "{}",
                            wish.members(),
                            null)));
            story.read(bob, story.send(alice, room));
        }

        assertThat(take(story))
                .extracting(event -> event.group().kind())
                .containsExactly(
                        Room.Kind.PRIVATE,
                        Room.Kind.PRIVATE,
                        Room.Kind.PUBLIC,
                        Room.Kind.PUBLIC,
                        Room.Kind.MEETING,
                        Room.Kind.MEETING);
    }

    @Test
    default void onlyWhatIsNewlyReadIsTold() {
        Story story = asking(Set.of(AppOptions.Event.READ));
        Person alice = story.person("Alice");
        Person bob = story.person("Bob");
        Room lobby = story.room("Lobby", alice, bob);
        List<Message> sent = story.send(alice, lobby, 5);
        story.read(bob, sent.get(2));
        story.read(bob, sent.get(0).facts().timeline(), 1, 100);

        assertThat(take(story))
                .extracting(Event::stretches)
                .containsExactly(List.of(new Positions(3, 3)), List.of(new Positions(1, 2), new Positions(4, 5)));
    }

    @Test
    default void nobodyIsToldOfWhatIsImported() {
        Story story = asking(Set.of(AppOptions.Event.SENT));
        Person alice = story.person("Alice");
        Room lobby = story.room("Lobby", alice);
        NewMessage now = Story.newMessage(alice, lobby);
        story.send(new NewMessage(
                null,
                now.stringId(),
                now.room(),
                now.timeline(),
                now.sender(),
                Instant.EPOCH,
                now.text(),
                now.payload(),
                null,
                null,
                null));
        story.send(alice, lobby);

        assertThat(take(story)).extracting(Event::stretches).containsExactly(List.of(new Positions(2, 2)));
    }

    @Test
    default void aBatchIsTheSameUntilItIsDone() {
        Story story = asking(Set.of(AppOptions.Event.SENT));
        Person alice = story.person("Alice");
        Room lobby = story.room("Lobby", alice);
        story.send(alice, lobby, 2);
        List<Event> batch = take(story);
        story.send(alice, lobby);

        assertThat(take(story)).isEqualTo(batch).hasSize(2);
        done(story, batch.subList(0, 1));
        assertThat(take(story)).isEqualTo(batch.subList(1, 2));
        done(story, batch);
        done(story, batch);
        assertThat(take(story)).hasSize(1).doesNotContainAnyElementsOf(batch);
    }

    @Test
    default void aBatchIsBounded() {
        Story story = asking(Set.of(AppOptions.Event.SENT));
        Person alice = story.person("Alice");
        Room lobby = story.room("Lobby", alice);
        List<Future<Message>> sends = new ArrayList<>();
        for (int i = 0; i <= Webhooks.MAX_BATCH; i++) {
            sends.add(records().messages().send(Story.newMessage(alice, lobby)));
        }
        Story.awaitAll(sends);

        List<Event> batch = take(story);
        assertThat(batch).hasSize(Webhooks.MAX_BATCH);
        assertThat(batch).extracting(event -> event.stretches().get(0).first()).isSorted();
        done(story, batch);
        assertThat(take(story)).hasSize(1);
    }

    @Test
    default void whatIsLongIsToldInParts() {
        Story story = asking(EnumSet.of(AppOptions.Event.READ));
        Person alice = story.person("Alice");
        Person bob = story.person("Bob");
        Room lobby = story.room("Lobby", alice, bob);
        List<Future<Message>> sends = new ArrayList<>();
        for (int i = 0; i < 2 * Webhooks.MAX_OF_ONE + 1; i++) {
            sends.add(records().messages().send(Story.newMessage(alice, lobby)));
        }
        long timeline = Story.awaitAll(sends).get(0).facts().timeline();
        List<Positions> odd = new ArrayList<>();
        for (int p = 1; p <= 2 * Webhooks.MAX_OF_ONE + 1; p += 2) {
            odd.add(new Positions(p, p));
        }
        await(records().reads().mark(new Mark(timeline, bob.id(), odd, null)));

        assertThat(take(story))
                .extracting(event -> event.stretches().size())
                .containsExactlyInAnyOrder(Webhooks.MAX_OF_ONE, 1);
    }

    @Test
    default void theOldestIsDropped() {
        Story story = asking(Set.of(AppOptions.Event.SENT));
        Person alice = story.person("Alice");
        story.send(alice, story.room("Lobby", alice), 5);
        List<Event> all = take(story);
        Instant first = all.get(0).at();

        assertThat(waitingFor(story)).extracting(Waiting::since).containsExactly(first);
        assertThat(drop(story, first, 5)).isZero();
        assertThat(drop(story, first, 3)).isEqualTo(2);
        assertThat(take(story)).isEqualTo(all.subList(2, 5));
        assertThat(drop(story, Instant.now().plusSeconds(3_600), 5)).isEqualTo(3);
        assertThat(take(story)).isEmpty();
        assertThat(waitingFor(story)).isEmpty();
    }

    @Test
    default void appsThatHaveSomethingWaitAreFoundAmongOthers() {
        Story one = asking(Set.of(AppOptions.Event.SENT));
        Story other = asking(Set.of(AppOptions.Event.SENT));
        for (Story story : List.of(one, other)) {
            Person alice = story.person("Alice");
            story.send(alice, story.room("Lobby", alice), 3);
        }

        assertThat(waitingFor(one)).hasSize(1);
        assertThat(waitingFor(other)).hasSize(1);
        assertThat(await(records().webhooks().count(1_000_000))).isGreaterThanOrEqualTo(6);
        assertThat(await(records().webhooks().count(4))).isEqualTo(4);
        assertThat(drop(one, Instant.EPOCH, 0)).isEqualTo(3);
        assertThat(take(other)).hasSize(3);
    }

    @Test
    default void whoeverLooksSeesThatAnAppWasChangedOrIsGone() {
        Story story = asking(Set.of(AppOptions.Event.SENT));
        Person alice = story.person("Alice");
        story.send(alice, story.room("Lobby", alice));
        long app = story.app().sdkAppId();

        long changed =
                ask(story, Set.of(AppOptions.Event.SENT, AppOptions.Event.READ)).version();
        assertThat(waitingFor(story)).extracting(Waiting::version).containsExactly(changed);

        await(records().apps().delete(app));
        assertThat(waitingFor(story)).extracting(Waiting::version).containsExactly(0L);
        assertThat(drop(story, Instant.EPOCH, 0)).isEqualTo(1);
    }

    @Test
    default void messagesOfATimelineAreFoundByPosition() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Room lobby = story.room("Lobby", alice);
        List<Message> sent = story.send(alice, lobby, 4);
        story.delete(sent.get(2));

        List<MessageFacts> found =
                await(records().webhooks().messages(sent.get(0).facts().timeline(), new Positions(2, 1_000)));

        assertThat(found).containsExactly(sent.get(1).facts(), sent.get(3).facts());
    }

    private Story asking(Set<AppOptions.Event> events) {
        Story story = Story.begin(records());
        ask(story, events);
        return story;
    }

    /** The app has a webhook from now on that wants to be told of these. */
    static App ask(Story story, Set<AppOptions.Event> events) {
        return await(story.records()
                .apps()
                .change(
                        story.app().sdkAppId(),
                        now -> now.withOptions(AppOptions.NONE.withWebhook(
                                new AppOptions.Webhook("http://127.0.0.1:1", "secret", events)))));
    }

    private List<Event> take(Story story) {
        return await(records().webhooks().take(story.app().sdkAppId()));
    }

    private void done(Story story, List<Event> events) {
        await(records()
                .webhooks()
                .done(story.app().sdkAppId(), events.stream().map(Event::id).toList()));
    }

    private int drop(Story story, Instant before, long keep) {
        return await(records().webhooks().drop(story.app().sdkAppId(), before, keep));
    }

    private List<Waiting> waitingFor(Story story) {
        return await(records().webhooks().waiting()).stream()
                .filter(one -> one.app() == story.app().sdkAppId())
                .toList();
    }
}
