package dev.seenby.storage.contract;

/** What {@link dev.seenby.storage.ReadRecord} promises: marking, and what it says of it. */
public interface ReadRecordContract extends MarkingContract, ReceiptsContract {
    /** The record under test; may be the same for all tests. */
    @Override
    Records records();
}
