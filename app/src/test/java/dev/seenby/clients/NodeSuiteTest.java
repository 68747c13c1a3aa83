package dev.seenby.clients;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NodeSuiteTest {

    private static final Path FILES = Path.of("src", "test", "resources", "node");

    @Test
    void theCheckOfAnswersAgainstThePublishedSchemasHoldsWhatItPromises() {
        assertThatCode(() -> run(Path.of("src", "test", "js", "rocketchat", "schemas.test.mjs")))
                .doesNotThrowAnyException();
    }

    @Test
    void aTestThatFailsInNodeFailsHereAndSaysWhy() {
        assertThatThrownBy(() -> run(FILES.resolve("failing.mjs")))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("node exited 1")
                .hasMessageContaining("Alice counts two receipts")
                .hasMessageContaining("three were expected by Alice");
    }

    @Test
    void aTestThatIsLeftOutIsAFailure() {
        assertThatThrownBy(() -> run(FILES.resolve("skipping.mjs")))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("not every test was run: # skipped 1");
    }

    @Test
    void aFileWithoutTestsIsAFailure() {
        assertThatThrownBy(() -> run(FILES.resolve("empty.mjs")))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("no tests");
    }

    @Test
    void aTestThatNeverEndsIsStopped() {
        assertThatThrownBy(() -> NodeSuite.run(FILES.resolve("endless.mjs"), Map.of(), Duration.ofSeconds(2)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("stopped after PT2S");
    }

    private static void run(Path file) {
        NodeSuite.run(file, Map.of(), Duration.ofMinutes(1));
    }
}
