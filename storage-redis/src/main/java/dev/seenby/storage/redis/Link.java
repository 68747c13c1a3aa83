package dev.seenby.storage.redis;

import dev.seenby.storage.StorageException;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection to Redis that comes back when it is lost; commands are pipelined through it.
 *
 * <p>Belongs to one context: all its methods but {@link #up} must be called there. While there is no connection commands
 * fail at once.
 */
final class Link {
    private static final Logger LOG = LoggerFactory.getLogger(Link.class);

    /** Commands that may wait for answers at a time. */
    static final int MAX_IN_FLIGHT = 8_192;

    private static final long CONNECT_MILLIS = 3_000;
    private static final long FIRST_PAUSE_MILLIS = 10;
    private static final long LONGEST_PAUSE_MILLIS = 2_000;
    /** A peer that answers nothing for so long, this many commands in a row, is taken for dead. */
    private static final long SILENCE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final int SILENT_COMMANDS = 3;

    private final Vertx vertx;
    private final RedisOptions options;
    private final Context context;

    private volatile boolean up;
    private @Nullable Redis client;
    private @Nullable RedisConnection connection;
    /** Counts connections and losses, so that what comes late from an earlier connection is told apart. */
    private int age;

    private boolean started;
    private boolean closed;
    private int failedAttempts;
    private int inFlight;
    private int timeouts;
    private long heardAt;

    Link(Vertx vertx, RedisOptions options, Context context) {
        this.vertx = vertx;
        this.options = options;
        this.context = context;
    }

    Context context() {
        return context;
    }

    boolean up() {
        return up;
    }

    /** Tries once to connect. A connection made is kept from then on. */
    Future<Void> connect() {
        started = true;
        int mine = ++age;
        // A client of its own for each connection: closing it is the one way to tear a dead connection down.
        Redis fresh = Redis.createClient(vertx, options);
        client = fresh;
        return fresh.connect()
                .compose(c -> {
                    c.endHandler(v -> context.runOnContext(x -> lost(mine, "closed")));
                    c.exceptionHandler(e -> context.runOnContext(x -> lost(mine, e.toString())));
                    return loadScripts(c).map(c);
                })
                .timeout(CONNECT_MILLIS, TimeUnit.MILLISECONDS)
                .<Void>map(c -> {
                    if (closed || mine != age) {
                        throw new StorageException.Unavailable("connection to Redis lost", null);
                    }
                    connection = c;
                    inFlight = 0;
                    timeouts = 0;
                    failedAttempts = 0;
                    up = true;
                    return null;
                })
                .onFailure(e -> fresh.close());
    }

    private static Future<?> loadScripts(RedisConnection connection) {
        return Future.all(Arrays.stream(Script.values())
                .map(script ->
                        connection.send(Request.cmd(Command.SCRIPT).arg("LOAD").arg(script.text())))
                .toList());
    }

    /** From now on tries to connect until it has; does nothing the second time. */
    void start() {
        if (!started) {
            keepTrying();
        }
    }

    private void keepTrying() {
        if (closed) {
            return;
        }
        connect().onComplete(v -> LOG.info("Connected to Redis"), e -> {
            if (failedAttempts == 0) {
                LOG.warn("Cannot connect to Redis, will keep trying: {}", e.getMessage());
            }
            retryLater();
        });
    }

    private void retryLater() {
        if (closed) {
            return;
        }
        long pause = Math.min(LONGEST_PAUSE_MILLIS, FIRST_PAUSE_MILLIS << Math.min(failedAttempts, 10));
        failedAttempts++;
        vertx.setTimer(pause / 2 + 1 + ThreadLocalRandom.current().nextLong(pause), id -> keepTrying());
    }

    private void lost(int which, String reason) {
        if (which != age || closed) {
            return;
        }
        age++;
        boolean wasUp = up;
        disconnect();
        // While connecting, the attempt itself fails and is repeated.
        if (wasUp) {
            LOG.warn("Connection to Redis lost ({}), reconnecting", reason);
            retryLater();
        }
    }

    private void disconnect() {
        up = false;
        connection = null;
        Redis old = client;
        client = null;
        if (old != null) {
            old.close();
        }
    }

    Future<Void> close() {
        closed = true;
        age++;
        disconnect();
        return Future.succeededFuture();
    }

    /**
     * Sends a command. The future completes on the calling context, if that has this link's thread; it fails with what the client or Redis
     * said, or {@link TimeoutException}, or a {@link StorageException}.
     */
    Future<Response> send(Request request, long millis) {
        RedisConnection c = connection;
        if (c == null) {
            return Future.failedFuture(new StorageException.Unavailable("no connection to Redis", null));
        }
        if (inFlight >= MAX_IN_FLIGHT) {
            return Future.failedFuture(new StorageException.Overloaded("too many commands wait for Redis", null));
        }
        if (inFlight++ == 0) {
            heardAt = System.nanoTime();
        }
        int mine = age;
        return c.send(request)
                .onComplete(answer -> ended(mine, answer.succeeded() || Failures.isAnswer(answer.cause())))
                .timeout(millis, TimeUnit.MILLISECONDS)
                .onFailure(e -> {
                    if (e instanceof TimeoutException) {
                        timedOut(mine);
                    } else if (Failures.isDemoted(e)) {
                        lost(mine, "it is a replica now");
                    }
                });
    }

    private void ended(int which, boolean heard) {
        if (which != age) {
            return;
        }
        inFlight--;
        if (heard) {
            timeouts = 0;
            heardAt = System.nanoTime();
        }
    }

    private void timedOut(int which) {
        if (which == age && ++timeouts >= SILENT_COMMANDS && System.nanoTime() - heardAt >= SILENCE_NANOS) {
            lost(which, "no answers");
        }
    }
}
