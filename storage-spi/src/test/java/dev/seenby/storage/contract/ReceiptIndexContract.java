package dev.seenby.storage.contract;

import dev.seenby.storage.ReceiptIndex;

/** What {@link ReceiptIndex} promises: being built, following the record, and knowing when not to be trusted. */
public interface ReceiptIndexContract
        extends IndexBuildingContract, IndexDeletionsContract, IndexFollowingContract, IndexTrustContract {
    /** The index under test. */
    @Override
    ReceiptIndex index();

    /** Empties it altogether, behind its back. */
    @Override
    void wipe();
}
