package dev.seenby.storage.contract;

/** What {@link dev.seenby.storage.Apps} promises. */
public interface AppsContract {
    /** The record under test; may be the same for all tests. */
    Records records();
}
