package dev.seenby.storage.contract;

/** What {@link dev.seenby.storage.People} promises. */
public interface PeopleContract {
    /** The record under test; may be the same for all tests. */
    Records records();
}
