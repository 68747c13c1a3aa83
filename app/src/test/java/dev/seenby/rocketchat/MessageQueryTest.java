package dev.seenby.rocketchat;

import static dev.seenby.storage.MessageFilter.Comparison.EQUAL;
import static dev.seenby.storage.MessageFilter.Comparison.GREATER;
import static dev.seenby.storage.MessageFilter.Comparison.GREATER_OR_EQUAL;
import static dev.seenby.storage.MessageFilter.Comparison.LESS;
import static dev.seenby.storage.MessageFilter.Comparison.LESS_OR_EQUAL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.seenby.storage.MessageField;
import dev.seenby.storage.MessageField.Column;
import dev.seenby.storage.MessageField.Detail;
import dev.seenby.storage.MessageFilter;
import dev.seenby.storage.MessageFilter.And;
import dev.seenby.storage.MessageFilter.Compare;
import dev.seenby.storage.MessageFilter.Matches;
import dev.seenby.storage.MessageFilter.Not;
import dev.seenby.storage.MessageFilter.Or;
import dev.seenby.storage.MessageFilter.Present;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What Alice's searches mean. */
class MessageQueryTest {
    private static final MessageField MSG = Column.TEXT;
    private static final MessageField SENDER = Column.SENDER_USERNAME;
    private static final MessageField SENT = Column.SENT_AT;
    private static final MessageField REPLIES = Column.REPLIES;
    private static final MessageField MENTIONED = new Detail(List.of("rocketchat", "mentions", "username"));
    private static final MessageField ALIAS = new Detail(List.of("rocketchat", "alias"));

    private static final Instant DAWN = Instant.parse("2018-02-26T20:34:03.907Z");

    static Stream<Arguments> values() {
        return Stream.of(
                arguments("{}", MessageFilter.ALL),
                arguments(" \n{ }\t", MessageFilter.ALL),
                arguments("{'msg':'hi'}", is(MSG, "hi")),
                arguments("{'msg':''}", is(MSG, "")),
                arguments("{'msg':'$where 🚀 \\ud83d\\ude80'}", is(MSG, "$where 🚀 🚀")),
                arguments("{'tshow':true}", is(Column.SHOWN_IN_ROOM, true)),
                arguments("{'tcount':3}", is(REPLIES, 3.0)),
                arguments("{'tcount':-2.5e1}", is(REPLIES, -25.0)),
                arguments("{'tmid':null}", absent(Column.PARENT_ID)),
                arguments("{'mentions.username':'bob'}", is(MENTIONED, "bob")),
                arguments("{'customFields.a.b':false}", is(new Detail(List.of("rocketchat", "customFields", "a", "b")), false)),
                arguments("{'ts':{'$date':1519677243907}}", is(SENT, DAWN)),
                arguments("{'ts':{'$date':'2018-02-26T20:34:03.907Z'}}", is(SENT, DAWN)),
                arguments("{'ts':{'$date':'2018-02-26T22:34:03.907+02:00'}}", is(SENT, DAWN)),
                arguments("{'ts':{'$date':0}}", is(SENT, Instant.EPOCH)),
                arguments("{'ts':{'$date':-1}}", is(SENT, Instant.ofEpochMilli(-1))),
                arguments("{'ts':{'$date':'0001-01-01T00:00:00Z'}}", is(SENT, Instant.parse("0001-01-01T00:00:00Z"))),
                arguments("{'ts':{'$date':253402300799999}}", is(SENT, Instant.parse("9999-12-31T23:59:59.999Z"))),
                // A text is never a date: storage finds nothing.
                arguments("{'ts':'2018-02-26T20:34:03.907Z'}", is(SENT, "2018-02-26T20:34:03.907Z")));
    }

    static Stream<Arguments> operators() {
        return Stream.of(
                arguments("{'msg':{'$eq':'hi'}}", is(MSG, "hi")),
                arguments("{'msg':{'$eq':null}}", absent(MSG)),
                arguments("{'msg':{'$ne':'hi'}}", new Not(is(MSG, "hi"))),
                arguments("{'alias':{'$ne':null}}", new Not(absent(ALIAS))),
                arguments("{'tcount':{'$gt':1}}", new Compare(REPLIES, GREATER, 1.0)),
                arguments("{'tcount':{'$gte':1}}", new Compare(REPLIES, GREATER_OR_EQUAL, 1.0)),
                arguments("{'tcount':{'$lt':1}}", new Compare(REPLIES, LESS, 1.0)),
                arguments("{'tcount':{'$lte':1}}", new Compare(REPLIES, LESS_OR_EQUAL, 1.0)),
                arguments("{'ts':{'$gt':{'$date':1519677243907}}}", new Compare(SENT, GREATER, DAWN)),
                arguments("{'ts':{'$gt':'2018'}}", new Compare(SENT, GREATER, "2018")),
                arguments("{'alias':{'$gte':null}}", absent(ALIAS)),
                arguments("{'alias':{'$lte':null}}", absent(ALIAS)),
                arguments("{'alias':{'$gt':null}}", new Or(List.of())),
                arguments("{'alias':{'$lt':null}}", new Or(List.of())),
                arguments(
                        "{'u.username':{'$in':['alice','bob',null]}}",
                        new Or(List.of(is(SENDER, "alice"), is(SENDER, "bob"), absent(SENDER)))),
                arguments("{'u.username':{'$in':[]}}", new Or(List.of())),
                arguments(
                        "{'ts':{'$nin':[{'$date':1519677243907},7]}}",
                        new Not(new Or(List.of(is(SENT, DAWN), is(SENT, 7.0))))),
                arguments("{'u.username':{'$nin':[]}}", new Not(new Or(List.of()))),
                arguments("{'alias':{'$exists':true}}", new Present(ALIAS)),
                arguments("{'alias':{'$exists':1.0}}", new Present(ALIAS)),
                arguments("{'alias':{'$exists':false}}", absent(ALIAS)),
                arguments("{'alias':{'$exists':0}}", absent(ALIAS)),
                arguments("{'mentions':{'$exists':true}}", new Present(new Detail(List.of("rocketchat", "mentions")))),
                arguments("{'msg':{'$regex':'g'}}", new Matches(MSG, "g", false)),
                arguments("{'msg':{'$regex':'^(a+)+$','$options':'i'}}", new Matches(MSG, "^(a+)+$", true)),
                arguments("{'msg':{'$options':'','$regex':''}}", new Matches(MSG, "", false)),
                arguments("{'msg':{'$not':{'$eq':'hi'}}}", new Not(is(MSG, "hi"))),
                arguments("{'msg':{'$not':{'$regex':'hi','$options':'i'}}}", new Not(new Matches(MSG, "hi", true))),
                arguments("{'msg':{'$not':{'$not':{'$eq':'hi'}}}}", new Not(new Not(is(MSG, "hi")))),
                arguments(
                        "{'msg':{'$not':{'$gt':'a','$lt':'c'}}}",
                        new Not(new And(List.of(new Compare(MSG, GREATER, "a"), new Compare(MSG, LESS, "c"))))));
    }

    static Stream<Arguments> combinations() {
        return Stream.of(
                arguments("{'msg':'hi','u.username':'alice'}", new And(List.of(is(MSG, "hi"), is(SENDER, "alice")))),
                arguments(
                        "{'tcount':{'$gt':1,'$lt':9}}",
                        new And(List.of(new Compare(REPLIES, GREATER, 1.0), new Compare(REPLIES, LESS, 9.0)))),
                arguments(
                        "{'msg':{'$regex':'a','$ne':'abc','$options':'i'}}",
                        new And(List.of(new Matches(MSG, "a", true), new Not(is(MSG, "abc"))))),
                arguments("{'$and':[{'msg':'hi'},{'alias':null}]}", new And(List.of(is(MSG, "hi"), absent(ALIAS)))),
                arguments("{'$or':[{'msg':'hi'},{'alias':null}]}", new Or(List.of(is(MSG, "hi"), absent(ALIAS)))),
                arguments(
                        "{'$nor':[{'msg':'hi'},{'alias':null}]}",
                        new Not(new Or(List.of(is(MSG, "hi"), absent(ALIAS))))),
                arguments("{'$or':[{}]}", new Or(List.of(MessageFilter.ALL))),
                arguments(
                        "{'$or':[{'$and':[{'msg':'a'},{'$nor':[{'msg':'b'}]}]},{'msg':'c'}],'tcount':1}",
                        new And(List.of(
                                new Or(List.of(
                                        new And(List.of(is(MSG, "a"), new Not(new Or(List.of(is(MSG, "b")))))),
                                        is(MSG, "c"))),
                                is(REPLIES, 1.0)))));
    }

    @ParameterizedTest
    @MethodSource
    void values(String query, MessageFilter meaning) {
        assertThat(MessageQuery.parse(json(query))).isEqualTo(meaning);
    }

    @ParameterizedTest
    @MethodSource
    void operators(String query, MessageFilter meaning) {
        assertThat(MessageQuery.parse(json(query))).isEqualTo(meaning);
    }

    @ParameterizedTest
    @MethodSource
    void combinations(String query, MessageFilter meaning) {
        assertThat(MessageQuery.parse(json(query))).isEqualTo(meaning);
    }

    private static MessageFilter is(MessageField field, Object value) {
        return new Compare(field, EQUAL, value);
    }

    private static MessageFilter absent(MessageField field) {
        return new Not(new Present(field));
    }

    private static String json(String withSingleQuotes) {
        return withSingleQuotes.replace('\'', '"');
    }
}
