package dev.seenby.retention;

/** What an operator wants to know of forgetting and erasing; the observability package turns it into meters. */
public interface RetentionMetrics {
    /** Rows that said when somebody read were dropped. */
    void dropped(int reads);

    /** For how long the oldest of what should be forgotten has waited when a round looked at it; 0 = nothing waits. */
    void behind(long seconds);

    /** Somebody's erasure is done. */
    void erased();

    /** How many erasures are under way. */
    void erasing(int people);

    /** A round failed; the next one goes on where it was. */
    void roundFailed();

    /** Counts nothing. */
    RetentionMetrics NONE = new RetentionMetrics() {
        @Override
        public void dropped(int reads) {}

        @Override
        public void behind(long seconds) {}

        @Override
        public void erased() {}

        @Override
        public void erasing(int people) {}

        @Override
        public void roundFailed() {}
    };
}
