package dev.seenby.limits;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.seenby.storage.Limiter;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/** Counts the calls of this node alone, exactly: when there is no Redis, or it is away. */
public final class NodeLimiter implements Limiter {
    private static final class AppLogs {
        final SlidingLog all = new SlidingLog();
        final Map<String, SlidingLog> byCall = new HashMap<>();
    }

    // What has been silent for longer than a second does not matter any more.
    private final Cache<Long, AppLogs> apps =
            Caffeine.newBuilder().expireAfterAccess(Duration.ofSeconds(10)).build();
    private final LongSupplier nanoTime;

    public NodeLimiter() {
        this(System::nanoTime);
    }

    NodeLimiter(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    @Override
    public Future<Verdict> acquire(long app, String call, int perSecond, int ceilingPerSecond) {
        Verdict[] verdict = new Verdict[1];
        // Atomic for the app, so that its ceiling and the call's own limit are charged together or not at all.
        apps.asMap().compute(app, (id, known) -> {
            AppLogs logs = known == null ? new AppLogs() : known;
            verdict[0] = acquire(logs, call, perSecond, ceilingPerSecond);
            return logs;
        });
        return Future.succeededFuture(verdict[0]);
    }

    private Verdict acquire(AppLogs logs, String call, int perSecond, int ceilingPerSecond) {
        long now = nanoTime.getAsLong();
        SlidingLog own = logs.byCall.computeIfAbsent(call, name -> new SlidingLog());
        long ownWait = own.waitNanos(now, perSecond);
        long ceilingWait = ceilingPerSecond == 0 ? 0 : logs.all.waitNanos(now, ceilingPerSecond);
        if (ownWait > 0 || ceilingWait > 0) {
            long waitMicros = (Math.max(ownWait, ceilingWait) + 999) / 1_000;
            return Verdict.refused(waitMicros, ownWait == 0);
        }
        own.add(now);
        if (ceilingPerSecond > 0) {
            logs.all.add(now);
        }
        return Verdict.accepted(own.room(perSecond));
    }
}
