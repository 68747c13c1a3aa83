package dev.seenby.observability;

import dev.seenby.http.CallMetrics;
import dev.seenby.limits.Admission;
import dev.seenby.limits.LimitMetrics;
import dev.seenby.limits.Refused;
import dev.seenby.receipts.EventMetrics;
import dev.seenby.receipts.ReceiptMetrics;
import dev.seenby.retention.RetentionMetrics;
import dev.seenby.webhooks.WebhookMetrics;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.micrometer.Label;
import io.vertx.micrometer.MetricsDomain;
import io.vertx.micrometer.MicrometerMetricsFactory;
import io.vertx.micrometer.MicrometerMetricsOptions;
import io.vertx.micrometer.VertxPrometheusOptions;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;

/**
 * The meters, listed in {@code docs/metrics.md}. No label says which app, person or room: their number has no bound.
 */
public final class Metrics implements LimitMetrics, ReceiptMetrics, AutoCloseable {
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
    private final Timer buildTime;
    private final AtomicInteger building = new AtomicInteger();
    private final AtomicInteger toBuild = new AtomicInteger();
    private final CallMeters calls;
    private final NodeMeters node;
    private final RetentionMeters retention;
    private final WebhookMeters webhooks;
    private final Map<String, AtomicInteger> states = new ConcurrentHashMap<>();
    private final Map<String, WriterMeter> writers = new ConcurrentHashMap<>();
    private final Map<Refused.Reason, Counter> turnedAway = new EnumMap<>(Refused.Reason.class);

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
        buildTime = Timer.builder("seenby.index.build.time").register(registry);
        Gauge.builder("seenby.index.building", building, AtomicInteger::get).register(registry);
        Gauge.builder("seenby.index.to.build", toBuild, AtomicInteger::get).register(registry);
        followFailures = counter("seenby.index.follow.failures");
        calls = new CallMeters(registry);
        node = new NodeMeters(registry);
        retention = new RetentionMeters(registry);
        webhooks = new WebhookMeters(registry);
        new UptimeMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        for (Refused.Reason reason : Refused.Reason.values()) {
            turnedAway.put(reason, counter("seenby.admission.refused", "reason", lower(reason.name())));
        }
        new JvmMemoryMetrics().bindTo(registry);
        new ResidentMemory().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        gc.bindTo(registry);
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
                .setLabels(EnumSet.of(Label.POOL_TYPE, Label.POOL_NAME))
                // Calls have meters of their own, which say more; these would take a twentieth of a call's time again.
                .addDisabledMetricsCategory(MetricsDomain.HTTP_SERVER)
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

    /** To be told of the answered calls of a dialect. @param dialect one of a fixed set */
    public CallMetrics of(String dialect) {
        return (call, outcome, status, code, nanos) -> calls.answered(dialect, call, outcome, status, code, nanos);
    }

    /** Figures of the node as such, and of what it is made of. */
    public NodeMeters node() {
        return node;
    }

    /** To be told of the queues of events. */
    public EventMetrics events() {
        return new EventMeters(registry);
    }

    /** To be told of what is forgotten and erased. */
    public RetentionMetrics retention() {
        return retention;
    }

    /** To be told of the webhooks. */
    public WebhookMetrics webhooks() {
        return webhooks;
    }

    /** How long ago this node last knew all that the record held. */
    public void following(LongSupplier behindNanos) {
        Gauge.builder("seenby.index.behind", () -> behindNanos.getAsLong() / 1e9)
                .baseUnit("seconds")
                .register(registry);
    }

    private WriterMeter writer(String name) {
        return writers.computeIfAbsent(name, one -> new WriterMeter(registry, one));
    }

    /** How many calls may wait for a writer. @param writer one of a fixed set */
    public void writerCapacity(String writer, int calls) {
        writer(writer).capacity(calls);
    }

    /** A call waited for its transaction. @param writer one of a fixed set */
    public void waited(String writer, long nanos) {
        writer(writer).waited(nanos);
    }

    /** Some calls that write were committed together. @param writer one of a fixed set */
    public void committed(String writer, int calls, long nanos) {
        writer(writer).committed(calls, nanos);
    }

    /** How many calls wait for a writer now. @param writer one of a fixed set */
    public void queued(String writer, int calls) {
        writer(writer).queued(calls);
    }

    /** A writer lost its connection to the database. @param writer one of a fixed set */
    public void connectionLost(String writer) {
        writer(writer).connectionLost();
    }

    /** There is a Redis, and this tells whether it is reached. */
    public void redis(BooleanSupplier up) {
        Gauge.builder("seenby.redis.up", () -> up.getAsBoolean() ? 1 : 0).register(registry);
    }

    /** Bounds what is worked on at once. */
    public void admission(Admission admission) {
        Gauge.builder("seenby.admission.working", admission, Admission::working).register(registry);
        Gauge.builder("seenby.admission.waiting", admission, Admission::waiting).register(registry);
        Gauge.builder("seenby.admission.headroom", admission, Admission::headroom)
                .register(registry);
        Gauge.builder("seenby.admission.bodies.bytes", admission, Admission::bodies)
                .register(registry);
    }

    /**
     * Connections to the HTTP port.
     *
     * @param open how many there are
     * @param causes why one may be closed
     */
    public void connections(IntSupplier open, List<String> causes) {
        Gauge.builder("seenby.connections.open", open::getAsInt).register(registry);
        // There from the start: Prometheus sees no increase in what begins with one.
        causes.forEach(this::closed);
    }

    private Counter closed(String why) {
        return counter("seenby.connections.closed", "why", lower(why));
    }

    /** A client's connection was closed. @param why one of {@link #connections its causes} */
    public void connectionClosed(String why) {
        closed(why).increment();
    }

    private static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    @Override
    public void turnedAway(Refused.Reason reason) {
        Objects.requireNonNull(turnedAway.get(reason)).increment();
    }

    /** What Prometheus reads. @param report how well everything is at this moment */
    public String scrape(Health.Report report) {
        state("all", report.state());
        report.components().forEach(this::state);
        return scrape();
    }

    private void state(String component, Health.State state) {
        states.computeIfAbsent(component, name -> {
                    AtomicInteger value = new AtomicInteger();
                    Gauge.builder("seenby.state", value, AtomicInteger::get)
                            .tags("component", name)
                            .register(registry);
                    return value;
                })
                .set(state.ordinal());
    }

    /** The same without a fresh look at how well everything is. */
    String scrape() {
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
    public void built(long people, long nanos) {
        built.record(people);
        buildTime.record(nanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public void building(int underWay, int waiting) {
        building.set(underWay);
        toBuild.set(waiting);
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
