package dev.seenby.storage;

import java.util.List;

/**
 * One person's whole share of a unit, for a rebuild.
 *
 * @param version grows by one with every change of it
 * @param gone whether the person is not a member of the room now
 * @param runs disjoint, not adjacent, ascending. In a room's unit, the past memberships if the person is gone, else none.
 *     Those of {@link IndexUnit#DELETED} may be adjacent and overlap, but no two start at the same number
 */
public record IndexEntry(long person, long version, boolean gone, List<Positions> runs) {
    public IndexEntry {
        runs = List.copyOf(runs);
    }
}
