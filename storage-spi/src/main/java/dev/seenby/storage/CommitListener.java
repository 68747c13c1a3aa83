package dev.seenby.storage;

import io.vertx.core.Future;

/** Told of what this node has committed. */
@FunctionalInterface
public interface CommitListener {
    /**
     * Every batch that a writer of this node has committed, in the order of its lane, so that the index can follow
     * at once. The writer answers its callers when the future completes or fails, or after
     * 100 ms, and does not begin the next batch of that lane before.
     */
    Future<Void> committed(LogBatch batch);

    /**
     * Something was committed, or may have been, after which what a node has read of an app may be wrong: people, their credentials
     * and mutes, settings, rooms, memberships that end, reads taken back. What only comes anew is not told. Whoever did it is
     * answered when the future completes or fails, or after 100 ms.
     *
     * @param app {@code sdkAppId}
     */
    default Future<Void> touched(long app) {
        return Future.succeededFuture();
    }
}
