package dev.seenby.storage.model;

import static dev.seenby.storage.contract.Story.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.seenby.storage.Limiter;
import dev.seenby.storage.Limiter.Verdict;
import dev.seenby.storage.contract.LimiterContract;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class InMemoryLimiterTest implements LimiterContract {
    private final Limiter limiter = new InMemoryLimiter();
    private final AtomicLong now = new AtomicLong(5_000_000);
    private final Limiter timed = new InMemoryLimiter(now::get);

    @Override
    public Limiter limiter() {
        return limiter;
    }

    @Test
    void aPlaceIsFreeExactlyOneSecondAfterItWasTaken() {
        await(timed.acquire(1, "send", 2, 0));
        now.addAndGet(300_000);
        await(timed.acquire(1, "send", 2, 0));
        now.addAndGet(699_999);
        assertThat(await(timed.acquire(1, "send", 2, 0))).isEqualTo(Verdict.refused(1, false));
        now.addAndGet(1);
        assertThat(await(timed.acquire(1, "send", 2, 0))).matches(Verdict::accepted, "is accepted");
        assertThat(await(timed.acquire(1, "send", 2, 0))).isEqualTo(Verdict.refused(300_000, false));
    }

    @Test
    void aLimitThatWasLoweredWaitsUntilFewEnoughAreLeft() {
        for (int i = 0; i < 4; i++) {
            await(timed.acquire(1, "send", 4, 0));
            now.addAndGet(100_000);
        }
        assertThat(await(timed.acquire(1, "send", 2, 0))).isEqualTo(Verdict.refused(800_000, false));
    }

    @Test
    void aClockThatGoesBackFreesNothing() {
        await(timed.acquire(1, "send", 1, 0));
        now.addAndGet(-3_000_000);
        assertThat(await(timed.acquire(1, "send", 1, 0))).isEqualTo(Verdict.refused(1_000_000, false));
    }
}
