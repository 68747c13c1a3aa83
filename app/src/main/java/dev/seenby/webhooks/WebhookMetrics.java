package dev.seenby.webhooks;

import java.time.Duration;

/** What an operator wants to know of the webhooks; the observability package turns it into meters. */
public interface WebhookMetrics {
    /** Why a receiver did not take something. */
    enum Cause {
        /** There was no connection, or it broke, or what came was no HTTP. */
        CONNECTION("connection"),
        /** No answer in time. */
        TIMEOUT("timeout"),
        /** A redirect. */
        STATUS_3XX("3xx"),
        STATUS_4XX("4xx"),
        STATUS_5XX("5xx"),
        /** Any other status that is no success. */
        STATUS_OTHER("other");

        private final String label;

        Cause(String label) {
            this.label = label;
        }

        /** As it is written for operators. */
        public String label() {
            return label;
        }

        static Cause of(int status) {
            return switch (status / 100) {
                case 3 -> STATUS_3XX;
                case 4 -> STATUS_4XX;
                case 5 -> STATUS_5XX;
                default -> STATUS_OTHER;
            };
        }
    }

    /** How many events of all apps wait; {@link Delivery#MAX_COUNTED} stands for that many or more. */
    void waiting(long events);

    /** How long the oldest event of all apps has waited; zero if none waits. */
    void oldest(Duration age);

    /** A POST was answered with success. */
    void delivered(long nanos);

    /** A POST was not. */
    void failed(Cause cause);

    /** Events will never be told: too old, too many, or of an app that has no webhook any more. */
    void dropped(long events);
}
