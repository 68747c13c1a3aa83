package dev.seenby.storage.model;

import dev.seenby.storage.Leases;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

final class InMemoryLeases implements Leases {
    private record Lease(String holder, Instant until) {}

    private final InstantSource clock;
    private final Map<String, Lease> leases = new ConcurrentHashMap<>();

    InMemoryLeases(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public Future<Boolean> hold(String name, String holder, Duration lasting) {
        Instant now = clock.instant();
        Lease lease = leases.compute(name, (same, held) -> {
            boolean others = held != null
                    && !held.holder().equals(holder)
                    && held.until().isAfter(now);
            return others ? held : new Lease(holder, now.plus(lasting));
        });
        return Future.succeededFuture(lease.holder().equals(holder));
    }

    @Override
    public Future<Void> release(String name, String holder) {
        leases.computeIfPresent(name, (same, held) -> held.holder().equals(holder) ? null : held);
        return Future.succeededFuture();
    }
}
