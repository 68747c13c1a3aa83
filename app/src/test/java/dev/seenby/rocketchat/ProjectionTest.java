package dev.seenby.rocketchat;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.seenby.http.StrictJson;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which parts of Alice's message Bob asks for. */
class ProjectionTest {
    private static final String MESSAGE = """
            {"_id":"m1","rid":"GENERAL","msg":"Hi Bob","u":{"_id":"a","username":"alice","name":"Alice"},
             "mentions":[{"_id":"b","username":"bob"},{"_id":"c","username":"carol"}],
             "attachments":[{"fields":[{"title":"x","value":1},{"title":"y"}]},"odd",[{"fields":[]}]],"t":null}
            """;

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                // kept, in the order of the message
                "{\"u.username\":1,\"msg\":1} | {\"_id\":\"m1\",\"msg\":\"Hi Bob\",\"u\":{\"username\":\"alice\"}}",
                "{\"msg\":1.0,\"_id\":0} | {\"msg\":\"Hi Bob\"}",
                "{\"_id\":0,\"msg\":1} | {\"msg\":\"Hi Bob\"}",
                "{\"_id\":1} | {\"_id\":\"m1\"}",
                "{\"_id\":1,\"t\":1} | {\"_id\":\"m1\",\"t\":null}",
                "{\"username\":1} | {\"_id\":\"m1\"}",
                "{\"u\":1} | {\"_id\":\"m1\",\"u\":{\"_id\":\"a\",\"username\":\"alice\",\"name\":\"Alice\"}}",
                "{\"u.age\":1} | {\"_id\":\"m1\",\"u\":{}}",
                "{\"msg.length\":1} | {\"_id\":\"m1\"}",
                "{\"u._id\":1,\"u.name\":1,\"_id\":0} | {\"u\":{\"_id\":\"a\",\"name\":\"Alice\"}}",
                "{\"mentions.username\":1} "
                        + "| {\"_id\":\"m1\",\"mentions\":[{\"username\":\"bob\"},{\"username\":\"carol\"}]}",
                "{\"attachments.fields.value\":1,\"_id\":0} "
                        + "| {\"attachments\":[{\"fields\":[{\"value\":1},{}]},[{\"fields\":[]}]]}",
            })
    void bobNamesWhatToKeep(String fields, String left) {
        assertThat(Projection.parse(fields).apply(message()).toString()).isEqualTo(left);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "{\"mentions\":0,\"attachments\":0,\"t\":0,\"u\":0} "
                        + "| {\"_id\":\"m1\",\"rid\":\"GENERAL\",\"msg\":\"Hi Bob\"}",
                "{\"_id\":0,\"mentions\":0,\"attachments\":0,\"t\":0,\"u\":0} "
                        + "| {\"rid\":\"GENERAL\",\"msg\":\"Hi Bob\"}",
                "{\"_id\":1,\"mentions\":0,\"attachments\":0,\"t\":0,\"u\":0} "
                        + "| {\"_id\":\"m1\",\"rid\":\"GENERAL\",\"msg\":\"Hi Bob\"}",
                "{\"rid\":0,\"msg.x\":0,\"u._id\":0,\"u.name\":0,\"mentions._id\":0,\"attachments.fields.title\":0} "
                        + "| {\"_id\":\"m1\",\"msg\":\"Hi Bob\",\"u\":{\"username\":\"alice\"},"
                        + "\"mentions\":[{\"username\":\"bob\"},{\"username\":\"carol\"}],"
                        + "\"attachments\":[{\"fields\":[{\"value\":1},{}]},\"odd\",[{\"fields\":[]}]],\"t\":null}",
            })
    void orWhatToLeaveOut(String fields, String left) {
        assertThat(Projection.parse(fields).apply(message()).toString()).isEqualTo(left);
    }

    @Test
    void namingNothingLeavesTheMessageWhole() {
        assertThat(Projection.parse("{}").apply(message()).toString())
                .isEqualTo(message().toString());
    }

    @Test
    void leavingOutOnlyTheIdLeavesTheRest() {
        ObjectNode rest = message();
        rest.remove("_id");
        assertThat(Projection.parse("{\"_id\":0}").apply(message()).toString()).isEqualTo(rest.toString());
    }

    @Test
    void theMessageItselfStaysAsItWas() {
        ObjectNode message = message();
        Projection.parse("{\"u.name\":0,\"mentions._id\":0}").apply(message);
        Projection.parse("{\"u.name\":1,\"mentions._id\":1}").apply(message);
        assertThat(message).isEqualTo(message());
    }

    @Test
    void theDocumentedRefusal() {
        assertThat(Refusal.body(() -> Projection.parse("{\"msg\":2}")))
                .isEqualTo("{\"success\":false,\"error\":"
                        + "\"Invalid fields parameter provided: \\\"{\\\"msg\\\":2}\\\" [error-invalid-fields]\","
                        + "\"errorType\":\"error-invalid-fields\",\"details\":{\"helperMethod\":\"parseJsonQuery\"}}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "msg",
                "{\"msg\":1",
                "{\"msg\":1,\"msg\":1}",
                "{\"msg\":1,\"ts\":0}",
                "{\"ts\":0,\"msg\":1}",
                "{\"_id\":1,\"ts\":0,\"msg\":1}",
                "{\"msg\":true}",
                "{\"msg\":\"1\"}",
                "{\"msg\":null}",
                "{\"msg\":-1}",
                "{\"msg\":0.5}",
                "{\"_id\":2}",
                "{\"_id\":false,\"msg\":1}",
                "{\"mentions\":{\"$slice\":1}}",
                "{\"$where\":1}",
                "{\"mentions.$\":1}",
                "{\"\":1}",
                "{\"u.\":1}",
                "{\"u..name\":1}",
                "{\"__proto__\":1}",
                "{\"u\":1,\"u.name\":1}",
                "{\"u.name\":1,\"u\":1}",
                "{\"_id\":1,\"_id.x\":1}",
                "{\"a\\u0000\":1}",
                "{\"\\udc00\":1}",
                "{\"a.b.c.d.e.f.g.h.i\":1}"
            })
    void everythingElseIsRefusedWithItsText(String raw) {
        assertThat(Refusal.body(() -> Projection.parse(raw))).isEqualTo(Refusal.ofMalformed("fields", raw));
    }

    @Test
    void thereAreAHundredNamesOfEightPartsAtMost() {
        assertThat(Projection.parse(names(100)).apply(message()).toString()).isEqualTo("{\"_id\":\"m1\"}");
        assertThat(Refusal.body(() -> Projection.parse(names(101))))
                .isEqualTo(Refusal.ofMalformed("fields", names(101).substring(0, 256)));
        assertThat(Projection.parse("{\"a.b.c.d.e.f.g.h\":1}").apply(message()).toString())
                .isEqualTo("{\"_id\":\"m1\"}");
    }

    @Test
    void theTextHas8192CharactersAtMost() {
        String fields = "{\"msg\":1,\"_id\":0}";
        assertThat(Projection.parse(fields + " ".repeat(8_192 - fields.length()))
                        .apply(message())
                        .toString())
                .isEqualTo("{\"msg\":\"Hi Bob\"}");
        String tooLong = fields + " ".repeat(8_193 - fields.length());
        assertThat(Refusal.body(() -> Projection.parse(tooLong)))
                .isEqualTo(Refusal.ofMalformed("fields", tooLong.substring(0, 256)));
    }

    private static String names(int count) {
        return IntStream.range(0, count).mapToObj(i -> "\"n" + i + "\":1").collect(Collectors.joining(",", "{", "}"));
    }

    private static ObjectNode message() {
        return (ObjectNode) StrictJson.value(MESSAGE).orElseThrow();
    }
}
