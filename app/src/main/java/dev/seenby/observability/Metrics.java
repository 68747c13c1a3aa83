package dev.seenby.observability;

import dev.seenby.limits.LimitMetrics;
import dev.seenby.receipts.ReceiptMetrics;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.VertxBuilder;
import io.vertx.core.VertxOptions;
import io.vertx.micrometer.Label;
import io.vertx.micrometer.MicrometerMetricsFactory;
import io.vertx.micrometer.MicrometerMetricsOptions;
import io.vertx.micrometer.VertxPrometheusOptions;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Objects;
import java.util.function.ToDoubleFunction;
import java.util.stream.LongStream;

/**
 * The meters, listed in {@code docs/metrics.md}. No label says which app, person or room: their number has no bound.
 */
public final class Metrics implements LimitMetrics, ReceiptMetrics, AutoCloseable {
    private static final String RESPONSE_TIME = "vertx.http.server.response.time";
    /** Bounds of the buckets of response times. */
    private static final double[] BUCKETS_NANOS = LongStream.of(1, 2, 5, 10, 20, 50, 100, 250, 500, 1_000, 3_000)
            .mapToDouble(millis -> Duration.ofMillis(millis).toNanos())
            .toArray();

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics gc = new JvmGcMetrics();
    private Own own = new Own(registry);

    /** Our own meters, which must come after the filters and so after Vert.x. */
    private static final class Own {
        final Counter refusedByCall;
        final Counter refusedByCeiling;
        final Counter countedAlone;
        final Counter warm;
        final Counter cold;
        final Counter outOfOrder;
        final Counter followed;
        final Counter resets;
        final Counter built;
        final DistributionSummary builtPeople;
        final Counter followFailures;

        Own(PrometheusMeterRegistry registry) {
            refusedByCall = counter(registry, "seenby.limit.refused", "by", "call");
            refusedByCeiling = counter(registry, "seenby.limit.refused", "by", "ceiling");
            countedAlone = counter(registry, "seenby.limit.counted.alone");
            warm = counter(registry, "seenby.counts", "from", "index");
            cold = counter(registry, "seenby.counts", "from", "record");
            outOfOrder = counter(registry, "seenby.index.out.of.order");
            followed = counter(registry, "seenby.index.followed");
            resets = counter(registry, "seenby.index.resets");
            built = counter(registry, "seenby.index.builds");
            builtPeople =
                    DistributionSummary.builder("seenby.index.build.people").register(registry);
            followFailures = counter(registry, "seenby.index.follow.failures");
        }

        private static Counter counter(PrometheusMeterRegistry registry, String name, String... tags) {
            return Counter.builder(name).tags(tags).register(registry);
        }
    }

    private Metrics() {}

    /** A Vert.x that measures itself, and the meters. */
    public record Measured(Vertx vertx, Metrics metrics) {}

    public static Measured start(VertxOptions options) {
        Metrics metrics = new Metrics();
        options.setMetricsOptions(new MicrometerMetricsOptions()
                .setEnabled(true)
                .setLabels(EnumSet.of(
                        Label.HTTP_METHOD, Label.HTTP_CODE, Label.HTTP_ROUTE, Label.POOL_TYPE, Label.POOL_NAME))
                .setPrometheusOptions(new VertxPrometheusOptions().setEnabled(true)));
        metrics.registry.config().meterFilter(new Buckets());
        VertxBuilder builder =
                Vertx.builder().with(options).withMetrics(new MicrometerMetricsFactory(metrics.registry));
        Vertx vertx = builder.build();
        metrics.own = new Own(metrics.registry);
        new JvmMemoryMetrics().bindTo(metrics.registry);
        new JvmThreadMetrics().bindTo(metrics.registry);
        new ProcessorMetrics().bindTo(metrics.registry);
        metrics.gc.bindTo(metrics.registry);
        return new Measured(vertx, metrics);
    }

    private static final class Buckets implements MeterFilter {
        @Override
        public DistributionStatisticConfig configure(Meter.Id id, DistributionStatisticConfig config) {
            return id.getName().equals(RESPONSE_TIME)
                    ? DistributionStatisticConfig.builder()
                            .serviceLevelObjectives(BUCKETS_NANOS)
                            .build()
                            .merge(config)
                    : config;
        }
    }

    /** A value that is asked for when somebody looks. */
    public <T> void gauge(String name, T source, ToDoubleFunction<T> value) {
        Gauge.builder(name, source, value).strongReference(true).register(registry);
    }

    /** What Prometheus reads. */
    public String scrape() {
        return Objects.requireNonNull(registry.scrape());
    }

    @Override
    public void refused(boolean ceiling) {
        (ceiling ? own.refusedByCeiling : own.refusedByCall).increment();
    }

    @Override
    public void countedAlone() {
        own.countedAlone.increment();
    }

    @Override
    public void answered(int warm, int cold) {
        own.warm.increment(warm);
        own.cold.increment(cold);
    }

    @Override
    public void outOfOrder(int changes) {
        own.outOfOrder.increment(changes);
    }

    @Override
    public void followed(int changes) {
        own.followed.increment(changes);
    }

    @Override
    public void reset() {
        own.resets.increment();
    }

    @Override
    public void built(long people) {
        own.built.increment();
        own.builtPeople.record(people);
    }

    @Override
    public void followFailed() {
        own.followFailures.increment();
    }

    @Override
    public void close() {
        gc.close();
        registry.close();
    }
}
