package dev.seenby.app;

import dev.seenby.storage.AppStamps;
import dev.seenby.storage.CommitListener;
import dev.seenby.storage.LogBatch;
import io.vertx.core.Future;
import java.util.Optional;

/**
 * Passes on what was committed to who cannot exist yet when the storage is opened: the index's keeper, because it needs the storage's
 * log, in which it finds what was committed before; and the stamps, which nobody goes by before.
 */
final class LateListener implements CommitListener {
    private volatile CommitListener index = batch -> Future.succeededFuture();
    private volatile Optional<AppStamps> stamps = Optional.empty();

    void is(CommitListener index, AppStamps stamps) {
        this.index = index;
        this.stamps = Optional.of(stamps);
    }

    @Override
    public Future<Void> committed(LogBatch batch) {
        return index.committed(batch);
    }

    @Override
    public Future<Void> touched(long app) {
        return stamps.map(all -> all.touched(app)).orElseGet(Future::succeededFuture);
    }
}
