package dev.seenby.storage.contract;

import static dev.seenby.storage.contract.IndexStory.unit;
import static dev.seenby.storage.contract.Story.await;
import static dev.seenby.storage.contract.StoryAssert.stretches;
import static org.assertj.core.api.Assertions.assertThat;

import dev.seenby.storage.IndexChange;
import dev.seenby.storage.IndexEntry;
import dev.seenby.storage.IndexUnit;
import dev.seenby.storage.LogBatch;
import dev.seenby.storage.Message;
import dev.seenby.storage.Person;
import dev.seenby.storage.ReceiptIndex;
import dev.seenby.storage.TimelineKey;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What {@link ReceiptIndex} promises of units that are built. */
public interface IndexBuildingContract {
    /** The index under test. */
    ReceiptIndex index();

    /** Empties it altogether, behind its back. */
    void wipe();

    @Test
    default void aColdUnitIsBuiltAndAnswers() {
        IndexStory story = story();
        Message hello = story.story.send(story.alice, story.room);
        story.story.read(story.bob, hello);
        ReceiptIndex.Answer answer = story.ask(hello);
        assertThat(answer.counts()).containsExactly(Optional.empty());
        assertThat(answer.cold()).containsExactlyInAnyOrder(unit(hello), story.roomUnit());

        story.build(hello);

        story.assertAgrees(hello);
        assertThat(story.ask(hello).counts()).hasSize(1).allMatch(Optional::isPresent);
    }

    @Test
    default void onlyTheUnitsThatAreMissingAreNamed() {
        IndexStory story = story();
        Message main = story.story.send(story.alice, story.room);
        Message tea = story.story.send(Story.newMessage(story.alice, story.room, TimelineKey.topic("Tea")));
        story.build(main);

        ReceiptIndex.Answer answer = story.ask(tea, main, tea);

        assertThat(answer.cold()).containsExactly(unit(tea));
        assertThat(answer.counts()).extracting(Optional::isPresent).containsExactly(false, true, false);
    }

    @Test
    default void theMembersOfARoomMayAllHaveComeAndGone() {
        IndexStory story = story();
        Message hello = story.story.send(story.alice, story.room);
        story.story.read(story.bob, hello);
        story.story.leave(story.room, story.alice, story.bob, story.carol);
        story.story.join(story.room, story.carol);

        story.build(hello).assertAgrees(hello);
    }

    @Test
    default void aBuildOfManyPagesHoldsEverybody() {
        IndexStory story = story();
        List<Person> people = story.story.people(9);
        story.story.join(story.room, people.toArray(Person[]::new));
        Message hello = story.story.send(story.alice, story.room);
        people.subList(0, 6).forEach(person -> story.story.read(person, hello));
        story.story.leave(story.room, people.subList(4, 8).toArray(Person[]::new));

        story.build(hello).assertAgrees(hello);
    }

    @Test
    default void pagesAreTakenInOrderAndOnce() {
        IndexStory story = story();
        Message hello = story.story.send(story.alice, story.room);
        story.story.read(story.bob, hello);
        story.build();
        List<IndexEntry> all = story.entries(unit(hello));
        String build = await(index().beginBuild(unit(hello))).orElseThrow();

        assertThat(load(hello, build, 1, all.subList(1, 2))).isFalse();
        assertThat(load(hello, build, 0, all.subList(0, 1))).isTrue();
        assertThat(load(hello, build, 0, all.subList(0, 1))).isFalse();
        assertThat(load(hello, "another", 1, all.subList(1, 2))).isFalse();
        assertThat(await(index().finishBuild(unit(hello), "another"))).isFalse();
        assertThat(load(hello, build, 1, all.subList(1, 2))).isTrue();
        assertThat(story.ask(hello).counts()).containsExactly(Optional.empty());
        assertThat(await(index().finishBuild(unit(hello), build))).isTrue();

        story.assertAgrees(hello);
        assertThat(load(hello, build, 2, all)).isFalse();
        assertThat(await(index().finishBuild(unit(hello), build))).isFalse();
        story.assertAgrees(hello);
    }

    @Test
    default void ofTwoBuildersOneBuilds() {
        IndexStory story = story();
        Message hello = story.story.send(story.alice, story.room);

        Optional<String> first = await(index().beginBuild(unit(hello)));
        assertThat(first).isPresent();
        assertThat(await(index().beginBuild(unit(hello)))).isEmpty();
        story.load(unit(hello), first.get(), 0);
        assertThat(await(index().beginBuild(unit(hello)))).isEmpty();
        assertThat(await(index().finishBuild(unit(hello), first.get()))).isTrue();
        assertThat(await(index().beginBuild(unit(hello)))).isEmpty();
    }

    @Test
    default void aPartitionWithoutEpochBuildsNothing() {
        wipe();
        assertThat(await(index().beginBuild(IndexUnit.room(1)))).isEmpty();
    }

    @Test
    default void whatIsCommittedDuringABuildIsNotLost() {
        IndexStory story = story();
        Message hello = story.story.send(story.alice, story.room);
        story.story.read(story.bob, hello);
        story.build();
        String build = await(index().beginBuild(unit(hello))).orElseThrow();
        List<IndexEntry> old = story.entries(unit(hello));

        List<LogBatch> meanwhile = story.committedBy(() -> {
            story.story.read(story.carol, hello);
            story.story.unread(story.bob, hello);
            story.story.send(story.bob, story.room);
            story.story.leave(story.room, story.carol);
        });
        assertThat(story.ship(meanwhile).missed()).isZero();
        assertThat(load(hello, build, 0, old)).isTrue();
        assertThat(await(index().finishBuild(unit(hello), build))).isTrue();

        story.assertAgrees(hello);
    }

    @Test
    default void whatABuildHasReadAlreadyIsNotAppliedAgain() {
        IndexStory story = story();
        Message hello = story.story.send(story.alice, story.room);
        story.build();
        String build = await(index().beginBuild(unit(hello))).orElseThrow();
        List<LogBatch> before = story.committedBy(() -> {
            story.story.read(story.bob, hello);
            story.story.unread(story.bob, hello);
        });

        story.load(unit(hello), build, 0);
        story.ship(before);
        assertThat(await(index().finishBuild(unit(hello), build))).isTrue();
        story.assertAgrees(hello);

        assertThat(story.ship(before).missed()).isZero();
        story.assertAgrees(hello);
    }

    @Test
    default void aBuildThatMissedAChangeIsThrownAway() {
        IndexStory story = story();
        Message hello = story.story.send(story.alice, story.room);
        story.story.read(story.bob, hello);
        story.build();
        String build = await(index().beginBuild(unit(hello))).orElseThrow();
        List<IndexEntry> old = story.entries(unit(hello));
        List<LogBatch> two = story.committedBy(() -> {
            story.story.unread(story.bob, hello);
            story.story.read(story.bob, hello);
        });

        story.ship(two.subList(1, 2));
        load(hello, build, 0, old);

        assertThat(await(index().finishBuild(unit(hello), build))).isFalse();
        story.assertCold(hello, unit(hello));
        story.build(hello).assertAgrees(hello);
    }

    @Test
    default void aBuildEndsWhenTheUnitIsDroppedInAnyWay() {
        IndexStory story = story();
        Message hello = story.story.send(story.alice, story.room);
        IndexUnit unit = unit(hello);

        String build = await(index().beginBuild(unit)).orElseThrow();
        await(index().drop(unit));
        assertThat(load(hello, build, 0, story.entries(unit))).isFalse();
        assertThat(await(index().finishBuild(unit, build))).isFalse();

        build = await(index().beginBuild(unit)).orElseThrow();
        await(index().ship(new ReceiptIndex.Shipment(
                story.partition(), null, Map.of(), Set.of(), List.of(new IndexChange.Dropped(unit)), 0, false)));
        assertThat(await(index().finishBuild(unit, build))).isFalse();

        build = await(index().beginBuild(unit)).orElseThrow();
        story.open();
        assertThat(load(hello, build, 0, story.entries(unit))).isFalse();
        assertThat(await(index().finishBuild(unit, build))).isFalse();
        story.assertCold(hello, unit);
    }

    @Test
    default void aNewBuildForgetsWhatWasLeftOfTheOldOne() {
        IndexStory story = story();
        Message hello = story.story.send(story.alice, story.room);
        IndexUnit unit = unit(hello);
        String build = await(index().beginBuild(unit)).orElseThrow();
        // Somebody who is not in the record.
        load(hello, build, 0, List.of(new IndexEntry(story.alice.id() + 1_000, 1, false, stretches(1, 1))));
        await(index().drop(unit));

        story.build(hello).assertAgrees(hello);
    }

    private IndexStory story() {
        wipe();
        return new IndexStory(index()).open();
    }

    private boolean load(Message message, String build, int page, List<IndexEntry> entries) {
        return await(index().loadPage(unit(message), build, page, entries));
    }
}
