package dev.seenby.rocketchat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seenby.storage.MessageField.Column;
import dev.seenby.storage.MessageField.Detail;
import dev.seenby.storage.MessageSearch.Order;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** In which order Bob asks for messages. */
class SortingTest {
    @Test
    void bobNamesTheKeysInTheirOrder() {
        assertThat(Sorting.parse(" {\"u.username\": 1, \"ts\": -1, \"customFields.priority\": 1.0, \"_id\": -1e0} "))
                .containsExactly(
                        new Order(Column.SENDER_USERNAME, true),
                        new Order(Column.SENT_AT, false),
                        new Order(new Detail(List.of("rocketchat", "customFields", "priority")), true),
                        new Order(Column.STRING_ID, false));
    }

    @Test
    void noKeysAreNoOrder() {
        assertThat(Sorting.parse("{}")).isEmpty();
    }

    @Test
    void theDocumentedRefusal() {
        assertThat(Refusal.body(() -> Sorting.parse("{\"ts\":2}")))
                .isEqualTo("{\"success\":false,"
                        + "\"error\":\"Invalid sort parameter provided: \\\"{\\\"ts\\\":2}\\\" [error-invalid-sort]\","
                        + "\"errorType\":\"error-invalid-sort\",\"details\":{\"helperMethod\":\"parseJsonQuery\"}}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "null",
                "1",
                "\"ts\"",
                "[]",
                "[{\"ts\":1}]",
                "{\"ts\":1",
                "{\"ts\":1}}",
                "{ts:1}",
                "{'ts':1}",
                "{\"ts\":1,\"ts\":-1}",
                "{\"ts\":0}",
                "{\"ts\":1.5}",
                "{\"ts\":1e999}",
                "{\"ts\":\"1\"}",
                "{\"ts\":\"asc\"}",
                "{\"ts\":true}",
                "{\"ts\":null}",
                "{\"ts\":{\"$meta\":\"textScore\"}}",
                "{\"$where\":1}",
                "{\"unread\":1}",
                "{\"joinCode\":1}",
                "{\"__proto__\":1}",
                "{\"value\":-1}",
                "{\"\":1}",
                "{\"ts\\u0000\":1}",
                "{\"customFields.\\ud800\":1}"
            })
    void everythingElseIsRefusedWithItsText(String raw) {
        assertThat(Refusal.body(() -> Sorting.parse(raw))).isEqualTo(Refusal.ofMalformed("sort", raw));
    }

    @Test
    void thereAreEightKeysAtMost() {
        assertThat(Sorting.parse(keys(8))).hasSize(8);
        assertThat(Refusal.body(() -> Sorting.parse(keys(9)))).isEqualTo(Refusal.ofMalformed("sort", keys(9)));
    }

    private static String keys(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "\"customFields.k" + i + "\":1")
                .collect(Collectors.joining(",", "{", "}"));
    }
}
