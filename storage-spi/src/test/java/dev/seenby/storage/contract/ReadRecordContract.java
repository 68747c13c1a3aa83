package dev.seenby.storage.contract;

/** What {@link dev.seenby.storage.ReadRecord} promises. */
public interface ReadRecordContract {
    /** The record under test; may be the same for all tests. */
    Records records();
}
