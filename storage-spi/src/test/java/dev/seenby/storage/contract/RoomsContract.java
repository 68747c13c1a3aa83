package dev.seenby.storage.contract;

/** What {@link dev.seenby.storage.Rooms} promises. */
public interface RoomsContract {
    /** The record under test; may be the same for all tests. */
    Records records();
}
