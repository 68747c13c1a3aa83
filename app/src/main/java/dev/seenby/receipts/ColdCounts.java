package dev.seenby.receipts;

import dev.seenby.storage.Counts;
import dev.seenby.storage.MessageFacts;
import dev.seenby.storage.ReadRecord;
import dev.seenby.storage.StorageException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Counts from the record. One pass over a room's runs costs the same for one message as for a thousand, so at most one pass
 * of a room is under way in this node; what is asked meanwhile waits and shares the next.
 */
final class ColdCounts {
    /** What one pass may ask for. */
    private static final int PASS = 1_000;
    /** How many calls may wait for passes of one room. */
    private static final int WAITING = 1_000;

    private record Ask(List<MessageFacts> messages, Promise<List<Counts>> answer) {}

    private final ReadRecord reads;
    /** By room: the calls that wait while a pass is under way. */
    private final Map<Long, Queue<Ask>> underWay = new ConcurrentHashMap<>();

    ColdCounts(ReadRecord reads) {
        this.reads = reads;
    }

    /** @param messages of one room, 1 to 1,000 */
    Future<List<Counts>> counts(List<MessageFacts> messages) {
        long room = messages.get(0).room();
        Ask ask = new Ask(messages, Promise.promise());
        boolean[] first = new boolean[1];
        boolean[] full = new boolean[1];
        underWay.compute(room, (r, waiting) -> {
            if (waiting == null) {
                first[0] = true;
                return new ArrayDeque<>();
            }
            full[0] = waiting.size() >= WAITING;
            if (!full[0]) {
                waiting.add(ask);
            }
            return waiting;
        });
        if (full[0]) {
            return Future.failedFuture(new StorageException.Overloaded("too many counts wait for room " + room, null));
        }
        if (first[0]) {
            pass(room, List.of(ask));
        }
        return ask.answer().future();
    }

    private void pass(long room, List<Ask> asks) {
        List<MessageFacts> all = new ArrayList<>();
        asks.forEach(ask -> all.addAll(ask.messages()));
        reads.counts(all).onComplete(result -> {
            next(room);
            int from = 0;
            for (Ask ask : asks) {
                int to = from + ask.messages().size();
                if (result.succeeded()) {
                    ask.answer().complete(List.copyOf(result.result().subList(from, to)));
                } else {
                    ask.answer().fail(result.cause());
                }
                from = to;
            }
        });
    }

    private void next(long room) {
        List<Ask> asks = new ArrayList<>();
        underWay.compute(room, (r, waiting) -> {
            int size = 0;
            while (waiting != null && !waiting.isEmpty()) {
                size += waiting.element().messages().size();
                if (!asks.isEmpty() && size > PASS) {
                    break;
                }
                asks.add(waiting.remove());
            }
            return asks.isEmpty() ? null : waiting;
        });
        if (!asks.isEmpty()) {
            pass(room, asks);
        }
    }
}
