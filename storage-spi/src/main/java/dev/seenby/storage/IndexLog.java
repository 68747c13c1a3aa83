package dev.seenby.storage;

import io.vertx.core.Future;
import java.util.List;
import java.util.Map;

/** What an index needs to follow the record: the log of changes, and the whole for a rebuild. */
public interface IndexLog {
    /**
     * A lane as it stands.
     *
     * @param prunedTo batches up to this one are no longer in the log
     * @param last the newest committed batch, 0 if none
     */
    record Lane(long id, long prunedTo, long last) {}

    /**
     * The end of the log at one moment.
     *
     * @param lanes all lanes that may still have batches to follow, whether asked for or not
     * @param retired lanes asked for that are finished, all of whose batches are pruned; to be forgotten by followers
     * @param unknown lanes asked for that this record never had: the follower followed another record
     * @param batches those after the asked-for ones, each lane's in order; a lane not asked for is read from its start
     * @param complete false when {@code limit} cut the batches off
     */
    record Tail(List<Lane> lanes, List<Long> retired, List<Long> unknown, List<LogBatch> batches, boolean complete) {
        public Tail {
            lanes = List.copyOf(lanes);
            retired = List.copyOf(retired);
            unknown = List.copyOf(unknown);
            batches = List.copyOf(batches);
        }
    }

    /**
     * Reads on.
     *
     * @param after by lane, the last batch that needs not be read again
     * @param limit of batches, 1 to 10,000
     */
    Future<Tail> tail(Map<Long, Long> after, int limit);

    /**
     * The shares of a unit, in ascending order of person ({@link IndexUnit#DELETED} comes first); each share as of one
     * moment, not all of the same one.
     *
     * @param after only people with a greater id; −1 for the first page
     * @param limit of people, 1 to 10,000
     */
    Future<List<IndexEntry>> entries(IndexUnit unit, long after, int limit);

    /** Drops batches older than an hour and retires lanes that have been silent for a day. Any node may do it at any time. */
    Future<Void> prune();
}
