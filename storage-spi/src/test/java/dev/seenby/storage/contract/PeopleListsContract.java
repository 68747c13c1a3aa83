package dev.seenby.storage.contract;

import static dev.seenby.storage.contract.Story.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.seenby.storage.Credential;
import dev.seenby.storage.Listed;
import dev.seenby.storage.Member;
import dev.seenby.storage.Message;
import dev.seenby.storage.NewPerson;
import dev.seenby.storage.NewRoom;
import dev.seenby.storage.Person;
import dev.seenby.storage.PersonChange;
import dev.seenby.storage.Room;
import dev.seenby.storage.StorageException.Conflict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** What {@link dev.seenby.storage.People} promises of finding, listing and deleting people. */
interface PeopleListsContract {
    /** The record under test; may be the same for all tests. */
    Records records();

    @Test
    default void whatOnlyADialectKnowsOfAPersonIsKept() {
        Story story = Story.begin(records());
        NewPerson plain = Story.newPerson("Alice");
        Person alice = await(records()
                .people()
                .create(story.app().sdkAppId(), withDetails(plain, "{\"bio\":\"Curious\"}"), List.of()));

        assertThat(alice.details()).isEqualTo("{\"bio\":\"Curious\"}");
        assertThat(alice.createdAt()).isNotNull();
        assertThat(await(records().people().byIds(List.of(alice.id())))).containsExactly(alice);
        assertThat(await(records().people().update(alice.id(), PersonChange.NOTHING.withName("Alice L.")))
                        .details())
                .isEqualTo("{\"bio\":\"Curious\"}");
    }

    @Test
    default void somebodyMayBeMadeWhoMayNotSignInYet() {
        Story story = Story.begin(records());
        NewPerson plain = Story.newPerson("Bob");
        NewPerson asked = new NewPerson(
                plain.userId(),
                plain.rocketChatId(),
                null,
                plain.username(),
                plain.name(),
                plain.email(),
                plain.role(),
                false,
                false,
                null,
                "{}");
        Person bob = await(records().people().create(story.app().sdkAppId(), asked, List.of()));

        assertThat(bob.active()).isFalse();
        assertThat(await(records().people().byIds(List.of(bob.id())))).containsExactly(bob);
        assertThat(story.person("Alice").active()).isTrue();
    }

    @Test
    default void everyoneIsFoundByEachOfTheirNamesInTheirOwnAppOnly() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Person bob = story.person("Bob");
        long app = story.app().sdkAppId();
        long other = Story.begin(records()).app().sdkAppId();

        assertThat(await(records().people().byRocketChatIds(app, List.of(bob.rocketChatId(), "nobody"))))
                .containsExactly(bob);
        assertThat(await(records()
                        .people()
                        .byUsernames(app, List.of(alice.username().toUpperCase(Locale.ROOT), bob.username()))))
                .containsExactlyInAnyOrder(alice, bob);
        assertThat(await(records().people().byEmail(app, alice.email().toUpperCase(Locale.ROOT))))
                .contains(alice);

        assertThat(await(records().people().byRocketChatIds(other, List.of(bob.rocketChatId()))))
                .isEmpty();
        assertThat(await(records().people().byUsernames(other, List.of(bob.username()))))
                .isEmpty();
        assertThat(await(records().people().byEmail(other, bob.email()))).isEmpty();
        assertThat(await(records().people().byUsernames(app, List.of()))).isEmpty();
    }

    @Test
    default void aRocketChatIdIsComparedAsItIs() {
        Story story = Story.begin(records());
        NewPerson plain = Story.newPerson("Alice");
        NewPerson asked = new NewPerson(
                plain.userId(),
                "abcdefghijklmnopQ",
                null,
                plain.username(),
                plain.name(),
                null,
                plain.role(),
                false,
                null);
        await(records().people().create(story.app().sdkAppId(), asked, List.of()));

        assertThat(await(records().people().byRocketChatIds(story.app().sdkAppId(), List.of("abcdefghijklmnopq"))))
                .isEmpty();
        assertThat(await(records().people().byEmail(story.app().sdkAppId(), "")))
                .isEmpty();
    }

    @Test
    default void thePeopleOfAnAppAreListedByUsernameInPages() {
        Story story = Story.begin(records());
        List<Person> all = new ArrayList<>(List.of(story.owner()));
        for (String username : List.of("carol", "Bob", "_dave", "alice", "Ümit", "b.b")) {
            NewPerson plain = Story.newPerson(username);
            all.add(await(records().people().create(story.app().sdkAppId(), named(plain, username), List.of())));
        }

        Listed<Person> first = await(records().people().list(story.app().sdkAppId(), 0, 3));
        Listed<Person> second = await(records().people().list(story.app().sdkAppId(), 3, 3));
        Listed<Person> rest = await(records().people().list(story.app().sdkAppId(), 6, 1_000));

        assertThat(first.items()).extracting(Person::username).containsExactly("_dave", "alice", "b.b");
        assertThat(second.items())
                .extracting(Person::username)
                .containsExactly("Bob", "carol", story.owner().username());
        assertThat(rest.items()).extracting(Person::username).containsExactly("Ümit");
        assertThat(List.of(first.total(), second.total(), rest.total())).containsOnly(7L);
        assertThat(all).containsAll(first.items());
    }

    @Test
    default void aPageOfNobodyStillSaysHowManyThereAre() {
        Story story = Story.begin(records());
        story.person("Alice");

        assertThat(await(records().people().list(story.app().sdkAppId(), 0, 0))).isEqualTo(new Listed<>(List.of(), 2));
        assertThat(await(records().people().list(story.app().sdkAppId(), 2, 10)))
                .isEqualTo(new Listed<>(List.of(), 2));
        assertThat(await(records().people().list(PeopleContract.NOBODY, 0, 10))).isEqualTo(new Listed<>(List.of(), 0));
    }

    @Test
    default void whoIsDeletedIsFoundByStorageIdAloneAndWhatTheyReadStays() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Person bob = story.person("Bob");
        Room room = story.room("Lobby", alice, bob);
        Message hello = story.send(alice, room);
        story.read(bob, hello);
        story.leave(room, bob);
        long app = story.app().sdkAppId();

        await(records().people().delete(bob.id()));

        Person gone = await(records().people().byIds(List.of(bob.id()))).get(0);
        assertThat(gone.deleted()).isTrue();
        assertThat(gone.active()).isFalse();
        assertThat(gone.username()).isEqualTo(bob.username());
        assertThat(await(records().people().byUserIds(app, List.of(bob.userId()))))
                .isEmpty();
        assertThat(await(records().people().byRocketChatIds(app, List.of(bob.rocketChatId()))))
                .isEmpty();
        assertThat(await(records().people().byUsernames(app, List.of(bob.username()))))
                .isEmpty();
        assertThat(await(records().people().byEmail(app, bob.email()))).isEmpty();
        assertThat(await(records().people().list(app, 0, 10)).items()).doesNotContain(gone);
        assertThat(await(records().people().list(app, 0, 10)).total()).isEqualTo(2);
        assertThat(story.counts(hello).read()).isEqualTo(1);
        assertThat(story.readers(hello.facts(), 10)).extracting("person").contains(bob.id());
    }

    @Test
    default void theNamesOfSomebodyDeletedAreFreeAgain() {
        Story story = Story.begin(records());
        long app = story.app().sdkAppId();
        NewPerson bob = Story.newPerson("Bob");
        Person former = await(records().people().create(app, bob, List.of()));
        await(records().people().delete(former.id()));
        NewPerson again = new NewPerson(
                bob.userId(),
                Story.randomId(),
                null,
                bob.username(),
                "Another Bob",
                bob.email(),
                bob.role(),
                false,
                null);

        Person next = await(records().people().create(app, again, List.of()));

        assertThat(next.zulipId()).isNotEqualTo(former.zulipId());
        assertThat(await(records().people().byUsernames(app, List.of(bob.username()))))
                .containsExactly(next);
        assertThat(await(records().people().byEmail(app, bob.email()))).contains(next);
        assertThat(await(records().people().byUserIds(app, List.of(bob.userId()))))
                .containsExactly(next);
        await(records().people().delete(next.id()));
        assertThat(await(records().people().byEmail(app, bob.email()))).isEmpty();
        // Ids that are not names are given to one person for ever.
        StoryAssert.conflict(records().people().create(app, bob, List.of()), Conflict.Of.ROCKETCHAT_ID);
    }

    @Test
    default void nothingCanBeDoneWithSomebodyDeleted() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Credential token = new Credential(Credential.Kind.ROCKETCHAT_TOKEN, Story.randomId());
        Person bob = await(records().people().create(story.app().sdkAppId(), Story.newPerson("Bob"), List.of(token)));
        Room room = story.room("Lobby", alice);
        assertThat(await(records().credentials().attempt(bob.id(), 1, Duration.ofHours(1))))
                .isTrue();
        await(records().people().delete(bob.id()));

        assertThat(await(records().credentials().of(bob.id()))).isEmpty();
        StoryAssert.notFound(records().credentials().add(bob.id(), token));
        StoryAssert.notFound(records().people().update(bob.id(), PersonChange.NOTHING.withName("Bobby")));
        StoryAssert.notFound(
                records().rooms().join(room.id(), List.of(new NewRoom.NewMember(bob.id(), Member.Role.MEMBER))));
        StoryAssert.notFound(records().rooms().create(story.newRoom("Bobs", List.of(bob))));
        StoryAssert.notFound(records().messages().send(Story.newMessage(bob, room)));
        Message hello = story.send(alice, room);
        StoryAssert.notFound(records().reads().mark(Story.mark(hello.facts().timeline(), bob, 1, 1)));
    }

    @Test
    default void deletingTwiceIsDeletingOnceAndNobodyCannotBeDeleted() {
        Story story = Story.begin(records());
        Person bob = story.person("Bob");
        long before = version(story);

        await(records().people().delete(bob.id()));
        assertThat(version(story)).isGreaterThan(before);
        await(records().people().delete(bob.id()));

        assertThat(await(records().people().byIds(List.of(bob.id()))).get(0).deleted())
                .isTrue();
        StoryAssert.notFound(records().people().delete(PeopleContract.NOBODY));
    }

    private long version(Story story) {
        return await(records().apps().bySdkAppId(story.app().sdkAppId()))
                .orElseThrow()
                .version();
    }

    private static NewPerson named(NewPerson like, String username) {
        return new NewPerson(
                like.userId(),
                like.rocketChatId(),
                null,
                username,
                like.name(),
                null,
                like.role(),
                like.bot(),
                like.avatarUrl());
    }

    private static NewPerson withDetails(NewPerson like, String details) {
        return new NewPerson(
                like.userId(),
                like.rocketChatId(),
                null,
                like.username(),
                like.name(),
                like.email(),
                like.role(),
                like.bot(),
                like.avatarUrl(),
                details);
    }
}
