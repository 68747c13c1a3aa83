package dev.seenby.storage.contract;

/** What {@link dev.seenby.storage.Messages} promises. */
public interface MessagesContract {
    /** The record under test; may be the same for all tests. */
    Records records();
}
