package dev.seenby.storage.contract;

import static dev.seenby.storage.contract.Story.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.seenby.storage.Leases;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What {@link Leases} promises. */
public interface LeasesContract {
    /** The record under test; may be the same for all tests. */
    Records records();

    @Test
    default void oneNodeHasALeaseUntilItGivesItBack() {
        String work = UUID.randomUUID().toString();
        Duration minute = Duration.ofMinutes(1);

        assertThat(await(leases().hold(work, "one", minute))).isTrue();
        assertThat(await(leases().hold(work, "other", minute))).isFalse();
        assertThat(await(leases().hold(work, "one", minute))).isTrue();
        assertThat(await(leases().hold(work + " too", "other", minute))).isTrue();

        await(leases().release(work, "other"));
        assertThat(await(leases().hold(work, "other", minute))).isFalse();
        await(leases().release(work, "one"));
        await(leases().release(work, "one"));
        assertThat(await(leases().hold(work, "other", minute))).isTrue();
        assertThat(await(leases().hold(work, "one", minute))).isFalse();
    }

    @Test
    default void aLeaseThatIsNotProlongedEnds() {
        String work = UUID.randomUUID().toString();
        assertThat(await(leases().hold(work, "one", Duration.ofSeconds(1)))).isTrue();

        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!await(leases().hold(work, "other", Duration.ofMinutes(1)))) {
            assertThat(System.nanoTime()).isLessThan(deadline);
        }

        assertThat(await(leases().hold(work, "one", Duration.ofMinutes(1)))).isFalse();
    }

    @Test
    default void ofManyWhoWantItAtOnceOneHasIt() {
        String work = UUID.randomUUID().toString();
        List<Future<Boolean>> asked = IntStream.range(0, 20)
                .mapToObj(i -> leases().hold(work, "node " + i, Duration.ofMinutes(1)))
                .toList();

        assertThat(asked.stream().filter(Story::await)).hasSize(1);
    }

    private Leases leases() {
        return records().leases();
    }
}
