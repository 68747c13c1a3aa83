package dev.seenby.rocketchat;

import dev.seenby.limits.Refused;
import dev.seenby.storage.StorageException;
import io.vertx.ext.web.handler.HttpException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The only place where something that went wrong becomes an answer. What storage says is told by what the caller can do
 * about it: 503 when nothing happened, and 503 with {@code error-outcome-unknown} when it may have happened. Anything
 * unexpected is 500 and logged; nothing of it is shown.
 */
final class Failures {
    private static final Logger LOG = LoggerFactory.getLogger(Failures.class);

    private Failures() {}

    static RocketChatException asError(Throwable failure) {
        if (failure instanceof RocketChatException error) {
            return error;
        }
        if (failure instanceof Refused refused) {
            return refused.reason() == Refused.Reason.APP
                    ? RocketChatException.tooMany(Refused.RETRY_AFTER_SECONDS)
                    : RocketChatException.of(503, "Service Unavailable", null);
        }
        if (failure instanceof HttpException) {
            return RocketChatException.of(400, "Invalid query parameters", null);
        }
        if (failure instanceof StorageException.BadSearch) {
            return RocketChatException.coded("Invalid query: " + failure.getMessage(), "error-invalid-query");
        }
        if (failure instanceof StorageException.NotFound) {
            // It was there a moment ago: somebody deleted it meanwhile.
            return RocketChatException.coded("What the call is about is no more", "error-not-found");
        }
        if (failure instanceof StorageException.OutcomeUnknown) {
            LOG.warn("Outcome unknown: {}", failure.getMessage());
            return RocketChatException.of(
                    503,
                    "It is not known whether this happened: the database did not answer in time [error-outcome-unknown]",
                    "error-outcome-unknown");
        }
        if (failure instanceof StorageException.Unavailable || failure instanceof StorageException.Overloaded) {
            LOG.warn("Storage refused: {}", failure.getMessage());
            return RocketChatException.of(503, "Service Unavailable", null);
        }
        LOG.error("A call failed unexpectedly", failure);
        return RocketChatException.of(500, "Internal server error", null);
    }
}
