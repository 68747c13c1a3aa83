package dev.seenby.observability;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A balancer asks whether it may send calls here. */
class HealthTest {
    private final Health health = new Health();
    private final AtomicReference<Future<Void>> postgres = new AtomicReference<>(Future.succeededFuture());
    private final AtomicReference<Future<Void>> redis = new AtomicReference<>(Future.succeededFuture());

    @BeforeEach
    void watch() {
        health.add("postgresql", Health.State.DOWN, postgres::get);
        health.add("redis", Health.State.DEGRADED, redis::get);
    }

    @Test
    void itIsDownUntilItRuns() {
        says(
                Health.State.DOWN,
                "{\"state\":\"down\",\"components\":[{\"name\":\"server\",\"state\":\"down\",\"cause\":\"starting\"},"
                        + "{\"name\":\"postgresql\",\"state\":\"up\"},{\"name\":\"redis\",\"state\":\"up\"}]}");
    }

    @Test
    void itIsUpWhenAllIsWell() {
        health.running();

        says(
                Health.State.UP,
                "{\"state\":\"up\",\"components\":[{\"name\":\"server\",\"state\":\"up\"},"
                        + "{\"name\":\"postgresql\",\"state\":\"up\"},{\"name\":\"redis\",\"state\":\"up\"}]}");
    }

    @Test
    void withoutRedisItIsDegraded() {
        health.running();
        redis.set(Future.failedFuture("Connection is closed"));

        says(
                Health.State.DEGRADED,
                "{\"state\":\"degraded\",\"components\":[{\"name\":\"server\",\"state\":\"up\"},"
                        + "{\"name\":\"postgresql\",\"state\":\"up\"},"
                        + "{\"name\":\"redis\",\"state\":\"degraded\",\"cause\":\"Connection is closed\"}]}");
    }

    @Test
    void withoutPostgresItIsDownWhateverElseIsDegraded() {
        health.running();
        postgres.set(Future.failedFuture(new IllegalStateException("refused")));
        redis.set(Future.failedFuture("Connection is closed"));

        assertThat(health.report().result().state()).isEqualTo(Health.State.DOWN);
    }

    @Test
    void aCheckThatThrowsIsAFailedOne() {
        health.running();
        health.add("odd", Health.State.DEGRADED, () -> {
            throw new IllegalStateException("odd");
        });

        assertThat(health.report().result().state()).isEqualTo(Health.State.DEGRADED);
    }

    @Test
    void itIsDownFromTheMomentItStops() {
        health.running();
        health.stopping();

        assertThat(health.report().result().state()).isEqualTo(Health.State.DOWN);
        assertThat(health.report().result().body().encode()).contains("\"cause\":\"stopping\"");
    }

    private void says(Health.State state, String body) {
        Health.Report report = health.report().result();
        assertThat(report.state()).isEqualTo(state);
        assertThat(report.body().encode()).isEqualTo(body);
    }
}
