package dev.seenby.storage.contract;

import static dev.seenby.storage.contract.Story.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.seenby.storage.IndexChange;
import dev.seenby.storage.IndexUnit;
import dev.seenby.storage.Listed;
import dev.seenby.storage.LogBatch;
import dev.seenby.storage.Message;
import dev.seenby.storage.MessageField.Column;
import dev.seenby.storage.MessageFilter;
import dev.seenby.storage.MessageSearch;
import dev.seenby.storage.MessageSearch.InThread;
import dev.seenby.storage.MessageSearch.Order;
import dev.seenby.storage.MessageSearch.ThreadsOf;
import dev.seenby.storage.Messages;
import dev.seenby.storage.NewMessage;
import dev.seenby.storage.Person;
import dev.seenby.storage.Positions;
import dev.seenby.storage.Room;
import dev.seenby.storage.TimelineKey;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What {@link Messages} promises of replies: their thread, who follows it, and what becomes of it when they are deleted. */
public interface ThreadsContract {
    /** The record under test; may be the same for all tests. */
    Records records();

    /** A reply to be sent to the parent's thread. */
    static NewMessage reply(Person sender, Message parent, Long... mentions) {
        return reply(sender, parent, null, mentions);
    }

    /** @param sentAt null = now */
    static NewMessage reply(Person sender, Message parent, Instant sentAt, Long... mentions) {
        return new NewMessage(
                null,
                Story.randomId(),
                parent.facts().room(),
                TimelineKey.thread(parent.facts().id()),
                sender.id(),
                sentAt,
                "Hello again",
                "{}",
                parent.facts().id(),
                null,
                null,
                null,
                Set.of(mentions));
    }

    @Test
    default void aThreadIsItsRepliesOldestFirst() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Person bob = story.person("Bob");
        Room room = story.room("Lobby", alice, bob);
        Message question = story.send(alice, room);
        Message other = story.send(alice, room);
        Message first = story.send(reply(bob, question));
        story.send(reply(bob, other));
        Message second = story.send(reply(alice, question));

        assertThat(await(replies(question, 0, 50))).isEqualTo(new Listed<>(List.of(first, second), 2));
        assertThat(await(replies(question, 1, 1))).isEqualTo(new Listed<>(List.of(second), 2));
        assertThat(await(replies(question, 2, 1))).isEqualTo(new Listed<>(List.of(), 2));
        assertThat(await(replies(question, 0, 0))).isEqualTo(new Listed<>(List.of(), 2));
        assertThat(await(replies(first, 0, 50))).isEqualTo(new Listed<>(List.of(), 0));
    }

    @Test
    default void aReplyChangesItsParentAndAnOldOneDoesNot() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Message question = story.send(alice, story.room("Lobby", alice));
        Instant later = question.sentAt().plusSeconds(60);

        story.send(reply(alice, question, later));
        story.send(reply(alice, question, question.sentAt().minusSeconds(60)));

        assertThat(again(story, question).updatedAt()).isEqualTo(later);
        assertThat(again(story, question).edit()).isNull();
    }

    @Test
    default void manyRepliesAtOnceAreAllCounted() {
        Story story = Story.begin(records());
        List<Person> people = story.people(4);
        Room room = story.room("Lobby", people);
        List<Message> questions = story.send(people.get(0), room, 2);
        List<Future<Message>> sends = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            sends.add(messages().send(reply(people.get(i % 4), questions.get(i % 2))));
        }
        List<Message> sent = Story.awaitAll(sends);

        for (Message question : questions) {
            List<Message> its = sent.stream()
                    .filter(m -> m.parent() == question.facts().id())
                    .toList();
            assertThat(await(replies(question, 0, 100)).items()).containsExactlyInAnyOrderElementsOf(its);
            assertThat(await(replies(question, 0, 0)).total()).isEqualTo(30);
        }
        assertThat(threads(room, null, false)).hasSize(2);
    }

    @Test
    default void aReplySentTwiceIsCountedOnce() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Message question = story.send(alice, story.room("Lobby", alice));
        NewMessage reply = reply(alice, question);
        story.send(reply);
        story.send(reply);
        assertThat(await(replies(question, 0, 50)).total()).isEqualTo(1);
    }

    @Test
    default void theThreadsOfARoomAreListedByTheirLastReply() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Room room = story.room("Lobby", alice);
        Room other = story.room("Other", alice);
        List<Message> questions = story.send(alice, room, 4);
        story.send(reply(alice, story.send(alice, other)));
        Instant noon = Instant.parse("2026-01-01T12:00:00Z");
        story.send(reply(alice, questions.get(2), noon.plusSeconds(1)));
        story.send(reply(alice, questions.get(0), noon.plusSeconds(2)));
        story.send(reply(alice, questions.get(1), noon.plusSeconds(2)));
        story.send(reply(alice, questions.get(2), noon));

        assertThat(threads(room, null, false))
                .containsExactly(id(questions.get(1)), id(questions.get(0)), id(questions.get(2)));
    }

    @Test
    default void whoWroteRepliedOrIsMentionedFollowsIfAMember() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Person bob = story.person("Bob");
        Person carol = story.person("Carol");
        Person dave = story.person("Dave");
        Person eve = story.person("Eve");
        Room room = story.room("Lobby", alice, bob, carol, dave);
        Message question = story.send(alice, room);

        story.send(reply(bob, question, carol.id(), eve.id(), 0L));

        assertThat(followed(room, alice, bob, carol)).containsOnly(List.of(id(question)));
        assertThat(followed(room, dave, eve)).containsOnly(List.of());
        assertThat(threads(room, alice, true)).containsExactly(id(question));
        assertThat(threads(room, carol, true)).containsExactly(id(question));
        assertThat(threads(room, bob, true)).isEmpty();

        story.send(reply(alice, question));
        assertThat(threads(room, alice, true)).isEmpty();
        assertThat(threads(room, bob, true)).containsExactly(id(question));
    }

    @Test
    default void theAuthorOfAQuestionWhoHasLeftDoesNotFollowIt() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Person bob = story.person("Bob");
        Room room = story.room("Lobby", alice, bob);
        Message question = story.send(alice, room);
        story.leave(room, alice);

        story.send(reply(bob, question));

        assertThat(threads(room, alice, false)).isEmpty();
        assertThat(threads(room, bob, false)).containsExactly(id(question));
    }

    @Test
    default void aDeletedReplyLeavesItsThread() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Person bob = story.person("Bob");
        Room room = story.room("Lobby", alice, bob);
        Message question = story.send(alice, room);
        Instant noon = question.sentAt().plusSeconds(10);
        Message first = story.send(reply(bob, question, noon));
        Message second = story.send(reply(alice, question, noon.plusSeconds(1)));
        Message third = story.send(reply(bob, question, noon.plusSeconds(2)));
        assertThat(threads(room, alice, true)).containsExactly(id(question));

        await(messages().delete(id(third)));

        assertThat(await(replies(question, 0, 50))).isEqualTo(new Listed<>(List.of(first, second), 2));
        assertThat(lastReply(room)).isEqualTo(Map.of(id(question), second.sentAt()));
        assertThat(threads(room, alice, true)).isEmpty();

        await(messages().delete(id(first)));
        await(messages().delete(id(second)));

        assertThat(await(replies(question, 0, 50))).isEqualTo(new Listed<>(List.of(), 0));
        assertThat(threads(room, null, false)).isEmpty();
        assertThat(threads(room, bob, true)).isEmpty();
        story.send(reply(bob, question));
        assertThat(await(replies(question, 0, 0)).total()).isEqualTo(1);
    }

    @Test
    default void aDeletedReplyIsNamedToWhoAsksWhatIsGone() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Room room = story.room("Lobby", alice);
        Message question = story.send(alice, room);
        Message first = story.send(reply(alice, question));
        Message second = story.send(reply(alice, question));
        story.send(reply(alice, question));
        Message elsewhere = story.send(reply(alice, story.send(alice, room)));
        Message before = again(story, question);

        for (Message gone : List.of(second, elsewhere, first)) {
            await(messages().delete(id(gone)));
        }

        assertThat(await(messages().deletedReplies(id(question), Instant.EPOCH)))
                .containsExactly(first.stringId(), second.stringId());
        assertThat(await(messages().deletedReplies(id(question), Instant.now().plusSeconds(3_600))))
                .isEmpty();
        assertThat(again(story, question).updatedAt()).isAfterOrEqualTo(before.updatedAt());
    }

    @Test
    default void aDeletedQuestionIsNoThread() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Room room = story.room("Lobby", alice);
        Message question = story.send(alice, room);
        Message reply = story.send(reply(alice, question));

        await(messages().delete(id(question)));

        assertThat(threads(room, null, false)).isEmpty();
        assertThat(threads(room, alice, false)).isEmpty();
        await(messages().delete(id(reply)));
        assertThat(await(messages().deletedReplies(id(question), Instant.EPOCH)))
                .containsExactly(reply.stringId());
    }

    @Test
    default void theIndexHearsOfEveryDeletion() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Room room = story.room("Lobby", alice);
        List<Message> sent = story.send(alice, room, 3);
        await(messages().delete(id(sent.get(2))));
        await(messages().delete(id(sent.get(0))));

        IndexUnit unit = IndexUnit.room(room.id());
        List<IndexChange> heard = await(records().log().tail(Map.of(), 10_000)).batches().stream()
                .map(LogBatch::changes)
                .flatMap(List::stream)
                .filter(change -> change.unit().equals(unit))
                .toList();
        assertThat(heard)
                .containsExactly(
                        new IndexChange.Share(unit, 0, 1, false, false, List.of(), List.of(new Positions(3, 3))),
                        new IndexChange.Share(unit, 0, 2, false, false, List.of(), List.of(new Positions(1, 1))));
    }

    private Messages messages() {
        return records().messages();
    }

    private static long id(Message message) {
        return message.facts().id();
    }

    private Message again(Story story, Message message) {
        return await(messages().byIds(story.app().sdkAppId(), List.of(id(message))))
                .get(0);
    }

    private Future<Listed<Message>> replies(Message parent, long offset, int limit) {
        return messages()
                .search(new MessageSearch(
                        new InThread(id(parent)), MessageFilter.ALL, MessageSearch.OLDEST_FIRST, offset, limit));
    }

    private List<Message> threadsOf(Room room, Person follower, boolean unseen) {
        Listed<Message> found = await(messages()
                .search(new MessageSearch(
                        new ThreadsOf(room.id(), follower == null ? null : follower.id(), unseen),
                        MessageFilter.ALL,
                        List.of(new Order(Column.LAST_REPLY_AT, false)),
                        0,
                        100)));
        assertThat(found.total()).isEqualTo(found.items().size());
        return found.items();
    }

    /** Ids of the parents, that with the newest reply first. */
    private List<Long> threads(Room room, Person follower, boolean unseen) {
        return threadsOf(room, follower, unseen).stream()
                .map(ThreadsContract::id)
                .toList();
    }

    private List<List<Long>> followed(Room room, Person... people) {
        return List.of(people).stream()
                .map(person -> threads(room, person, false))
                .toList();
    }

    /** Of a room with one thread. */
    private Map<Long, Instant> lastReply(Room room) {
        Message parent = threadsOf(room, null, false).get(0);
        Instant last = await(replies(parent, 0, 100)).items().stream()
                .map(Message::sentAt)
                .max(Instant::compareTo)
                .orElseThrow();
        // The column says the same.
        MessageFilter same = new MessageFilter.Compare(Column.LAST_REPLY_AT, MessageFilter.Comparison.EQUAL, last);
        assertThat(await(messages()
                                .search(new MessageSearch(new MessageSearch.InRoom(room.id()), same, List.of(), 0, 10)))
                        .items())
                .containsExactly(parent);
        return Map.of(id(parent), last);
    }
}
