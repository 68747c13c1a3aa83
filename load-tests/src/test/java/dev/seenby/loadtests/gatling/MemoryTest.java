package dev.seenby.loadtests.gatling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.seenby.loadtests.gatling.Memory.Look;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MemoryTest {
    @Test
    void whatCollectionsLeaveIsComparedOnceAllIsWarm() {
        List<Look> looks = looks(900, 20, 500, 100, 300, 120, 150, 400);

        assertThat(Memory.growth(looks, Look::heap)).isEqualTo(1.5);
        assertThat(Memory.growth(looks, Look::rss)).isEqualTo(1);
    }

    @Test
    void aFewLooksTellNothing() {
        assertThatThrownBy(() -> Memory.growth(looks(1, 2, 3), Look::heap)).hasMessageContaining("only 3 looks");
    }

    private static List<Look> looks(double... heap) {
        return IntStream.range(0, heap.length)
                .mapToObj(i -> new Look(i, heap[i], 1_000))
                .toList();
    }
}
