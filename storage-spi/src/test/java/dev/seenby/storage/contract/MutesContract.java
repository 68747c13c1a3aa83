package dev.seenby.storage.contract;

import static dev.seenby.storage.contract.Story.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.seenby.storage.Mutes;
import dev.seenby.storage.Mutes.Mute;
import dev.seenby.storage.Person;
import dev.seenby.storage.StorageException.Overloaded;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What {@link Mutes} promises. */
public interface MutesContract {
    /** The record under test; may be the same for all tests. */
    Records records();

    /** Lets a person mute that many others of their app, who are made for it and have nothing to say. */
    void muteMany(Person person, int howMany);

    @Test
    default void aliceMutesPeopleInOrderAndSomeNoMore() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Person bob = story.person("Bob");
        Person carol = story.person("Carol");
        assertThat(await(mutes().of(alice.id()))).isEmpty();

        assertThat(await(mutes().mute(alice.id(), carol.id()))).isTrue();
        assertThat(await(mutes().mute(alice.id(), bob.id()))).isTrue();
        List<Mute> both = await(mutes().of(alice.id()));
        assertThat(await(mutes().mute(alice.id(), carol.id()))).isFalse();

        assertThat(both).extracting(Mute::person).containsExactly(carol.id(), bob.id());
        assertThat(both.get(1).at()).isAfterOrEqualTo(both.get(0).at());
        assertThat(await(mutes().of(alice.id()))).isEqualTo(both);
        assertThat(await(mutes().unmute(alice.id(), carol.id()))).isTrue();
        assertThat(await(mutes().unmute(alice.id(), carol.id()))).isFalse();
        assertThat(await(mutes().of(alice.id()))).containsExactly(both.get(1));
        assertThat(await(mutes().of(bob.id()))).isEmpty();
    }

    @Test
    default void itIsKnownBetweenTwoWhicheverMutesTheOther() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Person bob = story.person("Bob");
        Person carol = story.person("Carol");
        Person dave = story.person("Dave");
        await(mutes().mute(alice.id(), bob.id()));
        await(mutes().mute(carol.id(), alice.id()));
        await(mutes().mute(bob.id(), dave.id()));

        List<Long> all = List.of(alice.id(), bob.id(), carol.id(), dave.id());
        assertThat(await(mutes().between(alice.id(), all))).containsExactlyInAnyOrder(bob.id(), carol.id());
        assertThat(await(mutes().between(alice.id(), List.of(dave.id(), bob.id()))))
                .containsExactly(bob.id());
        assertThat(await(mutes().between(dave.id(), all))).containsExactly(bob.id());
        assertThat(await(mutes().between(alice.id(), List.of()))).isEmpty();
    }

    @Test
    default void whoIsDeletedNeitherMutesNorIsMuted() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Person bob = story.person("Bob");
        Person carol = story.person("Carol");
        await(mutes().mute(alice.id(), bob.id()));
        await(mutes().mute(carol.id(), alice.id()));

        await(records().people().delete(bob.id()));
        await(records().people().delete(carol.id()));

        assertThat(await(mutes().of(alice.id()))).isEmpty();
        assertThat(await(mutes().of(carol.id()))).isEmpty();
        assertThat(await(mutes().between(alice.id(), List.of(bob.id(), carol.id()))))
                .isEmpty();
        assertThat(await(mutes().between(carol.id(), List.of(alice.id())))).isEmpty();
        assertThat(await(mutes().unmute(alice.id(), bob.id()))).isFalse();
        StoryAssert.notFound(mutes().mute(alice.id(), bob.id()));
        StoryAssert.notFound(mutes().mute(carol.id(), alice.id()));
    }

    @Test
    default void strangersCannotBeMuted() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Person far = Story.begin(records()).person("Far");

        StoryAssert.notFound(mutes().mute(alice.id(), far.id()));
        StoryAssert.notFound(mutes().mute(alice.id(), PeopleContract.NOBODY));
        StoryAssert.notFound(mutes().mute(PeopleContract.NOBODY, alice.id()));
        assertThat(await(mutes().unmute(PeopleContract.NOBODY, alice.id()))).isFalse();
        assertThat(await(mutes().of(PeopleContract.NOBODY))).isEmpty();
    }

    @Test
    default void theSameMuteManyTimesAtOnceIsOne() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Person bob = story.person("Bob");
        List<Future<Boolean>> attempts = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            attempts.add(mutes().mute(alice.id(), bob.id()));
            attempts.add(mutes().mute(bob.id(), alice.id()));
        }
        assertThat(Story.awaitAll(attempts)).filteredOn(done -> done).hasSize(2);
    }

    @Test
    default void nobodyMutesMoreThanTheMostHoweverManyCallsComeAtOnce() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        muteMany(alice, Mutes.MOST - 2);
        List<Person> more = story.people(6);
        List<Future<Boolean>> attempts = new ArrayList<>();
        more.forEach(
                person -> attempts.add(mutes().mute(alice.id(), person.id()).otherwise(false)));

        assertThat(Story.awaitAll(attempts)).filteredOn(done -> done).hasSize(2);
        List<Mute> all = await(mutes().of(alice.id()));
        assertThat(all).hasSize(Mutes.MOST);
        Person bob = story.person("Bob");
        assertThatThrownBy(() -> await(mutes().mute(alice.id(), bob.id()))).isInstanceOf(Overloaded.class);
        assertThat(await(mutes().mute(alice.id(), all.get(0).person()))).isFalse();
        await(records().people().delete(all.get(0).person()));
        assertThat(await(mutes().mute(alice.id(), bob.id()))).isTrue();
    }

    private Mutes mutes() {
        return records().mutes();
    }
}
