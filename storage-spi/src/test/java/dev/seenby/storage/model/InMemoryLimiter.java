package dev.seenby.storage.model;

import dev.seenby.storage.Limiter;
import io.vertx.core.Future;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/** Remembers when each call of the last second was accepted. */
public final class InMemoryLimiter implements Limiter {
    private static final long SECOND_MICROS = 1_000_000;

    private final ReentrantLock lock = new ReentrantLock();
    private final LongSupplier clock;
    private final Map<String, Deque<Long>> accepted = new HashMap<>();
    private long now = Long.MIN_VALUE;

    /** A limiter on the computer's clock. */
    public InMemoryLimiter() {
        this(() -> TimeUnit.NANOSECONDS.toMicros(System.nanoTime()));
    }

    /** @param micros the clock */
    public InMemoryLimiter(LongSupplier micros) {
        this.clock = micros;
    }

    @Override
    public Future<Verdict> acquire(Asked asked) {
        lock.lock();
        try {
            now = Math.max(now, clock.getAsLong());
            Deque<Long> ofCall = lastSecond(asked.app() + " " + asked.call());
            Deque<Long> ofPerson = lastSecond(asked.app() + " person " + asked.person());
            Deque<Long> ofApp = lastSecond(Long.toString(asked.app()));
            long wait = Math.max(wait(ofCall, asked.perSecond()), wait(ofPerson, limit(asked.perPerson())));
            long ceilingWait = wait(ofApp, limit(asked.ceilingPerSecond()));
            if (wait == 0 && ceilingWait == 0) {
                ofCall.addLast(now);
                ofPerson.addLast(now);
                ofApp.addLast(now);
                return Future.succeededFuture(Verdict.accepted(Math.min(
                        asked.perSecond() - ofCall.size(),
                        Math.min(
                                limit(asked.perPerson()) - ofPerson.size(),
                                limit(asked.ceilingPerSecond()) - ofApp.size()))));
            }
            return Future.succeededFuture(Verdict.refused(Math.max(wait, ceilingWait), wait == 0));
        } finally {
            lock.unlock();
        }
    }

    private static int limit(int orNone) {
        return orNone == 0 ? Integer.MAX_VALUE : orNone;
    }

    private Deque<Long> lastSecond(String key) {
        Deque<Long> times = accepted.computeIfAbsent(key, k -> new ArrayDeque<>());
        while (!times.isEmpty() && times.getFirst() <= now - SECOND_MICROS) {
            times.removeFirst();
        }
        return times;
    }

    /** How long until fewer than the limit are in the last second. */
    private long wait(Deque<Long> times, int limit) {
        if (times.size() < limit) {
            return 0;
        }
        List<Long> ascending = new ArrayList<>(times);
        return ascending.get(ascending.size() - limit) + SECOND_MICROS - now;
    }
}
