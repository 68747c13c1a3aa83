package dev.seenby.webhooks;

import dev.seenby.storage.contract.Story;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;

/** Rita's back end: takes what is posted to it, or does not. */
final class Receiver implements AutoCloseable {
    /** How it answers. */
    enum Mood {
        TAKES,
        FAILS,
        REDIRECTS,
        HANGS,
        HANGS_UP,
        TALKS_TOO_MUCH
    }

    /** Something that was posted. */
    record Post(String path, String query, String id, String timestamp, String signature, String text, boolean taken) {
        JsonObject body() {
            return new JsonObject(text);
        }

        String command() {
            return body().getString("CallbackCommand");
        }

        String group() {
            return body().getString("GroupId");
        }

        List<JsonObject> list(String name) {
            JsonArray list = body().getJsonArray(name);
            return list.stream().map(JsonObject.class::cast).toList();
        }
    }

    /** All that were posted, in order; also those that were refused. */
    final List<Post> posts = new CopyOnWriteArrayList<>();

    volatile Mood mood = Mood.TAKES;
    private final Vertx vertx;
    private final int port;
    private volatile HttpServer server;

    Receiver(Vertx vertx) {
        this.vertx = vertx;
        this.server = listen(0);
        this.port = server.actualPort();
    }

    private HttpServer listen(int at) {
        return Story.await(vertx.createHttpServer()
                .requestHandler(request -> request.body().onSuccess(body -> answer(request, body)))
                .listen(at, "127.0.0.1"));
    }

    private void answer(HttpServerRequest request, Buffer body) {
        Mood now = mood;
        String text = body.toString();
        boolean taken = now == Mood.TAKES || now == Mood.TALKS_TOO_MUCH;
        posts.add(new Post(
                request.path(),
                Objects.requireNonNullElse(request.query(), ""),
                request.getHeader("webhook-id"),
                request.getHeader("webhook-timestamp"),
                request.getHeader("webhook-signature"),
                text,
                taken));
        switch (now) {
            case TAKES ->
                request.response()
                        .end("{\"ActionStatus\":\"FAIL\",\"ErrorInfo\":\"nobody reads this\",\"ErrorCode\":1}");
            case FAILS -> request.response().setStatusCode(500).end();
            case REDIRECTS ->
                request.response()
                        .setStatusCode(307)
                        .putHeader("location", url("/elsewhere"))
                        .end();
            case HANGS -> {}
            case HANGS_UP -> request.connection().close();
            case TALKS_TOO_MUCH -> request.response().end(Buffer.buffer(new byte[1 << 20]));
        }
    }

    String url(String pathAndQuery) {
        return "http://127.0.0.1:" + port + pathAndQuery;
    }

    List<Post> taken() {
        return posts.stream().filter(Post::taken).toList();
    }

    /** Nobody listens on its port any more. */
    void dies() {
        Story.await(server.close());
    }

    void comesBack() {
        server = listen(port);
    }

    @Override
    public void close() {
        Story.await(server.close());
    }
}
