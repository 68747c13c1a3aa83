package dev.seenby.zulip;

import dev.seenby.receipts.Names;
import dev.seenby.storage.App;
import dev.seenby.storage.Person;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.SocketAddress;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Somebody who calls the API over HTTP with their API key. */
record Client(ZulipServer server, String host, App app, Person person, String key) {
    private static final Map<ZulipServer, HttpClient> CLIENTS = new ConcurrentHashMap<>();
    static final String FORM = "application/x-www-form-urlencoded";

    /** An answer. */
    record Answer(int status, MultiMap headers, String text) {
        JsonObject json() {
            return new JsonObject(text);
        }
    }

    int id() {
        return person.zulipId();
    }

    String email() {
        return Names.email(app, person);
    }

    static String basic(String text) {
        return "Basic " + Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Signed in. @param path after {@code /api/v1} */
    Answer get(String path) {
        return call(HttpMethod.GET, path, null);
    }

    Answer call(HttpMethod method, String path, @Nullable String form) {
        return raw(method, "/api/v1" + path, form, headers("Authorization", basic(email() + ":" + key)));
    }

    /** Nobody in particular posts a form. @param pairs names and values, not encoded */
    Answer post(String path, String... pairs) {
        return raw(HttpMethod.POST, "/api/v1" + path, form(pairs), headers("Content-Type", FORM));
    }

    static String form(String... pairs) {
        StringBuilder form = new StringBuilder();
        for (int i = 0; i < pairs.length; i += 2) {
            form.append(i == 0 ? "" : "&")
                    .append(URLEncoder.encode(pairs[i], StandardCharsets.UTF_8))
                    .append('=')
                    .append(URLEncoder.encode(pairs[i + 1], StandardCharsets.UTF_8));
        }
        return form.toString();
    }

    static MultiMap headers(String... pairs) {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap();
        for (int i = 0; i < pairs.length; i += 2) {
            headers.add(pairs[i], pairs[i + 1]);
        }
        return headers;
    }

    Answer raw(HttpMethod method, String uri, @Nullable String body, MultiMap headers) {
        return raw(host, method, uri, body, headers);
    }

    Answer raw(String host, HttpMethod method, String uri, @Nullable String body, MultiMap headers) {
        HttpClient http = CLIENTS.computeIfAbsent(server, s -> s.vertx().createHttpClient());
        RequestOptions options = new RequestOptions()
                .setServer(SocketAddress.inetSocketAddress(server.port(), "127.0.0.1"))
                .setHost(host)
                .setPort(80)
                .setMethod(method)
                .setURI(uri);
        return ZulipServer.await(http.request(options).compose(request -> {
            request.headers().addAll(headers);
            if (body != null && !headers.contains("Content-Type")) {
                request.putHeader("Content-Type", FORM);
            }
            return (body == null ? request.send() : request.send(Buffer.buffer(body))).compose(Client::answer);
        }));
    }

    private static Future<Answer> answer(HttpClientResponse response) {
        return response.body()
                .map(body ->
                        new Answer(response.statusCode(), response.headers(), body.toString(StandardCharsets.UTF_8)));
    }
}
