package dev.seenby.observability;

import dev.seenby.receipts.EventMetrics;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** What happens with queues of events. */
final class EventMeters implements EventMetrics {
    private final Counter opened;
    private final Counter closed;
    private final Counter gone;
    private final Counter begun;
    private final Counter events;
    private final Counter given;
    private final Counter dropped;

    EventMeters(MeterRegistry registry) {
        opened = registry.counter("seenby.event.queues", "what", "opened");
        closed = registry.counter("seenby.event.queues", "what", "closed");
        gone = registry.counter("seenby.event.queues", "what", "gone");
        given = registry.counter("seenby.event.queues", "what", "given");
        begun = registry.counter("seenby.event.acts");
        events = registry.counter("seenby.event.told");
        dropped = registry.counter("seenby.event.apps.dropped");
    }

    @Override
    public void opened() {
        opened.increment();
    }

    @Override
    public void closed() {
        closed.increment();
    }

    @Override
    public void gone() {
        gone.increment();
    }

    @Override
    public void begun() {
        begun.increment();
    }

    @Override
    public void told(int events, int queues) {
        this.events.increment(events);
        given.increment(queues);
    }

    @Override
    public void dropped() {
        dropped.increment();
    }
}
