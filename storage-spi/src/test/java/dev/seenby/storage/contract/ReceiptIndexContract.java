package dev.seenby.storage.contract;

import dev.seenby.storage.ReceiptIndex;

/** What {@link ReceiptIndex} promises. */
public interface ReceiptIndexContract {
    /** The index under test. */
    ReceiptIndex index();

    /** Empties it altogether, behind its back. */
    void wipe();
}
