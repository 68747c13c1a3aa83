package dev.seenby.loadtests.gatling;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.SocketAddress;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * The server that is under load, and calls that prepare it: one at a time, and any failure ends the run.
 *
 * @param nodes of the HTTP port, such as {@code http://127.0.0.1:8080}
 * @param management the same nodes' management port
 * @param token of the admin API
 */
record Target(List<URI> nodes, List<URI> management, String token, Vertx vertx, HttpClient http)
        implements AutoCloseable {

    /** An app, whose owner may make people. */
    record App(
            String host,
            long sdkAppId,
            String key,
            String ownerId,
            String ownerToken,
            String ownerEmail,
            String ownerKey) {}

    /** As {@code -Durl}, {@code -Dmanagement} and {@code -Dtoken} say; several nodes with commas between. */
    static Target given() {
        Vertx vertx = Vertx.vertx();
        return new Target(uris("url"), uris("management"), required("token"), vertx, vertx.createHttpClient());
    }

    private static List<URI> uris(String parameter) {
        return Arrays.stream(required(parameter).split(",")).map(URI::create).toList();
    }

    private static String required(String parameter) {
        String given = System.getProperty(parameter);
        if (given == null) {
            throw new IllegalArgumentException("-D" + parameter + " is missing");
        }
        return given;
    }

    List<String> urls() {
        return nodes.stream().map(URI::toString).toList();
    }

    /** An app of its own for this run. */
    App newApp(String name, int callsPerSecond) {
        String host = name + "-" + Long.toHexString(ThreadLocalRandom.current().nextLong()) + ".load.example";
        JsonObject made = call(
                HttpMethod.POST,
                host,
                "/admin/v1/apps",
                Map.of("Authorization", "Bearer " + token, "Content-Type", "application/json"),
                new JsonObject()
                        .put("name", host)
                        .put("hosts", List.of(host))
                        .put("callsPerSecond", callsPerSecond)
                        .put("owner", new JsonObject().put("username", "owner").put("email", "owner@" + host))
                        .encode());
        JsonObject owner = made.getJsonObject("owner");
        return new App(
                host,
                made.getLong("sdkAppId"),
                made.getString("secretKey"),
                owner.getString("userId"),
                owner.getString("authToken"),
                owner.getString("email"),
                owner.getString("apiKey"));
    }

    /** @throws IllegalStateException with the answer, when its status is none of success */
    JsonObject call(HttpMethod method, String host, String uri, Map<String, String> headers, String body) {
        URI node = nodes.get(0);
        RequestOptions options = new RequestOptions()
                .setServer(SocketAddress.inetSocketAddress(node.getPort(), node.getHost()))
                .setHost(host)
                .setPort(80)
                .setMethod(method)
                .setURI(uri);
        return await(http.request(options).compose(request -> {
            request.headers().addAll(headers);
            return request.send(Buffer.buffer(body))
                    .compose(answer -> answer.body().map(text -> {
                        if (answer.statusCode() / 100 != 2) {
                            throw new IllegalStateException(
                                    method + " " + uri + ": " + answer.statusCode() + " " + text);
                        }
                        return text.toJsonObject();
                    }));
        }));
    }

    /**
     * Sums of a node's metrics.
     *
     * @param series beginnings of lines, such as {@code jvm_memory_used_bytes{area="heap"}
     */
    double metric(int node, String series) {
        URI uri = management.get(node);
        String page = await(http.request(HttpMethod.GET, uri.getPort(), uri.getHost(), "/metrics")
                .compose(request -> request.send().compose(answer -> answer.body()))
                .map(Buffer::toString));
        return page.lines()
                .filter(line -> line.startsWith(series))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    /** Of all nodes together. */
    double metric(String series) {
        double sum = 0;
        for (int node = 0; node < management.size(); node++) {
            sum += metric(node, series);
        }
        return sum;
    }

    private static <T> T await(Future<T> future) {
        try {
            return future.await(60, TimeUnit.SECONDS);
        } catch (java.util.concurrent.TimeoutException e) {
            throw new IllegalStateException(String.format(Locale.ROOT, "no answer within %d s", 60), e);
        }
    }

    @Override
    public void close() {
        await(vertx.close());
    }
}
