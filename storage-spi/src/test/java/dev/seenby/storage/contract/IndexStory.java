package dev.seenby.storage.contract;

import static dev.seenby.storage.contract.Story.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.seenby.storage.Counts;
import dev.seenby.storage.IndexChange;
import dev.seenby.storage.IndexEntry;
import dev.seenby.storage.IndexUnit;
import dev.seenby.storage.LogBatch;
import dev.seenby.storage.Message;
import dev.seenby.storage.MessageFacts;
import dev.seenby.storage.Person;
import dev.seenby.storage.ReceiptIndex;
import dev.seenby.storage.ReceiptIndex.Advance;
import dev.seenby.storage.ReceiptIndex.Answer;
import dev.seenby.storage.ReceiptIndex.Partition;
import dev.seenby.storage.ReceiptIndex.Shipment;
import dev.seenby.storage.ReceiptIndex.Shipped;
import dev.seenby.storage.Room;
import dev.seenby.storage.model.InMemoryRecords;
import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A room whose record is the model and whose index is the one under test. What is committed comes to the index only
 * when the story ships it.
 */
final class IndexStory {
    private static final int PAGE = 2;

    final Person alice;
    final Person bob;
    final Person carol;
    final Room room;
    final Story story;
    private final ReceiptIndex index;
    private final List<LogBatch> committed = new ArrayList<>();

    /** Alice, Bob and Carol in a room of an emptied index. */
    IndexStory(ReceiptIndex index) {
        this.index = index;
        Records records = new InMemoryRecords(
                        batch -> {
                            committed.add(batch);
                            return Future.succeededFuture();
                        },
                        InstantSource.system())
                .records();
        story = Story.begin(records);
        alice = story.person("Alice");
        bob = story.person("Bob");
        carol = story.person("Carol");
        room = story.room("Lobby", alice, bob, carol);
    }

    /** The room's partition gets an epoch and nothing else. */
    IndexStory open() {
        assertThat(await(index.reset(partition(), state().epoch(), Map.of(), now())))
                .isTrue();
        return this;
    }

    int partition() {
        return index.partitionOf(room.id());
    }

    Partition state() {
        return await(index.states()).get(partition());
    }

    long now() {
        return state().nowMicros();
    }

    IndexUnit roomUnit() {
        return IndexUnit.room(room.id());
    }

    static IndexUnit unit(Message message) {
        return IndexUnit.timeline(message.facts().room(), message.facts().timeline());
    }

    /** What was committed since the last time somebody asked. */
    List<LogBatch> committed() {
        List<LogBatch> batches = List.copyOf(committed);
        committed.clear();
        return batches;
    }

    /** What was committed by the act, and not by anything before it. */
    List<LogBatch> committedBy(Runnable act) {
        committed.clear();
        act.run();
        return committed();
    }

    /** As a writer ships what it has just committed. */
    Shipped ship(List<LogBatch> batches) {
        return await(index.ship(shipment(batches, null, false)));
    }

    /** As whoever follows the log ships the tail. */
    Shipped follow(List<LogBatch> batches) {
        return await(index.ship(shipment(batches, state().epoch(), true)));
    }

    Shipment shipment(List<LogBatch> batches, String epoch, boolean complete) {
        List<IndexChange> changes =
                batches.stream().flatMap(batch -> batch.changes().stream()).toList();
        Map<Long, Advance> advances = batches.isEmpty()
                ? Map.of()
                : Map.of(
                        batches.get(0).lane(),
                        new Advance(
                                batches.get(0).n() - 1,
                                batches.get(batches.size() - 1).n()));
        return new Shipment(partition(), epoch, advances, Set.of(), changes, complete ? now() : 0, complete);
    }

    /** Makes the units of these messages warm, from the record as it is now. */
    IndexStory build(Message... messages) {
        committed.clear();
        build(roomUnit());
        for (Message message : messages) {
            build(unit(message));
        }
        return this;
    }

    private void build(IndexUnit unit) {
        Optional<String> build = await(index.beginBuild(unit));
        if (build.isPresent()) {
            load(unit, build.get(), 0);
            assertThat(await(index.finishBuild(unit, build.get()))).isTrue();
        }
    }

    /** Loads all of a unit as it is now. */
    void load(IndexUnit unit, String build, int firstPage) {
        List<IndexEntry> all = entries(unit);
        for (int from = 0; from < all.size(); from += PAGE) {
            List<IndexEntry> page = all.subList(from, Math.min(from + PAGE, all.size()));
            assertThat(await(index.loadPage(unit, build, firstPage + from / PAGE, page)))
                    .isTrue();
        }
    }

    List<IndexEntry> entries(IndexUnit unit) {
        return await(story.records().log().entries(unit, -1, 10_000));
    }

    /** Asks the index under a fresh lease. */
    Answer ask(Message... messages) {
        await(index.ship(new Shipment(partition(), null, Map.of(), Set.of(), List.of(), now(), true)));
        return askAsItIs(messages);
    }

    /** Asks the index, whatever its lease is. */
    Answer askAsItIs(Message... messages) {
        return await(index.counts(facts(messages)));
    }

    /** The index answers, and says what the record says. */
    void assertAgrees(Message... messages) {
        List<Optional<Counts>> counted = await(story.records().reads().counts(facts(messages))).stream()
                .map(Optional::of)
                .toList();
        Answer answer = ask(messages);
        assertThat(answer.counts()).isEqualTo(counted);
        assertThat(answer.cold()).isEmpty();
    }

    /** The index does not answer for the message, since the unit is cold. */
    void assertCold(Message message, IndexUnit unit) {
        Answer answer = ask(message);
        assertThat(answer.counts()).containsExactly(Optional.empty());
        assertThat(answer.cold()).contains(unit);
    }

    private static List<MessageFacts> facts(Message... messages) {
        return Arrays.stream(messages).map(Message::facts).toList();
    }
}
