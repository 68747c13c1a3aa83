package dev.seenby.receipts;

import dev.seenby.storage.EventQueues.Delivery;
import io.vertx.core.Future;
import java.util.List;
import java.util.Set;

/** What clients are told of what happened, in the words of their dialect. */
@FunctionalInterface
public interface Changes {
    /**
     * The events that tell of a change.
     *
     * @param people who have queues, as storage ids; never empty
     */
    Future<List<Delivery>> deliveries(long app, Change change, Set<Long> people);
}
