package dev.seenby.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.seenby.config.ConfigException;
import dev.seenby.config.Setting;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** An operator types {@code seenby} and something behind it. */
class CommandLineReaderTest {
    @Test
    void aFlagIsASetting() {
        assertThat(read("--http-port=1234", "--demo", "false").config().httpPort())
                .isEqualTo(1234);
        assertThat(read("--http-port=1234", "--demo", "false").config().demo()).isFalse();
    }

    @Test
    void anUnknownFlagIsNamedInOneLineWithTheLegalOnes() {
        assertThatThrownBy(() -> read("--htpp-port=1"))
                .isInstanceOf(ConfigException.class)
                .message()
                .startsWith("--htpp-port=1 is not known; legal: --config, --http-port, ")
                .hasLineCount(1);
    }

    @Test
    void aFlagWithoutItsValueIsNamedInOneLine() {
        assertThatThrownBy(() -> read("--http-port"))
                .isInstanceOf(ConfigException.class)
                .message()
                .contains("--http-port")
                .hasLineCount(1);
    }

    @Test
    void helpTellsEverySettingItsDefaultAndWhatIsLegal() {
        String help = printed("--help").replaceAll("\\s+", " ");

        for (Setting setting : Setting.values()) {
            assertThat(help)
                    .contains(setting.flag())
                    .contains(setting.variable())
                    .contains("default: " + setting.byDefault())
                    .contains("legal: " + setting.legal());
        }
    }

    @Test
    void versionIsPrintedAndNothingStarted() {
        assertThat(printed("--version")).startsWith("seenby ");
    }

    @Test
    void aUserSigIsMadeWithoutAServer() {
        assertThat(printed("usersig", "--sdkappid", "1400000000", "--identifier", "administrator", "--key", "k"))
                .matches("eJ[A-Za-z0-9*_-]+\\R");
    }

    private static CommandLineReader.Outcome read(String... arguments) {
        return new CommandLineReader().read(arguments, Map.of());
    }

    private static String printed(String... arguments) {
        PrintStream before = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            CommandLineReader.Outcome outcome = read(arguments);
            assertThat(outcome.config()).isNull();
            assertThat(outcome.exitCode()).isZero();
        } finally {
            System.setOut(before);
        }
        return printed.toString(StandardCharsets.UTF_8);
    }
}
