package dev.seenby.storage.contract;

/** What {@link dev.seenby.storage.IndexLog} promises. */
public interface IndexLogContract {
    /** The record under test; may be the same for all tests. */
    Records records();

    /** The listener that the record under test was given. */
    HeardBatches heard();
}
