package dev.seenby.observability;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** What one writer does. */
final class WriterMeter {
    static final String TIME = "seenby.writer.batch.time";
    static final String WAIT = "seenby.writer.wait";

    private final DistributionSummary calls;
    private final Timer time;
    private final Timer wait;
    private final Counter lost;
    private final AtomicInteger queued = new AtomicInteger();
    private final AtomicInteger capacity = new AtomicInteger();

    WriterMeter(MeterRegistry registry, String writer) {
        calls = DistributionSummary.builder("seenby.writer.batch.calls")
                .tags("writer", writer)
                .register(registry);
        time = Timer.builder(TIME).tags("writer", writer).register(registry);
        wait = Timer.builder(WAIT).tags("writer", writer).register(registry);
        lost = Counter.builder("seenby.writer.connections.lost")
                .tags("writer", writer)
                .register(registry);
        Gauge.builder("seenby.writer.queued", queued, AtomicInteger::get)
                .tags("writer", writer)
                .register(registry);
        Gauge.builder("seenby.writer.capacity", capacity, AtomicInteger::get)
                .tags("writer", writer)
                .register(registry);
    }

    void committed(int calls, long nanos) {
        this.calls.record(calls);
        time.record(nanos, TimeUnit.NANOSECONDS);
    }

    void waited(long nanos) {
        wait.record(nanos, TimeUnit.NANOSECONDS);
    }

    void queued(int calls) {
        queued.set(calls);
    }

    void capacity(int calls) {
        capacity.set(calls);
    }

    void connectionLost() {
        lost.increment();
    }
}
