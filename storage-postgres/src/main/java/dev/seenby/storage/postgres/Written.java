package dev.seenby.storage.postgres;

import dev.seenby.storage.IndexChange;
import io.vertx.core.Future;
import java.util.List;

/**
 * What a transaction has written, or is about to: statements already sent but not waited for.
 *
 * @param writes empty = nothing to commit
 */
record Written(List<IndexChange> changes, List<Future<?>> writes) {
    static final Written NOTHING = new Written(List.of(), List.of());
}
