package dev.seenby.limits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seenby.storage.AppStamps;
import dev.seenby.storage.Limiter;
import dev.seenby.storage.contract.AppStampsContract;
import org.junit.jupiter.api.Test;

/** The stamps of a node that is the only one keep the contract, and its limiter tells them. */
class NodeAppStampsTest implements AppStampsContract {
    private final NodeAppStamps stamps = new NodeAppStamps();

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
}
