package dev.seenby.observability;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Olga, the operator, looks at the metrics. */
class MetricsTest {
    private static final Path DOCUMENT = Path.of("..", "docs", "metrics.md");

    private Vertx vertx;
    private Metrics metrics;

    @BeforeEach
    void start() {
        Metrics.Measured measured = Metrics.start(new VertxOptions());
        vertx = measured.vertx();
        metrics = measured.metrics();
    }

    @AfterEach
    void stop() {
        await(vertx.close());
        metrics.close();
    }

    @Test
    void theDocumentListsAllOfOurOwnAndNoOthers() throws IOException {
        metrics.answered("tencent", "v4/unknown", "60009");
        metrics.committed("marks", 3, 1_000);
        metrics.redis(() -> true);
        metrics.failed("timeout");

        Set<String> documented = Pattern.compile("(?m)^\\| `(seenby_[a-z_]+)`")
                .matcher(Files.readString(DOCUMENT))
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> there = Pattern.compile("(?m)^# TYPE (seenby_[a-z_]+) ")
                .matcher(metrics.scrape())
                .results()
                .map(found -> found.group(1))
                .filter(name -> !name.endsWith("_max"))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(documented).isEqualTo(there).isNotEmpty();
    }

    @Test
    void everythingThatIsToldIsCounted() {
        metrics.answered("tencent", "v4/unknown", "60009");
        metrics.refused(false);
        metrics.refused(true);
        metrics.refused(true);
        metrics.countedAlone();
        metrics.answered(5, 2);
        metrics.outOfOrder(3);
        metrics.followed(4);
        metrics.reset();
        metrics.built(700);
        metrics.followFailed();
        metrics.committed("marks", 64, 2_000_000);
        metrics.queued("marks", 9);
        metrics.connectionLost("marks");
        metrics.redis(() -> false);
        metrics.waiting(12);
        metrics.oldest(Duration.ofSeconds(34));
        metrics.delivered(5_000_000);
        metrics.failed("5xx");
        metrics.dropped(6);

        assertThat(metrics.scrape())
                .contains(
                        "seenby_calls_total{call=\"v4/unknown\",code=\"60009\",dialect=\"tencent\"} 1.0",
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
                        "seenby_webhook_events_dropped_total 6.0");
    }

    @Test
    void responseTimesHaveBucketsAndTheRouteButNeverThePath() {
        Router router = Router.router(vertx);
        router.get("/people/:name").handler(context -> context.response().end("hello"));
        HttpServer server =
                await(vertx.createHttpServer().requestHandler(router).listen(0, "127.0.0.1"));

        await(vertx.createHttpClient()
                .request(HttpMethod.GET, server.actualPort(), "127.0.0.1", "/people/alice")
                .compose(request -> request.send())
                .compose(HttpClientResponse::body));

        assertThat(metrics.scrape())
                .contains("route=\"/people/:name\",le=\"0.005\"")
                .doesNotContain("alice");
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

    private String get(HttpServer server, HttpMethod method, String path) {
        return await(vertx.createHttpClient()
                .request(method, server.actualPort(), "127.0.0.1", path)
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
