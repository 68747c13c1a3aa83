package dev.seenby.limits;

import dev.seenby.storage.Limiter;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A limiter at which the calls of some apps hang. */
final class Gates implements Limiter {
    private final Limiter behind;
    private final Map<Long, Promise<Void>> closed = new ConcurrentHashMap<>();

    Gates(Limiter behind) {
        this.behind = behind;
    }

    void close(long app) {
        closed.put(app, Promise.promise());
    }

    void openAll() {
        closed.keySet().forEach(app -> closed.remove(app).complete());
    }

    @Override
    public Future<Verdict> acquire(Asked asked) {
        Promise<Void> gate = closed.get(asked.app());
        return gate == null ? behind.acquire(asked) : gate.future().compose(open -> behind.acquire(asked));
    }
}
