package dev.seenby.observability;

import dev.seenby.webhooks.WebhookMetrics;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** What is told to webhooks, and what waits to be. */
final class WebhookMeters implements WebhookMetrics {
    private final Map<Cause, Counter> failed = new EnumMap<>(Cause.class);
    private final AtomicLong waiting;
    private final AtomicLong oldestSeconds;
    private final Timer posts;
    private final Counter dropped;

    WebhookMeters(MeterRegistry registry) {
        waiting = Objects.requireNonNull(registry.gauge("seenby.webhook.events.waiting", new AtomicLong()));
        oldestSeconds = Objects.requireNonNull(registry.gauge("seenby.webhook.oldest.seconds", new AtomicLong()));
        posts = registry.timer("seenby.webhook.post.time");
        dropped = registry.counter("seenby.webhook.events.dropped");
        // There from the start: Prometheus sees no increase in what begins with one.
        for (Cause cause : Cause.values()) {
            failed.put(cause, registry.counter("seenby.webhook.posts.failed", "cause", cause.label()));
        }
    }

    @Override
    public void waiting(long events) {
        waiting.set(events);
    }

    @Override
    public void oldest(Duration age) {
        oldestSeconds.set(age.toSeconds());
    }

    @Override
    public void delivered(long nanos) {
        posts.record(nanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public void failed(Cause cause) {
        Objects.requireNonNull(failed.get(cause)).increment();
    }

    @Override
    public void dropped(long events) {
        dropped.increment(events);
    }
}
