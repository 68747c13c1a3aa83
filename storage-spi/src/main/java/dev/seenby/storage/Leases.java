package dev.seenby.storage;

import io.vertx.core.Future;
import java.time.Duration;

/**
 * Who of all nodes does a piece of work that one must do at a time. By the storage's clock; who has been silent for longer than the
 * lease lasts must not rely on it any more.
 */
public interface Leases {
    /**
     * Takes or prolongs a lease.
     *
     * @param name of the work, 1 to 200 characters
     * @param holder of this node and start alone, 1 to 100 characters
     * @param lasting 1 s to 1 h, from now on
     * @return whether the holder has it now; false while somebody else does
     */
    Future<Boolean> hold(String name, String holder, Duration lasting);

    /** Gives a lease back; nothing happens if somebody else has it. */
    Future<Void> release(String name, String holder);
}
