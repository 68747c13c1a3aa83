package dev.seenby.storage.postgres;

import static dev.seenby.storage.contract.Story.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.seenby.storage.Listed;
import dev.seenby.storage.Message;
import dev.seenby.storage.MessageField.Column;
import dev.seenby.storage.MessageField.Detail;
import dev.seenby.storage.MessageFilter;
import dev.seenby.storage.MessageSearch;
import dev.seenby.storage.MessageSearch.InRoom;
import dev.seenby.storage.MessageSearch.InThread;
import dev.seenby.storage.MessageSearch.Order;
import dev.seenby.storage.MessageSearch.Scope;
import dev.seenby.storage.MessageSearch.ThreadsOf;
import dev.seenby.storage.NewMessage;
import dev.seenby.storage.Person;
import dev.seenby.storage.Room;
import dev.seenby.storage.StorageException.BadSearch;
import dev.seenby.storage.StorageException.NotFound;
import dev.seenby.storage.StorageException.Overloaded;
import dev.seenby.storage.TimelineKey;
import dev.seenby.storage.contract.Story;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.sqlclient.Tuple;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A busy room: 100,000 messages, 10,000 of them the replies to one. What is usual is read from an index, and what is not has its limits. */
class LargeRoomSearchTest {
    private static final int MESSAGES = 100_000;
    private static final int REPLIES = 10_000;

    @TempDir
    static Path directory;

    private static TestDatabases databases;
    private static String uri;
    private static PostgresStorage storage;
    private static Story story;
    private static Person alice;
    private static Room room;
    private static Message question;

    @BeforeAll
    static void start() {
        databases = new TestDatabases(directory);
        uri = databases.empty();
        storage = databases.open(uri);
        story = Story.begin(TestDatabases.records(storage));
        alice = story.person("Alice");
        room = story.room("Lobby", alice);
        question = story.send(alice, room);
        // Rows that the sends of a year would have left, but for what nobody here looks at.
        run("""
                insert into timeline (room, kind, discriminator, discriminator_folded)
                select $1::bigint, 'THREAD', i::text, i::text from generate_series(1, 2000) i""", room.id());
        run("""
                insert into message (id, app, string_id, room, clock, timeline, position, sender, sender_version,
                    sender_was_member, audience, sent_at, text, payload, parent)
                select nextval('message_id'), m.app, 'm' || i, m.room, i, m.timeline, i, m.sender, i, true, 0,
                    m.sent_at + i * interval '1 second', repeat(translate(md5(i::text), '0123456789abcdef', 'abababababababab'), 6), '{}',
                    case when i % 10 = 0 then m.id when i % 100 = 1 then m.id + i / 2 end
                from message m, generate_series(2, $2::int) i where m.id = $1::bigint""", question.facts().id(), MESSAGES);
        run("""
                insert into thread (parent, room, replies, last_reply_at, last_clock)
                select parent, room, count(*), max(sent_at), max(clock) from message
                where parent is not null and room = $1::bigint group by parent, room""", room.id());
        run("update room set clock = $2::bigint where id = $1::bigint", room.id(), (long) MESSAGES);
        for (String table : List.of("message", "timeline", "thread")) {
            run("analyze " + table);
        }
    }

    private static void run(String sql, Object... parameters) {
        databases.run(uri, sql, Tuple.from(parameters));
    }

    @AfterAll
    static void stop() {
        await(storage.close());
        databases.close();
    }

    @Test
    void aPageOfALongThreadIsOneScanOfItsIndex() {
        String plan = plan(search(new InThread(question.facts().id()), MessageFilter.ALL, Column.SENT_AT, true));

        assertThat(plan).containsOnlyOnce("message_replies").doesNotContain("Sort", "Seq Scan", "Aggregate");
        Listed<Message> page = await(storage.messages()
                .search(search(new InThread(question.facts().id()), MessageFilter.ALL, Column.SENT_AT, true)));
        assertThat(page.total()).isEqualTo(REPLIES);
        assertThat(page.items()).hasSize(50).extracting(m -> m.facts().clock()).startsWith(10L, 20L, 30L);
    }

    @Test
    void aPageOfALargeRoomIsReadFromItsIndexAndNothingIsCounted() {
        for (boolean ascending : List.of(true, false)) {
            MessageSearch search = search(new InRoom(room.id()), MessageFilter.ALL, Column.SENT_AT, ascending);

            assertThat(plan(search)).contains("message_of_room").doesNotContain("Sort", "Seq Scan", "Aggregate");
            assertThat(await(storage.messages().search(search)).total()).isEqualTo(MESSAGES);
        }
    }

    @Test
    void theNewestThreadsAreReadFromTheirIndex() {
        MessageSearch search =
                search(new ThreadsOf(room.id(), null, false), MessageFilter.ALL, Column.LAST_REPLY_AT, false);

        // Only those of the same moment are sorted.
        assertThat(plan(search))
                .contains("Index Scan Backward using thread_room", "Incremental Sort")
                .doesNotContain("->  Sort ");
        assertThat(await(storage.messages().search(search)).items()).hasSize(50).startsWith(again(question));
    }

    @Test
    void whatCountsAllThreadsOfARoomHoldsUpNoShortRead() {
        MessageSearch search =
                search(new ThreadsOf(room.id(), null, false), MessageFilter.ALL, Column.LAST_REPLY_AT, false);

        assertThat(plan(search)).contains("Aggregate");
        assertThat(SearchStatement.isShort(search)).isFalse();
    }

    @Test
    void aRegularExpressionThatTakesForEverIsGivenUp() {
        // What may still follow is different after every letter of these texts.
        MessageFilter filter = new MessageFilter.Matches(Column.TEXT, "(a|b)*a(a|b){100}c", false);
        MessageSearch search = search(new InRoom(room.id()), filter, Column.SENT_AT, true);

        assertThatThrownBy(() -> await(storage.messages().search(search))).isInstanceOf(BadSearch.class);
        assertThatThrownBy(() -> await(storage.messages().stream(search, batch -> Future.succeededFuture())))
                .isInstanceOf(BadSearch.class);
        assertThat(await(storage.messages().search(search(new InRoom(room.id()), MessageFilter.ALL, Column.TEXT, true)))
                        .items())
                .hasSize(50);
    }

    @Test
    void aNameInAPathHoldsNoCharacterZero() {
        for (String name : List.of("\0", "a\0b")) {
            MessageFilter filter = new MessageFilter.Present(new Detail(List.of("rocketchat", name)));
            MessageSearch search = search(new InRoom(room.id()), filter, Column.SENT_AT, true);

            assertThatThrownBy(() -> await(storage.messages().search(search))).isInstanceOf(BadSearch.class);
        }
    }

    @Test
    void fourMayStreamAtOnceAndTheFifthIsTurnedAway() {
        MessageSearch search = search(new InThread(question.facts().id()), MessageFilter.ALL, Column.SENT_AT, true);
        Promise<Void> taken = Promise.promise();
        List<Future<Long>> streams = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            streams.add(storage.messages().stream(search, batch -> taken.future()));
        }

        assertThatThrownBy(() -> await(storage.messages().stream(search, batch -> Future.succeededFuture())))
                .isInstanceOf(Overloaded.class);

        taken.complete();
        assertThat(Story.awaitAll(streams)).containsOnly((long) REPLIES);
        assertThat(await(storage.messages().stream(search, batch -> Future.succeededFuture())))
                .isEqualTo(REPLIES);
    }

    @Test
    void whoIsMentionedIsKeptUntilTheMessageIsDeleted() {
        Person bob = story.person("Bob");
        Room small = story.room("Small", alice, bob);
        NewMessage m = Story.newMessage(alice, small);
        Message hello = story.send(new NewMessage(
                null,
                m.stringId(),
                small.id(),
                TimelineKey.MAIN,
                alice.id(),
                null,
                "@bob @all",
                "{}",
                null,
                null,
                null,
                null,
                Set.of(bob.id(), 0L)));
        story.send(alice, small);
        String mentions =
                "select count(*) from message_mention where room = $1::bigint and clock = 1 and person in (0, $2::bigint)";
        assertThat(TestDatabases.number(databases.run(uri, mentions, Tuple.of(small.id(), bob.id()))))
                .isEqualTo(2);

        await(storage.messages().delete(hello.facts().id()));

        assertThat(TestDatabases.number(databases.run(uri, mentions, Tuple.of(small.id(), bob.id()))))
                .isZero();
    }

    @Test
    void nothingOfADeletedRoomIsFoundAndNothingIsSentToIt() {
        Room gone = story.room("Gone", alice);
        Message hello = story.send(alice, gone);
        story.send(new NewMessage(
                null,
                Story.randomId(),
                gone.id(),
                TimelineKey.thread(hello.facts().id()),
                alice.id(),
                null,
                "Hello",
                "{}",
                hello.facts().id(),
                null,
                null));
        databases.run(uri, "update room set deleted_at = now() where id = $1::bigint", Tuple.of(gone.id()));

        long id = hello.facts().id();
        assertThat(await(storage.messages().byIds(story.app().sdkAppId(), List.of(id))))
                .isEmpty();
        assertThat(await(storage.messages().byStringIds(story.app().sdkAppId(), List.of(hello.stringId()))))
                .isEmpty();
        assertThat(await(storage.messages().factsByClock(gone.id(), List.of(1L))))
                .isEmpty();
        for (Scope scope : List.of(new InRoom(gone.id()), new InThread(id), new ThreadsOf(gone.id(), null, false))) {
            for (MessageFilter filter : List.of(MessageFilter.ALL, new MessageFilter.Present(Column.TEXT))) {
                assertThat(await(storage.messages().search(search(scope, filter, Column.SENT_AT, true))))
                        .isEqualTo(new Listed<>(List.of(), 0));
            }
        }
        for (Future<?> change : List.of(
                storage.messages().send(Story.newMessage(alice, gone)),
                storage.messages().edit(id, "Hi", "{}", alice.id()),
                storage.messages().delete(id))) {
            assertThatThrownBy(() -> await(change)).isInstanceOf(NotFound.class);
        }
    }

    private static Message again(Message message) {
        return await(storage.messages()
                        .byIds(story.app().sdkAppId(), List.of(message.facts().id())))
                .get(0);
    }

    private static MessageSearch search(Scope scope, MessageFilter filter, Column order, boolean ascending) {
        return new MessageSearch(scope, filter, List.of(new Order(order, ascending)), 0, 50);
    }

    private static String plan(MessageSearch search) {
        SearchStatement page = SearchStatement.page(search);
        StringBuilder plan = new StringBuilder();
        databases.run(uri, "explain " + page.sql(), page.parameters()).forEach(row -> plan.append(row.getString(0))
                .append('\n'));
        return plan.toString();
    }
}
