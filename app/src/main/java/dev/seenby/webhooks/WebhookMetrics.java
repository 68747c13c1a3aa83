package dev.seenby.webhooks;

import java.time.Duration;

/** What an operator wants to know of the webhooks; the observability package turns it into meters. */
public interface WebhookMetrics {
    /** How many events of all apps wait; {@link Delivery#MAX_COUNTED} stands for that many or more. */
    void waiting(long events);

    /** How long the oldest event of all apps has waited; zero if none waits. */
    void oldest(Duration age);

    /** A POST was answered with success. */
    void delivered(long nanos);

    /** A POST was not. @param cause one of a fixed set, see {@link PostFailed} */
    void failed(String cause);

    /** Events will never be told: too old, too many, or of an app that has no webhook any more. */
    void dropped(long events);
}
