package dev.seenby.storage.contract;

import static dev.seenby.storage.contract.Story.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.seenby.storage.Limiter;
import dev.seenby.storage.Limiter.Verdict;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * What {@link Limiter} promises. The clock is the limiter's own and goes on, so a story only says what holds however
 * slow the computer is.
 */
public interface LimiterContract {
    /** The limiter under test; may be the same for all tests. */
    Limiter limiter();

    @Test
    default void asManyAsTheLimitPassAtOnceAndThenOneIsRefused() {
        long app = newApp();
        for (int i = 0; i < 20; i++) {
            Verdict verdict = await(limiter().acquire(app, "send", 20, 0));
            assertThat(verdict).matches(Verdict::accepted, "is accepted");
            // Of the calls before, some may be a second old by now.
            assertThat(verdict.remaining()).isBetween(19 - i, 19);
        }
        Verdict refused = refusal(app, "send", 20, 0);
        assertThat(refused.waitMicros()).isBetween(1L, 1_000_000L);
        assertThat(refused.ceiling()).isFalse();
    }

    @Test
    default void afterTheWaitThatWasToldTheCallPasses() {
        long app = newApp();
        await(limiter().acquire(app, "send", 1, 0));
        Verdict verdict = refusal(app, "send", 1, 0);
        Vertx vertx = Vertx.vertx();
        try {
            // The wait is exact by the limiter's clock; a timer may be a little early by it.
            for (int i = 0; i < 10 && !verdict.accepted(); i++) {
                await(vertx.timer(verdict.waitMicros() / 1_000 + 1, TimeUnit.MILLISECONDS));
                verdict = await(limiter().acquire(app, "send", 1, 0));
            }
            assertThat(verdict).matches(Verdict::accepted, "is accepted");
        } finally {
            await(vertx.close());
        }
    }

    @Test
    default void appsAndCallsDoNotDisturbEachOther() {
        long acme = newApp();
        long other = newApp();
        await(limiter().acquire(acme, "send", 1, 0));
        refusal(acme, "send", 1, 0);

        assertThat(await(limiter().acquire(acme, "read", 1, 0))).matches(Verdict::accepted, "is accepted");
        assertThat(await(limiter().acquire(other, "send", 1, 0))).matches(Verdict::accepted, "is accepted");
    }

    /** Told again on a new app should a whole second pass within the story. */
    @Test
    default void messagesIntoARoomAreCountedApartFromCallsPeopleAndOtherRooms() {
        for (int i = 0; i < 100; i++) {
            long app = newApp();
            await(limiter().acquire(new Limiter.Asked(app, "send", 100, 7, 100, 0)));
            Verdict first = await(limiter().acquireInRoom(app, 7, 2));
            Verdict second = await(limiter().acquireInRoom(app, 7, 2));
            Verdict third = await(limiter().acquireInRoom(app, 7, 2));
            if (!third.accepted()) {
                assertThat(first).matches(Verdict::accepted, "is accepted");
                assertThat(first.remaining()).isEqualTo(1);
                assertThat(second).matches(Verdict::accepted, "is accepted");
                assertThat(third.waitMicros()).isBetween(1L, 1_000_000L);
                assertThat(third.ceiling()).isFalse();
                assertThat(await(limiter().acquireInRoom(app, 8, 2))).matches(Verdict::accepted, "is accepted");
                assertThat(await(limiter().acquire(new Limiter.Asked(app, "send", 100, 7, 2, 0))))
                        .matches(Verdict::accepted, "is accepted");
                return;
            }
        }
        throw new AssertionError("never refused");
    }

    @Test
    default void theCeilingHoldsOverAllCallsOfTheApp() {
        long app = newApp();
        assertThat(await(limiter().acquire(app, "send", 100, 3)).accepted()).isTrue();
        assertThat(await(limiter().acquire(app, "read", 100, 3)).accepted()).isTrue();
        assertThat(await(limiter().acquire(app, "list", 100, 3)).accepted()).isTrue();

        Verdict refused = refusal(app, "send", 100, 3);

        assertThat(refused.ceiling()).isTrue();
        assertThat(refused.waitMicros()).isBetween(1L, 1_000_000L);
        assertThat(await(limiter().acquire(newApp(), "send", 100, 3)).accepted())
                .isTrue();
    }

    @Test
    default void aPersonsLimitHoldsOverAllTheirCallsAndNobodyElses() {
        long app = newApp();
        assertThat(await(limiter().acquire(new Limiter.Asked(app, "send", 100, 1, 2, 0)))
                        .remaining())
                .isEqualTo(1);
        assertThat(await(limiter().acquire(new Limiter.Asked(app, "read", 100, 1, 2, 0)))
                        .accepted())
                .isTrue();
        Verdict refused = Verdict.accepted(0);
        for (int i = 0; i < 1_000 && refused.accepted(); i++) {
            refused = await(limiter().acquire(new Limiter.Asked(app, "list", 100, 1, 2, 0)));
        }
        assertThat(refused.accepted()).isFalse();
        assertThat(refused.ceiling()).isFalse();
        assertThat(refused.waitMicros()).isBetween(1L, 1_000_000L);
        assertThat(await(limiter().acquire(new Limiter.Asked(app, "list", 100, 2, 2, 0)))
                        .accepted())
                .isTrue();
        assertThat(await(limiter().acquire(app, "list", 100, 0)).accepted()).isTrue();
    }

    @Test
    default void aCallRefusedByItsPersonsLimitIsChargedToNoOther() {
        // Told again on a new app should a whole second pass within the story.
        for (int i = 0; i < 100; i++) {
            long app = newApp();
            await(limiter().acquire(new Limiter.Asked(app, "send", 2, 1, 1, 2)));
            List<Verdict> again = new ArrayList<>();
            for (int j = 0; j < 10; j++) {
                again.add(await(limiter().acquire(new Limiter.Asked(app, "send", 2, 1, 1, 2))));
            }
            if (again.stream().noneMatch(Verdict::accepted)) {
                assertThat(await(limiter().acquire(new Limiter.Asked(app, "send", 2, 2, 1, 2))))
                        .matches(Verdict::accepted, "is accepted");
                return;
            }
        }
        throw new AssertionError("never refused");
    }

    /** Alice has to wait for her own limit after the call's limit lets others call again. */
    @Test
    default void theWaitForAPersonsLimitIsNoWaitForOthers() {
        Vertx vertx = Vertx.vertx();
        try {
            // Told again on a new app should a whole second pass within the story.
            for (int i = 0; i < 20; i++) {
                long app = newApp();
                await(limiter().acquire(new Limiter.Asked(app, "send", 1, 3, 0, 0)));
                await(vertx.timer(700, TimeUnit.MILLISECONDS));
                await(limiter().acquire(new Limiter.Asked(app, "read", 1, 1, 1, 0)));
                Verdict refused = await(limiter().acquire(new Limiter.Asked(app, "send", 1, 1, 1, 0)));
                Verdict ofBob = await(limiter().acquire(new Limiter.Asked(app, "send", 1, 2, 1, 0)));
                if (!refused.accepted() && !ofBob.accepted()) {
                    assertThat(ofBob.waitMicros()).isLessThan(400_000);
                    assertThat(refused.waitMicros()).isGreaterThan(ofBob.waitMicros());
                    return;
                }
            }
            throw new AssertionError("never refused");
        } finally {
            await(vertx.close());
        }
    }

    @Test
    default void aCallRefusedByTheCeilingIsNotChargedToItsOwnLimit() {
        long app = newApp();
        await(limiter().acquire(app, "send", 2, 1));
        for (int i = 0; i < 10; i++) {
            refusal(app, "send", 2, 1);
        }
        assertThat(await(limiter().acquire(app, "send", 2, 0))).matches(Verdict::accepted, "is accepted");
    }

    @Test
    default void aCallRefusedByItsOwnLimitIsNotChargedToTheCeiling() {
        // Told again on a new app should a whole second pass within the story.
        for (int i = 0; i < 100; i++) {
            long app = newApp();
            await(limiter().acquire(app, "send", 1, 2));
            List<Verdict> again = new ArrayList<>();
            for (int j = 0; j < 10; j++) {
                again.add(await(limiter().acquire(app, "send", 1, 2)));
            }
            if (again.stream().noneMatch(Verdict::accepted)) {
                assertThat(again).noneMatch(Verdict::ceiling);
                assertThat(await(limiter().acquire(app, "read", 1, 2))).matches(Verdict::accepted, "is accepted");
                return;
            }
        }
        throw new AssertionError("never refused");
    }

    @Test
    default void ofManyAtOnceNoMoreThanTheLimitPass() {
        long app = newApp();
        long start = System.nanoTime();
        List<Future<Verdict>> asked = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            asked.add(limiter().acquire(app, "send", 20, 0));
        }
        List<Verdict> verdicts = Story.awaitAll(asked);
        // 20 in the first second, 20 more for each that this took.
        long seconds = TimeUnit.NANOSECONDS.toSeconds((System.nanoTime() - start) * 11 / 10);

        long accepted = verdicts.stream().filter(Verdict::accepted).count();
        assertThat(accepted).isBetween(20L, 20 * (1 + seconds));
        assertThat(verdicts)
                .allSatisfy(verdict -> assertThat(verdict.waitMicros() > 0).isNotEqualTo(verdict.accepted()));
    }

    private static long newApp() {
        return ThreadLocalRandom.current().nextLong(1, 4_000_000_000L);
    }

    /** Calls until it is refused; more than a few times only if the computer is very slow. */
    private Verdict refusal(long app, String call, int perSecond, int ceiling) {
        for (int i = 0; i < 1_000; i++) {
            Verdict verdict = await(limiter().acquire(app, call, perSecond, ceiling));
            if (!verdict.accepted()) {
                return verdict;
            }
        }
        throw new AssertionError("never refused");
    }
}
