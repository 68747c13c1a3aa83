package dev.seenby.storage.contract;

import dev.seenby.storage.CommitListener;
import dev.seenby.storage.LogBatch;
import io.vertx.core.Future;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Remembers every batch it is told of, in the order of telling. */
public final class HeardBatches implements CommitListener {
    private final List<LogBatch> all = new CopyOnWriteArrayList<>();

    @Override
    public Future<Void> committed(LogBatch batch) {
        all.add(batch);
        return Future.succeededFuture();
    }

    /** What was heard so far. */
    public List<LogBatch> all() {
        return List.copyOf(all);
    }
}
