package dev.seenby.limits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seenby.storage.App;
import dev.seenby.storage.AppOptions;
import dev.seenby.storage.Limiter;
import dev.seenby.storage.Limiter.Verdict;
import dev.seenby.storage.StorageException;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The app acme may make three calls a second. */
class LimitsTest {
    private static final App ACME =
            new App(1, "acme", List.of(), 3, 7, 0, "00".repeat(32), "administrator", Instant.EPOCH, 1, AppOptions.NONE);

    private final List<String> noted = new ArrayList<>();
    private final LimitMetrics metrics = new LimitMetrics() {
        @Override
        public void refused(boolean ceiling) {
            noted.add("refused, ceiling " + ceiling);
        }

        @Override
        public void countedAlone() {
            noted.add("alone");
        }

        @Override
        public void turnedAway(Refused.Reason reason) {
            noted.add("turned away " + reason);
        }
    };

    @Test
    void theSharedLimiterIsAskedWithTheAppsLimits() {
        List<Limiter.Asked> asked = new ArrayList<>();
        Limiter shared = call -> {
            asked.add(call);
            return Future.succeededFuture(Verdict.refused(9, true));
        };

        Verdict verdict = limits(shared).acquire(ACME, "read").result();

        assertThat(verdict).isEqualTo(Verdict.refused(9, true));
        assertThat(asked).containsExactly(new Limiter.Asked(1, "read", 3, 0, 0, 7));
        assertThat(noted).containsExactly("refused, ceiling true");
    }

    @Test
    void whileTheSharedLimiterIsAwayTheNodeCountsAlone() {
        Limiter away = call -> Future.failedFuture(new StorageException.Unavailable("Redis is away", null));
        Limits limits = limits(away);

        for (int i = 0; i < 3; i++) {
            assertThat(limits.acquire(ACME, "read").result().accepted()).isTrue();
        }
        assertThat(limits.acquire(ACME, "read").result().accepted()).isFalse();
        assertThat(noted).containsExactly("alone", "alone", "alone", "alone", "refused, ceiling false");
    }

    private Limits limits(Limiter shared) {
        return new Limits(shared, metrics, Map.of("import", 2, "check", 100), new Admission(16, 0, metrics));
    }
}
