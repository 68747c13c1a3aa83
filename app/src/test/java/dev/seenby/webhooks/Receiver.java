package dev.seenby.webhooks;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** Rita's back end, on the JDK's HTTP server: takes what is posted to it, or does not. */
public final class Receiver implements AutoCloseable {
    /** How it answers. */
    public enum Mood {
        TAKES,
        FAILS,
        REFUSES,
        REDIRECTS,
        /** Does not answer before it is told to. */
        HANGS,
        HANGS_UP,
        /** Answers a mebibyte. */
        TALKS_TOO_MUCH,
        /** Begins to answer, and never ends. */
        TRICKLES
    }

    /** Something that was posted. */
    public record Post(
            String path, String query, String id, String timestamp, String signature, String text, boolean taken) {
        public JsonObject body() {
            return new JsonObject(text);
        }

        public String command() {
            return body().getString("CallbackCommand");
        }

        public String group() {
            return body().getString("GroupId");
        }

        public List<JsonObject> list(String name) {
            JsonArray list = body().getJsonArray(name);
            return list.stream().map(JsonObject.class::cast).toList();
        }

        /** As docs/webhooks.md says: over id, time and body, with the secret's UTF-8 as key. */
        public boolean isSigned(String secret) {
            try {
                Mac mac = Mac.getInstance("HmacSHA256");
                mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
                byte[] signed = (id + "." + timestamp + "." + text).getBytes(StandardCharsets.UTF_8);
                return signature.equals("v1," + Base64.getEncoder().encodeToString(mac.doFinal(signed)));
            } catch (GeneralSecurityException e) {
                throw new AssertionError(e);
            }
        }
    }

    /** All that were posted, in order; also those that were refused. */
    public final List<Post> posts = new CopyOnWriteArrayList<>();

    public volatile Mood mood = Mood.TAKES;
    /** Those that wait for an answer. */
    final List<HttpExchange> hanging = new CopyOnWriteArrayList<>();

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final @Nullable SSLContext tls;
    private final int port;
    private volatile HttpServer server;

    public Receiver() {
        this(null);
    }

    /** @param tls null = plain HTTP */
    Receiver(@Nullable SSLContext tls) {
        this.tls = tls;
        this.server = listen(0);
        this.port = server.getAddress().getPort();
    }

    private HttpServer listen(int at) {
        try {
            InetSocketAddress address = new InetSocketAddress("127.0.0.1", at);
            HttpServer listening;
            if (tls == null) {
                listening = HttpServer.create(address, 0);
            } else {
                HttpsServer secure = HttpsServer.create(address, 0);
                secure.setHttpsConfigurator(new HttpsConfigurator(tls));
                listening = secure;
            }
            listening.createContext("/", this::answer);
            listening.setExecutor(threads);
            listening.start();
            return listening;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        Mood now = mood;
        String text = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        boolean taken = now == Mood.TAKES || now == Mood.TALKS_TOO_MUCH || now == Mood.TRICKLES;
        if (now == Mood.HANGS) {
            hanging.add(exchange);
        }
        posts.add(new Post(
                exchange.getRequestURI().getPath(),
                Objects.requireNonNullElse(exchange.getRequestURI().getRawQuery(), ""),
                header(exchange, "webhook-id"),
                header(exchange, "webhook-timestamp"),
                header(exchange, "webhook-signature"),
                text,
                taken));
        switch (now) {
            case TAKES ->
                end(exchange, 200, "{\"ActionStatus\":\"FAIL\",\"ErrorInfo\":\"nobody reads this\",\"ErrorCode\":1}");
            case FAILS -> end(exchange, 500, "");
            case REFUSES -> end(exchange, 410, "");
            case REDIRECTS -> {
                exchange.getResponseHeaders().add("Location", url("/elsewhere"));
                end(exchange, 307, "");
            }
            case HANGS -> {}
            case HANGS_UP -> exchange.close();
            case TALKS_TOO_MUCH -> end(exchange, 200, "a".repeat(1 << 20));
            case TRICKLES -> {
                exchange.sendResponseHeaders(200, 100);
                exchange.getResponseBody().write('{');
                exchange.getResponseBody().flush();
            }
        }
    }

    private static String header(HttpExchange exchange, String name) {
        return Objects.requireNonNullElse(exchange.getRequestHeaders().getFirst(name), "");
    }

    private static void end(HttpExchange exchange, int status, String body) throws IOException {
        try (exchange) {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            if (bytes.length > 0) {
                exchange.getResponseBody().write(bytes);
            }
        }
    }

    public String url(String pathAndQuery) {
        return (tls == null ? "http" : "https") + "://127.0.0.1:" + port + pathAndQuery;
    }

    int port() {
        return port;
    }

    public List<Post> taken() {
        return posts.stream().filter(Post::taken).toList();
    }

    /** Whoever has hung until now is answered with success. */
    void wakesUp() throws IOException {
        for (HttpExchange exchange : hanging) {
            hanging.remove(exchange);
            end(exchange, 200, "");
        }
    }

    /** Nobody listens on its port any more. */
    void dies() {
        server.stop(0);
    }

    void comesBack() {
        server = listen(port);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
