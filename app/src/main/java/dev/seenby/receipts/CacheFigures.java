package dev.seenby.receipts;

import com.github.benmanes.caffeine.cache.Cache;
import java.util.function.LongSupplier;

/**
 * How well a cache does.
 *
 * @param name one of a fixed set
 * @param hits how often what was asked for was there
 * @param misses how often it was not
 * @param size about how much is in it now
 */
public record CacheFigures(String name, LongSupplier hits, LongSupplier misses, LongSupplier size) {
    /** @param cache must record its statistics */
    static CacheFigures of(String name, Cache<?, ?> cache) {
        return new CacheFigures(
                name, () -> cache.stats().hitCount(), () -> cache.stats().missCount(), cache::estimatedSize);
    }
}
