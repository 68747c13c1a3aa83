package dev.seenby.storage.postgres;

import static dev.seenby.storage.contract.Story.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.seenby.storage.Credential;
import dev.seenby.storage.Message;
import dev.seenby.storage.Person;
import dev.seenby.storage.Room;
import dev.seenby.storage.contract.Story;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of the data of an app that Olga deletes, in every table. */
class AppPurgeTest {
    /** More than go at a time. */
    private static final int MANY = 2_500;

    private static final int MOST_PARTS = 1_000;
    /** They hold nothing that anybody has said or read, and prune themselves. */
    private static final Set<String> NOT_OF_APPS = Set.of("lane", "index_log", "lease", "schema_version");

    @TempDir
    static Path directory;

    private static TestDatabases databases;

    @BeforeAll
    static void start() {
        databases = new TestDatabases(directory);
    }

    @AfterAll
    static void stop() {
        databases.close();
    }

    @Test
    void everythingOfItGoesPartByPartAndAnotherAppKeepsAllItHas() {
        String uri = databases.empty();
        PostgresStorage storage = databases.open(uri);
        Story acme = Story.begin(TestDatabases.records(storage));
        Message kept = fill(uri, acme, 10);
        Map<String, Long> before = rows(uri);

        Story doomed = Story.begin(TestDatabases.records(storage));
        fill(uri, doomed, MANY);
        Map<String, Long> full = rows(uri);
        assertThat(full)
                .as("the database names the tables: whoever adds one has it filled here, and emptied")
                .hasSizeGreaterThan(20)
                .allSatisfy((table, rows) -> assertThat(rows).as(table).isGreaterThan(before.get(table)));

        long app = doomed.app().sdkAppId();
        await(storage.apps().delete(app));
        int parts = 1;
        Map<String, Long> former = rows(uri);
        while (!await(storage.apps().purge(app))) {
            Map<String, Long> now = rows(uri);
            assertThat(total(former) - total(now)).as("one part").isBetween(1L, 30_000L);
            former = now;
            assertThat(++parts).isLessThan(MOST_PARTS);
        }

        assertThat(parts).isGreaterThan(10);
        assertThat(rows(uri)).isEqualTo(before);
        assertThat(acme.counts(kept).read()).isEqualTo(1);
        assertThat(await(storage.apps().deleted(Duration.ZERO, 10))).isEmpty();
        await(storage.close());
    }

    /** By whatever name a table refers to an app, it is not one of those that are left out. */
    @Test
    void noTableThatNamesAnAppIsLeftOut() {
        String uri = databases.empty();
        await(databases.open(uri).close());
        Set<String> naming = new TreeSet<>();
        databases.run(uri, """
                        select table_name::text from information_schema.columns
                        where table_schema = 'public' and column_name in ('app', 'sdk_app_id')
                        union
                        select conrelid::regclass::text from pg_constraint where confrelid = 'app'::regclass""").forEach(row -> naming.add(row.getString(0)));

        assertThat(naming)
                .contains("app", "app_host", "app_setting", "message", "webhook_event", "webhook_batch", "erasure")
                .doesNotContainAnyElementsOf(NOT_OF_APPS);
        assertThat(rows(uri).keySet()).containsAll(naming);
    }

    @Test
    void whoeverDiesOverItAnotherGoesOnWhereItWas() {
        String uri = databases.empty();
        PostgresStorage storage = databases.open(uri);
        Story doomed = Story.begin(TestDatabases.records(storage));
        fill(uri, doomed, MANY / 4);
        long app = doomed.app().sdkAppId();
        await(storage.apps().delete(app));
        await(storage.close());

        boolean done = false;
        for (int life = 0; life < MOST_PARTS && !done; life++) {
            PostgresStorage node = databases.open(uri);
            var part = node.apps().purge(app);
            // Every other one is cut off, at a moment that nobody chose.
            if (life % 2 == 0) {
                databases.run(
                        uri,
                        "select pg_terminate_backend(pid) from pg_stat_activity"
                                + " where datname = current_database() and pid <> pg_backend_pid()");
            }
            done = await(part.otherwise(false));
            await(node.close());
        }

        assertThat(done).isTrue();
        assertThat(rows(uri))
                .allSatisfy((table, rows) -> assertThat(rows).as(table).isZero());
    }

    /** Something in every table, of some of it so much. @return a message that Bob has read */
    private static Message fill(String uri, Story story, int many) {
        Person alice = story.person("Alice");
        Person bob = story.person("Bob");
        Room room = story.room("Kitchen", alice, bob);
        Message first = story.send(alice, room);
        story.read(bob, first);
        story.leave(room, bob);
        story.send(alice, room);
        story.join(room, bob);
        await(story.records().apps().changeSettings(story.app().sdkAppId(), Map.of("Site_Name", "\"Tea\"")));
        await(story.records().credentials().add(alice.id(), new Credential(Credential.Kind.PASSWORD, "another")));
        Tuple ofMany = Tuple.of(alice.id(), bob.id(), room.id(), first.facts().id(), (long) many);
        databases.run(uri, "insert into sign_in_attempt values ($1::bigint, 1, now())", Tuple.of(bob.id()));
        databases.run(
                uri,
                "insert into muted_person (person, muted) values ($1::bigint, $2::bigint)",
                Tuple.of(alice.id(), bob.id()));
        databases.run(uri, """
                insert into past_membership (room, person, first_clock, last_clock)
                select $3::bigint, $1::bigint, i, i from generate_series(100, 99 + $5::bigint) i
                where $2::bigint > 0 and $4::bigint > 0""", ofMany);
        databases.run(uri, """
                insert into message_mention (room, person, clock)
                select $3::bigint, $1::bigint, i from generate_series(1, $5::bigint) i
                where $2::bigint > 0 and $4::bigint > 0""", ofMany);
        databases.run(uri, """
                insert into webhook_event (app, room, kind)
                select r.app, r.id, 'SENT' from room r, generate_series(1, $5::bigint) i
                where r.id = $3::bigint and $1::bigint > 0 and $2::bigint > 0 and $4::bigint > 0""", ofMany);
        await(story.records().webhooks().take(story.app().sdkAppId()));
        databases.run(uri, """
                insert into thread (parent, room, replies, last_clock)
                select $4::bigint, $3::bigint, 0, 1 where $1::bigint > 0 and $2::bigint > 0 and $5::bigint > 0""", ofMany);
        databases.run(uri, """
                insert into thread_follower (parent, person, room, seen_clock)
                select $4::bigint, $1::bigint + i, $3::bigint, 0 from generate_series(0, $5::bigint) i
                where $2::bigint > 0""", ofMany);
        databases.run(uri, """
                insert into message (id, app, string_id, room, clock, timeline, position, sender, sender_version,
                    sender_was_member, audience, sent_at, text, payload)
                select nextval('message_id'), m.app, m.id || 'm' || i, m.room, 1000 + i, m.timeline, 1000 + i, m.sender,
                    i, true, 0, m.sent_at, 'Hello', '{}'
                from message m, generate_series(1, $5::bigint) i
                where m.id = $4::bigint and $1::bigint > 0 and $2::bigint > 0 and $3::bigint > 0""", ofMany);
        databases.run(uri, """
                insert into message_flag (person, flag, message)
                select $1::bigint, 'STARRED', id from message
                where room = $3::bigint and $2::bigint > 0 and $4::bigint > 0 and $5::bigint > 0""", ofMany);
        databases.run(uri, """
                insert into read_span (timeline, reader, span, read_at)
                select m.timeline, 1000000000 + i, int8range(1, 2), now()
                from message m, generate_series(1, $5::bigint) i
                where m.id = $4::bigint and $1::bigint > 0 and $2::bigint > 0 and $3::bigint > 0""", ofMany);
        await(story.records()
                .erasures()
                .begin(story.app().sdkAppId(), story.person("Carol").userId(), false));
        databases.run(uri, """
                insert into person (app, user_id, rocketchat_id, zulip_id, username, username_folded, name, role, bot)
                select p.app, 'o' || i, 'o' || i, 1000000 + i, 'o' || i, 'o' || i, 'Other', 'MEMBER', false
                from person p, generate_series(1, $2::bigint) i where p.id = $1::bigint""", Tuple.of(alice.id(), (long) many));
        return first;
    }

    private static Map<String, Long> rows(String uri) {
        List<String> counts = new ArrayList<>();
        for (Row table : databases.run(
                uri, "select table_name::text from information_schema.tables where table_schema = 'public'")) {
            String name = table.getString(0);
            if (!NOT_OF_APPS.contains(name)) {
                counts.add("select '" + name + "', count(*) from " + name);
            }
        }
        Map<String, Long> rows = new TreeMap<>();
        databases
                .run(uri, String.join(" union all ", counts))
                .forEach(row -> rows.put(row.getString(0), row.getLong(1)));
        return rows;
    }

    private static long total(Map<String, Long> rows) {
        return rows.values().stream().mapToLong(Long::longValue).sum();
    }
}
