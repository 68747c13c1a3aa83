package dev.seenby.observability;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Mallory chooses names and texts, some of which are logged, so that Olga's log may say what never happened. */
class JsonLinesTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final LoggerContext context = new LoggerContext();
    private final JsonLines lines = new JsonLines();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "plain",
                "two\nlines",
                "carriage\r\nreturn",
                "\"},{\"level\":\"ERROR",
                "back\\slash \\u000a",
                "tab\t bell\u0007 escape\u001b[31m nul\u0000 delete\u007f",
                "separators \u2028 \u2029 next line \u0085",
                "tea 茶 \uD83C\uDF75"
            })
    void whateverIsLoggedIsOneLineOfJsonAndSaysTheSame(String text) throws IOException {
        String line = json(event(text, new IllegalStateException(text)));

        assertThat(line).endsWith("}\n");
        assertThat(line.substring(0, line.length() - 1)).doesNotContain("\n", "\r");
        JsonNode said = JSON.readTree(line);
        assertThat(said.path("message").asText()).isEqualTo("Mallory says " + text);
        assertThat(said.path("error").asText()).contains("IllegalStateException: " + text);
        assertThat(said.fieldNames())
                .toIterable()
                .containsExactly("time", "level", "logger", "thread", "request", "message", "error");
        assertThat(said.path("level").asText()).isEqualTo("WARN");
        assertThat(said.path("request").asText()).isEqualTo("call-7");
    }

    @ParameterizedTest
    @ValueSource(strings = {"half \uD83C", "\uDF75 half", "\uDF75\uD83C wrong way round"})
    void halfASurrogatePairCostsNeitherTheLineNorItsForm(String text) throws IOException {
        String line = json(event(text, new IllegalStateException(text)));

        JsonNode said = JSON.readTree(line);
        assertThat(said.path("message").asText()).startsWith("Mallory says ").contains("?");
        assertThat(said.path("request").asText()).isEqualTo("call-7");
    }

    @Test
    void whatHasNoCallAndNoErrorSaysNeither() throws IOException {
        LoggingEvent event = new LoggingEvent("x", context.getLogger("tea"), Level.INFO, "started", null, null);
        event.setMDCPropertyMap(Map.of());

        assertThat(JSON.readTree(json(event)).fieldNames())
                .toIterable()
                .containsExactly("time", "level", "logger", "thread", "message");
    }

    /** A text log has no quotes around what Mallory says: a line of hers must not look like one of ours. */
    @Test
    void asTextTooAMessageIsOneLine() throws Exception {
        JoranConfigurator configurator = new JoranConfigurator();
        configurator.setContext(context);
        configurator.doConfigure(
                Objects.requireNonNull(JsonLines.class.getResource("/logback.xml"), "the log's configuration"));
        try {
            AsyncAppender async = (AsyncAppender) context.getLogger("ROOT").getAppender("ASYNC");
            Encoder<ILoggingEvent> text = ((ConsoleAppender<ILoggingEvent>) async.getAppender("CONSOLE")).getEncoder();

            assertThat(string(text.encode(event("no\r\n2026-11-21T16:00:00.000Z ERROR - all is lost", null))))
                    .matches("[0-9-]{10}T[0-9:.]{12}Z WARN  call-7 tea: Mallory says no  2026[^\\r\\n]*lost\\R");
        } finally {
            context.stop();
        }
    }

    private LoggingEvent event(String text, Throwable failure) {
        LoggingEvent event = new LoggingEvent(
                "x", context.getLogger("tea"), Level.WARN, "Mallory says {}", failure, new Object[] {text});
        event.setMDCPropertyMap(Map.of("request", "call-7"));
        return event;
    }

    private String json(ILoggingEvent event) {
        return string(lines.encode(event));
    }

    private static String string(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
