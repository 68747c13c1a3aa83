package dev.seenby.receipts;

import dev.seenby.storage.IndexEntry;
import dev.seenby.storage.IndexUnit;
import dev.seenby.storage.MessageFacts;
import dev.seenby.storage.ReceiptIndex;
import io.vertx.core.Future;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The index of a server that runs on PostgreSQL alone: it never can tell, and there is nothing to build. */
public final class NoIndex implements ReceiptIndex {
    @Override
    public int partitions() {
        return 1;
    }

    @Override
    public int partitionOf(long room) {
        return 0;
    }

    @Override
    public Future<Answer> counts(List<MessageFacts> messages) {
        return Future.succeededFuture(new Answer(Collections.nCopies(messages.size(), Optional.empty()), Set.of()));
    }

    @Override
    public Future<List<Partition>> states() {
        return Future.succeededFuture(List.of());
    }

    @Override
    public Future<Shipped> ship(Shipment shipment) {
        return Future.succeededFuture(new Shipped(0));
    }

    @Override
    public Future<Boolean> reset(
            int partition, @Nullable String expected, Map<Long, Long> cursor, long leaseFromMicros) {
        return Future.succeededFuture(false);
    }

    @Override
    public Future<Optional<String>> beginBuild(IndexUnit unit) {
        return Future.succeededFuture(Optional.empty());
    }

    @Override
    public Future<Boolean> loadPage(IndexUnit unit, String build, int page, List<IndexEntry> entries) {
        return Future.succeededFuture(false);
    }

    @Override
    public Future<Boolean> finishBuild(IndexUnit unit, String build) {
        return Future.succeededFuture(false);
    }

    @Override
    public Future<Void> drop(IndexUnit unit) {
        return Future.succeededFuture();
    }
}
