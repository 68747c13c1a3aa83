package dev.seenby.rocketchat;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients write moments in their own ways. */
class TimesTest {
    @ParameterizedTest
    @CsvSource({
        "2019-04-08T13:20:22.238Z, 2019-04-08T13:20:22.238Z",
        "2019-04-08T13:20:22Z, 2019-04-08T13:20:22Z",
        "2019-04-08T13:20Z, 2019-04-08T13:20:00Z",
        "2019-04-08T13:20:22.238+02:00, 2019-04-08T11:20:22.238Z",
        "2019-04-08T13:20:22, 2019-04-08T13:20:22Z",
        "2019-04-08, 2019-04-08T00:00:00Z",
        "9999-12-31T23:59:59.999Z, 9999-12-31T23:59:59.999Z"
    })
    void areRead(String text, Instant moment) {
        assertThat(Times.parse(text)).contains(moment);
    }

    @ParameterizedTest
    @CsvSource({
        "2018-02-26T20:34:03.907Z, 2018-02-26T20:34:03.907Z",
        "2019-04-08T13:20:22Z, 2019-04-08T13:20:22.000Z",
        "2019-12-31T23:59:59.999999999Z, 2019-12-31T23:59:59.999Z",
        "2020-01-02T03:04:05.006Z, 2020-01-02T03:04:05.006Z",
        "0001-10-20T00:00:00.010Z, 0001-10-20T00:00:00.010Z",
        "+10000-01-01T00:00:00Z, +10000-01-01T00:00:00.000Z"
    })
    void areWrittenWithMilliseconds(Instant moment, String text) {
        assertThat(Times.iso(moment)).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "yesterday",
                "1554729622238",
                "2019-04-31",
                "2019-04-08T25:00:00Z",
                "2019-04-08T13:20:22.238Z ",
                "+10000-01-01T00:00:00Z",
                "-0001-01-01T00:00:00Z",
                "0001-01-01T00:00:00+01:00"
            })
    void areNotGuessed(String text) {
        assertThat(Times.parse(text)).isEmpty();
    }
}
