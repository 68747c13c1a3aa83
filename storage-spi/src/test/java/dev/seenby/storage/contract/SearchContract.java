package dev.seenby.storage.contract;

import static dev.seenby.storage.contract.PeopleContract.NOBODY;
import static dev.seenby.storage.contract.Story.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.seenby.storage.Listed;
import dev.seenby.storage.Message;
import dev.seenby.storage.MessageField;
import dev.seenby.storage.MessageField.Column;
import dev.seenby.storage.MessageField.Detail;
import dev.seenby.storage.MessageFilter;
import dev.seenby.storage.MessageFilter.And;
import dev.seenby.storage.MessageFilter.Matches;
import dev.seenby.storage.MessageFilter.Not;
import dev.seenby.storage.MessageFilter.Or;
import dev.seenby.storage.MessageSearch;
import dev.seenby.storage.MessageSearch.InRoom;
import dev.seenby.storage.MessageSearch.InThread;
import dev.seenby.storage.MessageSearch.Order;
import dev.seenby.storage.MessageSearch.ThreadsOf;
import dev.seenby.storage.NewMessage;
import dev.seenby.storage.Person;
import dev.seenby.storage.Room;
import dev.seenby.storage.StorageException.BadSearch;
import dev.seenby.storage.TimelineKey;
import io.vertx.core.Future;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What {@link dev.seenby.storage.Messages#search} promises of pages, order and totals. */
public interface SearchContract {
    /** The record under test; may be the same for all tests. */
    Records records();

    /** A message to be sent to the main flow. */
    static NewMessage saying(Person sender, Room room, String text, String payload) {
        return new NewMessage(
                null,
                Story.randomId(),
                room.id(),
                TimelineKey.MAIN,
                sender.id(),
                null,
                text,
                payload,
                null,
                null,
                null);
    }

    @Test
    default void aRoomIsPagedFromEitherEnd() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Room room = story.room("Lobby", alice);
        List<Message> sent = story.send(alice, room, 5);
        story.send(alice, story.room("Other", alice));

        assertThat(page(room, MessageFilter.ALL, MessageSearch.OLDEST_FIRST, 1, 2))
                .isEqualTo(new Listed<>(sent.subList(1, 3), 5));
        assertThat(page(room, MessageFilter.ALL, MessageSearch.NEWEST_FIRST, 0, 1))
                .isEqualTo(new Listed<>(List.of(sent.get(4)), 5));
        assertThat(page(room, MessageFilter.ALL, List.of(), 3, 1_000)).isEqualTo(new Listed<>(sent.subList(3, 5), 5));
        assertThat(page(room, MessageFilter.ALL, List.of(), 1L << 53, 1_000)).isEqualTo(new Listed<>(List.of(), 5));
        assertThat(page(room, MessageFilter.ALL, List.of(), 0, 0)).isEqualTo(new Listed<>(List.of(), 5));
    }

    @Test
    default void whereNothingIsNothingIsFound() {
        for (MessageSearch.Scope scope :
                List.of(new InRoom(NOBODY), new InThread(NOBODY), new ThreadsOf(NOBODY, NOBODY, true))) {
            assertThat(await(
                            records().messages().search(new MessageSearch(scope, MessageFilter.ALL, List.of(), 0, 10))))
                    .isEqualTo(new Listed<>(List.of(), 0));
        }
    }

    @Test
    default void deletedMessagesAreNeitherFoundNorCounted() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Room room = story.room("Lobby", alice);
        List<Message> sent = story.send(alice, room, 3);
        await(records().messages().delete(sent.get(1).facts().id()));

        List<Message> left = List.of(sent.get(0), sent.get(2));
        assertThat(page(room, MessageFilter.ALL, List.of(), 0, 10)).isEqualTo(new Listed<>(left, 2));
        assertThat(page(room, new Matches(Column.TEXT, "Hello", false), List.of(), 0, 10))
                .isEqualTo(new Listed<>(left, 2));
    }

    @Test
    default void aPageWithAFilterKnowsHowManyThereAre() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Room room = story.room("Lobby", alice);
        for (int i = 0; i < 10; i++) {
            story.send(saying(alice, room, i % 2 == 0 ? "even" : "odd", "{}"));
        }
        Listed<Message> page = page(room, equal(Column.TEXT, "odd"), List.of(), 3, 10);
        assertThat(page.items()).extracting(m -> m.facts().clock()).containsExactly(8L, 10L);
        assertThat(page.total()).isEqualTo(5);
        assertThat(page(room, equal(Column.TEXT, "odd"), List.of(), 9, 10)).isEqualTo(new Listed<>(List.of(), 5));
    }

    @Test
    default void whatIsNotToBeCountedIsNot() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Room room = story.room("Lobby", alice);
        Message hello = story.send(alice, room);
        for (MessageFilter filter : List.of(MessageFilter.ALL, equal(Column.TEXT, hello.text()))) {
            MessageSearch search = new MessageSearch(
                            new MessageSearch.InRoom(room.id()), filter, MessageSearch.NEWEST_FIRST, 0, 10)
                    .uncounted();
            assertThat(await(records().messages().search(search)))
                    .isEqualTo(new Listed<>(List.of(hello), MessageSearch.NOT_COUNTED));
            assertThat(await(records().messages().stream(search, batch -> Future.succeededFuture())))
                    .isEqualTo(MessageSearch.NOT_COUNTED);
        }
    }

    @Test
    default void textsAreSortedByCodePoints() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Room room = story.room("Lobby", alice);
        for (String text : List.of("é", "🫖", "a", "Z", "\uFFFD", "", "z")) {
            story.send(saying(alice, room, text, "{}"));
        }
        assertThat(texts(room, new Order(Column.TEXT, true))).containsExactly("", "Z", "a", "z", "é", "\uFFFD", "🫖");
        assertThat(texts(room, new Order(Column.TEXT, false))).containsExactly("🫖", "\uFFFD", "é", "z", "a", "Z", "");
    }

    @Test
    default void absentValuesComeFirstAscendingAndLastDescending() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Room room = story.room("Lobby", alice);
        story.send(saying(alice, room, "edited", "{}"));
        Message edited = story.send(saying(alice, room, "?", "{}"));
        story.send(saying(alice, room, "last", "{}"));
        await(records().messages().edit(edited.facts().id(), "new", "{}", alice.id()));

        assertThat(texts(room, new Order(Column.EDITED_AT, true))).containsExactly("edited", "last", "new");
        assertThat(texts(room, new Order(Column.EDITED_AT, false))).containsExactly("new", "last", "edited");
    }

    @Test
    default void tiesAreBrokenByIdInTheDirectionOfTheLastKey() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Room room = story.room("Lobby", alice);
        for (String text : List.of("b", "a", "b", "a")) {
            story.send(saying(alice, room, text, "{}"));
        }
        assertThat(clocks(room, new Order(Column.TEXT, true))).containsExactly(2L, 4L, 1L, 3L);
        assertThat(clocks(room, new Order(Column.TEXT, false))).containsExactly(3L, 1L, 4L, 2L);
        assertThat(clocks(room, new Order(Column.TEXT, true), new Order(Column.SENDER_NAME, false)))
                .containsExactly(4L, 2L, 3L, 1L);
        assertThat(clocks(room)).containsExactly(1L, 2L, 3L, 4L);
    }

    @Test
    default void whatIsInThePayloadIsSortedByTypeAndThenByValue() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Room room = story.room("Lobby", alice);
        for (String value : List.of("true", "\"b\"", "10", "null", "9.5", "\"B\"", "false", "[7, 100]", "{}", "[]")) {
            story.send(saying(alice, room, value, "{\"v\":{\"w\":" + value + "}}"));
        }
        story.send(saying(alice, room, "absent", "{}"));
        MessageField field = new Detail(List.of("v", "w"));
        assertThat(texts(room, new Order(field, true)))
                .containsExactly(
                        "null", "[]", "absent", "[7, 100]", "9.5", "10", "\"B\"", "\"b\"", "{}", "false", "true");
        assertThat(texts(room, new Order(field, false)))
                .containsExactly(
                        "true", "false", "{}", "\"b\"", "\"B\"", "10", "9.5", "[7, 100]", "absent", "[]", "null");
    }

    @Test
    default void conditionsAreCombined() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Room room = story.room("Lobby", alice);
        for (String text : List.of("ab", "a", "b", "c")) {
            story.send(saying(alice, room, text, "{}"));
        }
        MessageFilter a = new Matches(Column.TEXT, "a", false);
        MessageFilter b = new Matches(Column.TEXT, "b", false);

        assertThat(found(room, new And(List.of(a, b)))).containsExactly("ab");
        assertThat(found(room, new Or(List.of(a, b)))).containsExactly("ab", "a", "b");
        assertThat(found(room, new Not(new Or(List.of(a, b))))).containsExactly("c");
        assertThat(found(room, new And(List.of(a, new Not(b))))).containsExactly("a");
        assertThat(found(room, new Not(new Not(a)))).containsExactly("ab", "a");
        assertThat(found(room, new Or(List.of(new And(List.of(a, b)), equal(Column.TEXT, "c")))))
                .containsExactly("ab", "c");
        assertThat(found(room, new Or(List.of()))).isEmpty();
        assertThat(found(room, new Not(new Or(List.of())))).hasSize(4);
        assertThat(found(room, new Not(MessageFilter.ALL))).isEmpty();
    }

    @Test
    default void badRegularExpressionsAreRefusedEvenWhereThereIsNothingToFind() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Room full = story.room("Lobby", alice);
        story.send(alice, full);
        Room empty = story.room("Empty", alice);
        for (String pattern : List.of("(", "[a", "a{2,1}", "*a", "(a)\\1", "a".repeat(257))) {
            MessageFilter filter =
                    new Or(List.of(equal(Column.TEXT, "Hello"), new Not(new Matches(Column.TEXT, pattern, true))));
            for (Room room : List.of(full, empty)) {
                MessageSearch search = new MessageSearch(new InRoom(room.id()), filter, List.of(), 0, 10);
                assertThatThrownBy(() -> await(records().messages().search(search)))
                        .as(pattern)
                        .isInstanceOf(BadSearch.class);
                assertThatThrownBy(() -> await(records().messages().stream(search, batch -> Future.succeededFuture())))
                        .as(pattern)
                        .isInstanceOf(BadSearch.class);
            }
        }
        assertThat(found(full, new Matches(Column.TEXT, "\\\\1|^Hel+o$", false)))
                .containsExactly("Hello");
    }

    @Test
    default void pagesFollowEachOtherWhileRepliesArrive() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Message question = story.send(alice, story.room("Lobby", alice));
        for (int i = 0; i < 6; i++) {
            story.send(ThreadsContract.reply(alice, question));
        }
        for (int page = 0; page < 3; page++) {
            Listed<Message> replies = await(records()
                    .messages()
                    .search(new MessageSearch(
                            new InThread(question.facts().id()),
                            MessageFilter.ALL,
                            MessageSearch.OLDEST_FIRST,
                            page * 2L,
                            2)));
            assertThat(replies.items())
                    .extracting(m -> m.facts().clock())
                    .containsExactly(page * 2L + 2, page * 2L + 3);
            assertThat(replies.total()).isEqualTo(6 + page);
            story.send(ThreadsContract.reply(alice, question));
        }
    }

    private static MessageFilter equal(MessageField field, Object value) {
        return new MessageFilter.Compare(field, MessageFilter.Comparison.EQUAL, value);
    }

    private Listed<Message> page(Room room, MessageFilter filter, List<Order> order, long offset, int limit) {
        return await(
                records().messages().search(new MessageSearch(new InRoom(room.id()), filter, order, offset, limit)));
    }

    private List<String> found(Room room, MessageFilter filter) {
        return page(room, filter, List.of(), 0, 100).items().stream()
                .map(Message::text)
                .toList();
    }

    private List<String> texts(Room room, Order... order) {
        return page(room, MessageFilter.ALL, List.of(order), 0, 100).items().stream()
                .map(Message::text)
                .toList();
    }

    private List<Long> clocks(Room room, Order... order) {
        return page(room, MessageFilter.ALL, List.of(order), 0, 100).items().stream()
                .map(message -> message.facts().clock())
                .toList();
    }
}
