package dev.seenby.zulip;

import dev.seenby.limits.Refused;
import dev.seenby.storage.StorageException;
import io.vertx.ext.web.handler.HttpException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The only place where something that went wrong becomes an answer. What storage says is told by what the caller can do
 * about it: 503 {@code SERVICE_UNAVAILABLE} when nothing happened, 503 {@code OUTCOME_UNKNOWN} when it may have.
 * Anything unexpected is 500 and logged; nothing of it is shown.
 */
final class Failures {
    private static final Logger LOG = LoggerFactory.getLogger(Failures.class);

    private Failures() {}

    static ZulipException asError(Throwable failure) {
        if (failure instanceof ZulipException error) {
            return error;
        }
        if (failure instanceof Refused refused) {
            return refused.reason() == Refused.Reason.APP
                    ? ZulipException.tooMany(Refused.RETRY_AFTER_SECONDS * 1_000_000L)
                    : ZulipException.of(503, "Service Unavailable", "SERVICE_UNAVAILABLE")
                            .with("Retry-After", Integer.toString(Refused.RETRY_AFTER_SECONDS));
        }
        if (failure instanceof HttpException) {
            return ZulipException.badRequest("The request cannot be understood");
        }
        if (failure instanceof StorageException.OutcomeUnknown) {
            LOG.warn("Outcome unknown: {}", failure.getMessage());
            return ZulipException.of(
                    503,
                    "It is not known whether this happened: the database did not answer in time",
                    "OUTCOME_UNKNOWN");
        }
        if (failure instanceof StorageException.Unavailable || failure instanceof StorageException.Overloaded) {
            LOG.warn("Storage refused: {}", failure.getMessage());
            return ZulipException.of(503, "Service Unavailable", "SERVICE_UNAVAILABLE");
        }
        LOG.error("A call failed unexpectedly", failure);
        return ZulipException.raw(500, ZulipException.error("Internal server error"));
    }
}
