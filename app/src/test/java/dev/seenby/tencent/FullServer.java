package dev.seenby.tencent;

import dev.seenby.limits.CallLimit;
import dev.seenby.limits.Refused;
import dev.seenby.limits.Visit;
import dev.seenby.storage.App;
import dev.seenby.storage.Limiter;
import io.vertx.core.Future;

/** A server that has no room for another call. */
record FullServer(Refused.Reason reason) implements CallLimit {
    @Override
    public Future<Limiter.Verdict> acquire(App app, String call) {
        return TencentTest.NO_LIMIT.acquire(app, call);
    }

    @Override
    public Visit arrived() {
        return new Visit() {
            @Override
            public boolean holds(int more) {
                return true;
            }

            @Override
            public Future<Void> enter(long app) {
                return Future.failedFuture(new Refused(reason));
            }

            @Override
            public void giveUp(RuntimeException why) {
                // It does not wait.
            }

            @Override
            public void rests() {
                // It has no place.
            }

            @Override
            public void leave() {
                // As above.
            }
        };
    }
}
