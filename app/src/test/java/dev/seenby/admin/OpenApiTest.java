package dev.seenby.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.seenby.credentials.Passwords;
import dev.seenby.credentials.Secrets;
import dev.seenby.limits.NodeAppStamps;
import dev.seenby.receipts.AwayStamps;
import dev.seenby.receipts.RealServers;
import dev.seenby.receipts.Registration;
import dev.seenby.receipts.Tenants;
import dev.seenby.storage.AppStamps;
import dev.seenby.storage.postgres.PostgresStorage;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.client.HttpRequest;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Olga's programs know the API from its description alone. Every answer that it names is asked for, media type by media type, and
 * has the shape that it says; there is no route beside it.
 */
@ExtendWith(RealServers.Shared.class)
class OpenApiTest {
    private static final String TOKEN = "olgas-token";
    private static final String APPS = "/admin/v1/apps";
    private static final String APP = "/admin/v1/apps/{sdkAppId}";
    private static final String JSON = "application/json";
    private static final String PATCH = "application/merge-patch+json";
    private static final String LONG = "{\"name\":\"" + "a".repeat(70_000) + "\"}";
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private PostgresStorage storage;
    private PostgresStorage closed;
    private AdminRoutes admin;
    private HttpServer server;
    /** One whose databases are away. */
    private HttpServer lost;

    private WebClient client;
    private JsonNode description;
    private final Set<String> seen = new TreeSet<>();
    /** The body that was sent last. */
    private @Nullable String sent;

    @BeforeEach
    void start() {
        Vertx vertx = RealServers.shared().vertx();
        storage = RealServers.shared().emptyRecord();
        closed = RealServers.shared().emptyRecord();
        await(closed.close());
        client = WebClient.create(vertx);
        admin = routes(vertx, storage, new NodeAppStamps());
        server = listen(vertx, admin);
        lost = listen(vertx, routes(vertx, closed, new AwayStamps()));
        description = json(get("/admin/v1/openapi.json").send());
    }

    @AfterEach
    void stop() {
        client.close();
        await(server.close());
        await(lost.close());
        await(storage.close());
    }

    @Test
    void everythingThatItSaysIsSoAndThereIsNothingElse() {
        described("GET", "/admin/v1/openapi.json", null, get("/admin/v1/openapi.json"));
        apps();
        oneApp();
        keys();
        people();

        assertThat(seen).isEqualTo(everythingDescribed());
        assertThat(admin.routes())
                .extracting(route ->
                        route.method() + " " + route.path() + " " + new TreeSet<>(route.bodies()) + " " + route.open())
                .containsExactlyInAnyOrderElementsOf(routesDescribed());
    }

    private void apps() {
        String full = """
                {"name":"acme","sdkAppId":7,"hosts":["acme.example"],"callsPerSecond":5,"ceilingPerSecond":6,
                 "callsPerSecondPerPerson":7,"callLimits":{"POST api/v1/messages":3},"messagesPerSecondPerGroup":40,
                 "keepReadsDays":30,"features":{"zulip":false},"webhook":{"url":"https://acme.example/hook"},
                 "owner":{"username":"alice","name":"Alice","email":"alice@acme.example"}}""";
        described("POST", APPS, JSON, post(APPS, full));
        described("POST", APPS, JSON, post(APPS, full));
        described("POST", APPS, JSON, post(APPS, "{\"name\":7}"));
        described("POST", APPS, JSON, post(APPS, LONG));
        described("POST", APPS, JSON, body(HttpMethod.POST, server, APPS, "text/plain", "x"));
        described("POST", APPS, JSON, nobody(HttpMethod.POST, APPS));
        described("POST", APPS, JSON, body(HttpMethod.POST, lost, APPS, JSON, "{\"name\":\"a\"}"));

        described("GET", APPS, null, get(APPS));
        described("GET", APPS, null, get(APPS + "?limit=0"));
        described("GET", APPS, null, nobody(HttpMethod.GET, APPS));
        described("GET", APPS, null, away(HttpMethod.GET, APPS));
    }

    private void oneApp() {
        String app = "/admin/v1/apps/7";
        described("GET", APP, null, get(app));
        described("GET", APP, null, get("/admin/v1/apps/8"));
        described("GET", APP, null, nobody(HttpMethod.GET, app));
        described("GET", APP, null, away(HttpMethod.GET, app));
        await(post(APPS, "{\"name\":\"blue\",\"sdkAppId\":9,\"hosts\":[\"blue.example\"]}"));
        for (String type : List.of(JSON, PATCH)) {
            described("PATCH", APP, type, body(HttpMethod.PATCH, server, app, type, "{\"webhook\":null}"));
            described(
                    "PATCH",
                    APP,
                    type,
                    body(HttpMethod.PATCH, server, app, type, "{\"webhook\":{\"url\":\"http://a/\"}}"));
            described("PATCH", APP, type, body(HttpMethod.PATCH, server, app, type, "{\"name\":null}"));
            described("PATCH", APP, type, nobody(HttpMethod.PATCH, app));
            described("PATCH", APP, type, body(HttpMethod.PATCH, server, "/admin/v1/apps/8", type, "{}"));
            described("PATCH", APP, type, body(HttpMethod.PATCH, server, app, type, "{\"hosts\":[\"blue.example\"]}"));
            described(
                    "PATCH",
                    APP,
                    type,
                    request(HttpMethod.PATCH, server, app)
                            .putHeader("Content-Type", type)
                            .putHeader("If-Match", "\"0\"")
                            .sendBuffer(Buffer.buffer("{}")));
            described("PATCH", APP, type, body(HttpMethod.PATCH, server, app, type, LONG));
            described("PATCH", APP, type, body(HttpMethod.PATCH, server, app, "text/plain", "{}"));
            described("PATCH", APP, type, body(HttpMethod.PATCH, lost, app, type, "{}"));
        }
        described("DELETE", APP, null, stale(HttpMethod.DELETE, "/admin/v1/apps/9"));
        described(
                "DELETE",
                APP,
                null,
                request(HttpMethod.DELETE, server, "/admin/v1/apps/9").send());
        described(
                "DELETE",
                APP,
                null,
                request(HttpMethod.DELETE, server, "/admin/v1/apps/9").send());
        described("DELETE", APP, null, nobody(HttpMethod.DELETE, app));
        described("DELETE", APP, null, away(HttpMethod.DELETE, app));
    }

    private void keys() {
        for (String what : List.of("/rotate-key", "/rotate-webhook-secret")) {
            String path = APP + what;
            described(
                    "POST",
                    path,
                    null,
                    request(HttpMethod.POST, server, "/admin/v1/apps/7" + what).send());
            described(
                    "POST",
                    path,
                    null,
                    request(HttpMethod.POST, server, "/admin/v1/apps/8" + what).send());
            described("POST", path, null, stale(HttpMethod.POST, "/admin/v1/apps/7" + what));
            described("POST", path, null, nobody(HttpMethod.POST, "/admin/v1/apps/7" + what));
            described("POST", path, null, away(HttpMethod.POST, "/admin/v1/apps/7" + what));
        }
        await(body(HttpMethod.PATCH, server, "/admin/v1/apps/7", JSON, "{\"webhook\":null}"));
        described(
                "POST",
                APP + "/rotate-webhook-secret",
                null,
                request(HttpMethod.POST, server, "/admin/v1/apps/7/rotate-webhook-secret")
                        .send());
    }

    private void people() {
        String app = "/admin/v1/apps/7";
        String erasures = APP + "/erasures";
        String one = APP + "/people/{userId}";
        described("GET", one + "/export", null, get(app + "/people/administrator/export"));
        described("GET", one + "/export", null, get(app + "/people/nobody/export"));
        described("GET", one + "/export", null, nobody(HttpMethod.GET, app + "/people/bob/export"));
        described("GET", one + "/export", null, away(HttpMethod.GET, app + "/people/bob/export"));
        await(storage.people()
                .create(7, Registration.fill(Registration.Request.tencent("bob", null, null), 0), List.of()));
        described("DELETE", one, null, request(HttpMethod.DELETE, server, app + "/people/bob"));
        described("DELETE", one, null, request(HttpMethod.DELETE, server, app + "/people/bob?messages=burn"));
        described("DELETE", one, null, request(HttpMethod.DELETE, server, app + "/people/nobody"));
        described("DELETE", one, null, request(HttpMethod.DELETE, server, app + "/people/administrator"));
        described("DELETE", one, null, nobody(HttpMethod.DELETE, app + "/people/bob"));
        described("DELETE", one, null, away(HttpMethod.DELETE, app + "/people/bob"));
        JsonNode listed = json(get(app + "/erasures").send());
        assertThat(listed.path("erasures")).hasSize(1);
        String first = "/erasures/" + listed.path("erasures").path(0).path("id").asLong();
        described("GET", erasures, null, get(app + "/erasures"));
        described("GET", erasures, null, get(app + "/erasures?limit=0"));
        described("GET", erasures, null, get("/admin/v1/apps/8/erasures"));
        described("GET", erasures, null, nobody(HttpMethod.GET, app + "/erasures"));
        described("GET", erasures, null, away(HttpMethod.GET, app + "/erasures"));
        described("GET", erasures + "/{erasureId}", null, get(app + first));
        described("GET", erasures + "/{erasureId}", null, get(app + "/erasures/0"));
        described("GET", erasures + "/{erasureId}", null, nobody(HttpMethod.GET, app + first));
        described("GET", erasures + "/{erasureId}", null, away(HttpMethod.GET, app + first));
    }

    /** The answer is one that the description names, with a body of the shape that it says. */
    private void described(String method, String path, @Nullable String type, HttpRequest<Buffer> request) {
        described(method, path, type, request.send());
    }

    private void described(String method, String path, @Nullable String type, Future<HttpResponse<Buffer>> asked) {
        HttpResponse<Buffer> answer = await(asked);
        String what = method + " " + path + (type == null ? "" : " " + type) + " " + answer.statusCode();
        JsonNode operation = description.path("paths").path(path).path(method.toLowerCase(Locale.ROOT));
        JsonNode response = operation.path("responses").path(Integer.toString(answer.statusCode()));
        assertThat(response.isMissingNode())
                .as("%s is not described: %s", what, answer.bodyAsString())
                .isFalse();
        if (response.has("$ref")) {
            response = description.at(response.path("$ref").asText().substring(1));
        }
        for (Iterator<String> headers = response.path("headers").fieldNames(); headers.hasNext(); ) {
            assertThat(answer.getHeader(headers.next())).as(what).isNotBlank();
        }
        if (response.has("content")) {
            JsonNode content = response.path("content").path(answer.getHeader("Content-Type"));
            assertThat(content.isMissingNode())
                    .as(what + " " + answer.getHeader("Content-Type"))
                    .isFalse();
            assertThat(Schemas.problems(description, content, answer.bodyAsString()))
                    .as("%s: %s", what, answer.bodyAsString())
                    .isEmpty();
        } else {
            assertThat(answer.body()).as(what).isNull();
        }
        asked(operation.path("requestBody").path("content").path(String.valueOf(type)), answer.statusCode(), what);
        if (answer.statusCode() >= 400) {
            JsonNode problem = read(answer);
            assertThat(problem.path("status").asInt()).isEqualTo(answer.statusCode());
            assertThat(problem.path("title").asText()).isEqualTo(answer.statusMessage());
            assertThat(problem.path("type").asText()).isEqualTo("about:blank");
        }
        seen.add(what);
    }

    /** What was sent has the shape that the description says if it was understood, and has not if it was refused. */
    private void asked(JsonNode content, int status, String what) {
        String body = sent;
        sent = null;
        if (body == null || content.isMissingNode()) {
            return;
        }
        if (status == 400) {
            assertThat(Schemas.problems(description, content, body)).as(what).isNotEmpty();
        } else if (status < 300 || List.of(404, 409, 412).contains(status)) {
            assertThat(Schemas.problems(description, content, body)).as(what).isEmpty();
        }
    }

    private Set<String> everythingDescribed() {
        Set<String> all = new TreeSet<>();
        eachOperation((method, path, operation) -> {
            List<String> types = new ArrayList<>();
            operation.path("requestBody").path("content").fieldNames().forEachRemaining(type -> types.add(" " + type));
            operation.path("responses").fieldNames().forEachRemaining(status -> (types.isEmpty() ? List.of("") : types)
                    .forEach(type -> all.add(method + " " + path + type + " " + status)));
        });
        return all;
    }

    private List<String> routesDescribed() {
        List<String> all = new ArrayList<>();
        eachOperation((method, path, operation) -> {
            Set<String> types = new TreeSet<>();
            operation.path("requestBody").path("content").fieldNames().forEachRemaining(types::add);
            boolean open =
                    operation.has("security") && operation.path("security").isEmpty();
            all.add(method + " " + path + " " + types + " " + open);
        });
        return all;
    }

    private interface Operation {
        void is(String method, String path, JsonNode operation);
    }

    private void eachOperation(Operation each) {
        for (Map.Entry<String, JsonNode> path : description.path("paths").properties()) {
            for (Map.Entry<String, JsonNode> operation : path.getValue().properties()) {
                if (!operation.getKey().equals("parameters")) {
                    each.is(operation.getKey().toUpperCase(Locale.ROOT), path.getKey(), operation.getValue());
                }
            }
        }
    }

    private HttpRequest<Buffer> get(String path) {
        return request(HttpMethod.GET, server, path);
    }

    private Future<HttpResponse<Buffer>> post(String path, String body) {
        return body(HttpMethod.POST, server, path, JSON, body);
    }

    private Future<HttpResponse<Buffer>> body(HttpMethod method, HttpServer at, String path, String type, String body) {
        sent = body;
        return request(method, at, path).putHeader("Content-Type", type).sendBuffer(Buffer.buffer(body));
    }

    private Future<HttpResponse<Buffer>> nobody(HttpMethod method, String path) {
        return client.request(method, server.actualPort(), "127.0.0.1", path).send();
    }

    private Future<HttpResponse<Buffer>> stale(HttpMethod method, String path) {
        return request(method, server, path).putHeader("If-Match", "\"0\"").send();
    }

    private Future<HttpResponse<Buffer>> away(HttpMethod method, String path) {
        return request(method, lost, path).send();
    }

    private HttpRequest<Buffer> request(HttpMethod method, HttpServer at, String path) {
        return client.request(method, at.actualPort(), "127.0.0.1", path).bearerTokenAuthentication(TOKEN);
    }

    private static AdminRoutes routes(Vertx vertx, PostgresStorage storage, AppStamps stamps) {
        return new AdminRoutes(
                new Tenants(storage.apps(), stamps),
                new Passwords(vertx),
                new AdminToken(Secrets.hash(TOKEN)),
                Set.of("POST api/v1/messages"),
                storage.exports(),
                storage.erasures());
    }

    private static HttpServer listen(Vertx vertx, AdminRoutes routes) {
        Router router = Router.router(vertx);
        routes.mount(router);
        return await(vertx.createHttpServer().requestHandler(router).listen(0, "127.0.0.1"));
    }

    private static JsonNode json(Future<HttpResponse<Buffer>> answer) {
        return read(await(answer));
    }

    private static JsonNode read(HttpResponse<Buffer> answer) {
        try {
            return MAPPER.readTree(answer.body().getBytes());
        } catch (IOException e) {
            throw new AssertionError(answer.bodyAsString(), e);
        }
    }

    private static <T> T await(Future<T> future) {
        try {
            return future.await(20, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError(e);
        }
    }
}
