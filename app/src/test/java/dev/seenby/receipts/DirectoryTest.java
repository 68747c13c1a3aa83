package dev.seenby.receipts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seenby.storage.AppStamps;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What a node keeps within apps, and for how long. */
class DirectoryTest {
    private static final long ACME = 1_400_000_001L;
    private static final long LONGEST = AppStamps.LONGEST_UNTOLD.toNanos();

    private final AtomicLong nanos = new AtomicLong();
    private final AtomicInteger reads = new AtomicInteger();
    private final Directory directory = new Directory(nanos::get);

    private String name(Directory.View view) {
        return World.await(view.one(
                        String.class, 7L, () -> Future.succeededFuture(Optional.of("read " + reads.incrementAndGet()))))
                .orElseThrow();
    }

    @Test
    void whatWasReadIsKeptUnderItsStamp() {
        assertThat(name(directory.of(ACME, "1.a"))).isEqualTo("read 1");
        assertThat(name(directory.of(ACME, "1.a"))).isEqualTo("read 1");
        assertThat(name(directory.of(ACME, "2.b"))).isEqualTo("read 2");
        assertThat(name(directory.of(ACME, "1.a"))).as("an older stamp").isEqualTo("read 3");
        assertThat(name(directory.of(ACME + 1, "1.a"))).as("another app").isEqualTo("read 4");
    }

    @Test
    void nothingIsKeptWhileAnAppIsChangedOrItsStampIsNotKnown() {
        assertThat(name(directory.of(ACME, "~1.a"))).isEqualTo("read 1");
        assertThat(name(directory.of(ACME, "~1.a"))).isEqualTo("read 2");
        assertThat(name(directory.of(ACME, null))).isEqualTo("read 3");
        assertThat(name(directory.of(ACME, null))).isEqualTo("read 4");
        assertThat(directory.of(ACME, "~1.a").keeps()).isFalse();
    }

    /** Whoever has changed it may not have been able to tell. */
    @Test
    void nothingIsKeptForLongerThanTwoSecondsFromBeforeItWasRead() {
        Directory.View view = directory.of(ACME, "1.a");
        World.await(view.one(String.class, 7L, () -> {
            nanos.addAndGet(LONGEST / 2);
            return Future.succeededFuture(Optional.of("read slowly"));
        }));
        nanos.addAndGet(LONGEST / 2 - 1);
        assertThat(name(view)).isEqualTo("read slowly");

        nanos.incrementAndGet();
        assertThat(name(view)).isEqualTo("read 1");
    }

    @Test
    void thatSomethingIsNotThereIsNotKept() {
        Directory.View view = directory.of(ACME, "1.a");
        assertThat(World.await(view.one(String.class, 7L, () -> Future.succeededFuture(Optional.empty()))))
                .isEmpty();
        assertThat(name(view)).isEqualTo("read 1");
    }

    @Test
    void ofManyOnlyThoseAreReadThatAreNotKept() {
        Directory.View view = directory.of(ACME, "1.a");
        List<Integer> asked = new ArrayList<>();
        for (List<Integer> ids : List.of(List.of(1, 2, 3), List.of(2, 3, 4), List.of(1, 4))) {
            Map<Integer, Integer> found = World.await(view.all(
                    Integer.class,
                    ids,
                    missing -> {
                        asked.addAll(missing);
                        return Future.succeededFuture(
                                missing.stream().filter(id -> id != 3).toList());
                    },
                    id -> id));
            assertThat(found.keySet())
                    .containsExactlyInAnyOrderElementsOf(
                            ids.stream().filter(id -> id != 3).toList());
        }
        assertThat(asked).as("3 is not there").containsExactly(1, 2, 3, 3, 4);
    }

    @Test
    void whatWasBegunWithIsStillSoUnderTheSameStampOnly() {
        Directory.View begun = directory.of(ACME, "1.a");
        assertThat(begun.isStillSo(directory.of(ACME, "1.a"))).isTrue();
        assertThat(begun.isStillSo(directory.of(ACME, "2.b"))).isFalse();
        assertThat(begun.isStillSo(directory.of(ACME, "~2.b"))).isFalse();
        assertThat(begun.isStillSo(directory.of(ACME, null))).isFalse();
        assertThat(directory.of(ACME, null).isStillSo(begun))
                .as("nothing was kept, all was read")
                .isTrue();
    }
}
