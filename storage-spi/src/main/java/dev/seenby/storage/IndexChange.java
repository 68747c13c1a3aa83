package dev.seenby.storage;

import java.util.List;

/** Something committed that the index must follow. */
public sealed interface IndexChange {
    IndexUnit unit();

    /**
     * A person's share of a unit went from version {@code version - 1} to {@code version}. A share that never changed
     * has version 0, no runs.
     *
     * @param wasGone in which of the unit's two sets the runs were: those of people gone, or those of members. Meaningless when {@code version} is 1
     * @param isGone in which they are now. If it differs, {@code removed} holds all former runs and {@code added} all
     *     present ones; else only what differs
     * @param removed the first numbers of runs that are no more
     * @param added runs that are new, or whose end moved
     */
    record Share(
            IndexUnit unit,
            long person,
            long version,
            boolean wasGone,
            boolean isGone,
            List<Long> removed,
            List<Positions> added)
            implements IndexChange {
        public Share {
            removed = List.copyOf(removed);
            added = List.copyOf(added);
        }
    }

    /** The change was too large to follow; the unit must be dropped and built anew. */
    record Dropped(IndexUnit unit) implements IndexChange {}
}
