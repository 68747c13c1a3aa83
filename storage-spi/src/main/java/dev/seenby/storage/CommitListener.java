package dev.seenby.storage;

import io.vertx.core.Future;

/**
 * Told of every batch that a writer of this node has committed, in the order of its lane, so that the index can follow
 * at once. The writer answers its callers when the future completes or fails, or after
 * 100 ms, and does not begin the next batch of that lane before.
 */
@FunctionalInterface
public interface CommitListener {
    Future<Void> committed(LogBatch batch);
}
