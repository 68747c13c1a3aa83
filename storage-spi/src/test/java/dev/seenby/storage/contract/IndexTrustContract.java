package dev.seenby.storage.contract;

import static dev.seenby.storage.contract.IndexStory.unit;
import static dev.seenby.storage.contract.Story.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.seenby.storage.Counts;
import dev.seenby.storage.LogBatch;
import dev.seenby.storage.Message;
import dev.seenby.storage.ReceiptIndex;
import dev.seenby.storage.ReceiptIndex.Advance;
import dev.seenby.storage.ReceiptIndex.Partition;
import dev.seenby.storage.ReceiptIndex.Shipment;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What {@link ReceiptIndex} promises of epochs, cursors and leases. */
public interface IndexTrustContract {
    /** The index under test. */
    ReceiptIndex index();

    /** Empties it altogether, behind its back. */
    void wipe();

    @Test
    default void anEmptiedIndexKnowsThatItKnowsNothing() {
        IndexStory story = story();
        Message hello = story.story.send(story.alice, story.room);
        story.build(hello).assertAgrees(hello);

        wipe();

        List<Partition> states = await(index().states());
        assertThat(states).hasSize(index().partitions());
        for (int i = 0; i < states.size(); i++) {
            assertThat(states.get(i).number()).isEqualTo(i);
            assertThat(states.get(i).epoch()).isNull();
            assertThat(states.get(i).cursor()).isEmpty();
            assertThat(states.get(i).nowMicros()).isPositive();
        }
        ReceiptIndex.Answer answer = story.askAsItIs(hello);
        assertThat(answer.counts()).containsExactly(Optional.empty());
        assertThat(answer.cold()).isEmpty();
        assertThat(story.ship(story.committedBy(() -> story.story.read(story.bob, hello)))
                        .missed())
                .isZero();
        assertThat(story.state().cursor()).isEmpty();
    }

    @Test
    default void everyRoomHasItsPartition() {
        for (long room : List.of(1L, 2L, 255L, 256L, 257L, 9_000_000_000L, Long.MAX_VALUE)) {
            assertThat(index().partitionOf(room))
                    .isBetween(0, index().partitions() - 1)
                    .isEqualTo(index().partitionOf(room));
        }
    }

    @Test
    default void aNewEpochMakesEverythingColdAndSetsTheCursor() {
        IndexStory story = story();
        Message hello = story.story.send(story.alice, story.room);
        story.build(hello).assertAgrees(hello);
        String first = story.state().epoch();

        assertThat(await(index().reset(story.partition(), first, Map.of(7L, 3L, 8L, 1L), story.now())))
                .isTrue();

        assertThat(story.state().epoch()).isNotNull().isNotEqualTo(first);
        assertThat(story.state().cursor()).isEqualTo(Map.of(7L, 3L, 8L, 1L));
        story.assertCold(hello, unit(hello));
        story.assertCold(hello, story.roomUnit());
        story.build(hello).assertAgrees(hello);
    }

    @Test
    default void ofManyWhoSeeTheSameEpochOneResets() {
        IndexStory story = story();
        for (String seen : new String[] {story.state().epoch(), "gone by"}) {
            List<Future<Boolean>> resets = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                resets.add(index().reset(story.partition(), seen, Map.of(), story.now()));
            }
            assertThat(Story.awaitAll(resets))
                    .filteredOn(Boolean::booleanValue)
                    .hasSize("gone by".equals(seen) ? 0 : 1);
        }
        assertThat(await(index().reset(story.partition(), null, Map.of(), 0))).isFalse();
    }

    @Test
    default void otherPartitionsAreLeftAlone() {
        IndexStory story = story();
        Message hello = story.story.send(story.alice, story.room);
        story.build(hello);
        int other = (story.partition() + 1) % index().partitions();

        assertThat(await(index().reset(other, null, Map.of(7L, 3L), story.now())))
                .isTrue();

        assertThat(story.state().cursor()).isEmpty();
        story.assertAgrees(hello);
    }

    @Test
    default void aShipmentOfAnotherEpochDoesNothing() {
        IndexStory story = story();
        Message hello = story.story.send(story.alice, story.room);
        story.build(hello);
        List<LogBatch> read = story.committedBy(() -> story.story.read(story.bob, hello));

        assertThat(await(index().ship(story.shipment(read, "another", true))).missed())
                .isZero();

        assertThat(story.ask(hello).counts()).containsExactly(Optional.of(new Counts(0, 2)));
        assertThat(story.state().cursor()).isEmpty();
        assertThat(await(index().ship(story.shipment(read, story.state().epoch(), true)))
                        .missed())
                .isZero();
        story.assertAgrees(hello);
    }

    @Test
    default void theCursorMovesOnlyOverBatchesThatItHolds() {
        IndexStory story = story();
        advance(story, Map.of(5L, new Advance(0, 3)));
        assertThat(story.state().cursor()).isEqualTo(Map.of(5L, 3L));
        advance(story, Map.of(5L, new Advance(4, 6)));
        assertThat(story.state().cursor()).isEqualTo(Map.of(5L, 3L));
        advance(story, Map.of(5L, new Advance(2, 4), 6L, new Advance(1, 2)));
        assertThat(story.state().cursor()).isEqualTo(Map.of(5L, 4L));
        advance(story, Map.of(5L, new Advance(0, 2), 6L, new Advance(0, 2)));
        assertThat(story.state().cursor()).isEqualTo(Map.of(5L, 4L, 6L, 2L));
    }

    @Test
    default void aLaneThatIsRetiredIsForgotten() {
        IndexStory story = story();
        advance(story, Map.of(5L, new Advance(0, 3), 6L, new Advance(0, 1)));

        await(index().ship(new Shipment(
                story.partition(), story.state().epoch(), Map.of(), Set.of(5L, 77L), List.of(), 0, true)));

        assertThat(story.state().cursor()).isEqualTo(Map.of(6L, 1L));
    }

    @Test
    default void withoutALeaseTheIndexDoesNotAnswer() {
        wipe();
        IndexStory story = new IndexStory(index());
        Message hello = story.story.send(story.alice, story.room);
        // A lease that ran out when the index's clock began.
        assertThat(await(index().reset(story.partition(), null, Map.of(), 1))).isTrue();
        story.build(hello);

        ReceiptIndex.Answer answer = story.askAsItIs(hello);
        assertThat(answer.counts()).containsExactly(Optional.empty());
        assertThat(answer.cold()).isEmpty();

        story.assertAgrees(hello);
    }

    @Test
    default void aNewEpochWithoutALeaseDoesNotAnswerUntilItHasOne() {
        wipe();
        IndexStory story = new IndexStory(index());
        Message hello = story.story.send(story.alice, story.room);
        assertThat(await(index().reset(story.partition(), null, Map.of(), 0))).isTrue();
        story.build(hello);
        assertThat(story.askAsItIs(hello).counts()).containsExactly(Optional.empty());

        story.assertAgrees(hello);
    }

    @Test
    default void aWritersShipmentsDoNotProlongTheLease() {
        wipe();
        IndexStory story = new IndexStory(index());
        Message hello = story.story.send(story.alice, story.room);
        await(index().reset(story.partition(), null, Map.of(), 1));
        story.build(hello);

        story.ship(story.committedBy(() -> story.story.read(story.bob, hello)));

        assertThat(story.askAsItIs(hello).counts()).containsExactly(Optional.empty());
        story.assertAgrees(hello);
    }

    private void advance(IndexStory story, Map<Long, Advance> advances) {
        await(index().ship(new Shipment(story.partition(), null, advances, Set.of(), List.of(), 0, false)));
    }

    private IndexStory story() {
        wipe();
        return new IndexStory(index()).open();
    }
}
