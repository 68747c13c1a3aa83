package dev.seenby.storage.contract;

import static dev.seenby.storage.contract.Story.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.seenby.storage.Credential;
import dev.seenby.storage.Credential.Kind;
import dev.seenby.storage.Credentials;
import dev.seenby.storage.Credentials.Holder;
import dev.seenby.storage.Person;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What {@link Credentials} promises. */
public interface CredentialsContract {
    Set<Kind> TOKENS = Set.of(Kind.ROCKETCHAT_TOKEN, Kind.ROCKETCHAT_PERSONAL_TOKEN);

    /** The record under test; may be the same for all tests. */
    Records records();

    @Test
    default void aTokenIsKeptWithAllThatIsKnownOfIt() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Credential token = new Credential(
                Kind.ROCKETCHAT_PERSONAL_TOKEN, Story.randomId(), "laptop", tomorrow(), "{\"bypassTwoFactor\":true}");

        await(credentials().add(alice.id(), token));

        assertThat(await(credentials().of(alice.id()))).containsExactly(token);
        assertThat(await(credentials().holder(alice.app(), TOKENS, token.hash())))
                .contains(new Holder(alice, token));
    }

    @Test
    default void aTokenProvesOnlyWhatItIsFor() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Credential token = new Credential(Kind.ROCKETCHAT_TOKEN, Story.randomId());
        await(credentials().add(alice.id(), token));

        assertThat(await(credentials().holder(alice.app(), Set.of(Kind.ROCKETCHAT_TOKEN), token.hash())))
                .isPresent();
        assertThat(await(credentials().holder(alice.app(), Set.of(Kind.ZULIP_API_KEY), token.hash())))
                .isEmpty();
        assertThat(await(credentials().holder(alice.app(), Set.of(), token.hash())))
                .isEmpty();
        assertThat(await(credentials().holder(alice.app(), TOKENS, Story.randomId())))
                .isEmpty();
        assertThat(await(credentials().holder(Story.begin(records()).app().sdkAppId(), TOKENS, token.hash())))
                .isEmpty();
    }

    @Test
    default void theSameHashInTwoAppsIsTwoPeople() {
        Credential key = new Credential(Kind.ZULIP_API_KEY, Story.randomId());
        Person here = Story.begin(records()).person("Alice");
        Person there = Story.begin(records()).person("Alice");
        await(credentials().add(here.id(), key));
        await(credentials().add(there.id(), key));

        assertThat(await(credentials().holder(here.app(), Set.of(Kind.ZULIP_API_KEY), key.hash())))
                .contains(new Holder(here, key));
        assertThat(await(credentials().holder(there.app(), Set.of(Kind.ZULIP_API_KEY), key.hash())))
                .contains(new Holder(there, key));
    }

    @Test
    default void anExpiredTokenIsNobodys() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Credential old = new Credential(
                Kind.ROCKETCHAT_TOKEN, Story.randomId(), null, Instant.now().minusSeconds(60), "{}");
        Credential fresh = new Credential(Kind.ROCKETCHAT_TOKEN, Story.randomId(), null, tomorrow(), "{}");
        await(credentials().add(alice.id(), old));
        assertThat(await(credentials().of(alice.id()))).isEmpty();
        await(credentials().add(alice.id(), fresh));

        assertThat(await(credentials().of(alice.id()))).containsExactly(fresh);
        assertThat(await(credentials().holder(alice.app(), TOKENS, old.hash()))).isEmpty();
        assertThat(await(credentials().holder(alice.app(), TOKENS, fresh.hash())))
                .isPresent();
        assertThat(await(credentials().remove(alice.id(), old.kind(), old.hash())))
                .isFalse();
    }

    @Test
    default void aNameIsGivenToOneTokenOfAKind() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Person bob = story.person("Bob");
        Credential first = named(Kind.ROCKETCHAT_PERSONAL_TOKEN, "laptop");
        Credential other = named(Kind.ROCKETCHAT_PERSONAL_TOKEN, "phone");
        Credential ofAnotherKind = named(Kind.ROCKETCHAT_TOKEN, "laptop");
        Credential second = named(Kind.ROCKETCHAT_PERSONAL_TOKEN, "laptop");
        Credential bobs = named(Kind.ROCKETCHAT_PERSONAL_TOKEN, "laptop");

        await(credentials().add(bob.id(), bobs));
        for (Credential added : List.of(first, other, ofAnotherKind, second)) {
            await(credentials().add(alice.id(), added));
        }

        assertThat(await(credentials().of(alice.id()))).containsExactly(other, ofAnotherKind, second);
        assertThat(await(credentials().of(bob.id()))).containsExactly(bobs);
        assertThat(await(credentials().holder(alice.app(), TOKENS, first.hash())))
                .isEmpty();
    }

    @Test
    default void tokensOfOneNameMadeAtOnceLeaveOne() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        List<Future<Void>> added = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            added.add(credentials().add(alice.id(), named(Kind.ROCKETCHAT_PERSONAL_TOKEN, "laptop")));
        }
        Story.awaitAll(added);

        assertThat(await(credentials().of(alice.id()))).hasSize(1);
    }

    @Test
    default void aTokenTakenAwayIsNobodysAndItsAppHasChanged() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Person bob = story.person("Bob");
        Credential token = new Credential(Kind.ROCKETCHAT_TOKEN, Story.randomId());
        Credential other = new Credential(Kind.ROCKETCHAT_TOKEN, Story.randomId());
        await(credentials().add(alice.id(), token));
        await(credentials().add(alice.id(), other));
        long before = version(story);

        assertThat(await(credentials().remove(bob.id(), token.kind(), token.hash())))
                .isFalse();
        assertThat(await(credentials().remove(alice.id(), Kind.ZULIP_API_KEY, token.hash())))
                .isFalse();
        assertThat(await(credentials().remove(alice.id(), token.kind(), token.hash())))
                .isTrue();
        assertThat(await(credentials().remove(alice.id(), token.kind(), token.hash())))
                .isFalse();

        assertThat(version(story)).isGreaterThan(before);
        assertThat(await(credentials().of(alice.id()))).containsExactly(other);
        assertThat(await(credentials().holder(alice.app(), TOKENS, token.hash())))
                .isEmpty();
    }

    @Test
    default void theTokensOfSomebodyDeletedAreNobodys() {
        Story story = Story.begin(records());
        Person bob = story.person("Bob");
        Credential token = new Credential(Kind.ROCKETCHAT_TOKEN, Story.randomId());
        await(credentials().add(bob.id(), token));
        await(records().people().delete(bob.id()));

        assertThat(await(credentials().holder(bob.app(), TOKENS, token.hash()))).isEmpty();
        assertThat(await(credentials().remove(bob.id(), token.kind(), token.hash())))
                .isFalse();
    }

    @Test
    default void soManyAttemptsMayFailAndASuccessForgetsThem() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Person bob = story.person("Bob");
        Duration hour = Duration.ofHours(1);

        assertThat(attempts(alice, 3, hour, 5)).containsExactly(true, true, true, false, false);
        assertThat(await(credentials().attempt(bob.id(), 3, hour))).isTrue();
        await(credentials().succeeded(alice.id()));
        assertThat(attempts(alice, 3, hour, 4)).containsExactly(true, true, true, false);
    }

    @Test
    default void attemptsAreCountedAnewWhenTheWindowIsOver() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        assertThat(attempts(alice, 2, Duration.ofHours(1), 3)).containsExactly(true, true, false);

        // Seen from a window of no length, every attempt is long ago.
        assertThat(await(credentials().attempt(alice.id(), 2, Duration.ZERO))).isTrue();

        assertThat(attempts(alice, 2, Duration.ofHours(1), 2)).containsExactly(true, false);
    }

    @Test
    default void ofManyAttemptsMadeAtOnceAsManyGoThroughAsMay() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        List<Future<Boolean>> made = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            made.add(credentials().attempt(alice.id(), 5, Duration.ofHours(1)));
        }
        assertThat(Story.awaitAll(made)).filteredOn(Boolean::booleanValue).hasSize(5);
    }

    @Test
    default void nobodyCannotTryToSignIn() {
        StoryAssert.notFound(credentials().attempt(PeopleContract.NOBODY, 5, Duration.ofHours(1)));
        await(credentials().succeeded(PeopleContract.NOBODY));
        assertThat(await(credentials().remove(PeopleContract.NOBODY, Kind.ROCKETCHAT_TOKEN, "h")))
                .isFalse();
    }

    private List<Boolean> attempts(Person person, int most, Duration window, int howMany) {
        List<Boolean> counted = new ArrayList<>();
        for (int i = 0; i < howMany; i++) {
            counted.add(await(credentials().attempt(person.id(), most, window)));
        }
        return counted;
    }

    private Credentials credentials() {
        return records().credentials();
    }

    private long version(Story story) {
        return await(records().apps().bySdkAppId(story.app().sdkAppId()))
                .orElseThrow()
                .version();
    }

    private static Instant tomorrow() {
        return Instant.now().truncatedTo(ChronoUnit.MILLIS).plus(Duration.ofDays(1));
    }

    private static Credential named(Kind kind, String name) {
        return new Credential(kind, Story.randomId(), name, null, "{}");
    }
}
