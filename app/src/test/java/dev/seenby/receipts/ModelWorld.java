package dev.seenby.receipts;

import dev.seenby.limits.NodeAppStamps;
import dev.seenby.storage.model.InMemoryRecords;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** A world on the in-memory model, in which a millisecond passes whenever somebody looks at the clock. */
final class ModelWorld {
    private ModelWorld() {}

    static World of(Vertx vertx, List<String> people, List<String> members) {
        AtomicLong millis = new AtomicLong(1_700_000_000_000L);
        InMemoryRecords model = new InMemoryRecords(
                batch -> Future.succeededFuture(), () -> Instant.ofEpochMilli(millis.incrementAndGet()));
        NoIndex index = new NoIndex();
        IndexKeeper idle = new IndexKeeper(vertx, index, model.log(), ReceiptMetrics.NONE);
        return new World(
                new Tenants(model.apps(), new NodeAppStamps()),
                model.people(),
                model.rooms(),
                model.messages(),
                model.reads(),
                model.inbox(),
                index,
                idle,
                model.records().forgetting(),
                model.records().erasures(),
                people,
                members);
    }
}
