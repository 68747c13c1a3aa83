package dev.seenby.receipts;

import dev.seenby.storage.IndexEntry;
import dev.seenby.storage.IndexUnit;
import dev.seenby.storage.MessageFacts;
import dev.seenby.storage.ReceiptIndex;
import dev.seenby.storage.StorageException;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An index to which, while told so, nothing comes that a writer ships at once, or which cannot be written at all. */
final class LossyIndex implements ReceiptIndex {
    private final ReceiptIndex index;
    volatile boolean losing;
    volatile boolean failing;

    LossyIndex(ReceiptIndex index) {
        this.index = index;
    }

    @Override
    public Future<Shipped> ship(Shipment shipment) {
        if (failing) {
            return Future.failedFuture(new StorageException.Unavailable("away", null));
        }
        return losing && !shipment.complete() ? Future.succeededFuture(new Shipped(0)) : index.ship(shipment);
    }

    @Override
    public int partitions() {
        return index.partitions();
    }

    @Override
    public int partitionOf(long room) {
        return index.partitionOf(room);
    }

    @Override
    public Future<Answer> counts(List<MessageFacts> messages) {
        return index.counts(messages);
    }

    @Override
    public Future<List<Partition>> states() {
        return index.states();
    }

    @Override
    public Future<Boolean> reset(
            int partition, @Nullable String expected, Map<Long, Long> cursor, long leaseFromMicros) {
        return index.reset(partition, expected, cursor, leaseFromMicros);
    }

    @Override
    public Future<Optional<String>> beginBuild(IndexUnit unit) {
        return index.beginBuild(unit);
    }

    @Override
    public Future<Boolean> loadPage(IndexUnit unit, String build, int page, List<IndexEntry> entries) {
        return index.loadPage(unit, build, page, entries);
    }

    @Override
    public Future<Boolean> finishBuild(IndexUnit unit, String build) {
        return index.finishBuild(unit, build);
    }

    @Override
    public Future<Void> drop(IndexUnit unit) {
        return index.drop(unit);
    }
}
