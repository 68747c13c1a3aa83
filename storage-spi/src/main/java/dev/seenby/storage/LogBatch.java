package dev.seenby.storage;

import java.util.List;

/**
 * The changes of one committed transaction.
 *
 * @param lane who committed it: a writer takes a new lane whenever it starts, and after a commit whose outcome it does not know
 * @param n 1, 2, 3 … without gaps within a lane; each is committed after the one before
 * @param changes in commit order
 */
public record LogBatch(long lane, long n, List<IndexChange> changes) {
    public LogBatch {
        changes = List.copyOf(changes);
    }
}
