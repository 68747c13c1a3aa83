package dev.seenby.webhooks;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the log what goes wrong, of each kind at most once a minute. Apps are named, URLs are not: they may hold secrets. */
final class Notices {
    private static final Logger LOG = LoggerFactory.getLogger(Delivery.class);
    private static final Duration EVERY = Duration.ofMinutes(1);

    private final InstantSource steady;
    private Instant failedAt = Instant.EPOCH;
    private Instant refusedAt = Instant.EPOCH;
    private Instant droppedAt = Instant.EPOCH;
    private long dropped;

    Notices(InstantSource steady) {
        this.steady = steady;
    }

    /** It is not the receiver's fault. */
    void failed(Throwable e) {
        Instant now = steady.instant();
        if (isLongAfter(failedAt, now)) {
            failedAt = now;
            LOG.error("webhooks are not delivered for the moment", e);
        }
    }

    /** @param times in a row @param others apps whose receivers do not take anything either */
    void refused(long app, PostFailed refused, int times, long others) {
        Instant now = steady.instant();
        if (isLongAfter(refusedAt, now)) {
            refusedAt = now;
            LOG.warn(
                    "the receiver of app {} does not take what is posted: {}, {} times in a row; nor do those of {} others",
                    app,
                    refused.reason.label(),
                    times,
                    others);
        }
    }

    void dropped(long app, long events) {
        dropped += events;
        Instant now = steady.instant();
        if (isLongAfter(droppedAt, now)) {
            droppedAt = now;
            LOG.warn("dropped {} events that webhooks were to be told, the last ones of app {}", dropped, app);
            dropped = 0;
        }
    }

    private static boolean isLongAfter(Instant last, Instant now) {
        return !now.isBefore(last.plus(EVERY));
    }
}
