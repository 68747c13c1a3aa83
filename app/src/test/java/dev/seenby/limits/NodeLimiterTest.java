package dev.seenby.limits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seenby.storage.Limiter.Verdict;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** A node counts calls alone. */
class NodeLimiterTest {
    private static final long ACME = 1;

    private final AtomicLong now = new AtomicLong(5_000_000_000L);
    private final NodeLimiter limiter = new NodeLimiter(now::get);

    @Test
    void afterASilentSecondAllCallsPassAtOnceAndNoneMore() {
        for (int i = 0; i < 200; i++) {
            assertThat(ask("read", 200, 0)).matches(Verdict::accepted, "is accepted");
        }
        assertThat(ask("read", 200, 0)).isEqualTo(Verdict.refused(1_000_000, false));
    }

    @Test
    void theWaitIsUntilTheOldestCallIsASecondOld() {
        ask("read", 2, 0);
        passMicros(300_000);
        ask("read", 2, 0);

        assertThat(ask("read", 2, 0).waitMicros()).isEqualTo(700_000);
        passMicros(699_999);
        assertThat(ask("read", 2, 0).accepted()).isFalse();
        passMicros(1);
        assertThat(ask("read", 2, 0).accepted()).isTrue();
    }

    @Test
    void eachCallOfEachAppHasALimitOfItsOwn() {
        assertThat(ask("read", 1, 0).accepted()).isTrue();
        assertThat(ask("send", 1, 0).accepted()).isTrue();
        assertThat(verdict(2, "read", 1, 0).accepted()).isTrue();
        assertThat(ask("read", 1, 0).accepted()).isFalse();
    }

    @Test
    void theCeilingHoldsOverAllCallsOfTheApp() {
        assertThat(ask("read", 10, 2).accepted()).isTrue();
        assertThat(ask("send", 10, 2).accepted()).isTrue();
        assertThat(ask("list", 10, 2)).isEqualTo(Verdict.refused(1_000_000, true));
    }

    @Test
    void whatOneOfTheTwoRefusesIsNotChargedToTheOther() {
        assertThat(ask("read", 1, 2).accepted()).isTrue();
        assertThat(ask("read", 1, 2)).isEqualTo(Verdict.refused(1_000_000, false));
        assertThat(ask("send", 1, 2).accepted()).isTrue();
    }

    @Test
    void aLimitThatWasLoweredHoldsFromTheNextCall() {
        for (int i = 0; i < 4; i++) {
            ask("read", 4, 0);
            passMicros(100_000);
        }
        // Accepted at 0, 100, 200 and 300 ms; it is 400 ms. Of two a second, the next fits when only one is younger.
        assertThat(ask("read", 2, 0).waitMicros()).isEqualTo(800_000);
    }

    /** Whatever the calls' times: accepted if and only if fewer than the limit were accepted in the second before. */
    @Property(tries = 300)
    void agreesWithCountingByHand(
            @ForAll @IntRange(min = 1, max = 20) int limit, @ForAll @Size(max = 200) long[] pauses) {
        AtomicLong clock = new AtomicLong();
        NodeLimiter tested = new NodeLimiter(clock::get);
        Deque<Long> accepted = new ArrayDeque<>();
        for (long pause : pauses) {
            clock.addAndGet(Math.floorMod(pause, 200_000_000L));
            accepted.removeIf(moment -> clock.get() - moment >= 1_000_000_000L);
            boolean fits = accepted.size() < limit;
            assertThat(tested.acquire(ACME, "read", limit, 0).result().accepted())
                    .isEqualTo(fits);
            if (fits) {
                accepted.add(clock.get());
            }
        }
    }

    private Verdict ask(String call, int perSecond, int ceiling) {
        return verdict(ACME, call, perSecond, ceiling);
    }

    private Verdict verdict(long app, String call, int perSecond, int ceiling) {
        return limiter.acquire(app, call, perSecond, ceiling).result();
    }

    private void passMicros(long micros) {
        now.addAndGet(micros * 1_000);
    }
}
