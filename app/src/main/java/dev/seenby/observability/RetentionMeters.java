package dev.seenby.observability;

import dev.seenby.retention.RetentionMetrics;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** What is forgotten and erased. */
final class RetentionMeters implements RetentionMetrics {
    private final Counter dropped;
    private final Counter erased;
    private final Counter failures;
    private final AtomicLong behindSeconds;
    private final AtomicInteger erasing;

    RetentionMeters(MeterRegistry registry) {
        dropped = registry.counter("seenby.retention.reads.dropped");
        erased = registry.counter("seenby.retention.erased");
        failures = registry.counter("seenby.retention.failures");
        behindSeconds = Objects.requireNonNull(registry.gauge("seenby.retention.behind.seconds", new AtomicLong()));
        erasing = Objects.requireNonNull(registry.gauge("seenby.retention.erasing", new AtomicInteger()));
    }

    @Override
    public void dropped(int reads) {
        dropped.increment(reads);
    }

    @Override
    public void behind(long seconds) {
        behindSeconds.set(seconds);
    }

    @Override
    public void erased() {
        erased.increment();
    }

    @Override
    public void erasing(int people) {
        erasing.set(people);
    }

    @Override
    public void roundFailed() {
        failures.increment();
    }
}
