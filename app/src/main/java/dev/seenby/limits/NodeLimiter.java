package dev.seenby.limits;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.seenby.storage.Limiter;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Counts the calls of this node alone, exactly: when there is no Redis, or it is away. */
public final class NodeLimiter implements Limiter {
    /** From so many on, those who are silent are forgotten before another is remembered. */
    private static final int REMEMBERED = 10_000;

    private static final class AppLogs {
        final SlidingLog all = new SlidingLog();
        final Map<String, SlidingLog> byCall = new HashMap<>();
        final Map<Long, SlidingLog> byPerson = new HashMap<>();
    }

    // What has been silent for longer than a second does not matter any more.
    private final Cache<Long, AppLogs> apps =
            Caffeine.newBuilder().expireAfterAccess(Duration.ofSeconds(10)).build();
    private final LongSupplier nanoTime;
    private final @Nullable NodeAppStamps stamps;

    /** One that knows no stamps: while the shared limiter is away. */
    public NodeLimiter() {
        this(System::nanoTime);
    }

    /** @param stamps told with each verdict; for a node that is the only one */
    public NodeLimiter(NodeAppStamps stamps) {
        this(System::nanoTime, stamps);
    }

    NodeLimiter(LongSupplier nanoTime) {
        this(nanoTime, null);
    }

    private NodeLimiter(LongSupplier nanoTime, @Nullable NodeAppStamps stamps) {
        this.nanoTime = nanoTime;
        this.stamps = stamps;
    }

    @Override
    public Future<Verdict> acquire(Asked asked) {
        Verdict[] verdict = new Verdict[1];
        // Atomic for the app, so that all limits are charged together or not at all.
        apps.asMap().compute(asked.app(), (id, known) -> {
            AppLogs logs = known == null ? new AppLogs() : known;
            verdict[0] = acquire(logs, asked);
            return logs;
        });
        return Future.succeededFuture(stamps == null ? verdict[0] : verdict[0].withStamp(stamps.now(asked.app())));
    }

    private Verdict acquire(AppLogs logs, Asked asked) {
        long now = nanoTime.getAsLong();
        SlidingLog own = remembered(logs.byCall, asked.call(), now);
        SlidingLog person = asked.perPerson() == 0 ? null : remembered(logs.byPerson, asked.person(), now);
        SlidingLog all = asked.ceilingPerSecond() == 0 ? null : logs.all;
        long wait = Math.max(own.waitNanos(now, asked.perSecond()), wait(person, now, asked.perPerson()));
        long ceilingWait = wait(all, now, asked.ceilingPerSecond());
        if (wait > 0 || ceilingWait > 0) {
            long waitMicros = (Math.max(wait, ceilingWait) + 999) / 1_000;
            return Verdict.refused(waitMicros, wait == 0);
        }
        own.add(now);
        int room = own.room(asked.perSecond());
        if (person != null) {
            person.add(now);
            room = Math.min(room, person.room(asked.perPerson()));
        }
        if (all != null) {
            all.add(now);
            room = Math.min(room, all.room(asked.ceilingPerSecond()));
        }
        return Verdict.accepted(room);
    }

    private static <K> SlidingLog remembered(Map<K, SlidingLog> logs, K key, long now) {
        SlidingLog known = logs.get(key);
        if (known != null) {
            return known;
        }
        if (logs.size() >= REMEMBERED) {
            logs.values().removeIf(log -> log.isSilent(now));
        }
        SlidingLog made = new SlidingLog();
        logs.put(key, made);
        return made;
    }

    private static long wait(@Nullable SlidingLog log, long now, int perSecond) {
        return log == null ? 0 : log.waitNanos(now, perSecond);
    }
}
