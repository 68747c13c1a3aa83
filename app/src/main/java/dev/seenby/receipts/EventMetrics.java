package dev.seenby.receipts;

/** What an operator wants to know of the queues of events; the observability package turns it into meters. */
public interface EventMetrics {
    /** A client opened a queue. */
    void opened();

    /** A client closed its queue. */
    void closed();

    /** A client asked for a queue that is no more, and has to begin anew. */
    void gone();

    /** Something is about to happen of which somebody may have to be told. */
    void begun();

    /** It was told. @param events different ones. @param queues that were given some of them */
    void told(int events, int queues);

    /** All queues of an app were dropped, because something happened of which they could not be told. */
    void dropped();
}
