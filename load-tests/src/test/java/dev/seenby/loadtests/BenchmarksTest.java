package dev.seenby.loadtests;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BenchmarksTest {
    @Test
    void every_benchmark_has_a_name_of_its_own_and_a_line_that_says_what_it_is() {
        assertThat(Benchmarks.ALL)
                .extracting(Benchmarks.Benchmark::name)
                .doesNotHaveDuplicates()
                .doesNotContain("all");
        assertThat(Benchmarks.ALL)
                .allSatisfy(one -> assertThat(one.about()).isNotBlank().doesNotContain("\n"));
        assertThat(Benchmarks.named("large-room")).isPresent();
        assertThat(Benchmarks.named("small-room")).isEmpty();
    }
}
