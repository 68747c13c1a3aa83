package dev.seenby.storage.redis;

import dev.seenby.storage.Limiter;
import io.vertx.core.Future;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The limiter: an exact log of the last second's calls, kept by Redis's clock. After a refusal this node refuses by
 * itself for as long as Redis surely would.
 */
final class RedisLimiter implements Limiter {
    private static final long ACQUIRE_MILLIS = 100;
    /** More refusals than this are not remembered; Redis is asked then. */
    static final int REMEMBERED = 10_000;

    /** What was refused. Under other limits Redis may say otherwise, so they belong to it. A call without a name: any. */
    private record Refused(long app, String call, int perSecond, int ceilingPerSecond) {
        static Refused any(long app, int ceilingPerSecond) {
            return new Refused(app, "", 0, ceilingPerSecond);
        }
    }

    private final Links links;
    private final LongSupplier nanoTime;
    /** Until when, by this node's monotonic clock. */
    private final Map<Refused, Long> refusals = new ConcurrentHashMap<>();

    RedisLimiter(Links links, LongSupplier nanoTime) {
        this.links = links;
        this.nanoTime = nanoTime;
    }

    @Override
    public Future<Verdict> acquire(long app, String call, int perSecond, int ceilingPerSecond) {
        if (call.isEmpty() || perSecond < 1 || ceilingPerSecond < 0) {
            throw new IllegalArgumentException(call + " " + perSecond + " " + ceilingPerSecond);
        }
        // Redis refuses at a later moment than this one, so what counts from here ends no later than its refusal.
        long asked = nanoTime.getAsLong();
        Refused own = new Refused(app, call, perSecond, ceilingPerSecond);
        Refused any = Refused.any(app, ceilingPerSecond);
        Verdict known = remembered(own, false, asked);
        if (known == null && ceilingPerSecond > 0) {
            known = remembered(any, true, asked);
        }
        if (known != null) {
            return Future.succeededFuture(known);
        }
        return links.run(Script.ACQUIRE, ACQUIRE_MILLIS, true, 2, request -> request.arg(Keys.call(app, call))
                        .arg(Keys.ceiling(app))
                        .arg(perSecond)
                        .arg(ceilingPerSecond))
                .map(reply -> {
                    long wait = reply.get(0).toLong();
                    if (wait == 0) {
                        return Verdict.accepted(reply.get(1).toInteger());
                    }
                    remember(wait > 0 ? own : any, asked, Math.abs(wait));
                    return Verdict.refused(Math.abs(wait), wait < 0);
                });
    }

    private @Nullable Verdict remembered(Refused what, boolean ceiling, long now) {
        Long until = refusals.get(what);
        if (until == null) {
            return null;
        }
        long left = until - now;
        if (left <= 0) {
            refusals.remove(what, until);
            return null;
        }
        return Verdict.refused((left + 999) / 1000, ceiling);
    }

    private void remember(Refused what, long asked, long waitMicros) {
        if (refusals.size() >= REMEMBERED) {
            long now = nanoTime.getAsLong();
            refusals.values().removeIf(until -> until - now <= 0);
        }
        if (refusals.size() < REMEMBERED) {
            refusals.put(what, asked + waitMicros * 1000);
        }
    }
}
