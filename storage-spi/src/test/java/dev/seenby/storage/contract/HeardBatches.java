package dev.seenby.storage.contract;

import dev.seenby.storage.CommitListener;
import dev.seenby.storage.LogBatch;
import io.vertx.core.Future;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Remembers all that it is told of, in the order of telling. */
public final class HeardBatches implements CommitListener {
    private final List<LogBatch> all = new CopyOnWriteArrayList<>();
    private final List<Long> touched = new CopyOnWriteArrayList<>();

    @Override
    public Future<Void> committed(LogBatch batch) {
        all.add(batch);
        return Future.succeededFuture();
    }

    @Override
    public Future<Void> touched(long app) {
        touched.add(app);
        return Future.succeededFuture();
    }

    /** The apps that were touched so far, each as often as it was. */
    public List<Long> touched() {
        return List.copyOf(touched);
    }

    /** What was heard so far. */
    public List<LogBatch> all() {
        return List.copyOf(all);
    }
}
