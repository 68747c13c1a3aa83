package dev.seenby.storage;

import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The fast, disposable copy of who has read what. Rooms are spread over partitions; a partition's data stands in one
 * place and is lost or kept together with its cursor.
 *
 * <p>A unit (a timeline, or the past members of a room) is <em>warm</em> and answers, or <em>cold</em>, or being built. Changes to a cold unit are passed over, those
 * to one being built are kept until it is whole. A change is applied if and only if the stored version is the one before it, so twice or late is harmless.
 *
 * <p>A partition has an epoch (a random name; a new one makes all its units cold), a cursor (the last batch of every
 * lane that it holds) and a lease (until when its answers may be trusted).
 */
public interface ReceiptIndex {
    /** How long a lease lasts, in microseconds of the index's clock. */
    long LEASE_MICROS = 2_000_000;

    /** The number of partitions, fixed for ever. */
    int partitions();

    /** The partition of a room, 0 to {@link #partitions()} − 1. @param room storage id */
    int partitionOf(long room);

    /**
     * @param counts one for each message asked for, in the same order; empty where the index cannot tell
     * @param cold the units that kept it from telling and could be built; empty if the lease is over
     */
    record Answer(List<Optional<Counts>> counts, Set<IndexUnit> cold) {
        public Answer {
            counts = List.copyOf(counts);
            cold = Set.copyOf(cold);
        }
    }

    /**
     * Counts, all from one moment, in one round trip. That a message was deleted is known from the room's unit alone.
     *
     * @param messages of one room, at most 1,000
     */
    Future<Answer> counts(List<MessageFacts> messages);

    /**
     * A partition as it stands.
     *
     * @param epoch null = it has none: it is empty or was emptied
     * @param cursor by lane, the last batch it holds
     * @param nowMicros the index's clock when it was read
     */
    record Partition(int number, @Nullable String epoch, Map<Long, Long> cursor, long nowMicros) {
        public Partition {
            cursor = Map.copyOf(cursor);
        }
    }

    /** All partitions, by number. */
    Future<List<Partition>> states();

    /** A stretch of a lane's batches: all after {@code from} up to {@code to}. */
    record Advance(long from, long to) {}

    /**
     * Changes for one partition.
     *
     * @param epoch applied only in this epoch; null = in whichever there is
     * @param advances by lane, the batches whose changes for this partition are all in here. The cursor moves to {@code to} if it stands at
     *     {@code from} or above (a lane it does not hold stands at 0) and no change was missing a predecessor
     * @param forget lanes to take out of the cursor
     * @param changes each unit's and person's in the order of their versions
     * @param leaseFromMicros a moment of the index's clock: everything committed before it is in here or was before, so
     *     the lease runs from then (if that prolongs it); 0 = leave it
     * @param complete true = the changes follow a whole tail of the log, so one that misses its predecessor means that the unit cannot be
     *     trusted, and drops it; false = the predecessor may just be on its way
     */
    record Shipment(
            int partition,
            @Nullable String epoch,
            Map<Long, Advance> advances,
            Set<Long> forget,
            List<IndexChange> changes,
            long leaseFromMicros,
            boolean complete) {
        public Shipment {
            advances = Map.copyOf(advances);
            forget = Set.copyOf(forget);
            changes = List.copyOf(changes);
        }
    }

    /** @param missed how many changes lacked their predecessor; 0 when the epoch was not the one asked for */
    record Shipped(int missed) {}

    /** Applies changes and moves the cursor, at one moment. */
    Future<Shipped> ship(Shipment shipment);

    /**
     * Gives a partition a new epoch, unless another than {@code expected} is there: everything in it becomes cold.
     *
     * @param expected the epoch seen; null = none was there
     * @param cursor the new cursor
     * @param leaseFromMicros as in {@link Shipment}
     * @return whether it was done
     */
    Future<Boolean> reset(int partition, @Nullable String expected, Map<Long, Long> cursor, long leaseFromMicros);

    /**
     * Starts building a unit, throwing away what is left of it.
     *
     * @return the name of this build, or empty if the unit is warm, is being built by somebody (who was heard of in the last 10 s), or its partition has no epoch
     */
    Future<Optional<String>> beginBuild(IndexUnit unit);

    /**
     * Loads one page of a build; pages are numbered 0, 1, 2 …
     *
     * @return false if the build is no longer this one or the page is not its next
     */
    Future<Boolean> loadPage(IndexUnit unit, String build, int page, List<IndexEntry> entries);

    /** Applies what was kept meanwhile and makes the unit warm. @return false if it is cold instead */
    Future<Boolean> finishBuild(IndexUnit unit, String build);

    /** Makes a unit cold. */
    Future<Void> drop(IndexUnit unit);
}
