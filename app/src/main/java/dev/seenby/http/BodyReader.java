package dev.seenby.http;

import dev.seenby.limits.Refused;
import dev.seenby.limits.Visit;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.internal.ContextInternal;
import io.vertx.ext.web.handler.HttpException;
import java.util.Optional;

/**
 * Reads a request's body as it is. The handler of vertx-web would take a body sent as {@code
 * application/x-www-form-urlencoded} (what curl says unless told otherwise) for a form, and refuse it above one KiB.
 *
 * <p>A body above the limit is read to its end but not kept, so that the connection can be used again; one that is
 * very much longer closes it.
 */
public final class BodyReader {
    /** The longest body, 2 MiB. */
    public static final int LIMIT = 2 << 20;

    private static final long PATIENCE = 16L << 20;

    private final HttpServerRequest request;
    private final Promise<Optional<Buffer>> body;
    private final Buffer read = Buffer.buffer();
    private long length;

    private final Visit visit;
    private boolean kept = true;

    private BodyReader(HttpServerRequest request, Visit visit) {
        this.request = request;
        this.visit = visit;
        // The rest of the call goes on where it began, whoever answers what it asks on its way.
        this.body = ContextInternal.current().promise();
    }

    /**
     * To be called before anything asynchronous happens to the request. Fails with an
     * {@link HttpException} of 400 when the request breaks off or is no HTTP, and with {@link Refused} when there is no
     * room for the body now.
     *
     * @param visit is asked for room, and gives it back
     * @return empty when the body is too long
     */
    public static Future<Optional<Buffer>> read(HttpServerRequest request, Visit visit) {
        return new BodyReader(request, visit).start();
    }

    private Future<Optional<Buffer>> start() {
        if ("100-continue".equalsIgnoreCase(request.getHeader(HttpHeaders.EXPECT))) {
            request.response().writeContinue();
        }
        request.exceptionHandler(
                failure -> body.tryFail(new HttpException(400, "the request breaks off or is no HTTP", failure)));
        request.handler(this::take);
        request.endHandler(v -> end());
        return body.future();
    }

    private void take(Buffer part) {
        length += part.length();
        if (length <= LIMIT) {
            kept = kept && visit.holds(part.length());
        }
        if (length <= LIMIT && kept) {
            read.appendBuffer(part);
        } else if (length > PATIENCE) {
            request.connection().close();
        }
    }

    private void end() {
        if (length > LIMIT) {
            body.tryComplete(Optional.empty());
        } else if (!kept) {
            body.tryFail(new Refused(Refused.Reason.BODIES));
        } else {
            body.tryComplete(Optional.of(read));
        }
    }
}
