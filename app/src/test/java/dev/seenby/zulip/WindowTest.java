package dev.seenby.zulip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a client starts, and how many messages it may take from there. */
class WindowTest {
    @ParameterizedTest
    @CsvSource({
        "oldest,0",
        "newest,10000000000000000",
        "17,17",
        "' +0017 ',17",
        "0,0",
        "-5,0",
        "-99999999999999999999999,0",
        "9999999999999999,9999999999999999",
        "10000000000000000,10000000000000000",
        "10000000000000001,10000000000000000",
        "99999999999999999999999,10000000000000000",
    })
    void anAnchorIsANumberOrAPlace(String text, long anchor) {
        assertThat(Window.anchor(text)).isEqualTo(anchor);
    }

    @Test
    void theFirstUnreadIsNotKnownYet() {
        assertThat(Window.anchor("first_unread")).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "new", "1.5", "Newest", "0x11", "--1", "1_000"})
    void anythingElseIsNone(String text) {
        assertThatThrownBy(() -> Window.anchor(text)).hasMessage("400 Invalid anchor");
    }

    @ParameterizedTest
    @CsvSource({
        "10,20,10,20",
        "5000,0,5000,0",
        "6000,0,5000,0",
        "1,10000,1,4999",
        "5000,5000,2500,2500",
        "4000,1500,3500,1500",
        "9223372036854775807,9223372036854775807,2500,2500",
    })
    void atMostFiveThousandAreTakenOnBothSides(long before, long after, int takenBefore, int takenAfter) {
        assertThat(Window.clamped(7L, before, after, true)).isEqualTo(new Window(7L, takenBefore, takenAfter, true));
    }

    @Test
    void theAnchorIsNotLeftOutOfTheMiddle() {
        assertThatThrownBy(() -> Window.clamped(7L, 1, 1, false))
                .hasMessage("400 The anchor can only be excluded at an end of the range");
        assertThat(Window.clamped(7L, 1, 0, false)).isEqualTo(new Window(7L, 1, 0, false));
    }
}
