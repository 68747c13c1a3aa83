package dev.seenby.admin;

import dev.seenby.problem.Problem;
import dev.seenby.receipts.Tenants;
import dev.seenby.storage.Erasures;
import dev.seenby.storage.Erasures.Erasure;
import dev.seenby.storage.Exports;
import dev.seenby.storage.StorageException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is kept of a person: to be taken home, and to be taken out. */
final class PeopleRoutes {
    private static final Logger LOG = LoggerFactory.getLogger(PeopleRoutes.class);
    private static final String PERSON = AppRoutes.APP + "/people/{userId}";
    private static final String ERASURES = AppRoutes.APP + "/erasures";
    private static final String NDJSON = "application/x-ndjson";
    private static final int MOST = 1_000;

    private final Tenants tenants;
    private final Exports exports;
    private final Erasures erasures;

    PeopleRoutes(Tenants tenants, Exports exports, Erasures erasures) {
        this.tenants = tenants;
        this.exports = exports;
        this.erasures = erasures;
    }

    List<Route> routes() {
        return List.of(
                Route.get(PERSON + "/export", this::export),
                Route.delete(PERSON, this::erase),
                Route.get(ERASURES, this::list),
                Route.get(ERASURES + "/{erasureId}", this::show));
    }

    /** Its id, if the app exists; what this node remembers of it may have been deleted through another. */
    private Future<Long> app(RoutingContext context) {
        return tenants.anew(AppRoutes.sdkAppId(context))
                .map(found -> found.orElseThrow(AppRoutes::unknown).sdkAppId());
    }

    private static String userId(RoutingContext context) {
        String userId = Objects.requireNonNullElse(context.pathParam("userId"), "");
        // PostgreSQL takes no such character in a text.
        if (userId.indexOf('\0') >= 0) {
            throw new Problem(404, "nobody of the app has this userId");
        }
        return userId;
    }

    private static Throwable named(Throwable failure) {
        if (failure instanceof StorageException.NotFound) {
            return new Problem(404, "nobody of the app has this userId");
        }
        if (failure instanceof StorageException.Conflict) {
            return new Problem(
                    409, "the app's administrator and its last active owner cannot be erased; delete the app instead");
        }
        return failure;
    }

    /** Sent as it is read; what goes wrong after the first line breaks the connection off. */
    private Future<Answer> export(RoutingContext context) {
        String userId = userId(context);
        return app(context)
                .map(app -> response -> exports.export(app, userId, lines -> send(response, lines))
                        .compose(done -> response.end(), failure -> {
                            if (!response.headWritten()) {
                                return Future.failedFuture(named(failure));
                            }
                            LOG.warn("an export broke off", failure);
                            response.reset();
                            return context.request().connection().close();
                        }));
    }

    private static Future<Void> send(HttpServerResponse response, List<String> lines) {
        if (response.closed()) {
            return Future.failedFuture(new StorageException.Unavailable("the client is gone", null));
        }
        if (!response.headWritten()) {
            response.setChunked(true).putHeader("Content-Type", NDJSON).putHeader("Cache-Control", "no-store");
        }
        Buffer buffer = Buffer.buffer();
        lines.forEach(line ->
                buffer.appendBytes(line.getBytes(StandardCharsets.UTF_8)).appendByte((byte) '\n'));
        Promise<Void> taken = Promise.promise();
        if (response.write(buffer).failed()) {
            return Future.failedFuture(new StorageException.Unavailable("the client is gone", null));
        }
        if (!response.writeQueueFull()) {
            return Future.succeededFuture();
        }
        response.exceptionHandler(taken::tryFail);
        response.drainHandler(drained -> taken.tryComplete());
        return taken.future();
    }

    private Future<Answer> erase(RoutingContext context) {
        String userId = userId(context);
        boolean keep = keepsMessages(context.queryParams().get("messages"));
        return app(context)
                .compose(app -> erasures.begin(app, userId, keep))
                .recover(failure -> Future.failedFuture(named(failure)))
                .map(erasure -> {
                    LOG.info("erasure {} of app {} was asked for", erasure.id(), erasure.app());
                    return Answer.json(202, json(erasure)).with("Location", path(erasure));
                });
    }

    private static boolean keepsMessages(@Nullable String messages) {
        if (messages == null || messages.equals("delete")) {
            return false;
        }
        if (messages.equals("keep")) {
            return true;
        }
        throw new Problem(400, "messages must be delete or keep");
    }

    private Future<Answer> list(RoutingContext context) {
        long after = AppRoutes.number(context.queryParams().get("after"), "after", 0, Long.MAX_VALUE, 0);
        int limit = (int) AppRoutes.number(context.queryParams().get("limit"), "limit", 1, MOST, 100);
        return app(context).compose(app -> erasures.list(app, after, limit)).map(page -> {
            JsonObject json = new JsonObject()
                    .put(
                            "erasures",
                            new JsonArray(page.stream().map(PeopleRoutes::json).toList()));
            if (page.size() == limit) {
                json.put("next", page.get(limit - 1).id());
            }
            return Answer.json(200, json);
        });
    }

    private Future<Answer> show(RoutingContext context) {
        String id = Objects.requireNonNullElse(context.pathParam("erasureId"), "");
        if (!id.matches("[1-9][0-9]{0,17}")) {
            throw new Problem(404, "no erasure has this id");
        }
        return app(context)
                .compose(app -> erasures.byId(app, Long.parseLong(id)))
                .map(found ->
                        Answer.json(200, json(found.orElseThrow(() -> new Problem(404, "no erasure has this id")))));
    }

    private static String path(Erasure erasure) {
        return "/admin/v1/apps/" + erasure.app() + "/erasures/" + erasure.id();
    }

    private static JsonObject json(Erasure erasure) {
        JsonObject json = new JsonObject()
                .put("id", erasure.id())
                .put("state", erasure.doneAt() == null ? "running" : "done")
                .put("step", erasure.step().name().toLowerCase(Locale.ROOT))
                .put("keepsMessages", erasure.keepsMessages())
                .put("rooms", erasure.rooms())
                .put("reads", erasure.reads())
                .put("messages", erasure.messages())
                .put("requestedAt", erasure.requestedAt().toString());
        return erasure.doneAt() == null
                ? json
                : json.put("doneAt", erasure.doneAt().toString());
    }
}
