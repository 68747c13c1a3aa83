package dev.seenby.receipts;

import dev.seenby.storage.CommitListener;
import dev.seenby.storage.IndexChange;
import dev.seenby.storage.LogBatch;
import dev.seenby.storage.ReceiptIndex;
import dev.seenby.storage.ReceiptIndex.Advance;
import dev.seenby.storage.ReceiptIndex.Shipment;
import dev.seenby.storage.StorageException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Brings what this node has committed to the index at once.
 *
 * <p>A change that finds its predecessor missing (another node committed that one and is just shipping it) is sent again
 * a few times; what still fails is left to the {@link Follower}: the cursor has not moved past it.
 */
final class Shipper implements CommitListener {
    private static final int RETRIES = 5;

    private final Vertx vertx;
    private final ReceiptIndex index;
    private final ReceiptMetrics metrics;
    /** By lane and partition: the last batch that touched the partition. The ones in between had nothing for it. */
    private final Map<Long, long[]> touched = new ConcurrentHashMap<>();

    Shipper(Vertx vertx, ReceiptIndex index, ReceiptMetrics metrics) {
        this.vertx = vertx;
        this.index = index;
        this.metrics = metrics;
    }

    @Override
    public Future<Void> committed(LogBatch batch) {
        if (batch.n() == 1 && touched.size() > 100) {
            touched.clear(); // Lanes long given up; one still in use only loses its head start to the follower.
        }
        Map<Integer, List<IndexChange>> byPartition = new TreeMap<>();
        for (IndexChange change : batch.changes()) {
            byPartition
                    .computeIfAbsent(index.partitionOf(change.unit().room()), p -> new ArrayList<>())
                    .add(change);
        }
        long[] last = touched.computeIfAbsent(batch.lane(), lane -> startOf(batch));
        List<Future<Void>> shipments = new ArrayList<>(byPartition.size());
        byPartition.forEach((partition, changes) -> {
            Advance advance = new Advance(last[partition], batch.n());
            last[partition] = batch.n();
            shipments.add(
                    ship(new Shipment(partition, null, Map.of(batch.lane(), advance), Set.of(), changes, 0, false), 0));
        });
        return shipments.size() == 1 ? shipments.get(0) : Future.join(shipments).mapEmpty();
    }

    /** What the lane had before is not known here: unless this is its first batch, claim only what directly precedes it. */
    private long[] startOf(LogBatch batch) {
        long[] last = new long[index.partitions()];
        Arrays.fill(last, batch.n() - 1);
        return last;
    }

    private Future<Void> ship(Shipment shipment, int attempt) {
        return index.ship(shipment).compose(shipped -> {
            if (shipped.missed() == 0) {
                return Future.succeededFuture();
            }
            metrics.outOfOrder(shipped.missed());
            if (attempt >= RETRIES) {
                return Future.failedFuture(new StorageException.Unavailable("a change lacks its predecessor", null));
            }
            Promise<Void> later = Promise.promise();
            vertx.setTimer(2L << attempt, timer -> ship(shipment, attempt + 1).onComplete(later));
            return later.future();
        });
    }
}
