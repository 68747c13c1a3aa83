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
import java.util.Set;
import java.util.stream.IntStream;
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

    @Test
    void aCallThatItsDocumentLimitsHasTheLowerOfTheTwoLimits() {
        Limits limits = limits(new NodeLimiter(() -> 0));

        assertThat(acceptedOf(10, limits, ACME, "import")).isEqualTo(2);
        assertThat(limits.perSecond(ACME, "import")).isEqualTo(2);
        // The document allows 100, the app no more than 3.
        assertThat(acceptedOf(10, limits, ACME, "check")).isEqualTo(3);
        assertThat(limits.perSecond(ACME, "check")).isEqualTo(3);
    }

    @Test
    void whatIsSetForTheAppAndTheCallWinsOverBoth() {
        App roomy = with(new AppOptions(Map.of("import", 5, "read", 1), 0, 0, Set.of(), null));
        Limits limits = limits(new NodeLimiter(() -> 0));

        assertThat(acceptedOf(10, limits, roomy, "import")).isEqualTo(5);
        assertThat(acceptedOf(10, limits, roomy, "read")).isEqualTo(1);
        assertThat(limits.perSecond(roomy, "import")).isEqualTo(5);
        assertThat(limits.perSecond(roomy, "send")).isEqualTo(3);
    }

    /** The limit is changed while calls come: the next call knows. */
    @Test
    void aLimitThatIsRaisedHoldsFromTheNextCall() {
        Limits limits = limits(new NodeLimiter(() -> 0));
        assertThat(acceptedOf(10, limits, ACME, "import")).isEqualTo(2);

        App raised = with(new AppOptions(Map.of("import", 4), 0, 0, Set.of(), null));

        assertThat(acceptedOf(10, limits, raised, "import")).isEqualTo(2);
    }

    private static long acceptedOf(int calls, Limits limits, App app, String call) {
        return IntStream.range(0, calls)
                .filter(i -> limits.acquire(app, call).result().accepted())
                .count();
    }

    private static App with(AppOptions options) {
        return new App(1, "acme", List.of(), 3, 0, 0, "00".repeat(32), "administrator", Instant.EPOCH, 1, options);
    }

    private Limits limits(Limiter shared) {
        return new Limits(shared, metrics, Map.of("import", 2, "check", 100), new Admission(16, 0, metrics));
    }
}
