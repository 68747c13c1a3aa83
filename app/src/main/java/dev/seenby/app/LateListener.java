package dev.seenby.app;

import dev.seenby.storage.CommitListener;
import dev.seenby.storage.LogBatch;
import io.vertx.core.Future;

/**
 * Passes commits on to a listener that cannot exist yet when the storage is opened, because it needs the storage's log.
 * What was committed before is found in the log.
 */
final class LateListener implements CommitListener {
    private volatile CommitListener listener = batch -> Future.succeededFuture();

    void is(CommitListener real) {
        listener = real;
    }

    @Override
    public Future<Void> committed(LogBatch batch) {
        return listener.committed(batch);
    }
}
