package dev.seenby.loadtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Each benchmark of storage, so small that it says nothing: that it runs, and measures everybody. */
class StorageSmokeTest {
    private static final String RECEIPTS = "row per reader (Rocket.Chat)";
    private static final String FLAGS = "row per recipient (Zulip)";
    private static final String SETS = "set per message (Redis)";

    private static Servers servers;

    @BeforeAll
    static void start() throws Exception {
        servers = Servers.start();
    }

    @AfterAll
    static void stop() throws Exception {
        servers.close();
    }

    @Test
    void a_mark_is_timed_and_weighed_beside_rows() throws Exception {
        Report report = Marks.measure(servers, 2, 50, 40, 5);
        assertThat(contenders(report, "a mark: time")).containsExactly("50 unread", "1 unread");
        assertThat(contenders(report, "a mark: write-ahead log")).containsExactly("50 unread", "1 unread");
        assertThat(contenders(report, "a mark of 40 unread: time")).containsExactly("Seenby", RECEIPTS, FLAGS, SETS);
        assertThat(contenders(report, "a mark of 40 unread: write-ahead log"))
                .containsExactly("Seenby", RECEIPTS, FLAGS);
        // Forty rows are more than one stretch, on whatever machine.
        assertThat(report.rows())
                .filteredOn(row -> row.measure().equals("a mark of 40 unread: write-ahead log") && row.ratio() > 0)
                .hasSize(2)
                .allSatisfy(row -> assertThat(row.ratio()).isLessThan(1));
        assertPositive(report);
    }

    @Test
    void reads_are_weighed_beside_rows_and_sets() throws Exception {
        Report report = StoredBytes.measure(servers, 10, 400, 4, 2, 10, 40);
        for (String what : List.of(
                "10 members read 400 messages in 4 sittings", "10 members read 40 messages, each as it comes")) {
            assertThat(contenders(report, what + ": PostgreSQL")).containsExactly("Seenby", RECEIPTS, FLAGS);
            assertThat(contenders(report, what + ": PostgreSQL, packed")).containsExactly("Seenby", RECEIPTS, FLAGS);
            assertThat(contenders(report, what + ": Redis")).containsExactly("Seenby", SETS);
        }
        assertThat(report.markdown()).contains("read_span");
    }

    @Test
    void durable_marks_are_counted_beside_rows() throws Exception {
        Report report = Commits.measure(servers, 100, 1, 4, 500);
        assertThat(contenders(report, "marks of 4 clients"))
                .containsExactly(
                        "Seenby",
                        RECEIPTS + ", 1 connection",
                        FLAGS + ", 1 connection",
                        RECEIPTS + ", 4 connections",
                        FLAGS + ", 4 connections");
        assertThat(report.markdown()).contains("fsync=on");
        assertPositive(report);
    }

    private static List<String> contenders(Report report, String measure) {
        return report.rows().stream()
                .filter(row -> row.measure().equals(measure))
                .map(Report.Row::contender)
                .toList();
    }

    private static void assertPositive(Report report) {
        assertThat(report.rows())
                .allSatisfy(row -> assertThat(row.spread().median()).isPositive());
    }
}
