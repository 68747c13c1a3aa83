package dev.seenby.observability;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seenby.http.CallMetrics.Outcome;
import dev.seenby.receipts.CacheFigures;
import dev.seenby.webhooks.WebhookMetrics;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Olga, the operator, looks at the metrics. */
class MetricsTest {
    private Vertx vertx;
    private Metrics metrics;
    // Vert.x closes a client that nobody holds any more, calls under way and all.
    private HttpClient client;

    @BeforeEach
    void start() {
        Metrics.Measured measured = Metrics.start(new VertxOptions());
        vertx = measured.vertx();
        metrics = measured.metrics();
        client = vertx.createHttpClient();
    }

    @AfterEach
    void stop() {
        await(vertx.close());
        metrics.close();
    }

    @Test
    void everythingThatIsToldIsCounted() {
        metrics.of("tencent").answered("v4/unknown", Outcome.REJECTED, 200, "60009", 3_000_000);
        metrics.refused(false);
        metrics.refused(true);
        metrics.refused(true);
        metrics.countedAlone();
        metrics.answered(5, 2);
        metrics.outOfOrder(3);
        metrics.followed(4);
        metrics.reset();
        metrics.built(700, 5_000_000);
        metrics.building(4, 12);
        metrics.followFailed();
        metrics.committed("marks", 64, 2_000_000);
        metrics.queued("marks", 9);
        metrics.writerCapacity("marks", 20_000);
        metrics.waited("marks", 30_000_000);
        metrics.connectionLost("marks");
        metrics.following(() -> 1_500_000_000L);
        metrics.node().embedded("redis", () -> 2);
        metrics.events().told(3, 8);
        CacheFigures cache = new CacheFigures("apps", () -> 90, () -> 10, () -> 7);
        metrics.node().cache(cache);
        metrics.redis(() -> false);
        metrics.webhooks().waiting(12);
        metrics.webhooks().oldest(Duration.ofSeconds(34));
        metrics.webhooks().delivered(5_000_000);
        metrics.webhooks().failed(WebhookMetrics.Cause.STATUS_5XX);
        metrics.webhooks().dropped(6);

        assertThat(metrics.scrape())
                .contains(
                        "seenby_calls_total{call=\"v4/unknown\",code=\"60009\",dialect=\"tencent\",outcome=\"rejected\",status=\"200\"} 1.0",
                        "seenby_call_time_seconds_bucket{call=\"v4/unknown\",dialect=\"tencent\",outcome=\"rejected\",le=\"0.002\"} 0",
                        "seenby_call_time_seconds_bucket{call=\"v4/unknown\",dialect=\"tencent\",outcome=\"rejected\",le=\"0.005\"} 1",
                        "seenby_index_build_time_seconds_sum 0.005",
                        "seenby_index_building 4.0",
                        "seenby_index_to_build 12.0",
                        "seenby_index_behind_seconds 1.5",
                        "seenby_writer_capacity{writer=\"marks\"} 20000.0",
                        "seenby_writer_wait_seconds_bucket{writer=\"marks\",le=\"0.05\"} 1",
                        "seenby_embedded_restarts_total{server=\"redis\"} 2.0",
                        "seenby_event_told_total 3.0",
                        "seenby_event_queues_total{what=\"given\"} 8.0",
                        "seenby_cache_gets_total{cache=\"apps\",result=\"hit\"} 90.0",
                        "seenby_cache_gets_total{cache=\"apps\",result=\"miss\"} 10.0",
                        "seenby_cache_size{cache=\"apps\"} 7.0",
                        "seenby_limit_refused_total{by=\"call\"} 1.0",
                        "seenby_limit_refused_total{by=\"ceiling\"} 2.0",
                        "seenby_limit_counted_alone_total 1.0",
                        "seenby_counts_total{from=\"index\"} 5.0",
                        "seenby_counts_total{from=\"record\"} 2.0",
                        "seenby_index_out_of_order_total 3.0",
                        "seenby_index_followed_total 4.0",
                        "seenby_index_resets_total 1.0",
                        "seenby_index_build_people_sum 700.0",
                        "seenby_index_follow_failures_total 1.0",
                        "seenby_writer_batch_calls_sum{writer=\"marks\"} 64.0",
                        "seenby_writer_batch_time_seconds_sum{writer=\"marks\"} 0.002",
                        "seenby_writer_queued{writer=\"marks\"} 9.0",
                        "seenby_writer_connections_lost_total{writer=\"marks\"} 1.0",
                        "seenby_redis_up 0.0",
                        "seenby_webhook_events_waiting 12.0",
                        "seenby_webhook_oldest_seconds 34.0",
                        "seenby_webhook_post_time_seconds_sum 0.005",
                        "seenby_webhook_posts_failed_total{cause=\"5xx\"} 1.0",
                        "seenby_webhook_posts_failed_total{cause=\"timeout\"} 0.0",
                        "seenby_webhook_events_dropped_total 6.0");
    }

    @Test
    void callsAreMeteredOnceAndNoPathIsALabel() {
        HttpServer server = await(vertx.createHttpServer()
                .requestHandler(request -> request.response().end("hello"))
                .listen(0, "127.0.0.1"));

        assertThat(get(server, HttpMethod.GET, "/people/alice")).startsWith("200");

        assertThat(metrics.scrape()).doesNotContain("vertx_http_server", "alice");
    }

    @Test
    void theManagementPortAnswersMetricsAndHealthAndSaysWhatIsNotThere() {
        Health health = new Health();
        HttpServer server = await(vertx.createHttpServer()
                .requestHandler(new ManagementRoutes(metrics, health))
                .listen(0, "127.0.0.1"));

        assertThat(get(server, HttpMethod.GET, "/metrics")).startsWith("200 text/plain; version=0.0.4");
        assertThat(get(server, HttpMethod.GET, "/health/live")).isEqualTo("200 application/json {\"state\":\"up\"}");
        assertThat(get(server, HttpMethod.GET, "/health/ready")).startsWith("503 application/json {\"state\":\"down\"");
        health.running();
        assertThat(get(server, HttpMethod.GET, "/health/ready")).startsWith("200 application/json {\"state\":\"up\"");
        assertThat(get(server, HttpMethod.GET, "/")).startsWith("404 application/problem+json");
        assertThat(get(server, HttpMethod.POST, "/metrics")).startsWith("405 application/problem+json");
    }

    @Test
    void aScrapeSaysHowWellEachComponentIs() {
        Health health = new Health();
        health.add("redis", Health.State.DEGRADED, () -> Future.failedFuture("away"));
        health.running();
        HttpServer server = await(vertx.createHttpServer()
                .requestHandler(new ManagementRoutes(metrics, health))
                .listen(0, "127.0.0.1"));

        assertThat(get(server, HttpMethod.GET, "/metrics"))
                .contains(
                        "seenby_state{component=\"all\"} 1.0",
                        "seenby_state{component=\"server\"} 0.0",
                        "seenby_state{component=\"redis\"} 1.0");
    }

    private String get(HttpServer server, HttpMethod method, String path) {
        return await(client.request(method, server.actualPort(), "127.0.0.1", path)
                .compose(request -> request.send())
                .compose(response -> response.body()
                        .map(body -> response.statusCode() + " " + response.getHeader("Content-Type") + " " + body)));
    }

    private static <T> T await(Future<T> future) {
        try {
            return future.await(20, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError(e);
        }
    }
}
