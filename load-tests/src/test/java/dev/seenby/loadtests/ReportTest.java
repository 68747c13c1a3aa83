package dev.seenby.loadtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {
    private final Report report = new Report("tea", "Tea & scones");

    @Test
    void tells_the_median_and_what_nine_of_ten_are_above_and_below() {
        Spread spread = Spread.of(List.of(5.0, 1.0, 3.0, 4.0, 2.0));
        assertThat(spread.median()).isEqualTo(3);
        assertThat(spread.p10()).isCloseTo(1.4, within(1e-9));
        assertThat(spread.p90()).isCloseTo(4.6, within(1e-9));
        assertThat(Spread.of(List.of(1.0, 2.0)).median()).isEqualTo(1.5);
    }

    @Test
    void lets_contenders_take_turns() throws Exception {
        List<String> turns = new ArrayList<>();
        report.measure("cups", "cups/s")
                .of("Alice", () -> turns.add("Alice") ? 2 : 0)
                .against("Bob", () -> turns.add("Bob") ? 4 : 0, Goal.none())
                .rounds(2);
        assertThat(turns).containsExactly("Alice", "Bob", "Alice", "Bob");
    }

    @Test
    void takes_the_median_of_the_rounds_own_ratios() throws Exception {
        // The machine is slow in the second round, for both; the ratio of the medians would be 100 / 150.
        Iterator<Double> alice = List.of(100.0, 10.0, 100.0).iterator();
        Iterator<Double> bob = List.of(200.0, 20.0, 150.0).iterator();
        report.measure("cups", "cups/s")
                .of("Alice", alice::next)
                .against("Bob", bob::next, Goal.ratioAtLeast(0.5))
                .rounds(3);
        assertThat(report.rows().get(1).ratio()).isEqualTo(0.5);
        assertThat(report.holds()).isTrue();
    }

    @Test
    void says_which_goals_are_missed() {
        report.add("time", "ms", figures("Alice", Goal.atMost(2), 3), figures("Bob", Goal.timesLess(40), 117));
        report.add("bytes", "B", figures("Alice", Goal.none(), 10), figures("Bob", Goal.ratioAtMost(1.2), 9));
        assertThat(report.rows()).extracting(Report.Row::holds).containsExactly(false, false, true, true);
        assertThat(report.holds()).isFalse();
        assertThat(report.markdown())
                .contains("| time | Alice | 3 ms | 3 .. 3 |  | at most 2 ms | NO |")
                .contains("| time | Bob | 117 ms | 117 .. 117 | 0.026 | at least 40 times less | NO |")
                .contains("| bytes | Bob | 9 B | 9 .. 9 | 1.11 | at most 1.2 | yes |");
    }

    @Test
    void writes_a_table_and_a_plot(@TempDir Path folder) throws Exception {
        report.note("On two cores.");
        report.add("cups < pots", "cups/s", figures("Alice", Goal.none(), 1), figures("Bob", Goal.none(), 2));
        assertThat(report.tell(folder)).isTrue();
        assertThat(folder.resolve("tea.md")).content().contains("On two cores.", "](tea.svg)");
        String svg = Files.readString(folder.resolve("tea.svg"));
        assertThat(DocumentBuilderFactory.newInstance()
                        .newDocumentBuilder()
                        .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)))
                        .getElementsByTagName("text")
                        .getLength())
                .isEqualTo(6);
    }

    private static Report.Series figures(String contender, Goal goal, double... figures) {
        return new Report.Series(contender, Arrays.stream(figures).boxed().toList(), goal);
    }
}
