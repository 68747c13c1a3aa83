package dev.seenby.storage.contract;

import static dev.seenby.storage.contract.Story.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.seenby.storage.Message;
import dev.seenby.storage.MessageField;
import dev.seenby.storage.MessageField.Column;
import dev.seenby.storage.MessageField.Detail;
import dev.seenby.storage.MessageFilter;
import dev.seenby.storage.MessageFilter.Compare;
import dev.seenby.storage.MessageFilter.Comparison;
import dev.seenby.storage.MessageFilter.Matches;
import dev.seenby.storage.MessageFilter.Not;
import dev.seenby.storage.MessageFilter.Present;
import dev.seenby.storage.MessageSearch;
import dev.seenby.storage.MessageSearch.InRoom;
import dev.seenby.storage.NewMessage;
import dev.seenby.storage.Person;
import dev.seenby.storage.Room;
import dev.seenby.storage.TimelineKey;
import java.time.Instant;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What {@link dev.seenby.storage.Messages#search} promises of the values it compares: each condition is true or false, never neither. */
public interface SearchedValuesContract {
    /** The record under test; may be the same for all tests. */
    Records records();

    @Test
    default void textsAreComparedByCodePoints() {
        Room room = saying("a", "Z", "🫖", "\uFFFD");
        holds(room, compare(Column.TEXT, Comparison.EQUAL, "Z"), "Z");
        holds(room, compare(Column.TEXT, Comparison.LESS, "a"), "Z");
        holds(room, compare(Column.TEXT, Comparison.LESS_OR_EQUAL, "a"), "Z", "a");
        holds(room, compare(Column.TEXT, Comparison.GREATER, "\uFFFD"), "🫖");
        holds(room, compare(Column.TEXT, Comparison.GREATER_OR_EQUAL, "\uFFFD"), "🫖", "\uFFFD");
    }

    @Test
    default void timesAreCompared() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Room room = story.room("Lobby", alice);
        Instant noon = Instant.parse("2026-01-01T12:00:00Z");
        for (int second = 1; second <= 3; second++) {
            NewMessage m = Story.newMessage(alice, room);
            story.send(new NewMessage(
                    null,
                    m.stringId(),
                    m.room(),
                    m.timeline(),
                    m.sender(),
                    noon.plusSeconds(second),
                    "" + second,
                    "{}",
                    null,
                    null,
                    null));
        }
        for (Column column : List.of(Column.SENT_AT, Column.UPDATED_AT)) {
            holds(room, compare(column, Comparison.EQUAL, noon.plusSeconds(2)), "2");
            holds(room, compare(column, Comparison.LESS, noon.plusSeconds(2)), "1");
            holds(room, compare(column, Comparison.LESS_OR_EQUAL, noon.plusSeconds(2)), "1", "2");
            holds(room, compare(column, Comparison.GREATER, noon.plusSeconds(2)), "3");
            holds(room, compare(column, Comparison.GREATER_OR_EQUAL, noon.plusSeconds(2)), "2", "3");
            holds(room, compare(column, Comparison.LESS, Instant.MAX), "1", "2", "3");
            holds(room, compare(column, Comparison.LESS, Instant.MIN));
        }
    }

    @Test
    default void aMessageIsFoundByWhoSentItAndWhere() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Person bob = story.person("Bob");
        Room room = story.room("Lobby", alice, bob);
        Message hers = story.send(SearchContract.saying(alice, room, "hers", "{}"));
        story.send(SearchContract.saying(bob, room, "his", "{}"));

        holds(room, equal(Column.SENDER_ID, bob.rocketChatId()), "his");
        holds(room, equal(Column.SENDER_USERNAME, alice.username()), "hers");
        holds(room, equal(Column.SENDER_NAME, "Bob"), "his");
        holds(room, equal(Column.STRING_ID, hers.stringId()), "hers");
        holds(room, equal(Column.ROOM_ID, room.roomId()), "hers", "his");
        holds(room, equal(Column.ROOM_ID, room.name()));
    }

    @Test
    default void aMessageIsFoundByItsLastEdit() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Person bob = story.person("Bob");
        Room room = story.room("Lobby", alice, bob);
        story.send(SearchContract.saying(alice, room, "old", "{}"));
        Message other = story.send(SearchContract.saying(alice, room, "?", "{}"));
        Message edited = await(records().messages().edit(other.facts().id(), "new", "{}", bob.id()));

        holds(room, new Present(Column.EDITED_AT), "new");
        holds(room, new Present(Column.EDITOR_ID), "new");
        holds(room, equal(Column.EDITED_AT, edited.updatedAt()), "new");
        holds(room, equal(Column.EDITOR_ID, bob.rocketChatId()), "new");
        holds(room, equal(Column.EDITOR_USERNAME, bob.username()), "new");
        holds(room, new Matches(Column.EDITOR_USERNAME, "", false), "new");
        holds(room, compare(Column.EDITED_AT, Comparison.GREATER, Instant.EPOCH), "new");
    }

    @Test
    default void aReplyIsFoundByItsParentAndAParentByItsReplies() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Room room = story.room("Lobby", alice);
        Message question = story.send(SearchContract.saying(alice, room, "question", "{}"));
        Message last = story.send(ThreadsContract.reply(alice, question));
        NewMessage shown = Story.newMessage(alice, room);
        story.send(new NewMessage(
                null,
                shown.stringId(),
                room.id(),
                TimelineKey.MAIN,
                alice.id(),
                last.sentAt(),
                "shown",
                "{}",
                question.facts().id(),
                null,
                null));

        holds(room, equal(Column.PARENT_ID, question.stringId()), "Hello again", "shown");
        holds(room, new Present(Column.PARENT_ID), "Hello again", "shown");
        holds(room, new Present(Column.SHOWN_IN_ROOM), "shown");
        holds(room, equal(Column.SHOWN_IN_ROOM, true), "shown");
        holds(room, equal(Column.SHOWN_IN_ROOM, false));
        holds(room, compare(Column.SHOWN_IN_ROOM, Comparison.GREATER, false), "shown");
        holds(room, equal(Column.REPLIES, 2.0), "question");
        holds(room, compare(Column.REPLIES, Comparison.GREATER, 1.5), "question");
        holds(room, compare(Column.REPLIES, Comparison.LESS, 2.0));
        holds(room, new Present(Column.REPLIES), "question");
        holds(room, equal(Column.LAST_REPLY_AT, last.sentAt()), "question");
    }

    @Test
    default void valuesOfDifferentTypesAreNeverEqualNorOrdered() {
        Room room = saying("1", "true");
        for (Comparison comparison : Comparison.values()) {
            holds(room, compare(Column.TEXT, comparison, 1.0));
            holds(room, compare(Column.TEXT, comparison, true));
            holds(room, compare(Column.TEXT, comparison, Instant.EPOCH));
            holds(room, compare(Column.SENT_AT, comparison, "2026-01-01"));
            holds(room, compare(Column.REPLIES, comparison, "1"));
        }
        holds(room, new Matches(Column.SENT_AT, ".", false));
    }

    @Test
    default void textsMatchRegularExpressions() {
        Room room = saying("Tea at five", "tea?", "COFFEE\nand tea", "Ärger", "");
        holds(room, new Matches(Column.TEXT, "tea", false), "tea?", "COFFEE\nand tea");
        holds(room, new Matches(Column.TEXT, "tea", true), "Tea at five", "tea?", "COFFEE\nand tea");
        holds(room, new Matches(Column.TEXT, "^tea\\?$", false), "tea?");
        holds(room, new Matches(Column.TEXT, "E.and", false), "COFFEE\nand tea");
        holds(room, new Matches(Column.TEXT, "^(Tea|COF+EE)\\s", false), "Tea at five", "COFFEE\nand tea");
        holds(room, new Matches(Column.TEXT, "ärger", true), "Ärger");
        holds(room, new Matches(Column.TEXT, "^$", false), "");
        holds(room, new Matches(Column.TEXT, "' or true --", false));
    }

    @Test
    default void whatIsInThePayloadIsComparedWithWhatHasItsType() {
        Room room = payloads("1", "1.0", "2", "\"1\"", "true", "false", "null", "{}", "[]");
        Detail v = new Detail(List.of("v"));
        holds(room, equal(v, 1.0), "1", "1.0");
        holds(room, compare(v, Comparison.GREATER, 1.0), "2");
        holds(room, compare(v, Comparison.LESS_OR_EQUAL, 1.5), "1", "1.0");
        holds(room, equal(v, "1"), "\"1\"");
        holds(room, equal(v, true), "true");
        holds(room, compare(v, Comparison.LESS, true), "false");
        holds(room, compare(v, Comparison.GREATER_OR_EQUAL, ""), "\"1\"");
        for (Comparison comparison : Comparison.values()) {
            holds(room, compare(v, comparison, Instant.EPOCH));
        }
        holds(room, new Present(v), "1", "1.0", "2", "\"1\"", "true", "false", "{}", "[]");
        holds(room, new Matches(v, ".", false), "\"1\"");
        holds(room, equal(new Detail(List.of("w")), 1.0));
        holds(room, new Present(new Detail(List.of("v", "w"))));
    }

    @Test
    default void aPathLeadsThroughArraysAndAnyElementWillDo() {
        Room room = payloads(
                "[1, \"tea\", [9]]", "[{\"w\":1},{\"w\":\"Tea\"}]", "{\"w\":[2,3]}", "{\"w\":[{\"x\":1}]}", "[null]");
        Detail v = new Detail(List.of("v"));
        Detail w = new Detail(List.of("v", "w"));
        holds(room, equal(v, 1.0), "[1, \"tea\", [9]]");
        holds(room, equal(v, 9.0));
        holds(room, equal(w, 1.0), "[{\"w\":1},{\"w\":\"Tea\"}]");
        holds(room, compare(w, Comparison.GREATER, 2.5), "{\"w\":[2,3]}");
        holds(room, new Matches(w, "tea", true), "[{\"w\":1},{\"w\":\"Tea\"}]");
        holds(room, equal(new Detail(List.of("v", "w", "x")), 1.0), "{\"w\":[{\"x\":1}]}");
        holds(room, new Present(w), "[{\"w\":1},{\"w\":\"Tea\"}]", "{\"w\":[2,3]}", "{\"w\":[{\"x\":1}]}");
    }

    @Test
    default void namesInAPathAreNoSyntax() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Room room = story.room("Lobby", alice);
        List<String> names = List.of("a.b", "a\\\"b", "$", "*", "\\u0001é🫖", "\\\\", "' or true", "");
        for (String name : names) {
            story.send(SearchContract.saying(alice, room, name, "{\"" + name + "\":{\"x\":1},\"y\":1}"));
        }
        List<String> spoken = List.of("a.b", "a\"b", "$", "*", "\u0001é🫖", "\\", "' or true", "");
        for (int i = 0; i < names.size(); i++) {
            holds(room, equal(new Detail(List.of(spoken.get(i), "x")), 1.0), names.get(i));
        }
        holds(room, equal(new Detail(List.of("a", "b")), 1.0));
    }

    @Test
    default void anUnusualPayloadDoesNotSpoilTheSearch() {
        Room room = payloads("\"\\u0000\"", "\"\\ud83e\"", "\"\\\\u0000\"", "\"tea\"");
        holds(room, equal(new Detail(List.of("v")), "tea"), "\"tea\"");
    }

    @Test
    default void numbersThatNoDatabaseKeepsDoNotSpoilTheSearch() {
        String[] numbers = {"1E+400000", "-2.5e400000", "1E-20000", "-1.5e-400000"};
        Room room = payloads(
                numbers[0], numbers[1], numbers[2], numbers[3], "7", "[1E+400000,8]", "\"a 1e400000\"", "\"6e12345f\"");
        Detail v = new Detail(List.of("v"));
        holds(room, equal(v, 7.0), "7");
        holds(room, equal(v, 8.0), "[1E+400000,8]");
        holds(room, equal(v, "a 1e400000"), "\"a 1e400000\"");
        holds(room, equal(v, "6e12345f"), "\"6e12345f\"");
        holds(room, compare(v, Comparison.GREATER, Double.MAX_VALUE), numbers[0], "[1E+400000,8]");
        holds(room, compare(v, Comparison.LESS, -Double.MAX_VALUE), numbers[1]);
    }

    private static MessageFilter equal(MessageField field, Object value) {
        return compare(field, Comparison.EQUAL, value);
    }

    private static MessageFilter compare(MessageField field, Comparison comparison, Object value) {
        return new Compare(field, comparison, value);
    }

    /** A room where Alice has said these, one after the other. */
    private Room saying(String... texts) {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Room room = story.room("Lobby", alice);
        for (String text : texts) {
            story.send(SearchContract.saying(alice, room, text, "{}"));
        }
        return room;
    }

    /** A room of messages with these values in the payload as v, and as their text. */
    private Room payloads(String... values) {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Room room = story.room("Lobby", alice);
        for (String value : values) {
            story.send(SearchContract.saying(alice, room, value, "{\"v\":" + value + "}"));
        }
        return room;
    }

    /** The filter finds these texts, and its contrary all others. */
    private void holds(Room room, MessageFilter filter, String... texts) {
        assertThat(texts(room, filter)).as(filter.toString()).containsExactlyInAnyOrder(texts);
        TreeSet<String> others = new TreeSet<>(texts(room, MessageFilter.ALL));
        others.removeAll(List.of(texts));
        assertThat(texts(room, new Not(filter))).as("not " + filter).containsExactlyInAnyOrderElementsOf(others);
    }

    private List<String> texts(Room room, MessageFilter filter) {
        return await(records().messages().search(new MessageSearch(new InRoom(room.id()), filter, List.of(), 0, 100)))
                .items()
                .stream()
                .map(Message::text)
                .toList();
    }
}
