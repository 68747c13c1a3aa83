package dev.seenby.tencent;

import dev.seenby.receipts.IndexKeeper;
import dev.seenby.receipts.NoIndex;
import dev.seenby.receipts.ReceiptMetrics;
import dev.seenby.receipts.Receipts;
import dev.seenby.storage.model.InMemoryRecords;
import io.vertx.core.Vertx;

/** The record in memory, without an index. */
final class InMemoryStores {
    private InMemoryStores() {}

    static Stores open(Vertx vertx) {
        InMemoryRecords records = new InMemoryRecords();
        NoIndex index = new NoIndex();
        return new Stores(
                records.apps(),
                records.people(),
                records.rooms(),
                records.messages(),
                records.reads(),
                new Receipts(
                        index,
                        new IndexKeeper(vertx, index, records.log(), ReceiptMetrics.NONE),
                        records.reads(),
                        ReceiptMetrics.NONE));
    }
}
