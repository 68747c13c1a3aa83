package dev.seenby.storage.contract;

import static dev.seenby.storage.contract.IndexStory.unit;
import static dev.seenby.storage.contract.Story.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.seenby.storage.Counts;
import dev.seenby.storage.LogBatch;
import dev.seenby.storage.Message;
import dev.seenby.storage.ReceiptIndex;
import dev.seenby.storage.TimelineKey;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What {@link ReceiptIndex} promises of changes that come to units that are warm. */
public interface IndexFollowingContract {
    /** The index under test. */
    ReceiptIndex index();

    /** Empties it altogether, behind its back. */
    void wipe();

    @Test
    default void aReadThatIsShippedIsCounted() {
        IndexStory story = story();
        Message hello = story.story.send(story.alice, story.room);
        story.build(hello);
        assertThat(story.ask(hello).counts()).containsExactly(Optional.of(new Counts(0, 2)));

        story.story.read(story.bob, hello);
        assertThat(story.ask(hello).counts()).containsExactly(Optional.of(new Counts(0, 2)));
        story.ship(story.committed());

        assertThat(story.ask(hello).counts()).containsExactly(Optional.of(new Counts(1, 1)));
    }

    @Test
    default void comingAndGoingIsFollowed() {
        IndexStory story = story();
        Message hello = story.story.send(story.alice, story.room);
        story.build(hello);
        List<Runnable> acts = List.of(
                () -> story.story.read(story.bob, hello),
                () -> story.story.leave(story.room, story.bob),
                () -> story.story.leave(story.room, story.carol),
                () -> story.story.read(story.carol, hello),
                () -> story.story.join(story.room, story.carol),
                () -> story.story.unread(story.carol, hello),
                () -> story.story.leave(story.room, story.alice),
                () -> story.story.join(story.room, story.bob),
                () -> story.story.leave(story.room, story.carol, story.bob));
        for (Runnable act : acts) {
            List<LogBatch> committed = story.committedBy(act);
            assertThat(story.ship(committed).missed()).isZero();
            story.assertAgrees(hello);
        }
    }

    @Test
    default void theSenderIsNeverCountedMemberOrNot() {
        IndexStory story = story();
        var dora = story.story.person("Dora");
        Message outside = story.story.send(dora, story.room);
        story.build(outside);
        story.story.join(story.room, dora);
        Message inside = story.story.send(dora, story.room);
        story.ship(story.committed());
        story.assertAgrees(outside, inside);

        story.story.leave(story.room, dora);
        story.ship(story.committed());
        story.assertAgrees(outside, inside);
        assertThat(story.ask(inside).counts()).containsExactly(Optional.of(new Counts(0, 3)));
    }

    @Test
    default void aMessageWhoseSendHasNotArrivedIsNotCounted() {
        IndexStory story = story();
        Message first = story.story.send(story.alice, story.room);
        story.build(first);
        Message second = story.story.send(story.alice, story.room);
        Message byBob = story.story.send(story.bob, story.room);

        ReceiptIndex.Answer answer = story.ask(first, second, byBob);
        assertThat(answer.counts()).extracting(Optional::isPresent).containsExactly(true, false, false);
        assertThat(answer.cold()).isEmpty();

        story.ship(story.committed());
        story.assertAgrees(first, second, byBob);
    }

    @Test
    default void twiceAndLateIsHarmless() {
        IndexStory story = story();
        Message hello = story.story.send(story.alice, story.room);
        story.build(hello);
        List<LogBatch> all = story.committedBy(() -> {
            story.story.read(story.bob, hello);
            story.story.unread(story.bob, hello);
            story.story.read(story.carol, hello);
        });
        story.ship(all);
        story.ship(all);
        for (LogBatch late : all) {
            assertThat(story.ship(List.of(late)).missed()).isZero();
            story.assertAgrees(hello);
        }
        assertThat(story.follow(all).missed()).isZero();
        story.assertAgrees(hello);
    }

    @Test
    default void aChangeThatComesBeforeItsPredecessorWaitsForIt() {
        IndexStory story = story();
        Message hello = story.story.send(story.alice, story.room);
        story.build(hello);
        List<LogBatch> two = story.committedBy(() -> {
            story.story.read(story.bob, hello);
            story.story.unread(story.bob, hello);
        });
        long lane = two.get(0).lane();
        long before = story.state().cursor().getOrDefault(lane, 0L);

        assertThat(story.ship(two.subList(1, 2)).missed()).isEqualTo(1);
        assertThat(story.ask(hello).counts()).containsExactly(Optional.of(new Counts(0, 2)));
        assertThat(story.state().cursor().getOrDefault(lane, 0L)).isEqualTo(before);

        assertThat(story.ship(two.subList(0, 1)).missed()).isZero();
        assertThat(story.ask(hello).counts()).containsExactly(Optional.of(new Counts(1, 1)));
        assertThat(story.ship(two.subList(1, 2)).missed()).isZero();
        story.assertAgrees(hello);
    }

    @Test
    default void whatIsNotMissingInAShipmentIsAppliedBesideWhatIs() {
        IndexStory story = story();
        Message hello = story.story.send(story.alice, story.room);
        story.build(hello);
        List<LogBatch> three = story.committedBy(() -> {
            story.story.read(story.bob, hello);
            story.story.unread(story.bob, hello);
            story.story.read(story.carol, hello);
        });

        assertThat(story.ship(three.subList(1, 3)).missed()).isEqualTo(1);

        assertThat(story.ask(hello).counts()).containsExactly(Optional.of(new Counts(1, 1)));
    }

    @Test
    default void aWholeTailThatMissesAPredecessorDropsTheUnitAlone() {
        IndexStory story = story();
        Message main = story.story.send(story.alice, story.room);
        Message tea = story.story.send(Story.newMessage(story.alice, story.room, TimelineKey.topic("Tea")));
        story.build(main, tea);
        List<LogBatch> two = story.committedBy(() -> {
            story.story.read(story.bob, main);
            story.story.unread(story.bob, main);
        });

        assertThat(story.follow(two.subList(1, 2)).missed()).isEqualTo(1);

        story.assertCold(main, unit(main));
        story.assertAgrees(tea);
        story.build(main).assertAgrees(main, tea);
    }

    @Test
    default void changesOfColdUnitsArePassedOver() {
        IndexStory story = story();
        Message hello = story.story.send(story.alice, story.room);
        List<LogBatch> reads = story.committedBy(() -> {
            story.story.read(story.bob, hello);
            story.story.unread(story.bob, hello);
        });

        assertThat(story.ship(reads.subList(1, 2)).missed()).isZero();
        assertThat(story.follow(reads).missed()).isZero();

        story.assertCold(hello, unit(hello));
    }

    @Test
    default void whatWasDroppedIsCold() {
        IndexStory story = story();
        Message main = story.story.send(story.alice, story.room);
        Message tea = story.story.send(Story.newMessage(story.alice, story.room, TimelineKey.topic("Tea")));
        story.build(main, tea);

        await(index().drop(unit(main)));
        story.assertCold(main, unit(main));
        story.assertAgrees(tea);
        await(index().drop(story.roomUnit()));
        story.assertCold(tea, story.roomUnit());
        await(index().drop(story.roomUnit()));
        story.build(main).assertAgrees(main, tea);
    }

    @Test
    default void countsComeInTheOrderAskedAlsoTwice() {
        IndexStory story = story();
        Message one = story.story.send(story.alice, story.room);
        Message two = story.story.send(story.bob, story.room);
        story.story.read(story.carol, two);
        story.build(one);

        story.assertAgrees(two, one, two, two, one);
        assertThat(story.askAsItIs().counts()).isEmpty();
    }

    @Test
    default void manyScatteredRunsAreCountedExactly() {
        IndexStory story = story();
        List<Message> sent = story.story.send(story.alice, story.room, 120);
        story.build(sent.get(0));
        for (int i = 0; i < 120; i += 2) {
            story.story.read(story.bob, sent.get(i));
        }
        for (int i = 0; i < 120; i += 3) {
            story.story.read(story.carol, sent.get(i));
        }
        story.ship(story.committed());
        story.assertAgrees(sent.toArray(Message[]::new));

        story.story.read(story.bob, sent.get(0).facts().timeline(), 1, 100);
        story.story.leave(story.room, story.carol);
        story.ship(story.committed());
        story.assertAgrees(sent.toArray(Message[]::new));
    }

    /** Chance acts; what they commit arrives in chance order, and again by the log. */
    @Test
    default void chanceFindsNoHistoryThatTheIndexCountsWrongly() {
        for (long seed = 1; seed <= 10; seed++) {
            Random random = new Random(seed);
            IndexStory story = story();
            story.build(story.story.send(story.alice, story.room));
            RandomHistory history =
                    new RandomHistory(story.story, random, story.room, List.of(story.alice, story.bob, story.carol));
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
        }
    }

    private IndexStory story() {
        wipe();
        return new IndexStory(index()).open();
    }
}
