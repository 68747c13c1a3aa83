package dev.seenby.http;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The body of a response whose length is not known. Short ones are sent whole; of long ones each part is sent when the
 * one before has gone out, so a slow client holds up the search and not memory.
 */
public final class Output {
    private static final int PART_BYTES = 64 << 10;
    /** Room for a short answer. */
    private static final int FIRST_BYTES = 2 << 10;

    /** The client did not wait for the answer: nobody is there to be told, and nothing went wrong here. */
    public static final class ClientGone extends RuntimeException {
        private static final long serialVersionUID = 1L;

        public ClientGone(@Nullable Throwable cause) {
            super("the client has gone away", cause, false, false);
        }
    }

    private final HttpServerResponse response;
    private Buffer buffer = Buffer.buffer(FIRST_BYTES);

    public Output(HttpServerResponse response) {
        this.response = response;
    }

    public Output add(String text) {
        buffer.appendString(text);
        return this;
    }

    public Output add(byte[] text) {
        buffer.appendBytes(text);
        return this;
    }

    public Output add(Buffer text) {
        buffer.appendBuffer(text);
        return this;
    }

    /** Sends what was added, if it is much. Completes when more can be added; fails with {@link ClientGone}. */
    public Future<Void> flush() {
        if (buffer.length() < PART_BYTES) {
            return Future.succeededFuture();
        }
        if (!response.headWritten()) {
            response.setChunked(true);
        }
        Buffer part = buffer;
        buffer = Buffer.buffer();
        return response.write(part).recover(Output::gone);
    }

    /** Sends the rest. Fails with {@link ClientGone}. */
    public Future<Void> end() {
        return response.end(buffer).recover(Output::gone);
    }

    private static Future<Void> gone(Throwable failure) {
        return Future.failedFuture(new ClientGone(failure));
    }

    /** For what was built by hand. */
    public static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
