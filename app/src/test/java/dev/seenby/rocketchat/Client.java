package dev.seenby.rocketchat;

import dev.seenby.storage.Person;
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
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Somebody who calls the API over HTTP, signed in. */
record Client(RocketChatServer server, String host, long app, Person person, String token) {
    private static final Map<RocketChatServer, HttpClient> CLIENTS = new ConcurrentHashMap<>();

    /** An answer. */
    record Answer(int status, MultiMap headers, String text) {
        JsonObject json() {
            return new JsonObject(text);
        }
    }

    /** GET. @param pairs names and values of the query, not encoded */
    Answer get(String call, String... pairs) {
        StringBuilder query = new StringBuilder();
        for (int i = 0; i < pairs.length; i += 2) {
            query.append(i == 0 ? '?' : '&')
                    .append(encode(pairs[i]))
                    .append('=')
                    .append(encode(pairs[i + 1]));
        }
        return raw(HttpMethod.GET, "/api/v1/" + call + query, null);
    }

    /** POST. @param pairs names and values of the body */
    Answer post(String call, Object... pairs) {
        JsonObject body = new JsonObject();
        for (int i = 0; i < pairs.length; i += 2) {
            body.put((String) pairs[i], pairs[i + 1]);
        }
        return raw(HttpMethod.POST, "/api/v1/" + call, body.encode());
    }

    /** As {@link #get}; must be answered with 200. */
    JsonObject ok(Answer answer) {
        if (answer.status() != 200) {
            throw new AssertionError(answer);
        }
        return answer.json();
    }

    Answer raw(HttpMethod method, String uri, String body) {
        return raw(
                method,
                uri,
                body,
                MultiMap.caseInsensitiveMultiMap()
                        .add("X-Auth-Token", token)
                        .add("X-User-Id", person.rocketChatId())
                        .add("Content-Type", "application/json"));
    }

    Answer raw(HttpMethod method, String uri, String body, MultiMap headers) {
        HttpClient http = CLIENTS.computeIfAbsent(server, s -> s.vertx().createHttpClient());
        RequestOptions options = new RequestOptions()
                .setServer(SocketAddress.inetSocketAddress(server.port(), "127.0.0.1"))
                .setHost(host)
                .setPort(80)
                .setMethod(method)
                .setURI(uri);
        return RocketChatServer.await(http.request(options).compose(request -> {
            request.headers().addAll(headers);
            // On the event loop: added from the caller's thread, it could come after the answer, and miss it.
            return (body == null ? request.send() : request.send(Buffer.buffer(body))).compose(Client::answer);
        }));
    }

    private static io.vertx.core.Future<Answer> answer(HttpClientResponse response) {
        return response.body()
                .map(body ->
                        new Answer(response.statusCode(), response.headers(), body.toString(StandardCharsets.UTF_8)));
    }

    static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
