package dev.seenby.storage.postgres;

import static dev.seenby.storage.contract.Story.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.seenby.storage.Inbox.Unread;
import dev.seenby.storage.InboxSearch;
import dev.seenby.storage.InboxSearch.IsUnread;
import dev.seenby.storage.InboxSearch.OnTopic;
import dev.seenby.storage.InboxSearch.Term;
import dev.seenby.storage.Message;
import dev.seenby.storage.Person;
import dev.seenby.storage.Room;
import dev.seenby.storage.contract.Story;
import io.vertx.sqlclient.Tuple;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A room of 100,000 messages: Bob has read all but the last ten, Carol every other one of the first 20,000. */
class LargeRoomInboxTest {
    private static final int MESSAGES = 100_000;
    private static final Pattern ROWS = Pattern.compile("actual rows=([0-9]+)(?:\\.[0-9]+)? loops=([0-9]+)");

    @TempDir
    static Path directory;

    private static TestDatabases databases;
    private static String uri;
    private static PostgresStorage storage;
    private static Story story;
    private static Person bob;
    private static Person carol;
    private static Room room;
    private static long first;

    @BeforeAll
    static void start() {
        databases = new TestDatabases(directory);
        uri = databases.empty();
        storage = databases.open(uri);
        story = Story.begin(TestDatabases.records(storage));
        Person alice = story.person("Alice");
        bob = story.person("Bob");
        carol = story.person("Carol");
        room = story.room("Lobby", alice, bob, carol);
        Message hello = story.send(alice, room);
        first = hello.facts().id();
        run("""
                insert into message (id, app, string_id, room, clock, timeline, position, sender, sender_version,
                    sender_was_member, audience, sent_at, text, payload, topic_folded)
                select nextval('message_id'), m.app, 'm' || i, m.room, i, m.timeline, i, m.sender, i, true, 2,
                    m.sent_at, 'Hello', '{}', 'topic ' || i % 1000
                from message m, generate_series(2, $2::int) i where m.id = $1::bigint""", first, MESSAGES);
        run("update room set clock = $2::bigint where id = $1::bigint", room.id(), (long) MESSAGES);
        run("update timeline set last_position = $2::bigint where room = $1::bigint", room.id(), (long) MESSAGES);
        long timeline = hello.facts().timeline();
        run("insert into read_run values ($1::bigint, $2::bigint, 1, $3::bigint)", timeline, bob.id(), MESSAGES - 10L);
        run(
                "insert into read_run select $1::bigint, $2::bigint, i, i from generate_series(1, 20000, 2) i",
                timeline,
                carol.id());
        for (String table : List.of("message", "timeline", "read_run", "member", "room")) {
            run("vacuum analyze " + table);
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
    void aWindowOfAChannelIsReadFromItsIndex() {
        for (boolean received : List.of(true, false)) {
            for (boolean ascending : List.of(true, false)) {
                InboxSearch search = search(bob, received, first + 50_000, ascending);
                assertThat(most(search)).isLessThanOrEqualTo(100);
                assertThat(await(storage.inbox().find(search))).hasSize(50).startsWith(first + 50_000);
            }
        }
    }

    @Test
    void aWindowOfATopicIsReadFromItsIndex() {
        InboxSearch search = search(bob, false, first + 50_000, true, new OnTopic("TOPIC 7"));

        assertThat(plan("explain", search)).contains("message_topic").doesNotContain("Seq Scan on message");
        assertThat(most(search)).isLessThanOrEqualTo(100);
        assertThat(await(storage.inbox().find(search))).hasSize(50).startsWith(first + 50_006);
    }

    @Test
    void whatIsReadIsPassedOverAtOnce() {
        InboxSearch search = search(bob, true, 0, true, new IsUnread());

        assertThat(most(search)).isLessThanOrEqualTo(100);
        assertThat(await(storage.inbox().find(search))).hasSize(10).startsWith(first + MESSAGES - 10);
        assertThat(await(storage.inbox().unread(bob.id(), 50_000)))
                .extracting(Unread::message)
                .hasSize(10)
                .startsWith(first + MESSAGES - 1);
    }

    @Test
    void amongTenThousandStretchesEveryStepFindsItsNext() {
        List<Long> all = new ArrayList<>();
        for (int step = 0; step < 11; step++) {
            long from = all.isEmpty() ? 0 : all.get(all.size() - 1) + 1;
            InboxSearch search = new InboxSearch(
                    story.app().sdkAppId(),
                    carol.id(),
                    Set.of(room.id()),
                    true,
                    List.of(new IsUnread()),
                    from,
                    true,
                    1_000);
            // The stretches are gone through, the messages behind the step are not.
            assertThat(most(search)).isLessThanOrEqualTo(20_002);
            all.addAll(await(storage.inbox().find(search)));
        }
        assertThat(all).hasSize(11_000).startsWith(first + 1, first + 3).endsWith(first + 20_999);
    }

    private static InboxSearch search(Person person, boolean received, long from, boolean ascending, Term... terms) {
        return new InboxSearch(
                story.app().sdkAppId(), person.id(), Set.of(room.id()), received, List.of(terms), from, ascending, 50);
    }

    /** The most rows that any step of the plan has handled. */
    private static long most(InboxSearch search) {
        Matcher rows = ROWS.matcher(plan("explain (analyze, timing off)", search));
        long most = 0;
        while (rows.find()) {
            most = Math.max(most, Long.parseLong(rows.group(1)) * Long.parseLong(rows.group(2)));
        }
        assertThat(most).isPositive();
        return most;
    }

    private static String plan(String explain, InboxSearch search) {
        InboxStatement statement = InboxStatement.of(search);
        StringBuilder plan = new StringBuilder();
        databases
                .run(uri, explain + " " + statement.sql(), statement.parameters())
                .forEach(row -> plan.append(row.getString(0)).append('\n'));
        return plan.toString();
    }
}
