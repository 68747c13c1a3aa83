package dev.seenby.storage.contract;

import static dev.seenby.storage.contract.Story.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.seenby.storage.NewPerson;
import dev.seenby.storage.People.Profile;
import dev.seenby.storage.Person;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** What {@link dev.seenby.storage.People} promises of making and describing many people at once. */
interface PeopleBatchContract {
    /** The record under test; may be the same for all tests. */
    Records records();

    @Test
    default void aWholeClassIsMadeAtOnce() {
        Story story = Story.begin(records());
        NewPerson alice = new NewPerson(
                "alice",
                Story.randomId(),
                77,
                "Alice",
                "Alice Liddell",
                "alice@wonder.example",
                Person.Role.ADMIN,
                true,
                false,
                "https://wonder.example/a.png",
                "{\"bio\":\"Curious\"}");
        List<NewPerson> asked = new ArrayList<>(List.of(alice));
        while (asked.size() < 100) {
            asked.add(Story.newPerson("Pupil"));
        }

        List<Person> made = made(story, asked);

        assertThat(made).hasSize(100).extracting(Person::zulipId).doesNotHaveDuplicates();
        assertThat(made).extracting(Person::zulipId).allSatisfy(id -> assertThat(id)
                .isPositive());
        Person found = made.stream()
                .filter(one -> one.userId().equals("alice"))
                .findFirst()
                .orElseThrow();
        assertThat(found)
                .isEqualTo(new Person(
                        found.id(),
                        story.app().sdkAppId(),
                        "alice",
                        alice.rocketChatId(),
                        77,
                        "Alice",
                        "Alice Liddell",
                        "alice@wonder.example",
                        Person.Role.ADMIN,
                        true,
                        false,
                        true,
                        "https://wonder.example/a.png",
                        false,
                        "{\"bio\":\"Curious\"}",
                        found.createdAt()));
        assertThat(await(records().people().byIds(made.stream().map(Person::id).toList())))
                .containsExactlyInAnyOrderElementsOf(made);
        // Those who come later get other integers.
        assertThat(made)
                .extracting(Person::zulipId)
                .doesNotContain(story.person("Late").zulipId());
    }

    @Test
    default void whoeverHasATakenNameIsPassedOverAndTheOthersAreMade() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        NewPerson bob = Story.newPerson("Bob");
        NewPerson carol = Story.newPerson("Carol");
        List<NewPerson> asked = List.of(
                named(Story.newPerson("X"), alice.userId(), null, null),
                named(Story.newPerson("X"), null, alice.rocketChatId(), null),
                named(Story.newPerson("X"), null, null, alice.username().toUpperCase(Locale.ROOT)),
                bob,
                // Bob is before them in the list.
                named(Story.newPerson("X"), bob.userId(), null, null),
                named(Story.newPerson("X"), null, null, bob.username().toUpperCase(Locale.ROOT)),
                carol);

        assertThat(made(story, asked))
                .extracting(Person::userId)
                .containsExactlyInAnyOrder(bob.userId(), carol.userId());
        assertThat(made(story, asked)).isEmpty();
        assertThat(made(story, List.of())).isEmpty();
        assertThat(await(records().people().byIds(List.of(alice.id())))).containsExactly(alice);
    }

    @Test
    default void aDeletedPersonsNamesAreFreeForSomebodyNew() {
        Story story = Story.begin(records());
        NewPerson asked = Story.newPerson("Alice");
        Person former = await(records().people().create(story.app().sdkAppId(), asked, List.of()));
        await(records().people().delete(former.id()));

        Person again =
                made(story, List.of(named(asked, null, Story.randomId(), null))).get(0);

        assertThat(again.userId()).isEqualTo(former.userId());
        assertThat(again.id()).isNotEqualTo(former.id());
        assertThat(again.zulipId()).isNotEqualTo(former.zulipId());
    }

    @Test
    default void twoWhoImportTheSameClassAtOnceMakeEveryPupilOnce() {
        Story story = Story.begin(records());
        List<NewPerson> asked = new ArrayList<>();
        while (asked.size() < 50) {
            asked.add(Story.newPerson("Pupil"));
        }
        List<NewPerson> reversed = new ArrayList<>(asked);
        Collections.reverse(reversed);
        List<Future<List<Person>>> attempts = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            attempts.add(records().people().createAll(story.app().sdkAppId(), i % 2 == 0 ? asked : reversed));
        }

        List<Person> made =
                Story.awaitAll(attempts).stream().flatMap(List::stream).toList();

        assertThat(made).hasSize(50).extracting(Person::userId).doesNotHaveDuplicates();
        assertThat(made).extracting(Person::zulipId).doesNotHaveDuplicates();
    }

    @Test
    default void namesAndPicturesOfManyChangeAtOnce() {
        Story story = Story.begin(records());
        Story elsewhere = Story.begin(records());
        Person alice = story.person("Alice");
        Person bob = story.person("Bob");
        Person gone = story.person("Gone");
        Person stranger = elsewhere.person("Stranger");
        await(records().people().delete(gone.id()));
        long before = version(story);

        await(records()
                .people()
                .describe(
                        story.app().sdkAppId(),
                        List.of(
                                new Profile(alice.id(), "Alice L.", null),
                                new Profile(bob.id(), null, "https://f.example/b"),
                                new Profile(gone.id(), "Back", null),
                                new Profile(stranger.id(), "Known", null),
                                new Profile(PeopleContract.NOBODY, "Nobody", null))));

        assertThat(now(alice)).extracting(Person::name, Person::avatarUrl).containsExactly("Alice L.", null);
        assertThat(now(bob)).extracting(Person::name, Person::avatarUrl).containsExactly("Bob", "https://f.example/b");
        assertThat(now(gone).name()).isEqualTo("Gone");
        assertThat(now(stranger)).isEqualTo(stranger);
        assertThat(version(story)).isGreaterThan(before);
    }

    @Test
    default void anAppThatDoesNotExistHasNoPeople() {
        StoryAssert.notFound(records().people().createAll(PeopleContract.NOBODY, List.of(Story.newPerson("Alice"))));
        StoryAssert.notFound(records().people().describe(PeopleContract.NOBODY, List.of()));
    }

    private Person now(Person person) {
        return await(records().people().byIds(List.of(person.id()))).get(0);
    }

    private long version(Story story) {
        return await(records().apps().bySdkAppId(story.app().sdkAppId()))
                .orElseThrow()
                .version();
    }

    private List<Person> made(Story story, List<NewPerson> asked) {
        return await(records().people().createAll(story.app().sdkAppId(), asked));
    }

    /** Like somebody, with another of some of the names; null keeps one. */
    private static NewPerson named(NewPerson like, String userId, String rocketChatId, String username) {
        return new NewPerson(
                userId != null ? userId : like.userId(),
                rocketChatId != null ? rocketChatId : like.rocketChatId(),
                null,
                username != null ? username : like.username(),
                like.name(),
                like.email(),
                like.role(),
                like.bot(),
                like.avatarUrl());
    }
}
