package dev.seenby.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seenby.demo.DemoApp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Olga, the operator, reads docs/metrics.md beside what a server of hers says, after calls of every dialect. */
class MetricsPageTest {
    private static final Path PAGE = Path.of("..", "docs", "metrics.md");

    @TempDir
    private Path dataDir;

    @Test
    void thePageListsEveryMetricAndNoOthers() throws IOException {
        String page = Files.readString(PAGE);
        try (SeenbyProcess server =
                new SeenbyProcess(Map.of("SEENBY_DATA_DIR", dataDir.toString(), "SEENBY_DEMO", "true")).ready()) {
            server.post("/v4/group_open_http_svc/get_group_msg_receipt?sdkappid=" + DemoApp.SDK_APP_ID, "{}");
            server.get(server.httpPort, "/api/v1/chat.getMessageReadReceipts");
            server.get(server.httpPort, "/api/v1/messages/43/read_receipts");

            Set<String> said = names(
                    server.get(server.managementPort, "/metrics").body(), Pattern.compile("(?m)^# TYPE ([a-z0-9_]+) "));
            said.removeIf(name -> name.endsWith("_max"));

            Set<String> listed = names(page, Pattern.compile("(?m)^\\| `(seenby_[a-z_]+)`"));
            assertThat(said.stream().filter(name -> name.startsWith("seenby_"))).containsExactlyElementsOf(listed);
            Set<String> families = names(page, Pattern.compile("`((?!seenby)[a-z_]+_)\\*`"));
            assertThat(said.stream().filter(name -> !name.startsWith("seenby_")))
                    .allMatch(name -> families.stream().anyMatch(name::startsWith))
                    .isNotEmpty();
            assertThat(families)
                    .allMatch(family -> said.stream().anyMatch(name -> name.startsWith(family)))
                    .isNotEmpty();
        }
    }

    private static Set<String> names(String text, Pattern pattern) {
        return pattern.matcher(text)
                .results()
                .map((MatchResult found) -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
