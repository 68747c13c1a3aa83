package dev.seenby.tencent;

import dev.seenby.limits.Refused;
import dev.seenby.storage.StorageException;
import io.vertx.ext.web.handler.HttpException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The only place where something that went wrong becomes an answer.
 *
 * <p>What storage says is told by what the caller can do about it. Did it not happen (the back end is away or
 * overloaded, or something was deleted a moment ago, which trying again will tell): 10002, for accounts 70500, both documented as "internal error, try again". May it have happened: 60008
 * "service timeout", for accounts 70169; trying again is safe there too, as a send repeats its {@code Random} and all
 * else is done but once. Anything unexpected is 10002 or 70500 as well and logged; nothing of it is shown.
 */
final class Failures {
    private static final Logger LOG = LoggerFactory.getLogger(Failures.class);

    private Failures() {}

    static TencentException asError(Service service, Throwable failure) {
        if (failure instanceof TencentException error) {
            return error;
        }
        if (failure instanceof Refused refused) {
            return (refused.reason() == Refused.Reason.APP ? ErrorCode.APP_BUSY : ErrorCode.OVERLOAD).error();
        }
        if (failure instanceof HttpException) {
            // Vert.x could not make sense of the URL.
            return ErrorCode.HTTP_PARSE.error();
        }
        if (failure instanceof StorageException.OutcomeUnknown) {
            LOG.warn("Outcome unknown: {}", failure.getMessage());
            return service.unknownOutcome.error();
        }
        if (failure instanceof StorageException.Unavailable
                || failure instanceof StorageException.Overloaded
                || failure instanceof StorageException.NotFound) {
            LOG.warn("Storage refused: {}", failure.getMessage());
            return service.internal.error();
        }
        LOG.error("A call failed unexpectedly", failure);
        return service.internal.error();
    }
}
