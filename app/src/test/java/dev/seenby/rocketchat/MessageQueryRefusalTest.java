package dev.seenby.rocketchat;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Mallory's searches: each is refused in words, none is run, none ignored. */
class MessageQueryRefusalTest {
    @Test
    void theDocumentedRefusalOfWhatIsNoJson() {
        assertThat(Refusal.body(() -> MessageQuery.parse("{\"msg\":")))
                .isEqualTo("{\"success\":false,"
                        + "\"error\":\"Invalid query parameter provided: \\\"{\\\"msg\\\":\\\" [error-invalid-query]\","
                        + "\"errorType\":\"error-invalid-query\",\"details\":{\"helperMethod\":\"parseJsonQuery\"}}");
    }

    @Test
    void theRefusalOfAnUnknownOperator() {
        assertThat(Refusal.body(() -> MessageQuery.parse("{\"$where\":\"sleep(9)\"}")))
                .isEqualTo("{\"success\":false,\"error\":\"Invalid operation: $where [error-invalid-query]\","
                        + "\"errorType\":\"error-invalid-query\",\"details\":{\"helperMethod\":\"parseJsonQuery\"}}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "null",
                "true",
                "7",
                "\"msg\"",
                "[]",
                "[{\"msg\":\"hi\"}]",
                "{\"msg\":\"hi\"",
                "{\"msg\":\"hi\"}}",
                "{\"msg\":\"hi\"} //",
                "{'msg':'hi'}",
                "{msg:\"hi\"}",
                "{\"msg\":\"hi\",}",
                "{\"msg\":NaN}",
                "{\"msg\":\"a\",\"msg\":\"b\"}",
                "{\"msg\":\"\\u0000\"}",
                "{\"msg\":\"\\ud800\"}",
                "{\"msg\":{\"$in\":[\"\\udc00\"]}}",
                "{\"msg\":{\"$regex\":\"\\u0000\"}}",
                "{\"\\ud83d\":1}",
                "{\"tcount\":1e401}"
            })
    void malformedTextsAreEchoed(String raw) {
        assertThat(Refusal.body(() -> MessageQuery.parse(raw))).isEqualTo(Refusal.ofMalformed("query", raw));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '~',
            value = {
                "{'unread':true} ~ Invalid attribute: unread",
                "{'replies':'alice'} ~ Invalid attribute: replies",
                "{'joinCode':'x'} ~ Invalid attribute: joinCode",
                "{'e2e':null} ~ Invalid attribute: e2e",
                "{'constructor':1} ~ Invalid attribute: constructor",
                "{'__proto__':{}} ~ Invalid attribute: __proto__",
                "{'u.password':'x'} ~ Invalid attribute: u.password",
                "{'u':{'username':'alice'}} ~ Invalid attribute: u",
                "{'attachments.0.title':'x'} ~ Invalid attribute: attachments.0.title",
                "{'msg.$where':'x'} ~ Invalid attribute: msg.$where",
                "{'größe':1} ~ Invalid attribute: größe",
                "{'':1} ~ Invalid attribute: ",
                "{'$or':[{'msg':'a'},{'services':1}]} ~ Invalid attribute: services",
                "{'$':1} ~ Invalid operation: $",
                "{'$expr':{}} ~ Invalid operation: $expr",
                "{'$text':{'$search':'x'}} ~ Invalid operation: $text",
                "{'$not':{'msg':'x'}} ~ Invalid operation: $not",
                "{'$comment':'x'} ~ Invalid operation: $comment",
                "{'$or':[{'$where':'x'}]} ~ Invalid operation: $where",
                "{'msg':{'$where':'x'}} ~ Invalid operation: $where",
                "{'msg':{'$options':'i'}} ~ Invalid operation: $options",
                "{'msg':{'$regexp':'a','$flags':'i'}} ~ Invalid operation: $regexp",
                "{'msg':{'$elemMatch':{}}} ~ Invalid operation: $elemMatch",
                "{'msg':{'$size':1}} ~ Invalid operation: $size",
                "{'msg':{'$EQ':1}} ~ Invalid operation: $EQ",
                "{'msg':{'$not':{'$type':2}}} ~ Invalid operation: $type",
                "{'customFields':{'a':1}} ~ Invalid value: customFields",
                "{'customFields':{}} ~ Invalid value: customFields",
                "{'customFields':[]} ~ Invalid value: customFields",
                "{'msg':['a']} ~ Invalid value: msg",
                "{'msg':{'$gt':'a','b':1}} ~ Invalid value: msg",
                "{'ts':{'$date':0,'$gt':1}} ~ Invalid value: ts",
                "{'tcount':1e400} ~ Invalid value: tcount",
                "{'msg':{'$eq':{}}} ~ Invalid value: $eq",
                "{'msg':{'$ne':['a']}} ~ Invalid value: $ne",
                "{'msg':{'$gt':{'$gt':1}}} ~ Invalid value: $gt",
                "{'msg':{'$in':'a'}} ~ Invalid value: $in",
                "{'msg':{'$in':[['a']]}} ~ Invalid value: $in",
                "{'msg':{'$in':[{'$regex':'a'}]}} ~ Invalid value: $in",
                "{'msg':{'$nin':null}} ~ Invalid value: $nin",
                "{'msg':{'$exists':'true'}} ~ Invalid value: $exists",
                "{'msg':{'$exists':null}} ~ Invalid value: $exists",
                "{'msg':{'$not':'a'}} ~ Invalid value: $not",
                "{'msg':{'$not':{}}} ~ Invalid value: $not",
                "{'ts':{'$not':{'$date':0}}} ~ Invalid operation: $date",
                "{'msg':{'$regex':1}} ~ Invalid value: $regex",
                "{'msg':{'$regex':{'$regex':'a'}}} ~ Invalid value: $regex",
                "{'msg':{'$regex':'a','$options':'m'}} ~ Invalid value: $options",
                "{'msg':{'$regex':'a','$options':'is'}} ~ Invalid value: $options",
                "{'msg':{'$regex':'a','$options':'x'}} ~ Invalid value: $options",
                "{'msg':{'$regex':'a','$options':null}} ~ Invalid value: $options",
                "{'msg':{'$regex':'('}} ~ Invalid regular expression: (",
                "{'msg':{'$regex':'(a)\\\\1'}} ~ Invalid regular expression: (a)\\1",
                "{'msg':{'$regex':'(?=a)'}} ~ Invalid regular expression: (?=a)",
                "{'msg':{'$not':{'$regex':'(?<n>a)'}}} ~ Invalid regular expression: (?<n>a)",
                "{'$and':{}} ~ Invalid value: $and",
                "{'$or':[]} ~ Invalid value: $or",
                "{'$nor':null} ~ Invalid value: $nor",
                "{'$or':[1]} ~ Invalid value: $or",
                "{'$or':[[{}]]} ~ Invalid value: $or",
                "{'ts':{'$date':null}} ~ Invalid value: $date",
                "{'ts':{'$date':true}} ~ Invalid value: $date",
                "{'ts':{'$date':1.5}} ~ Invalid value: $date",
                "{'ts':{'$date':'yesterday'}} ~ Invalid value: $date",
                "{'ts':{'$date':'2018-02-30T00:00:00Z'}} ~ Invalid value: $date",
                "{'ts':{'$date':'0000-12-31T23:59:59Z'}} ~ Invalid value: $date",
                "{'ts':{'$date':'+10000-01-01T00:00:00Z'}} ~ Invalid value: $date",
                "{'ts':{'$date':'+999999999-12-31T23:59:59-18:00'}} ~ Invalid value: $date",
                "{'ts':{'$date':253402300800000}} ~ Invalid value: $date",
                "{'ts':{'$date':9223372036854775807}} ~ Invalid value: $date",
                "{'ts':{'$date':9223372036854775808}} ~ Invalid value: $date",
                "{'ts':{'$date':{'$numberLong':'0'}}} ~ Invalid value: $date"
            })
    void whatIsNotAllowedIsNamed(String query, String reason) {
        String expected = reason.endsWith(":") ? reason + " " : reason;
        assertThat(Refusal.body(() -> MessageQuery.parse(query.replace('\'', '"'))))
                .isEqualTo(Refusal.of("query", expected));
    }

    @Test
    void theTextHas8192CharactersAtMostAndItsEcho256() {
        String query = "{\"msg\":\"%s\"}";
        assertThat(MessageQuery.parse(query.formatted("a".repeat(8_192 - 10)))).isNotNull();
        String tooLong = query.formatted("a".repeat(8_193 - 10));
        assertThat(Refusal.body(() -> MessageQuery.parse(tooLong)))
                .isEqualTo(Refusal.ofMalformed("query", tooLong.substring(0, 256)));
        String huge = "[".repeat(2_000_000);
        assertThat(Refusal.body(() -> MessageQuery.parse(huge)))
                .isEqualTo(Refusal.ofMalformed("query", "[".repeat(256)));
    }

    @Test
    void theEchoNeverEndsInHalfACharacterNorHoldsOne() {
        assertThat(Refusal.body(() -> MessageQuery.parse("a" + "🚀".repeat(200))))
                .isEqualTo(Refusal.ofMalformed("query", "a" + "🚀".repeat(127)));
        assertThat(Refusal.body(() -> MessageQuery.parse("🚀".repeat(200))))
                .isEqualTo(Refusal.ofMalformed("query", "🚀".repeat(128)));
        assertThat(Refusal.body(() -> MessageQuery.parse("\ud800"))).isEqualTo(Refusal.ofMalformed("query", "?"));
        assertThat(Refusal.body(() -> MessageQuery.parse("\"" + "\0"))).isEqualTo(Refusal.ofMalformed("query", "\"\0"));
        assertThat(Refusal.body(() -> MessageQuery.parse("{\"" + "n".repeat(900) + "\":1}")))
                .isEqualTo(Refusal.of("query", "Invalid attribute: " + "n".repeat(256)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"$or\":[%s]}", "{\"$and\":[%s]}", "{\"$nor\":[%s]}"})
    void eightOperatorsNestAndNotNine(String around) {
        assertThat(MessageQuery.parse(nested(around, 8, "{\"msg\":\"a\"}"))).isNotNull();
        assertThat(Refusal.body(() -> MessageQuery.parse(nested(around, 9, "{\"msg\":\"a\"}"))))
                .isEqualTo(Refusal.of("query", "Too many operators in each other, 8 at most"));
        assertThat(Refusal.body(() -> MessageQuery.parse(nested(around, 8, "{\"msg\":{\"$not\":{\"$eq\":1}}}"))))
                .isEqualTo(Refusal.of("query", "Too many operators in each other, 8 at most"));
    }

    @Test
    void notCountsAmongThem() {
        String around = "{\"$not\":%s}";
        assertThat(MessageQuery.parse("{\"msg\":" + nested(around, 8, "{\"$eq\":1}") + "}"))
                .isNotNull();
        assertThat(Refusal.body(() -> MessageQuery.parse("{\"msg\":" + nested(around, 9, "{\"$eq\":1}") + "}")))
                .isEqualTo(Refusal.of("query", "Too many operators in each other, 8 at most"));
    }

    @Test
    void aThousandOrsInEachOtherAreMalformed() {
        String short8Kib = nested("{\"$or\":[%s]}", 800, "{}");
        assertThat(short8Kib).hasSizeLessThan(8_192);
        assertThat(Refusal.body(() -> MessageQuery.parse(short8Kib)))
                .isEqualTo(Refusal.ofMalformed("query", short8Kib.substring(0, 256)));
        String thousand = nested("{\"$or\":[%s]}", 1_000, "{\"msg\":\"a\"}");
        assertThat(Refusal.body(() -> MessageQuery.parse(thousand)))
                .isEqualTo(Refusal.ofMalformed("query", thousand.substring(0, 256)));
    }

    @Test
    void aHundredConditionsAreTakenAndNotOneMore() {
        String refusal = Refusal.of("query", "Too many conditions, 100 at most");
        for (String query : List.of("{\"$or\":[%s]}", "{\"$and\":[%s]}", "{\"$nor\":[{\"$and\":[%s]}]}")) {
            assertThat(MessageQuery.parse(query.formatted(times(100, "{\"msg\":\"a\"}"))))
                    .isNotNull();
            assertThat(Refusal.body(() -> MessageQuery.parse(query.formatted(times(101, "{\"msg\":\"a\"}")))))
                    .isEqualTo(refusal);
        }
        String twice = "{\"$or\":[{\"$and\":[%s]},{\"$or\":[%s]}]}";
        String half = times(50, "{\"msg\":\"a\"}");
        assertThat(MessageQuery.parse(twice.formatted(half, half))).isNotNull();
        assertThat(Refusal.body(
                        () -> MessageQuery.parse(twice.formatted(half, half + ",{\"msg\":{\"$regex\":\"a\"}}"))))
                .isEqualTo(refusal);
        assertThat(Refusal.body(() -> MessageQuery.parse(
                        twice.formatted(half, times(26, "{\"tcount\":{\"$gt\":1,\"$not\":{\"$in\":[]}}}")))))
                .isEqualTo(refusal);
        assertThat(Refusal.body(() -> MessageQuery.parse("{\"$or\":[" + times(101, "{}") + "]}")))
                .isEqualTo(refusal);
    }

    @Test
    void noConjunctionHasMoreThanAHundredParts() {
        String fields = IntStream.range(0, 99)
                .mapToObj(i -> "\"customFields.k" + i + "\":1")
                .collect(Collectors.joining(","));
        assertThat(MessageQuery.parse("{" + fields + ",\"$or\":[{}]}")).isNotNull();
        assertThat(Refusal.body(() -> MessageQuery.parse("{" + fields + ",\"$or\":[{}],\"$and\":[{}]}")))
                .isEqualTo(Refusal.of("query", "Too many conditions, 100 at most"));
    }

    @Test
    void aListHasAHundredValuesAtMost() {
        for (String operator : List.of("$in", "$nin")) {
            String query = "{\"msg\":{\"" + operator + "\":[%s]}}";
            assertThat(MessageQuery.parse(query.formatted(times(100, "\"a\"")))).isNotNull();
            assertThat(Refusal.body(() -> MessageQuery.parse(query.formatted(times(101, "\"a\"")))))
                    .isEqualTo(Refusal.of("query", "Invalid value: " + operator));
        }
    }

    @Test
    void aRegularExpressionHas256CharactersAtMost() {
        String query = "{\"msg\":{\"$regex\":\"%s\"}}";
        assertThat(MessageQuery.parse(query.formatted("a".repeat(256)))).isNotNull();
        assertThat(Refusal.body(() -> MessageQuery.parse(query.formatted("a".repeat(257)))))
                .isEqualTo(Refusal.of("query", "Invalid regular expression: " + "a".repeat(256)));
    }

    private static String nested(String around, int times, String inner) {
        String[] halves = around.split("%s");
        return halves[0].repeat(times) + inner + halves[1].repeat(times);
    }

    private static String times(int count, String part) {
        return IntStream.range(0, count).mapToObj(i -> part).collect(Collectors.joining(","));
    }
}
