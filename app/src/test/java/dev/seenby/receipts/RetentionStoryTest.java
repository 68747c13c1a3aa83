package dev.seenby.receipts;

import static dev.seenby.storage.contract.Story.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.seenby.admin.AdminRoutes;
import dev.seenby.admin.AdminToken;
import dev.seenby.credentials.Passwords;
import dev.seenby.credentials.Secrets;
import dev.seenby.retention.Eraser;
import dev.seenby.retention.Forgetter;
import dev.seenby.retention.RetentionMetrics;
import dev.seenby.storage.Counts;
import dev.seenby.storage.Forgetting;
import dev.seenby.storage.Leases;
import dev.seenby.storage.Page;
import dev.seenby.storage.model.InMemoryRecords;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Olga, the operator, says over the admin API how long reads are kept, and takes people's data out; what all three dialects say
 * then, on the real databases.
 */
@ExtendWith(RealServers.Shared.class)
class RetentionStoryTest {
    private static final String TOKEN = "olgas-token";
    private static final Duration PAUSE = Duration.ofMillis(10);
    private static final List<String> PEOPLE = List.of("alice", "bob", "carol");

    private static Vertx vertx;
    private static RealServers.Node node;
    private static HttpServer admin;
    private static WebClient client;

    @BeforeAll
    static void start() {
        vertx = RealServers.shared().vertx();
        node = RealServers.shared().node();
        Router router = Router.router(vertx);
        new AdminRoutes(
                        new Tenants(node.record.apps(), node.redis.stamps()),
                        new Passwords(vertx),
                        new AdminToken(Secrets.hash(TOKEN)),
                        Set.of(),
                        node.record.exports(),
                        node.record.erasures())
                .mount(router);
        admin = await(vertx.createHttpServer().requestHandler(router).listen(0, "127.0.0.1"));
        client = WebClient.create(vertx);
    }

    @AfterAll
    static void stop() {
        client.close();
        await(admin.close());
        node.close();
    }

    @Test
    void readsEndInAllDialectsByTheAgeOfTheMessageAlsoWhenNodesDieInBetween() {
        try (ThreeDialects acme = chat();
                ThreeDialects keeping = chat()) {
            told(acme);
            told(keeping);
            Instant fourth = acme.sentAt(3);
            ask(HttpMethod.PATCH, acme, "", "{\"keepReadsDays\":30}", 200);
            // What the first three of six messages say ends; the fourth is 30 days old to the moment, and is kept.
            InstantSource clock = () -> fourth.plus(Duration.ofDays(30));

            AtomicInteger deaths = new AtomicInteger();
            AtomicReference<Instant> leasesClock = new AtomicReference<>(Instant.EPOCH);
            Leases leases = new InMemoryRecords(batch -> Future.succeededFuture(), leasesClock::get)
                    .records()
                    .leases();
            boolean over = false;
            for (int i = 0; i < 20 && !over; i++) {
                over = dies(clock, leases, deaths);
                leasesClock.updateAndGet(now -> now.plusSeconds(61));
                assertThat(acme.tencentCounts().subList(3, 6))
                        .isEqualTo(keeping.tencentCounts().subList(3, 6));
            }

            assertThat(over).isTrue();
            assertThat(deaths.get()).isGreaterThan(2);
            forgottenAreTold(acme);
            assertThat(keeping.tencentCounts()).doesNotContainNull();
            assertThat(IntStream.range(0, 6).mapToObj(keeping::rocketChatReaders))
                    .allMatch(readers -> !readers.isEmpty());
            // Three of Alice's own, and Bob's first; his second reaches above the floor.
            assertThat(spans(acme.app())).isEqualTo(spans(keeping.app()) - 4);

            // Nobody finds them unread again, and reading them now tells nobody.
            acme.zulipReads("carol", List.of(0, 1, 2, 3));
            forgottenAreTold(acme);
            assertThat(acme.zulipReaders(3)).containsExactly("bob", "carol");
            RealServers.shared().emptyRedis();
            forgottenAreTold(acme);
        }
    }

    /** Alice sends six messages, of which Bob reads the first five, the first four at once, and Carol none. */
    private static void told(ThreeDialects chat) {
        for (int i = 0; i < 3; i++) {
            chat.tencentSends("alice", true);
        }
        // Times are told in milliseconds.
        long third = System.currentTimeMillis();
        until(() -> System.currentTimeMillis() > third + 1);
        chat.zulipSends("alice", "(no topic)");
        chat.rocketChatSends("alice", null);
        chat.tencentSends("alice", true);
        chat.zulipReads("bob", List.of(0, 1));
        chat.zulipReads("bob", List.of(2, 3));
        chat.zulipReads("bob", List.of(4));
        assertThat(chat.tencentCounts())
                .isEqualTo(List.of(
                        new Counts(1, 1),
                        new Counts(1, 1),
                        new Counts(1, 1),
                        new Counts(1, 1),
                        new Counts(1, 1),
                        new Counts(0, 2)));
    }

    private static void forgottenAreTold(ThreeDialects acme) {
        for (int message = 0; message < 3; message++) {
            assertThat(acme.tencentCounts().get(message)).isNull();
            assertThat(acme.tencentDetailCode(message)).isEqualTo(10_062);
            assertThat(acme.rocketChatReaders(message)).isEmpty();
            assertThat(acme.rocketChatSaysUnread(message)).isFalse();
            assertThat(acme.zulipReaders(message)).isEmpty();
        }
        assertThat(acme.tencentCounts().subList(4, 6)).isEqualTo(List.of(new Counts(1, 1), new Counts(0, 2)));
        assertThat(acme.tencentDetailCode(3)).isZero();
        assertThat(acme.rocketChatReaders(3)).startsWith("alice", "bob");
        assertThat(acme.rocketChatReaders(4)).containsExactly("alice", "bob");
        assertThat(acme.rocketChatSaysUnread(5)).isTrue();
        assertThat(acme.zulipReaders(4)).containsExactly("bob");
    }

    /** A node does one step of forgetting and is heard of no more. @return whether it found nothing to do instead */
    private static boolean dies(InstantSource clock, Leases leases, AtomicInteger deaths) {
        Promise<Boolean> over = Promise.promise();
        AtomicInteger steps = new AtomicInteger();
        Forgetting dying = new Forgetting() {
            @Override
            public Future<Page<Due, Long>> due(long app, Instant sentBefore, long after, int limit) {
                return node.record.forgetting().due(app, sentBefore, after, limit);
            }

            @Override
            public Future<Step> forget(long room, Instant sentBefore) {
                if (steps.incrementAndGet() == 1) {
                    return node.record.forgetting().forget(room, sentBefore);
                }
                deaths.incrementAndGet();
                over.tryComplete(false);
                return Promise.<Step>promise().future();
            }
        };
        Forgetter forgetter = new Forgetter(
                vertx,
                node.record.apps(),
                dying,
                leases,
                new RetentionMetrics() {
                    @Override
                    public void dropped(int reads) {}

                    @Override
                    public void behind(long seconds) {
                        if (seconds == 0) {
                            over.tryComplete(true);
                        }
                    }

                    @Override
                    public void erased() {}

                    @Override
                    public void erasing(int people) {}

                    @Override
                    public void roundFailed() {}
                },
                clock,
                PAUSE);
        forgetter.start();
        boolean nothingLeft = await(over.future());
        if (nothingLeft) {
            await(forgetter.stop());
        }
        return nothingLeft;
    }

    /** Rows that say when somebody read. */
    private static long spans(long app) {
        return RealServers.shared().number("""
                select count(*) from read_span s join timeline t on t.id = s.timeline
                join room r on r.id = t.room where r.app = """ + app);
    }

    @Test
    void bobTakesHisDataHomeAndIsErased() {
        try (ThreeDialects chat = chat()) {
            told(chat);
            chat.zulipSends("bob", "(no topic)");
            chat.zulipReads("alice", List.of(6));
            String alices = chat.zulipListens("alice");

            HttpResponse<Buffer> export = ask(HttpMethod.GET, chat, "/people/bob/export", "", 200);
            assertThat(export.getHeader("Content-Type")).isEqualTo("application/x-ndjson");
            List<String> kinds = export.bodyAsString()
                    .lines()
                    .map(line -> new JsonObject(line).getString("kind"))
                    .toList();
            assertThat(kinds)
                    .containsExactly(
                            "person", "credential", "credential", "membership", "message", "read", "read", "read");
            JsonObject first =
                    new JsonObject(export.bodyAsString().lines().findFirst().orElseThrow());
            assertThat(first.getString("userId")).isEqualTo("bob");

            HttpResponse<Buffer> begun = ask(HttpMethod.DELETE, chat, "/people/bob", "", 202);
            ask(HttpMethod.DELETE, chat, "/people/nobody", "", 404);
            ask(HttpMethod.DELETE, chat, "/people/" + ThreeDialects.OWNER, "", 409);
            Eraser eraser = new Eraser(
                    vertx,
                    node.record.erasures(),
                    node.record.leases(),
                    chat.telling(),
                    RetentionMetrics.NONE,
                    InstantSource.system(),
                    Duration.ZERO,
                    PAUSE);
            eraser.start();
            String id = "/erasures/" + begun.bodyAsJsonObject().getLong("id");
            until(() -> ask(HttpMethod.GET, chat, id, "", 200)
                    .bodyAsJsonObject()
                    .getString("state")
                    .equals("done"));
            await(eraser.stop());

            assertThat(chat.tencentCounts().subList(0, 6)).containsOnly(new Counts(0, 1));
            assertThat(chat.tencentCounts().get(6)).isNull();
            assertThat(IntStream.range(0, 6).mapToObj(chat::zulipReaders)).allMatch(List::isEmpty);
            assertThat(IntStream.range(0, 6).mapToObj(chat::rocketChatReaders))
                    .allMatch(readers -> readers.equals(List.of("alice")));
            assertThat(chat.rocketChatPeople()).containsExactly(ThreeDialects.OWNER, "alice", "carol");
            assertThat(chat.zulipHearsDeleted("alice", alices)).containsExactly(6);
            ask(HttpMethod.DELETE, chat, "/people/bob", "", 404);
            ask(HttpMethod.GET, chat, "/people/bob/export", "", 404);
        }
    }

    private static ThreeDialects chat() {
        return new ThreeDialects(RealServers.shared().node(), PEOPLE, PEOPLE);
    }

    private static HttpResponse<Buffer> ask(
            HttpMethod method, ThreeDialects chat, String path, String body, int status) {
        HttpResponse<Buffer> response =
                await(client.request(method, admin.actualPort(), "127.0.0.1", "/admin/v1/apps/" + chat.app() + path)
                        .bearerTokenAuthentication(TOKEN)
                        .putHeader("Content-Type", "application/json")
                        .sendBuffer(Buffer.buffer(body)));
        assertThat(response.statusCode()).as(response.bodyAsString()).isEqualTo(status);
        return response;
    }

    private static void until(BooleanSupplier reached) {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!reached.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.onSpinWait();
        }
    }
}
