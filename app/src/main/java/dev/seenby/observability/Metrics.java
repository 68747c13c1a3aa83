package dev.seenby.observability;

import dev.seenby.limits.Admission;
import dev.seenby.limits.LimitMetrics;
import dev.seenby.limits.Refused;
import dev.seenby.receipts.ReceiptMetrics;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.micrometer.Label;
import io.vertx.micrometer.MetricsDomain;
import io.vertx.micrometer.MicrometerMetricsFactory;
import io.vertx.micrometer.MicrometerMetricsOptions;
import io.vertx.micrometer.VertxPrometheusOptions;
import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
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

    private final PrometheusMeterRegistry registry;
    private final JvmGcMetrics gc = new JvmGcMetrics();
    private final Counter refusedByCall;
    private final Counter refusedByCeiling;
    private final Counter countedAlone;
    private final Counter warm;
    private final Counter cold;
    private final Counter outOfOrder;
    private final Counter followed;
    private final Counter resets;
    private final DistributionSummary built;
    private final Counter followFailures;
    private final Map<Refused.Reason, Counter> turnedAway = new EnumMap<>(Refused.Reason.class);
    private final Map<Answer, Counter> calls = new ConcurrentHashMap<>();
    private final Map<String, Writer> writers = new ConcurrentHashMap<>();

    private Metrics(PrometheusMeterRegistry registry) {
        this.registry = registry;
        refusedByCall = counter("seenby.limit.refused", "by", "call");
        refusedByCeiling = counter("seenby.limit.refused", "by", "ceiling");
        countedAlone = counter("seenby.limit.counted.alone");
        warm = counter("seenby.counts", "from", "index");
        cold = counter("seenby.counts", "from", "record");
        outOfOrder = counter("seenby.index.out.of.order");
        followed = counter("seenby.index.followed");
        resets = counter("seenby.index.resets");
        built = DistributionSummary.builder("seenby.index.build.people").register(registry);
        followFailures = counter("seenby.index.follow.failures");
        for (Refused.Reason reason : Refused.Reason.values()) {
            turnedAway.put(reason, counter("seenby.admission.refused", "reason", lower(reason.name())));
        }
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        gc.bindTo(registry);
    }

    private record Answer(String dialect, String call, String code) {}

    private final class Writer {
        final DistributionSummary calls;
        final Timer time;
        final Counter lost;
        final AtomicInteger queued = new AtomicInteger();

        Writer(String name) {
            calls = DistributionSummary.builder("seenby.writer.batch.calls")
                    .tags("writer", name)
                    .register(registry);
            time = Timer.builder("seenby.writer.batch.time")
                    .tags("writer", name)
                    .register(registry);
            lost = counter("seenby.writer.connections.lost", "writer", name);
            Gauge.builder("seenby.writer.queued", queued, AtomicInteger::get)
                    .tags("writer", name)
                    .register(registry);
        }
    }

    private Counter counter(String name, String... tags) {
        return Counter.builder(name).tags(tags).register(registry);
    }

    /** A Vert.x that measures itself, and the meters. */
    public record Measured(Vertx vertx, Metrics metrics) {}

    public static Measured start(VertxOptions options) {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        registry.config().meterFilter(new Buckets());
        options.setMetricsOptions(new MicrometerMetricsOptions()
                .setEnabled(true)
                .setLabels(EnumSet.of(
                        Label.HTTP_METHOD, Label.HTTP_CODE, Label.HTTP_ROUTE, Label.POOL_TYPE, Label.POOL_NAME))
                // Without an address as a label all clients would share these meters; those of pools have names.
                .addDisabledMetricsCategory(MetricsDomain.NET_CLIENT)
                .addDisabledMetricsCategory("sql")
                .setPrometheusOptions(new VertxPrometheusOptions().setEnabled(true)));
        Vertx vertx = Vertx.builder()
                .with(options)
                .withMetrics(new MicrometerMetricsFactory(registry))
                .build();
        // Vert.x has added its filters by now; a meter made before them would escape them.
        return new Measured(vertx, new Metrics(registry));
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

    /**
     * A call of a dialect was answered.
     *
     * @param call one of a fixed set
     * @param code one of a fixed set: the dialect's own error code, or {@code ok}
     */
    public void answered(String dialect, String call, String code) {
        calls.computeIfAbsent(
                        new Answer(dialect, call, code),
                        a -> counter("seenby.calls", "dialect", a.dialect(), "call", a.call(), "code", a.code()))
                .increment();
    }

    /** Some calls that write were committed together. @param writer one of a fixed set */
    public void committed(String writer, int calls, long nanos) {
        Writer meters = writers.computeIfAbsent(writer, Writer::new);
        meters.calls.record(calls);
        meters.time.record(nanos, TimeUnit.NANOSECONDS);
    }

    /** How many calls wait for a writer now. @param writer one of a fixed set */
    public void queued(String writer, int calls) {
        writers.computeIfAbsent(writer, Writer::new).queued.set(calls);
    }

    /** A writer lost its connection to the database. @param writer one of a fixed set */
    public void connectionLost(String writer) {
        writers.computeIfAbsent(writer, Writer::new).lost.increment();
    }

    /** There is a Redis, and this tells whether it is reached. */
    public void redis(BooleanSupplier up) {
        Gauge.builder("seenby.redis.up", () -> up.getAsBoolean() ? 1 : 0).register(registry);
    }

    /** Bounds what is worked on at once. @param connections how many are open */
    public void admission(Admission admission, IntSupplier connections) {
        Gauge.builder("seenby.admission.working", admission, Admission::working).register(registry);
        Gauge.builder("seenby.admission.waiting", admission, Admission::waiting).register(registry);
        Gauge.builder("seenby.admission.bodies.bytes", admission, Admission::bodies)
                .register(registry);
        Gauge.builder("seenby.connections.open", connections::getAsInt).register(registry);
    }

    /** A client's connection was closed. @param why one of a fixed set */
    public void connectionClosed(String why) {
        counter("seenby.connections.closed", "why", lower(why)).increment();
    }

    private static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    @Override
    public void turnedAway(Refused.Reason reason) {
        Objects.requireNonNull(turnedAway.get(reason)).increment();
    }

    /** What Prometheus reads. */
    public String scrape() {
        return Objects.requireNonNull(registry.scrape());
    }

    @Override
    public void refused(boolean ceiling) {
        (ceiling ? refusedByCeiling : refusedByCall).increment();
    }

    @Override
    public void countedAlone() {
        countedAlone.increment();
    }

    @Override
    public void answered(int warm, int cold) {
        this.warm.increment(warm);
        this.cold.increment(cold);
    }

    @Override
    public void outOfOrder(int changes) {
        outOfOrder.increment(changes);
    }

    @Override
    public void followed(int changes) {
        followed.increment(changes);
    }

    @Override
    public void reset() {
        resets.increment();
    }

    @Override
    public void built(long people) {
        built.record(people);
    }

    @Override
    public void followFailed() {
        followFailures.increment();
    }

    @Override
    public void close() {
        gc.close();
        registry.close();
    }
}
