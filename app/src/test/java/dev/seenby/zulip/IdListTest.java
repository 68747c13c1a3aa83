package dev.seenby.zulip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Clients send lists of message ids, some of them long, some of them broken. */
class IdListTest {
    private static String numbers(int count) {
        return LongStream.rangeClosed(1, count).mapToObj(Long::toString).collect(Collectors.joining(",", "[", "]"));
    }

    @Test
    void theyComeAsTheyWereGiven() {
        assertThat(IdList.of("messages", " [3, 1,3 ,-2,9223372036854775807] "))
                .containsExactly(3L, 1L, 3L, -2L, Long.MAX_VALUE);
        assertThat(IdList.of("messages", "[]")).isEmpty();
    }

    @Test
    void aHundredThousandAreTakenAndNotOneMore() {
        assertThat(IdList.of("messages", numbers(100_000))).hasSize(100_000).endsWith(100_000L);
        assertThatThrownBy(() -> IdList.of("messages", numbers(100_001)))
                .hasMessage("400 messages has more than 100000 elements");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''          | messages is not valid JSON",
                "[1,2        | messages is not valid JSON",
                "[1,]        | messages is not valid JSON",
                "[1] 2       | messages is not valid JSON",
                "[\"a\",     | messages is not valid JSON",
                "1           | messages is not a list",
                "null        | messages is not a list",
                "{\"a\":[1]} | messages is not a list",
                "[1,\"2\"]   | messages[1] is not an integer",
                "[1.0]       | messages[0] is not an integer",
                "[[1],2]     | messages[0] is not an integer",
                "[true]      | messages[0] is not an integer",
                "[1,9223372036854775808] | messages[1] is not an integer",
            })
    void whatIsNoListOfThemIsToldExactly(String text, String message) {
        assertThatThrownBy(() -> IdList.of("messages", text)).hasMessage("400 " + message);
    }
}
