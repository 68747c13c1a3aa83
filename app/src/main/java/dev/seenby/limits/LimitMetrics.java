package dev.seenby.limits;

/** What an operator wants to know of the limits; the observability package turns it into meters. */
public interface LimitMetrics {
    /** A call was refused. @param ceiling by the app's ceiling, not by the call's own limit */
    void refused(boolean ceiling);

    /** The shared limiter did not answer, so this node counted alone. */
    void countedAlone();

    /** There was no room for a call. */
    void turnedAway(Refused.Reason reason);
}
