package dev.seenby.limits;

import dev.seenby.storage.App;
import dev.seenby.storage.Limiter;
import io.vertx.core.Future;

/** Asks whether one more call may go on; fails only if that cannot be found out. */
@FunctionalInterface
public interface CallLimit {
    /** @param call name of the API call, one of a fixed set */
    Future<Limiter.Verdict> acquire(App app, String call);
}
