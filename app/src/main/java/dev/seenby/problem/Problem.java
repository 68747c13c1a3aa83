package dev.seenby.problem;

import dev.seenby.storage.StorageException;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * An answer that says what is wrong, as {@code application/problem+json} of RFC 9457. Has no stack trace: it is an answer, not a
 * defect.
 */
public final class Problem extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String detail;
    private final @Nullable String pointer;

    /** @param detail for the caller: free of secrets and of anything internal */
    public Problem(int status, String detail) {
        this(status, detail, null);
    }

    /** @param pointer JSON pointer (RFC 6901) to what of the body is to blame, as a fragment: {@code #/owner/email} */
    public Problem(int status, String detail, @Nullable String pointer) {
        super(status + " " + detail, null, false, false);
        this.status = status;
        this.detail = detail;
        this.pointer = pointer;
    }

    public static Problem notFound(String path) {
        return new Problem(404, "there is nothing at " + path);
    }

    /** The answer also needs the header {@code Allow}. */
    public static Problem methodNotAllowed(String method) {
        return new Problem(405, method + " is not allowed here");
    }

    /** What to say of any failure. Failures of the storage say whether the call may be repeated; others say nothing. */
    public static Problem of(Throwable failure) {
        if (failure instanceof Problem problem) {
            return problem;
        }
        if (failure instanceof StorageException.OutcomeUnknown) {
            return new Problem(503, "the database did not answer in time; what was asked may or may not have happened");
        }
        if (failure instanceof StorageException.Unavailable || failure instanceof StorageException.Overloaded) {
            return new Problem(503, "the database cannot be reached now; nothing has happened");
        }
        return new Problem(500, "something is broken here, and has been logged");
    }

    public int status() {
        return status;
    }

    public String detail() {
        return detail;
    }

    /** Sends it, unless something was sent already. */
    public void send(HttpServerResponse response) {
        if (response.headWritten() || response.ended()) {
            return;
        }
        if (status == 503) {
            response.putHeader("Retry-After", "1");
        }
        JsonObject body = new JsonObject()
                .put("type", "about:blank")
                .put("title", HttpResponseStatus.valueOf(status).reasonPhrase())
                .put("status", status)
                .put("detail", detail);
        if (pointer != null) {
            body.put("pointer", pointer);
        }
        response.setStatusCode(status)
                .putHeader("Content-Type", "application/problem+json")
                .end(body.toBuffer());
    }
}
