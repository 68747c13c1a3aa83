package dev.seenby.storage.postgres;

import static dev.seenby.storage.contract.Story.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.seenby.storage.AppOptions;
import dev.seenby.storage.Positions;
import dev.seenby.storage.Room;
import dev.seenby.storage.Webhooks.Event;
import dev.seenby.storage.contract.Story;
import dev.seenby.storage.contract.WebhooksContract;
import io.vertx.sqlclient.Tuple;
import java.nio.file.Path;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A receiver that has been away for long: many events wait, before and behind them those of others. */
class WebhookQueueTest {
    private static final int MANY = 30_000;
    private static final Pattern PAGES = Pattern.compile("Buffers: shared hit=(\\d+)(?: read=(\\d+))?");

    @TempDir
    static Path directory;

    private static TestDatabases databases;
    private static String uri;
    private static PostgresStorage storage;
    private static Story before;
    private static Story story;
    private static Story behind;

    @BeforeAll
    static void start() {
        databases = new TestDatabases(directory);
        uri = databases.empty();
        storage = databases.open(uri);
        before = asking();
        story = asking();
        behind = asking();
        queue(before, 10);
        queue(story, MANY);
        queue(behind, 10);
        databases.run(uri, "vacuum analyze webhook_event");
    }

    private static Story asking() {
        Story story = Story.begin(TestDatabases.records(storage));
        WebhooksContract.ask(story, Set.of(AppOptions.Event.READ, AppOptions.Event.SENT));
        return story;
    }

    private static void queue(Story story, int events) {
        Room lobby = story.room("Lobby", story.person("Alice"));
        databases.run(uri, """
                insert into webhook_event (app, room, kind, firsts, lasts)
                select $1::bigint, $2::bigint, 'SENT', array[i::bigint], array[i::bigint]
                from generate_series(1, $3::int) i""", Tuple.of(story.app().sdkAppId(), lobby.id(), events));
    }

    @AfterAll
    static void stop() {
        await(storage.close());
        databases.close();
    }

    private static String plan(String sql, Tuple parameters) {
        StringBuilder plan = new StringBuilder();
        databases
                .run(uri, "explain (analyze, buffers, timing off, summary off) " + sql, parameters)
                .forEach(row -> plan.append(row.getString(0)).append('\n'));
        return plan.toString();
    }

    /** How many pages the statement looked at. */
    private static long pages(String plan) {
        Matcher pages = PAGES.matcher(plan);
        assertThat(pages.find()).as(plan).isTrue();
        return Long.parseLong(pages.group(1)) + (pages.group(2) == null ? 0 : Long.parseLong(pages.group(2)));
    }

    private static long app() {
        return story.app().sdkAppId();
    }

    @Test
    void lookingForAppsCostsAsMuchAsThereAreApps() {
        databases.run(uri, "vacuum webhook_event");
        String plan = plan(PgWebhooks.WAITING, Tuple.tuple());

        assertThat(plan).contains("webhook_event_app").doesNotContain("Seq Scan on webhook_event");
        assertThat(pages(plan)).as(plan).isLessThan(60);
    }

    @Test
    void takingReadsTheOldestAlone() {
        await(storage.webhooks().take(app()));
        await(storage.webhooks().take(behind.app().sdkAppId()));
        for (Story one : List.of(story, behind)) {
            long app = one.app().sdkAppId();
            String fill = plan(PgWebhooks.FILL, Tuple.of(app, 300, 30_000L));
            String taken = plan(PgWebhooks.TAKEN, Tuple.of(app));
            String done = plan(PgWebhooks.DONE, Tuple.tuple().addValue(app).addValue(new Long[] {1L, 2L}));

            assertThat(List.of(fill, taken, done))
                    .allMatch(
                            plan -> plan.contains("webhook_event_app") && !plan.contains("Seq Scan on webhook_event"));
            assertThat(pages(fill)).as(fill).isLessThan(2_000);
            assertThat(pages(taken)).as(taken).isLessThan(2_000);
        }
    }

    @Test
    void lookingForWhatIsTooOldFindsThatNothingIsWithoutLookingAtAll() {
        OffsetDateTime weekAgo = OffsetDateTime.now(ZoneOffset.UTC).minusDays(7);
        String plan = plan(PgWebhooks.DROP, Tuple.of(app(), weekAgo, 1_000_000L, 10_000));

        assertThat(plan).contains("never executed").doesNotContain("Seq Scan on webhook_event");
        assertThat(pages(plan)).as(plan).isLessThan(500);
    }

    @Test
    void whatIsTooMuchIsDroppedFromItsOldEnd() {
        long newest = MANY - 12_000L;
        Story full = asking();
        queue(full, MANY);
        long app = full.app().sdkAppId();

        assertThat(await(storage.webhooks().drop(app, Instant.EPOCH, newest))).isEqualTo(10_000);
        assertThat(await(storage.webhooks().drop(app, Instant.EPOCH, newest))).isEqualTo(2_000);
        assertThat(await(storage.webhooks().drop(app, Instant.EPOCH, newest))).isZero();
        assertThat(await(storage.webhooks().take(app)).get(0).stretches())
                .containsExactly(new Positions(12_001, 12_001));
        databases.run(uri, "delete from webhook_event where app = $1::bigint", Tuple.of(app));
    }

    @Test
    void aBatchOfLargeEventsIsSmall() {
        Story large = asking();
        Room lobby = large.room("Lobby", large.person("Alice"));
        databases.run(uri, """
                insert into webhook_event (app, room, kind, firsts, lasts)
                select $1::bigint, $2::bigint, 'READ', array(select g::bigint from generate_series(1, 999, 2) g),
                    array(select g::bigint from generate_series(1, 999, 2) g)
                from generate_series(1, 200) i""", Tuple.of(large.app().sdkAppId(), lobby.id()));

        List<Event> batch = await(storage.webhooks().take(large.app().sdkAppId()));

        assertThat(batch).hasSize(60);
        await(storage.webhooks().drop(large.app().sdkAppId(), Instant.EPOCH, 0));
    }

    @Test
    void whoeverMarksPaysOneLookIfNobodyAsksForAnything() {
        databases.run(uri, "update app set webhook_events = null");
        Tuple mark = Tuple.tuple()
                .addValue(new Long[] {1L})
                .addValue(new Long[] {1L})
                .addValue(new Long[] {1L})
                .addValue(new Long[] {1L})
                .addValue(new Integer[] {0});
        String quiet = plan(WebhookWrites.READS, mark);
        databases.run(uri, "update app set webhook_events = '{READ,SENT}'");
        String asked = plan(WebhookWrites.READS, mark);

        assertThat(quiet).contains("One-Time Filter", "never executed");
        assertThat(pages(quiet)).as(quiet).isLessThan(10);
        assertThat(asked).doesNotContain("Seq Scan on room", "Seq Scan on timeline", "Seq Scan on webhook_event");
    }

    @Test
    void whatWasToldIsPassedOverQuicklyAndClearedSoon() {
        Story busy = asking();
        queue(busy, 10_000);
        long app = busy.app().sdkAppId();
        databases.run(uri, "delete from webhook_event where app = $1::bigint", Tuple.of(app));
        // The first look finds that they are dead, and marks them so in the index.
        plan(PgWebhooks.WAITING, Tuple.tuple());
        String marked = plan(PgWebhooks.WAITING, Tuple.tuple());
        databases.run(uri, "vacuum webhook_event");
        String vacuumed = plan(PgWebhooks.WAITING, Tuple.tuple());

        assertThat(marked).contains("Heap Fetches: 0");
        assertThat(pages(vacuumed)).as(vacuumed).isLessThan(60);
        assertThat(databases
                        .run(uri, "select reloptions::text from pg_class where relname = 'webhook_event'")
                        .iterator()
                        .next()
                        .getString(0))
                .contains("autovacuum_vacuum_threshold=5000", "autovacuum_vacuum_scale_factor=0");
    }
}
