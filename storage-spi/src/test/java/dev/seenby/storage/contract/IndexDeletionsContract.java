package dev.seenby.storage.contract;

import static dev.seenby.storage.contract.IndexStory.unit;
import static dev.seenby.storage.contract.Story.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.seenby.storage.Counts;
import dev.seenby.storage.IndexEntry;
import dev.seenby.storage.IndexUnit;
import dev.seenby.storage.LogBatch;
import dev.seenby.storage.Message;
import dev.seenby.storage.Positions;
import dev.seenby.storage.ReceiptIndex;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What {@link ReceiptIndex} promises of messages and rooms that are deleted. */
public interface IndexDeletionsContract {
    /** The index under test. */
    ReceiptIndex index();

    /** Empties it altogether, behind its back. */
    void wipe();

    @Test
    default void aMessageThatIsDeletedIsCountedNoMoreAndTheOthersStillAre() {
        IndexStory story = story();
        List<Message> sent = story.story.send(story.alice, story.room, 3);
        story.build(sent.get(0));
        story.story.read(story.bob, sent.get(1));
        story.ship(story.committed());

        story.story.delete(sent.get(1));
        assertThat(told(story, sent)).containsExactly(new Counts(0, 2), new Counts(1, 1), new Counts(0, 2));
        assertThat(story.ship(story.committed()).missed()).isZero();

        assertThat(told(story, sent)).containsExactly(new Counts(0, 2), Counts.DELETED, new Counts(0, 2));
        story.story.read(story.carol, sent.get(1));
        story.story.read(story.carol, sent.get(2));
        story.ship(story.committed());
        assertThat(told(story, sent)).containsExactly(new Counts(0, 2), Counts.DELETED, new Counts(1, 1));
    }

    @Test
    default void deletionsStandBesideThoseWhoLeft() {
        IndexStory story = story();
        List<Message> sent = story.story.send(story.alice, story.room, 3);
        story.build(sent.get(0));
        story.story.delete(sent.get(2));
        story.story.leave(story.room, story.bob);
        story.story.delete(sent.get(0));
        story.ship(story.committed());

        assertThat(told(story, sent)).containsExactly(Counts.DELETED, new Counts(0, 1), Counts.DELETED);
        story.story.join(story.room, story.bob);
        story.ship(story.committed());
        assertThat(told(story, sent)).containsExactly(Counts.DELETED, new Counts(0, 2), Counts.DELETED);
    }

    @Test
    default void whatWasDeletedIsKnownToAnIndexBuiltAnew() {
        IndexStory story = story();
        List<Message> sent = story.story.send(story.alice, story.room, 5);
        story.story.leave(story.room, story.carol);
        story.story.delete(sent.get(1));
        story.story.delete(sent.get(2));
        story.build(sent.get(0));
        story.assertAgrees(sent.toArray(Message[]::new));
        assertThat(told(story, sent).subList(0, 3)).containsExactly(new Counts(0, 1), Counts.DELETED, Counts.DELETED);

        await(index().drop(story.roomUnit()));
        story.assertCold(sent.get(1), story.roomUnit());
        story.story.delete(sent.get(4));
        story.build(sent.get(0));
        story.assertAgrees(sent.toArray(Message[]::new));
        story.story.delete(sent.get(0));
        assertThat(story.ship(story.committed()).missed()).isZero();
        story.assertAgrees(sent.toArray(Message[]::new));
    }

    @Test
    default void whetherAMessageWasDeletedIsKnownWhileItsTimelineIsCold() {
        IndexStory story = story();
        List<Message> sent = story.story.send(story.alice, story.room, 2);
        story.story.delete(sent.get(0));
        story.build();

        ReceiptIndex.Answer answer = story.ask(sent.toArray(Message[]::new));

        assertThat(answer.counts()).containsExactly(Optional.of(Counts.DELETED), Optional.empty());
        assertThat(answer.cold()).containsExactly(unit(sent.get(1)));
    }

    @Test
    default void aDeletionThatComesBeforeAnotherOneWaitsForIt() {
        IndexStory story = story();
        List<Message> sent = story.story.send(story.alice, story.room, 2);
        story.build(sent.get(0));
        List<LogBatch> two = story.committedBy(() -> sent.forEach(story.story::delete));

        assertThat(story.ship(two.subList(1, 2)).missed()).isEqualTo(1);
        assertThat(told(story, sent)).doesNotContain(Counts.DELETED);
        assertThat(story.ship(two.subList(0, 1)).missed()).isZero();
        assertThat(told(story, sent)).containsExactly(Counts.DELETED, new Counts(0, 2));
        assertThat(story.ship(two).missed()).isZero();
        assertThat(story.ship(two.subList(0, 1)).missed()).isZero();
        assertThat(told(story, sent)).containsOnly(Counts.DELETED);
    }

    @Test
    default void aWholeTailThatMissesADeletionMakesTheRoomCold() {
        IndexStory story = story();
        List<Message> sent = story.story.send(story.alice, story.room, 2);
        story.build(sent.get(0));
        List<LogBatch> two = story.committedBy(() -> sent.forEach(story.story::delete));

        assertThat(story.follow(two.subList(1, 2)).missed()).isEqualTo(1);

        story.assertCold(sent.get(0), story.roomUnit());
        story.build(sent.get(0)).assertAgrees(sent.toArray(Message[]::new));
    }

    @Test
    default void whatIsDeletedDuringABuildIsNotLost() {
        IndexStory story = story();
        List<Message> sent = story.story.send(story.alice, story.room, 3);
        story.build(sent.get(0));
        await(index().drop(story.roomUnit()));
        story.story.delete(sent.get(0));
        List<IndexEntry> old = story.entries(story.roomUnit());
        String build = await(index().beginBuild(story.roomUnit())).orElseThrow();
        List<LogBatch> late = story.committedBy(() -> {
            story.story.delete(sent.get(1));
            story.story.delete(sent.get(2));
        });
        story.ship(late.subList(1, 2));

        assertThat(await(index().loadPage(story.roomUnit(), build, 0, old))).isTrue();
        story.ship(late.subList(0, 1));
        assertThat(await(index().finishBuild(story.roomUnit(), build))).isTrue();

        assertThat(told(story, sent)).containsOnly(Counts.DELETED);
    }

    @Test
    default void aRoomThatIsDeletedTakesAllItsMessagesWithIt() {
        IndexStory story = story();
        List<Message> sent = story.story.send(story.alice, story.room, 4);
        story.build(sent.get(0));
        story.story.delete(sent.get(2));
        story.ship(story.committed());
        story.story.delete(story.room);
        story.ship(story.committed());

        assertThat(told(story, sent)).containsOnly(Counts.DELETED);
        story.assertAgrees(sent.toArray(Message[]::new));
        await(index().drop(story.roomUnit()));
        story.build(sent.get(0)).assertAgrees(sent.toArray(Message[]::new));
    }

    /** The room's run starts where the first message's does. */
    @Test
    default void aRoomWhoseFirstMessageWasDeletedIsDeletedAsAWhole() {
        IndexStory story = story();
        List<Message> sent = story.story.send(story.alice, story.room, 3);
        story.build(sent.get(0));
        List<LogBatch> all = story.committedBy(() -> {
            story.story.delete(sent.get(0));
            story.story.delete(story.room);
        });
        story.ship(all);
        story.ship(all.subList(0, 1));

        assertThat(told(story, sent)).containsOnly(Counts.DELETED);
        await(index().drop(story.roomUnit()));
        story.build();
        assertThat(told(story, sent)).containsOnly(Counts.DELETED);
    }

    /** One share has as many runs as messages were deleted, and comes whole. */
    @Test
    default void aRoomOfAHundredThousandDeletedMessagesIsBuilt() {
        IndexStory story = story();
        List<Message> sent = story.story.send(story.alice, story.room, 3);
        story.build(sent.get(0));
        await(index().drop(story.roomUnit()));
        List<Positions> clocks = LongStream.rangeClosed(2, 100_001)
                .filter(clock -> clock != 3)
                .mapToObj(clock -> new Positions(clock, clock))
                .toList();
        String build = await(index().beginBuild(story.roomUnit())).orElseThrow();
        IndexEntry entry = new IndexEntry(IndexUnit.DELETED, clocks.size(), false, clocks);
        assertThat(await(index().loadPage(story.roomUnit(), build, 0, List.of(entry))))
                .isTrue();
        assertThat(await(index().finishBuild(story.roomUnit(), build))).isTrue();

        assertThat(told(story, sent)).containsExactly(new Counts(0, 2), Counts.DELETED, new Counts(0, 2));
    }

    /** Chance acts, deletions among them; what they commit arrives in chance order, and again by the log. */
    @Test
    default void chanceFindsNoHistoryWithDeletionsThatTheIndexCountsWrongly() {
        for (long seed = 21; seed <= 30; seed++) {
            Random random = new Random(seed);
            IndexStory story = story();
            story.build(story.story.send(story.alice, story.room));
            RandomHistory history = new RandomHistory(
                            story.story, random, story.room, List.of(story.alice, story.bob, story.carol))
                    .deleting();
            for (int round = 0; round < 8; round++) {
                List<LogBatch> batches = story.committedBy(() -> {
                    for (int i = 0; i < 8; i++) {
                        history.step();
                    }
                });
                List<LogBatch> shuffled = new ArrayList<>(batches);
                Collections.shuffle(shuffled, random);
                shuffled.forEach(batch -> story.ship(List.of(batch)));
                assertThat(story.follow(batches).missed()).isZero();
                Message[] sent = history.sent().toArray(Message[]::new);
                story.build(sent);
                story.assertAgrees(sent);
            }
            history.compare();
        }
    }

    private static List<Counts> told(IndexStory story, List<Message> messages) {
        return story.ask(messages.toArray(Message[]::new)).counts().stream()
                .map(Optional::orElseThrow)
                .toList();
    }

    private IndexStory story() {
        wipe();
        return new IndexStory(index()).open();
    }
}
