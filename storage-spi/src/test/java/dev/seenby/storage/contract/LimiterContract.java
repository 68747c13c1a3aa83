package dev.seenby.storage.contract;

import dev.seenby.storage.Limiter;

/** What {@link Limiter} promises. */
public interface LimiterContract {
    /** The limiter under test; may be the same for all tests. */
    Limiter limiter();
}
