package dev.seenby.receipts;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.seenby.storage.MessageFacts;
import dev.seenby.storage.Messages;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What receipts need to know of messages. It never changes, so a node keeps what it has seen, up to a bound, also of
 * messages that another node has deleted since: that they were is told when they are counted.
 */
public final class MessageFactsCache {
    private record Place(long room, long clock) {}

    private final Messages messages;
    private final Cache<Place, MessageFacts> cache;

    /** @param bound how many messages to keep; about 150 bytes each */
    public MessageFactsCache(Messages messages, int bound) {
        this.messages = messages;
        this.cache = Caffeine.newBuilder().maximumSize(bound).recordStats().build();
    }

    /** How well it does. */
    public CacheFigures figures() {
        return CacheFigures.of("messages", cache);
    }

    void put(MessageFacts facts) {
        cache.put(new Place(facts.room(), facts.clock()), facts);
    }

    /** Whether this node has seen the message, as far as it remembers. */
    boolean knows(MessageFacts facts) {
        return facts.equals(cache.getIfPresent(new Place(facts.room(), facts.clock())));
    }

    void evict(MessageFacts facts) {
        cache.invalidate(new Place(facts.room(), facts.clock()));
    }

    /** Those that exist, perhaps with some that existed once, by clock. @param clocks at most 1,000 */
    public Future<Map<Long, MessageFacts>> byClock(long room, Collection<Long> clocks) {
        Map<Long, MessageFacts> found = new HashMap<>(clocks.size() * 2);
        List<Long> missing = new ArrayList<>(0);
        for (long clock : clocks) {
            MessageFacts known = cache.getIfPresent(new Place(room, clock));
            if (known == null) {
                missing.add(clock);
            } else {
                found.put(clock, known);
            }
        }
        if (missing.isEmpty()) {
            return Future.succeededFuture(found);
        }
        return messages.factsByClock(room, missing).map(loaded -> {
            loaded.forEach(facts -> {
                put(facts);
                found.put(facts.clock(), facts);
            });
            return found;
        });
    }
}
