package dev.seenby.limits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seenby.storage.AppStamps;
import dev.seenby.storage.Limiter;
import dev.seenby.storage.contract.AppStampsContract;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** The stamps of a node that is the only one keep the contract, and its limiter tells them. */
class NodeAppStampsTest implements AppStampsContract {
    private final AtomicLong nanos = new AtomicLong();
    private final NodeAppStamps stamps = new NodeAppStamps(nanos::get);

    @Override
    public AppStamps stamps() {
        return stamps;
    }

    @Test
    void eachVerdictTellsTheStamp() {
        NodeLimiter limiter = new NodeLimiter(stamps);
        Limiter.Verdict first = limiter.acquire(7, "send", 1, 0).result();
        assertThat(first.stamp()).isEqualTo(stamps.of(7).result());

        String changing = stamps.changing(7).result();

        Limiter.Verdict refused = limiter.acquire(7, "send", 1, 0).result();
        assertThat(refused.accepted()).isFalse();
        assertThat(refused.stamp()).isEqualTo(changing);
    }

    /** Nobody knows what became of the change, but after a minute it is made or undone. */
    @Test
    void aChangeThatNobodyEndsIsOverAfterAMinute() {
        String changing = stamps.changing(7).result();
        nanos.addAndGet(Duration.ofSeconds(60).toNanos());
        assertThat(stamps.of(7).result()).isEqualTo(changing);

        nanos.addAndGet(1);
        String settled = stamps.of(7).result();
        assertThat(settled).matches(AppStamps::settled, "is settled");
        assertThat(stamps.of(7).result()).isEqualTo(settled);

        stamps.changed(7, changing);
        assertThat(stamps.of(7).result()).as("it ended late").isNotEqualTo(settled);
    }
}
