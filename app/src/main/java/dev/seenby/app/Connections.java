package dev.seenby.app;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.impl.HttpServerConnection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The connections of one event loop. Those above the node's number are closed at once, and so is, at the next look, one
 * whose client takes too long for the first line of a request to its last header, or for a body, however steadily it
 * sends, or to read an answer; what sends nothing at all, the server's idle timeout closes.
 *
 * <p>Of a client that sends ahead and does not read, no call is begun while answers to earlier ones still fill the
 * connection: else they would pile up in memory.
 */
final class Connections implements Handler<HttpServerRequest> {
    /** How many a node has at most; twice as many as clients that may wait for events. */
    static final int MOST = 40_000;
    /** How often somebody should look. */
    static final long LOOK_MILLIS = 5_000;

    private static final long FIRST_HEAD_NANOS = TimeUnit.SECONDS.toNanos(20);
    /** Longer than the idle timeout, which is the one for honest clients. */
    private static final long NEXT_HEAD_NANOS = TimeUnit.SECONDS.toNanos(90);

    /** For a body to come, and for a part of an answer to go. */
    private static final long BODY_NANOS = TimeUnit.SECONDS.toNanos(60);

    /** Why a connection was closed. */
    enum Why {
        TOO_MANY,
        TOO_SLOW
    }

    private static final class Line {
        long since;

        @Nullable
        HttpServerRequest request;
        /** Whether the last look found it between two requests. */
        boolean between;
        /** How much of the answer the last look found given to the connection. */
        long written;

        Line(long since) {
            this.since = since;
        }
    }

    private final AtomicInteger open;
    private final int most;
    private final Consumer<Why> closed;
    private final Handler<HttpServerRequest> next;
    private final LongSupplier nanoTime;
    private final Map<HttpConnection, Line> lines = new HashMap<>();

    /**
     * @param open how many connections the node has
     * @param closed is told of those that are closed here
     * @param next handles requests
     */
    Connections(
            AtomicInteger open,
            int most,
            Consumer<Why> closed,
            Handler<HttpServerRequest> next,
            LongSupplier nanoTime) {
        this.open = open;
        this.most = most;
        this.closed = closed;
        this.next = next;
        this.nanoTime = nanoTime;
    }

    /** A client has connected. */
    void opened(HttpConnection connection) {
        int now = open.incrementAndGet();
        lines.put(connection, new Line(nanoTime.getAsLong()));
        connection.closeHandler(gone -> {
            lines.remove(connection);
            open.decrementAndGet();
        });
        if (now > most) {
            closed.accept(Why.TOO_MANY);
            cut(connection);
        }
    }

    /** Without waiting for its client to take what is still to be sent, as {@link HttpConnection#close} does. */
    private static void cut(HttpConnection connection) {
        if (connection instanceof HttpServerConnection channel) {
            channel.channelHandlerContext().close();
        } else {
            connection.close();
        }
    }

    @Override
    public void handle(HttpServerRequest request) {
        Line line = lines.get(request.connection());
        if (line != null) {
            line.request = request;
            line.between = false;
            line.written = 0;
            line.since = nanoTime.getAsLong();
        }
        HttpServerResponse response = request.response();
        if (response.writeQueueFull()) {
            request.pause();
            response.drainHandler(read -> {
                response.drainHandler(null);
                next.handle(request);
                request.resume();
            });
        } else {
            next.handle(request);
        }
    }

    /** Closes those whose clients take too long. */
    void look() {
        long now = nanoTime.getAsLong();
        List<HttpConnection> slow = new ArrayList<>();
        lines.forEach((connection, line) -> {
            if (isSlow(line, now)) {
                slow.add(connection);
            }
        });
        for (HttpConnection connection : slow) {
            closed.accept(Why.TOO_SLOW);
            cut(connection);
        }
    }

    private static boolean isSlow(Line line, long now) {
        HttpServerRequest request = line.request;
        if (request == null) {
            return now - line.since > FIRST_HEAD_NANOS;
        }
        if (!request.isEnded()) {
            return now - line.since > BODY_NANOS;
        }
        HttpServerResponse response = request.response();
        boolean between = response.ended();
        if (between != line.between || response.bytesWritten() != line.written) {
            line.between = between;
            line.written = response.bytesWritten();
            line.since = now;
        }
        return between
                ? now - line.since > NEXT_HEAD_NANOS
                : now - line.since > BODY_NANOS && response.writeQueueFull();
    }
}
