package dev.seenby.storage.redis;

import dev.seenby.storage.StorageException;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A link for each event loop that asks, made when it first does. Until that one is up, and for callers that are on no
 * event loop of this Vert.x, the first link serves.
 */
final class Links {
    private final Vertx vertx;
    private final RedisOptions options;
    private final Link first;
    private final Map<Thread, Link> byEventLoop = new ConcurrentHashMap<>();
    private volatile boolean closed;

    private Links(Vertx vertx, RedisOptions options) {
        this.vertx = vertx;
        this.options = options;
        this.first = new Link(vertx, options, vertx.getOrCreateContext());
    }

    /** Fails if no connection can be made now. */
    static Future<Links> open(Vertx vertx, RedisOptions options) {
        Links links = new Links(vertx, options);
        return links.on(links.first, () -> {
                    if (Context.isOnEventLoopThread()) {
                        links.byEventLoop.put(Thread.currentThread(), links.first);
                    }
                    return links.first.connect();
                })
                .map(links);
    }

    boolean up() {
        return first.up();
    }

    /**
     * Runs a script.
     *
     * @param write whether it may change something
     * @param arguments adds what comes after the number of keys: the keys, then the arguments. May be called twice
     */
    Future<Response> run(Script script, long millis, boolean write, int keys, Consumer<Request> arguments) {
        return send(() -> command(Command.EVALSHA, script.sha(), keys, arguments), millis)
                .recover(e -> Failures.scriptIsMissing(e)
                        ? send(() -> command(Command.EVAL, script.text(), keys, arguments), millis)
                        : Future.failedFuture(e))
                .recover(e -> Future.failedFuture(Failures.of(e, write)));
    }

    /** Completes when Redis answers. */
    Future<Void> ping(long millis) {
        return send(() -> Request.cmd(Command.PING), millis)
                .recover(e -> Future.failedFuture(Failures.of(e, false)))
                .mapEmpty();
    }

    Future<Void> close() {
        closed = true;
        return Future.join(Map.copyOf(byEventLoop).values().stream()
                        .map(link -> on(link, link::close))
                        .toList())
                .compose(v -> on(first, first::close));
    }

    private static Request command(Command command, String script, int keys, Consumer<Request> arguments) {
        Request request = Request.cmd(command).arg(script).arg(keys);
        arguments.accept(request);
        return request;
    }

    private Future<Response> send(Supplier<Request> request, long millis) {
        if (closed) {
            return Future.failedFuture(new StorageException.Unavailable("Redis storage is closed", null));
        }
        Context caller = Vertx.currentContext();
        if (caller != null && caller.owner() == vertx && Context.isOnEventLoopThread()) {
            Link own = byEventLoop.computeIfAbsent(Thread.currentThread(), t -> new Link(vertx, options, caller));
            if (own.up()) {
                return own.send(request.get(), millis);
            }
            own.start();
        }
        return on(first, () -> first.send(request.get(), millis));
    }

    /** Does something on a link's context, and completes on the caller's. */
    private <T> Future<T> on(Link link, Supplier<Future<T>> task) {
        Context caller = Vertx.currentContext();
        if (caller == link.context()) {
            return task.get();
        }
        Promise<T> promise = Promise.promise();
        link.context().runOnContext(v -> task.get().onComplete((result, failure) -> {
            if (caller == null) {
                promise.complete(result, failure);
            } else {
                caller.runOnContext(x -> promise.complete(result, failure));
            }
        }));
        return promise.future();
    }
}
