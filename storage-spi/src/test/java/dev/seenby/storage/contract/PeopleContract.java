package dev.seenby.storage.contract;

import static dev.seenby.storage.contract.Story.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.seenby.storage.Credential;
import dev.seenby.storage.NewPerson;
import dev.seenby.storage.People;
import dev.seenby.storage.Person;
import dev.seenby.storage.PersonChange;
import dev.seenby.storage.StorageException.Conflict;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** What {@link People} promises. */
public interface PeopleContract extends PeopleListsContract, PeopleBatchContract {
    /** A storage id that nobody has. */
    long NOBODY = 9_000_000_000_000L;

    /** The record under test; may be the same for all tests. */
    @Override
    Records records();

    @Test
    default void aliceIsMadeAsAskedAndFoundAgain() {
        Story story = Story.begin(records());
        NewPerson asked = new NewPerson(
                "alice",
                Story.randomId(),
                77,
                "Alice",
                "Alice Liddell",
                "alice@wonder.example",
                Person.Role.ADMIN,
                true,
                "https://wonder.example/a.png");

        Person alice = await(people().create(story.app().sdkAppId(), asked, List.of()));

        assertThat(alice)
                .isEqualTo(new Person(
                        alice.id(),
                        story.app().sdkAppId(),
                        "alice",
                        asked.rocketChatId(),
                        77,
                        "Alice",
                        "Alice Liddell",
                        "alice@wonder.example",
                        Person.Role.ADMIN,
                        true,
                        true,
                        true,
                        "https://wonder.example/a.png",
                        false,
                        "{}",
                        alice.createdAt()));
        assertThat(await(people().byUserIds(story.app().sdkAppId(), List.of("alice", "nobody"))))
                .containsExactly(alice);
        assertThat(await(people().byIds(List.of(alice.id(), NOBODY)))).containsExactly(alice);
    }

    @Test
    default void everyNameIsTakenOnce() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        NewPerson bob = Story.newPerson("Bob");

        taken(
                story,
                named(bob, alice.userId(), bob.rocketChatId(), bob.username(), bob.email(), null),
                Conflict.Of.USER_ID);
        taken(
                story,
                named(bob, bob.userId(), alice.rocketChatId(), bob.username(), bob.email(), null),
                Conflict.Of.ROCKETCHAT_ID);
        taken(
                story,
                named(
                        bob,
                        bob.userId(),
                        bob.rocketChatId(),
                        alice.username().toUpperCase(Locale.ROOT),
                        bob.email(),
                        null),
                Conflict.Of.USERNAME);
        taken(
                story,
                named(bob, bob.userId(), bob.rocketChatId(), bob.username(), alice.email(), null),
                Conflict.Of.EMAIL);
        taken(
                story,
                named(bob, bob.userId(), bob.rocketChatId(), bob.username(), bob.email(), alice.zulipId()),
                Conflict.Of.ZULIP_ID);

        assertThat(await(people().create(story.app().sdkAppId(), bob, List.of()))
                        .name())
                .isEqualTo("Bob");
    }

    @Test
    default void manyPeopleMayHaveNoEmail() {
        Story story = Story.begin(records());
        for (String name : List.of("Alice", "Bob")) {
            NewPerson person = Story.newPerson(name);
            NewPerson silent = named(person, person.userId(), person.rocketChatId(), person.username(), null, null);
            assertThat(await(people().create(story.app().sdkAppId(), silent, List.of()))
                            .email())
                    .isNull();
        }
    }

    @Test
    default void theSameNamesInAnotherAppAreSomebodyElse() {
        Story one = Story.begin(records());
        Story two = Story.begin(records());
        NewPerson alice = Story.newPerson("Alice");

        Person here = await(people().create(one.app().sdkAppId(), alice, List.of()));
        Person there = await(people().create(two.app().sdkAppId(), alice, List.of()));

        assertThat(here.id()).isNotEqualTo(there.id());
        assertThat(await(people().byUserIds(one.app().sdkAppId(), List.of(alice.userId()))))
                .containsExactly(here);
        assertThat(await(people().byUserIds(two.app().sdkAppId(), List.of(alice.userId()))))
                .containsExactly(there);
    }

    @Test
    default void zulipIdsAreGivenOutWithoutClashesEvenBesideChosenOnes() {
        Story story = Story.begin(records());
        NewPerson chosen = Story.newPerson("Chosen");
        await(people().create(
                        story.app().sdkAppId(),
                        named(chosen, chosen.userId(), chosen.rocketChatId(), chosen.username(), null, 5),
                        List.of()));
        List<Future<Person>> made = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            made.add(people().create(story.app().sdkAppId(), Story.newPerson("P"), List.of()));
        }
        assertThat(Story.awaitAll(made))
                .extracting(Person::zulipId)
                .doesNotHaveDuplicates()
                .doesNotContain(5)
                .allSatisfy(id -> assertThat(id).isPositive());
    }

    @Test
    default void aNewNameOrPictureLeavesTheOtherAsItWas() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");

        await(people().update(alice.id(), PersonChange.NOTHING.withAvatarUrl("https://wonder.example/1.png")));
        Person updated = await(people().update(alice.id(), PersonChange.NOTHING.withName("Alice Pleasance")));

        assertThat(updated.name()).isEqualTo("Alice Pleasance");
        assertThat(updated.avatarUrl()).isEqualTo("https://wonder.example/1.png");
        assertThat(updated.username()).isEqualTo(alice.username());
        assertThat(await(people().byIds(List.of(alice.id())))).containsExactly(updated);
    }

    @Test
    default void bobBecomesAnAdministratorIsShutOutAndHidesWhatHeReads() {
        Story story = Story.begin(records());
        Person bob = story.person("Bob");

        Person admin = await(people().update(bob.id(), PersonChange.NOTHING.withRole(Person.Role.ADMIN)));
        Person hidden = await(people().update(bob.id(), PersonChange.NOTHING.withSendsReadReceipts(false)));
        Person out = await(people().update(bob.id(), PersonChange.NOTHING.withActive(false)));

        assertThat(List.of(admin.role(), admin.active(), admin.sendsReadReceipts()))
                .isEqualTo(List.of(Person.Role.ADMIN, true, true));
        assertThat(List.of(hidden.role(), hidden.active(), hidden.sendsReadReceipts()))
                .isEqualTo(List.of(Person.Role.ADMIN, true, false));
        assertThat(List.of(out.role(), out.active(), out.sendsReadReceipts()))
                .isEqualTo(List.of(Person.Role.ADMIN, false, false));
        assertThat(await(people().byIds(List.of(bob.id())))).containsExactly(out);
        assertThat(await(people().update(bob.id(), PersonChange.NOTHING))).isEqualTo(out);
        await(people().delete(bob.id()));
        StoryAssert.notFound(people().update(bob.id(), PersonChange.NOTHING.withActive(true)));
    }

    @Test
    default void aChangeOfAPersonIsNewsOfTheApp() {
        Story story = Story.begin(records());
        Person bob = story.person("Bob");
        long before = version(story);

        await(people().update(bob.id(), PersonChange.NOTHING.withActive(false)));

        assertThat(version(story)).isGreaterThan(before);
    }

    private long version(Story story) {
        return await(records().apps().bySdkAppId(story.app().sdkAppId()))
                .orElseThrow()
                .version();
    }

    @Test
    default void theLastActiveOwnerStaysOne() {
        Story story = Story.begin(records());
        Person olivia = story.owner();
        PersonChange demoted = PersonChange.NOTHING.withRole(Person.Role.ADMIN);
        PersonChange out = PersonChange.NOTHING.withActive(false);
        Person former = await(people().update(olivia.id(), PersonChange.NOTHING.withRole(Person.Role.OWNER)));

        StoryAssert.conflict(people().update(olivia.id(), demoted.withName("Ollie")), Conflict.Of.LAST_OWNER);
        StoryAssert.conflict(people().update(olivia.id(), out), Conflict.Of.LAST_OWNER);
        assertThat(await(people().byIds(List.of(olivia.id())))).containsExactly(former);
        assertThat(await(people().update(olivia.id(), PersonChange.NOTHING.withName("Ollie")))
                        .name())
                .isEqualTo("Ollie");

        Person bob = story.person("Bob");
        await(people().update(bob.id(), PersonChange.NOTHING.withRole(Person.Role.OWNER)));
        await(people().update(olivia.id(), out));
        // She is an owner still, but cannot sign in.
        StoryAssert.conflict(people().update(bob.id(), demoted), Conflict.Of.LAST_OWNER);
        await(people().update(olivia.id(), PersonChange.NOTHING.withActive(true)));
        await(people().update(bob.id(), demoted));
        await(people().update(story.person("Carol").id(), PersonChange.NOTHING.withActive(false)));
    }

    @Test
    default void ofTwoOwnersWhoShutEachOtherOutAtOnceOneStays() {
        for (int round = 0; round < 5; round++) {
            Story story = Story.begin(records());
            Person olivia = story.owner();
            Person bob = story.person("Bob");
            for (Person owner : List.of(olivia, bob)) {
                await(people().update(owner.id(), PersonChange.NOTHING.withRole(Person.Role.OWNER)));
            }

            List<Future<Boolean>> attempts = new ArrayList<>();
            for (Person owner : List.of(olivia, bob)) {
                attempts.add(people().update(owner.id(), PersonChange.NOTHING.withActive(false))
                        .map(true)
                        .recover(e -> e instanceof Conflict conflict && conflict.of() == Conflict.Of.LAST_OWNER
                                ? Future.succeededFuture(false)
                                : Future.failedFuture(e)));
            }

            assertThat(Story.awaitAll(attempts)).containsExactlyInAnyOrder(true, false);
            assertThat(await(people().byIds(List.of(olivia.id(), bob.id()))))
                    .filteredOn(Person::active)
                    .hasSize(1);
        }
    }

    @Test
    default void nobodyCanNeitherBeChangedNorGetACredential() {
        StoryAssert.notFound(people().update(NOBODY, PersonChange.NOTHING.withName("Nobody")));
        StoryAssert.notFound(records().credentials().add(NOBODY, new Credential(Credential.Kind.PASSWORD, "h")));
        assertThat(await(records().credentials().of(NOBODY))).isEmpty();
    }

    @Test
    default void aPersonHasOnePasswordAndOneZulipKeyAndAnyNumberOfTokens() {
        Story story = Story.begin(records());
        Credential first = new Credential(Credential.Kind.ROCKETCHAT_TOKEN, Story.randomId());
        Credential second = new Credential(Credential.Kind.ROCKETCHAT_TOKEN, Story.randomId());
        Credential key = new Credential(Credential.Kind.ZULIP_API_KEY, Story.randomId());
        Credential newKey = new Credential(Credential.Kind.ZULIP_API_KEY, Story.randomId());
        Credential password = new Credential(Credential.Kind.PASSWORD, "old");
        Credential newPassword = new Credential(Credential.Kind.PASSWORD, "new");
        Person alice = await(people().create(story.app().sdkAppId(), Story.newPerson("Alice"), List.of(password, key)));
        assertThat(await(records().credentials().of(alice.id()))).containsExactly(password, key);

        for (Credential added : List.of(first, second, newKey, newPassword)) {
            await(records().credentials().add(alice.id(), added));
        }

        List<Credential> kept = await(records().credentials().of(alice.id()));
        assertThat(kept).containsExactlyInAnyOrder(first, second, newKey, newPassword);
        assertThat(kept.indexOf(first)).isLessThan(kept.indexOf(second));
    }

    @Test
    default void aThousandCanBeAskedForAtOnceAndNobodyIsFoundTwice() {
        Story story = Story.begin(records());
        List<Person> three = story.people(3);
        List<String> asked = new ArrayList<>();
        three.forEach(person -> asked.add(person.userId()));
        three.forEach(person -> asked.add(person.userId()));
        while (asked.size() < 1_000) {
            asked.add("nobody-" + asked.size());
        }
        assertThat(await(people().byUserIds(story.app().sdkAppId(), asked))).containsExactlyInAnyOrderElementsOf(three);
        assertThat(await(people().byUserIds(story.app().sdkAppId(), List.of()))).isEmpty();
        assertThat(await(people().byIds(List.of()))).isEmpty();
    }

    private People people() {
        return records().people();
    }

    private void taken(Story story, NewPerson person, Conflict.Of what) {
        StoryAssert.conflict(people().create(story.app().sdkAppId(), person, List.of()), what);
    }

    private static NewPerson named(
            NewPerson like, String userId, String rocketChatId, String username, String email, Integer zulipId) {
        return new NewPerson(
                userId, rocketChatId, zulipId, username, like.name(), email, like.role(), like.bot(), like.avatarUrl());
    }

    @Test
    default void bobIsFoundByZulipsIdInHisAppAlone() {
        Story story = Story.begin(records());
        Person bob = story.person("Bob");
        long app = story.app().sdkAppId();

        assertThat(await(people().byZulipIds(app, List.of(bob.zulipId(), 999_999))))
                .containsExactly(bob);
        assertThat(await(people().byZulipIds(Story.begin(records()).app().sdkAppId(), List.of(bob.zulipId()))))
                .doesNotContain(bob);
        await(people().delete(bob.id()));
        assertThat(await(people().byZulipIds(app, List.of(bob.zulipId())))).isEmpty();
    }
}
