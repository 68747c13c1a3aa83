package dev.seenby.storage.postgres;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import org.jspecify.annotations.Nullable;

/**
 * A caller's wish on its way through a writer. While a transaction runs its outcome is only noted, for the transaction
 * may fail and be tried again; {@link #answer} tells it.
 */
class Call<I, O> {
    final I input;
    final long queuedAt = System.nanoTime();
    private final Promise<O> promise = Promise.promise();
    private final @Nullable Context caller = Vertx.currentContext();
    private Future<O> outcome = Future.failedFuture(new IllegalStateException("no outcome was noted"));

    Call(I input) {
        this.input = input;
    }

    void succeeds(O result) {
        outcome = Future.succeededFuture(result);
    }

    void succeeds() {
        outcome = Future.succeededFuture();
    }

    void fails(Throwable e) {
        outcome = Future.failedFuture(PgErrors.map(e));
    }

    /** Completes the caller's future on the caller's own context. */
    void answer() {
        Future<O> told = outcome;
        if (caller == null) {
            told.onComplete(promise);
        } else {
            caller.runOnContext(now -> told.onComplete(promise));
        }
    }

    Future<O> future() {
        return promise.future();
    }
}
