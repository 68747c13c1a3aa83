package dev.seenby.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A newcomer reads the table of settings in README.md. */
class ReadmeTest {
    private static final Path README = Path.of("..", "README.md");

    @Test
    void theTableIsTheListOfSettings() throws IOException {
        List<String> rows = Files.readAllLines(README).stream()
                .filter(line -> line.startsWith("| `SEENBY_"))
                .toList();

        assertThat(rows)
                .isEqualTo(Arrays.stream(Setting.values())
                        .map(setting -> "| `" + setting.variable() + "` | " + setting.byDefault() + " | "
                                + setting.meaning() + " | " + setting.legal() + " |")
                        .toList());
    }
}
