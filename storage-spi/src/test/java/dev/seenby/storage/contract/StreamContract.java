package dev.seenby.storage.contract;

import static dev.seenby.storage.contract.Story.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.seenby.storage.Message;
import dev.seenby.storage.MessageField.Column;
import dev.seenby.storage.MessageFilter;
import dev.seenby.storage.MessageSearch;
import dev.seenby.storage.MessageSearch.InThread;
import dev.seenby.storage.Messages;
import dev.seenby.storage.NewMessage;
import dev.seenby.storage.Person;
import dev.seenby.storage.StorageException.Unavailable;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** What {@link Messages#stream} promises. */
public interface StreamContract {
    int REPLIES = 1_100;

    /** The record under test; may be the same for all tests. */
    Records records();

    @Test
    default void aLongThreadIsHandedOverAsItWasAtOneMoment() {
        Story story = story();
        Person alice = story.person("Alice");
        Message question = question(story, alice);
        List<Message> taken = new CopyOnWriteArrayList<>();
        AtomicReference<Message> newest = new AtomicReference<>(
                await(messages().search(newest(question))).items().get(0));

        long total = await(messages().stream(all(question), batch -> {
            assertThat(batch).hasSizeLessThanOrEqualTo(500);
            taken.addAll(batch);
            // Meanwhile another reply comes, and the last one before it goes.
            return messages().send(ThreadsContract.reply(alice, question)).compose(sent -> {
                return messages().delete(newest.getAndSet(sent).facts().id());
            });
        }));

        assertThat(total).isEqualTo(REPLIES);
        assertThat(taken)
                .extracting(m -> m.facts().clock())
                .isSorted()
                .doesNotHaveDuplicates()
                .hasSize(REPLIES);
        assertThat(await(messages().search(page(question))).total()).isEqualTo(REPLIES);
    }

    @Test
    default void aPartIsStreamedWithTheTotalOfTheWhole() {
        Story story = story();
        Person alice = story.person("Alice");
        Message question = question(story, alice);
        MessageFilter even = new MessageFilter.Matches(Column.TEXT, "^even$", false);
        List<Message> taken = new CopyOnWriteArrayList<>();

        long total = await(messages().stream(
                new MessageSearch(new InThread(question.facts().id()), even, MessageSearch.NEWEST_FIRST, 10, 520),
                batch -> {
                    taken.addAll(batch);
                    return Future.succeededFuture();
                }));

        assertThat(total).isEqualTo(REPLIES / 2);
        assertThat(taken).hasSize(520).allSatisfy(m -> assertThat(m.text()).isEqualTo("even"));
        assertThat(taken.get(0).facts().clock()).isEqualTo(REPLIES - 19);
    }

    @Test
    default void nothingIsHandedOverWhereNothingIsFound() {
        Story story = story();
        Person alice = story.person("Alice");
        Message lonely = story.send(alice, story.room("Lobby", alice));
        List<Message> taken = new CopyOnWriteArrayList<>();
        assertThat(await(messages().stream(all(lonely), batch -> {
                    taken.addAll(batch);
                    return Future.succeededFuture();
                })))
                .isZero();
        assertThat(taken).isEmpty();
    }

    @Test
    default void theNextBatchWaitsUntilTheOneBeforeWasTaken() {
        Story story = story();
        Message question = question(story, story.person("Alice"));
        List<Integer> sizes = new CopyOnWriteArrayList<>();
        Promise<Void> arrived = Promise.promise();
        Promise<Void> taken = Promise.promise();

        Future<Long> stream = messages().stream(all(question), batch -> {
            sizes.add(batch.size());
            arrived.tryComplete();
            return taken.future();
        });
        await(arrived.future());
        assertThat(await(messages().search(page(question))).total()).isEqualTo(REPLIES);
        assertThat(sizes).containsExactly(500);
        assertThat(stream.isComplete()).isFalse();

        taken.complete();
        assertThat(await(stream)).isEqualTo(REPLIES);
        assertThat(sizes).containsExactly(500, 500, 100);
    }

    @Test
    default void whatTheReceiverFailsWithEndsTheStream() {
        Story story = story();
        Message question = question(story, story.person("Alice"));
        // More often than there may be streams, or connections.
        for (int i = 0; i < 20; i++) {
            int failing = i;
            List<Integer> sizes = new CopyOnWriteArrayList<>();
            assertThatThrownBy(() -> await(messages().stream(all(question), batch -> {
                        sizes.add(batch.size());
                        if (failing % 2 == 0) {
                            throw new IllegalStateException("Alice hung up");
                        }
                        return Future.failedFuture(new IllegalStateException("Alice hung up"));
                    })))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("Alice hung up");
            assertThat(sizes).containsExactly(500);
        }
        assertThat(await(messages().stream(all(question), batch -> Future.succeededFuture())))
                .isEqualTo(REPLIES);
    }

    @Test
    default void aReceiverThatNeverTakesABatchIsGivenUp() {
        Story story = story();
        Message question = question(story, story.person("Alice"));
        Promise<Void> never = Promise.promise();

        assertThatThrownBy(() -> await(messages().stream(all(question), batch -> never.future())))
                .isInstanceOf(Unavailable.class);

        assertThat(await(messages().stream(all(question), batch -> Future.succeededFuture())))
                .isEqualTo(REPLIES);
    }

    private Story story() {
        return Story.begin(records());
    }

    private Messages messages() {
        return records().messages();
    }

    /** A message with many replies, which say "odd" and "even" in turn. */
    private Message question(Story story, Person alice) {
        Message question = story.send(alice, story.room("Lobby", alice));
        List<Future<Message>> sends = new ArrayList<>();
        for (int i = 1; i <= REPLIES; i++) {
            NewMessage m = ThreadsContract.reply(alice, question);
            sends.add(messages()
                    .send(new NewMessage(
                            null,
                            m.stringId(),
                            m.room(),
                            m.timeline(),
                            m.sender(),
                            null,
                            i % 2 == 0 ? "even" : "odd",
                            "{}",
                            m.parent(),
                            null,
                            null)));
        }
        Story.awaitAll(sends);
        return question;
    }

    private static MessageSearch all(Message parent) {
        return new MessageSearch(
                new InThread(parent.facts().id()),
                MessageFilter.ALL,
                MessageSearch.OLDEST_FIRST,
                0,
                MessageSearch.NO_LIMIT);
    }

    private static MessageSearch newest(Message parent) {
        return new MessageSearch(
                new InThread(parent.facts().id()), MessageFilter.ALL, MessageSearch.NEWEST_FIRST, 0, 1);
    }

    private static MessageSearch page(Message parent) {
        return new MessageSearch(
                new InThread(parent.facts().id()), MessageFilter.ALL, MessageSearch.OLDEST_FIRST, 0, 10);
    }
}
