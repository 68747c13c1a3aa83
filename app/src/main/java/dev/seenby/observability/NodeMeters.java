package dev.seenby.observability;

import dev.seenby.receipts.CacheFigures;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;

/** Figures of the node as such, and of what it is made of. Each method is called once for each name. */
public final class NodeMeters {
    private static final long LOOK_EVERY_MILLIS = 200;

    private final MeterRegistry registry;
    /** What is counted elsewhere. The registry itself would let go of it. */
    private final List<Object> kept = new CopyOnWriteArrayList<>();

    NodeMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    /** What runs here. */
    public NodeMeters build(String version) {
        Gauge.builder("seenby.build.info", () -> 1)
                .tags("version", version, "java", System.getProperty("java.version", "unknown"))
                .register(registry);
        return this;
    }

    /** How much room there is for the embedded servers' files. */
    public NodeMeters disk(Path dataDir) {
        Gauge.builder("seenby.data.free", () -> dataDir.toFile().getUsableSpace())
                .baseUnit("bytes")
                .register(registry);
        Gauge.builder("seenby.data.size", () -> dataDir.toFile().getTotalSpace())
                .baseUnit("bytes")
                .register(registry);
        return this;
    }

    /** An embedded server, and how often it died and was started again. */
    public NodeMeters embedded(String server, IntSupplier restarts) {
        kept.add(restarts);
        FunctionCounter.builder("seenby.embedded.restarts", restarts, IntSupplier::getAsInt)
                .tags("server", server)
                .register(registry);
        return this;
    }

    /** Clients that wait for events at this node. */
    public NodeMeters waitingClients(IntSupplier clients) {
        Gauge.builder("seenby.event.clients.waiting", clients::getAsInt).register(registry);
        return this;
    }

    /** A cache of this node. */
    public NodeMeters cache(CacheFigures cache) {
        gets(cache, "hit", cache.hits());
        gets(cache, "miss", cache.misses());
        Gauge.builder("seenby.cache.size", () -> cache.size().getAsLong())
                .tags("cache", cache.name())
                .register(registry);
        return this;
    }

    private void gets(CacheFigures cache, String result, LongSupplier count) {
        kept.add(count);
        FunctionCounter.builder("seenby.cache.gets", count, LongSupplier::getAsLong)
                .tags("cache", cache.name(), "result", result)
                .register(registry);
    }

    /** Looks five times a second how late each event loop is: late ones have been blocked, or have too much to do. */
    public Future<?> eventLoops(Vertx vertx, int loops) {
        DistributionSummary delay = DistributionSummary.builder("seenby.event.loop.delay")
                .baseUnit("seconds")
                .register(registry);
        // Vert.x gives the instances of a verticle to its event loops in turn.
        return vertx.deployVerticle(() -> new Watch(delay), new DeploymentOptions().setInstances(loops));
    }

    private static final class Watch extends VerticleBase {
        private final DistributionSummary delay;
        private long last = System.nanoTime();

        Watch(DistributionSummary delay) {
            this.delay = delay;
        }

        @Override
        public Future<?> start() {
            last = System.nanoTime();
            vertx.setPeriodic(LOOK_EVERY_MILLIS, timer -> look());
            return Future.succeededFuture();
        }

        private void look() {
            long now = System.nanoTime();
            delay.record(Math.max(0, (now - last) / 1e9 - LOOK_EVERY_MILLIS / 1e3));
            last = now;
        }
    }
}
