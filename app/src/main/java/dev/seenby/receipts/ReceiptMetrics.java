package dev.seenby.receipts;

/** What an operator wants to know of the receipts at work; the observability package turns it into meters. */
public interface ReceiptMetrics {
    /** @param warm counts answered by the index. @param cold counts answered by the record */
    void answered(int warm, int cold);

    /** Changes that reached the index before the ones they follow, and were sent again. */
    void outOfOrder(int changes);

    /** Changes that were brought to the index by following the log, not by the writer at once. */
    void followed(int changes);

    /** A partition of the index was emptied, because what it held could not be trusted. */
    void reset();

    /** A unit of the index was built. @param people whose shares it holds. @param nanos how long that took */
    void built(long people, long nanos);

    /** Units that are being built now, and units that wait for it. */
    void building(int underWay, int waiting);

    /** A round of following the log failed: the index or the record is out of reach. */
    void followFailed();

    /** Counts nothing. */
    ReceiptMetrics NONE = new ReceiptMetrics() {
        @Override
        public void answered(int warm, int cold) {}

        @Override
        public void outOfOrder(int changes) {}

        @Override
        public void followed(int changes) {}

        @Override
        public void reset() {}

        @Override
        public void built(long people, long nanos) {}

        @Override
        public void building(int underWay, int waiting) {}

        @Override
        public void followFailed() {}
    };
}
