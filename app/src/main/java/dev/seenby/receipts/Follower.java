package dev.seenby.receipts;

import dev.seenby.storage.IndexChange;
import dev.seenby.storage.IndexLog;
import dev.seenby.storage.IndexLog.Lane;
import dev.seenby.storage.IndexLog.Tail;
import dev.seenby.storage.LogBatch;
import dev.seenby.storage.ReceiptIndex;
import dev.seenby.storage.ReceiptIndex.Advance;
import dev.seenby.storage.ReceiptIndex.Partition;
import dev.seenby.storage.ReceiptIndex.Shipment;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads the log from where the index stands and brings over what is missing.
 *
 * <p>The index's clock is read before the log, so all that was committed before that moment has been followed when the
 * shipment is applied: that is what a lease says. The tail of the log comes from one snapshot, and whoever committed a
 * person's version 8 had seen version 7 committed; so with each person's changes sorted by version nothing can lack its
 * predecessor, unless the index has lost something.
 */
final class Follower {
    /** Further behind than this, building anew is cheaper than catching up. */
    private static final int MAX_BATCHES = 10_000;
    /** Leases are prolonged when this much of them is used up; more often would be work for nothing. */
    private static final long RENEW_MICROS = ReceiptIndex.LEASE_MICROS / 4;

    private static final Comparator<IndexChange> BY_VERSION =
            Comparator.comparingLong(change -> change instanceof IndexChange.Share share ? share.version() : 0);

    private final ReceiptIndex index;
    private final IndexLog log;
    private final ReceiptMetrics metrics;
    /** By partition: from when its lease was last prolonged by this node. */
    private final long[] leased;

    Follower(ReceiptIndex index, IndexLog log, ReceiptMetrics metrics) {
        this.index = index;
        this.log = log;
        this.metrics = metrics;
        this.leased = new long[index.partitions()];
    }

    /** One round; fails when index or record cannot be reached. */
    Future<Void> follow() {
        return index.states().compose(states -> {
            if (states.isEmpty()) {
                return Future.succeededFuture();
            }
            // An index that holds nothing only needs to know where the log ends.
            boolean empty = states.stream().allMatch(state -> state.epoch() == null);
            return log.tail(lowest(states), empty ? 1 : MAX_BATCHES).compose(tail -> bring(states, tail));
        });
    }

    private Future<Void> bring(List<Partition> states, Tail tail) {
        Map<Integer, List<Located>> byPartition = locate(tail.batches());
        List<Future<?>> all = new ArrayList<>(states.size());
        for (Partition state : states) {
            all.add(bring(state, tail, byPartition.getOrDefault(state.number(), List.of())));
        }
        return Future.join(all).mapEmpty();
    }

    private record Located(long lane, long n, IndexChange change) {}

    private Map<Integer, List<Located>> locate(List<LogBatch> batches) {
        Map<Integer, List<Located>> byPartition = new HashMap<>();
        for (LogBatch batch : batches) {
            for (IndexChange change : batch.changes()) {
                byPartition
                        .computeIfAbsent(index.partitionOf(change.unit().room()), p -> new ArrayList<>())
                        .add(new Located(batch.lane(), batch.n(), change));
            }
        }
        return byPartition;
    }

    /** By lane, what every partition holds already. A lane that some partition does not know must be read from its start. */
    private static Map<Long, Long> lowest(List<Partition> states) {
        Map<Long, Long> lowest = new HashMap<>();
        Map<Long, Integer> known = new HashMap<>();
        int partitions = 0;
        for (Partition state : states) {
            if (state.epoch() != null) {
                partitions++;
                state.cursor().forEach((lane, n) -> {
                    lowest.merge(lane, n, Math::min);
                    known.merge(lane, 1, Integer::sum);
                });
            }
        }
        int all = partitions;
        lowest.replaceAll((lane, n) -> known.getOrDefault(lane, 0) < all ? 0L : n);
        return lowest;
    }

    private Future<?> bring(Partition state, Tail tail, List<Located> located) {
        if (state.epoch() == null || !tail.complete() || !isOf(state, tail)) {
            Map<Long, Long> cursor = new HashMap<>();
            tail.lanes().forEach(lane -> cursor.put(lane.id(), lane.last()));
            return index.reset(state.number(), state.epoch(), cursor, tail.complete() ? state.nowMicros() : 0)
                    .onSuccess(done -> metrics.reset());
        }
        Map<Long, Advance> advances = new HashMap<>();
        for (Lane lane : tail.lanes()) {
            long at = state.cursor().getOrDefault(lane.id(), 0L);
            if (lane.last() > at) {
                advances.put(lane.id(), new Advance(at, lane.last()));
            }
        }
        Set<Long> forget = new HashSet<>(tail.retired());
        forget.retainAll(state.cursor().keySet());
        List<IndexChange> changes = new ArrayList<>();
        for (Located one : located) {
            if (one.n() > state.cursor().getOrDefault(one.lane(), 0L)) {
                changes.add(one.change());
            }
        }
        boolean renew = state.nowMicros() - leased[state.number()] >= RENEW_MICROS
                || state.nowMicros() < leased[state.number()];
        if (advances.isEmpty() && forget.isEmpty() && changes.isEmpty() && !renew) {
            return Future.succeededFuture();
        }
        changes.sort(BY_VERSION);
        metrics.followed(changes.size());
        leased[state.number()] = state.nowMicros();
        return index.ship(
                        new Shipment(state.number(), state.epoch(), advances, forget, changes, state.nowMicros(), true))
                .onFailure(failure -> leased[state.number()] = 0);
    }

    /** Whether the partition followed this very record, and not too long ago for the log to remember. */
    private static boolean isOf(Partition state, Tail tail) {
        for (long unknown : tail.unknown()) {
            if (state.cursor().containsKey(unknown)) {
                return false;
            }
        }
        for (Lane lane : tail.lanes()) {
            long at = state.cursor().getOrDefault(lane.id(), 0L);
            if (at < lane.prunedTo() || at > lane.last()) {
                return false;
            }
        }
        return true;
    }
}
