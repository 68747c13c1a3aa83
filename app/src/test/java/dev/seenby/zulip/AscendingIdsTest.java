package dev.seenby.zulip;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AscendingIdsTest {
    @Test
    void whatComesInPagesOfAnySizeComesOutAscending() {
        Random random = new Random(43);
        for (int round = 0; round < 200; round++) {
            AscendingIds ids = new AscendingIds();
            IntStream all = IntStream.empty();
            for (int page = random.nextInt(12); page > 0; page--) {
                int[] some = random.ints(random.nextInt(20)).toArray();
                ids.add(some);
                all = IntStream.concat(all, IntStream.of(some));
            }
            assertThat(ids.all()).isEqualTo(all.sorted().toArray());
        }
    }
}
