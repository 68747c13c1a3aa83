package dev.seenby.receipts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seenby.storage.CommitListener;
import dev.seenby.storage.Counts;
import dev.seenby.storage.Message;
import dev.seenby.storage.Person;
import dev.seenby.storage.ReceiptIndex;
import dev.seenby.storage.Room;
import dev.seenby.storage.contract.Story;
import dev.seenby.storage.model.InMemoryIndex;
import dev.seenby.storage.model.InMemoryRecords;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Bob reads, and the index is not told: his own node must not forget it, whatever the index says. */
class OwnCommitsTest {
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(20);

    @Test
    void aNodeDoesNotAskAnIndexThatItCouldNotTell() {
        Vertx vertx = Vertx.vertx();
        AtomicReference<CommitListener> listener = new AtomicReference<>();
        InMemoryRecords record = new InMemoryRecords(batch -> listener.get().committed(batch), InstantSource.system());
        LossyIndex index = new LossyIndex(new InMemoryIndex());
        IndexKeeper keeper = new IndexKeeper(vertx, index, record.log(), ReceiptMetrics.NONE);
        listener.set(keeper.listener());
        World.await(keeper.start());
        Receipts receipts = new Receipts(index, keeper, record.reads(), ReceiptMetrics.NONE);
        Story story = Story.begin(record.records());
        Person alice = story.person("Alice");
        Person bob = story.person("Bob");
        Room room = story.room("Lobby", alice, bob);
        Message hello = story.send(alice, room);
        warm(receipts, index, hello);

        index.failing = true;
        story.read(bob, hello);

        assertThat(World.await(index.counts(List.of(hello.facts()))).counts())
                .as("the index has not heard of it, and may still be trusted by its lease")
                .containsExactly(Optional.of(new Counts(0, 1)));
        assertThat(counts(receipts, hello)).isEqualTo(new Counts(1, 0));

        index.failing = false;
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (!keeper.hasToldAll() && System.nanoTime() < deadline) {
            assertThat(counts(receipts, hello)).isEqualTo(new Counts(1, 0));
        }
        assertThat(keeper.hasToldAll()).isTrue();
        assertThat(counts(receipts, hello)).isEqualTo(new Counts(1, 0));
        World.await(keeper.stop());
        World.await(vertx.close());
    }

    private static Counts counts(Receipts receipts, Message message) {
        return World.await(receipts.counts(List.of(message.facts()))).get(0);
    }

    /** Asks until the index answers by itself. */
    private static void warm(Receipts receipts, ReceiptIndex index, Message message) {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        boolean answered = false;
        while (!answered && System.nanoTime() < deadline) {
            counts(receipts, message);
            answered = World.await(index.counts(List.of(message.facts())))
                    .counts()
                    .get(0)
                    .isPresent();
        }
        assertThat(answered).isTrue();
    }
}
