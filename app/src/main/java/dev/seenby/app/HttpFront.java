package dev.seenby.app;

import dev.seenby.observability.RequestIds;
import dev.seenby.problem.Problem;
import dev.seenby.rocketchat.RocketChatRoutes;
import dev.seenby.tencent.TencentRoutes;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The HTTP port, once per event loop: the instances share the port, and each connection stays with one of them. */
final class HttpFront extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(HttpFront.class);
    /** How long calls that are running may take to finish when the server stops. */
    static final long SHUTDOWN_SECONDS = 20;

    private final HttpServerOptions options;
    private final List<Consumer<Router>> routes;
    private final Consumer<Integer> listening;
    private final AtomicInteger open;
    private final Consumer<Connections.Why> closed;
    private @Nullable HttpServer server;

    /**
     * @param routes each adds what it answers
     * @param listening is told the port
     * @param open counts the connections of all event loops
     * @param closed is told of connections that are closed because of their clients
     */
    HttpFront(
            HttpServerOptions options,
            List<Consumer<Router>> routes,
            Consumer<Integer> listening,
            AtomicInteger open,
            Consumer<Connections.Why> closed) {
        this.options = options;
        this.routes = routes;
        this.listening = listening;
        this.open = open;
        this.closed = closed;
    }

    @Override
    public Future<?> start() {
        Router router = Router.router(vertx);
        routes.forEach(add -> add.accept(router));
        for (int status : new int[] {400, 404, 405, 413, 414, 500}) {
            router.errorHandler(status, HttpFront::elsewhere);
        }
        Connections connections =
                new Connections(open, Connections.MOST, closed, new RequestIds(router), System::nanoTime);
        HttpServer starting = vertx.createHttpServer(options)
                .connectionHandler(connections::opened)
                .requestHandler(connections);
        vertx.setPeriodic(Connections.LOOK_MILLIS, tick -> connections.look());
        server = starting;
        return starting.listen().onSuccess(s -> listening.accept(s.actualPort()));
    }

    @Override
    public Future<?> stop() {
        return server == null ? Future.succeededFuture() : server.shutdown(SHUTDOWN_SECONDS, TimeUnit.SECONDS);
    }

    /** What no dialect answers. */
    private static void elsewhere(RoutingContext context) {
        Throwable failure = context.failure();
        // Below 400, even -1: Vert.x could not take the request apart.
        int status = context.statusCode() < 400 ? 400 : context.statusCode();
        if (status == 400 && context.request().uri().startsWith("/v4/")) {
            TencentRoutes.answerUnreadable(context.response());
        } else if (status == 400 && context.request().uri().startsWith("/api/")) {
            RocketChatRoutes.answerUnreadable(context.response());
        } else if (status == 404) {
            Problem.notFound(context.request().path()).send(context.response());
        } else if (status < 500) {
            new Problem(status, "the request cannot be understood").send(context.response());
        } else {
            Problem problem = failure == null ? new Problem(500, "no answer") : Problem.of(failure);
            if (problem.status() == 500) {
                LOG.error("a call failed", failure);
            }
            problem.send(context.response());
        }
    }
}
