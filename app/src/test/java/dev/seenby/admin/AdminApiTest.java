package dev.seenby.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seenby.credentials.ApiKey;
import dev.seenby.credentials.Passwords;
import dev.seenby.credentials.Secrets;
import dev.seenby.limits.NodeAppStamps;
import dev.seenby.receipts.RealServers;
import dev.seenby.receipts.Tenants;
import dev.seenby.storage.Credential;
import dev.seenby.storage.Person;
import dev.seenby.storage.postgres.PostgresStorage;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.client.HttpRequest;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Olga, the operator, makes apps and looks at them. */
@ExtendWith(RealServers.Shared.class)
class AdminApiTest {
    private static final String TOKEN = "olgas-token";
    private static final Set<String> CALLS = Set.of("v4/group_open_http_svc/send_group_msg", "POST api/v1/messages");

    private static Vertx vertx;

    private PostgresStorage storage;
    private HttpServer server;
    private WebClient client;

    @BeforeAll
    static void lookAround() {
        vertx = RealServers.shared().vertx();
    }

    @BeforeEach
    void start() {
        storage = RealServers.shared().emptyRecord();
        Router router = Router.router(vertx);
        new AdminRoutes(
                        new Tenants(storage.apps(), new NodeAppStamps()),
                        new Passwords(vertx),
                        new AdminToken(Secrets.hash(TOKEN)),
                        CALLS,
                        storage.exports(),
                        storage.erasures())
                .mount(router);
        server = await(vertx.createHttpServer().requestHandler(router).listen(0, "127.0.0.1"));
        client = WebClient.create(vertx);
    }

    @AfterEach
    void stop() {
        client.close();
        await(server.close());
        await(storage.close());
    }

    @Test
    void anAppMayLimitWhatEachPersonCalls() {
        JsonObject app =
                post("{\"name\":\"acme\",\"sdkAppId\":8,\"hosts\":[\"eight.example\"],\"callsPerSecondPerPerson\":5}")
                        .bodyAsJsonObject();
        assertThat(app.getInteger("callsPerSecondPerPerson")).isEqualTo(5);
        assertThat(get("/admin/v1/apps/8").bodyAsJsonObject().getInteger("callsPerSecondPerPerson"))
                .isEqualTo(5);
    }

    @Test
    void anAppIsMadeWithItsOwnerAndItsSecretsAreShownOnce() {
        HttpResponse<Buffer> response = post("""
                {"name":"acme","hosts":["Acme.example"],"sdkAppId":1400000001,"callsPerSecond":250,
                 "owner":{"username":"alice","name":"Alice","email":"alice@acme.example","password":"wonderland"}}""");

        assertThat(response.statusCode()).isEqualTo(201);
        assertThat(response.getHeader("Content-Type")).isEqualTo("application/json");
        assertThat(response.getHeader("Cache-Control")).isEqualTo("no-store");
        JsonObject app = response.bodyAsJsonObject();
        assertThat(app.fieldNames())
                .containsExactly("name", "hosts", "sdkAppId", "callsPerSecond", "secretKey", "administrator", "owner");
        assertThat(app.getString("name")).isEqualTo("acme");
        assertThat(app.getJsonArray("hosts")).isEqualTo(new JsonArray().add("acme.example"));
        assertThat(app.getLong("sdkAppId")).isEqualTo(1_400_000_001L);
        assertThat(app.getInteger("callsPerSecond")).isEqualTo(250);
        assertThat(app.getString("secretKey")).matches("[0-9a-f]{64}");
        assertThat(app.getString("administrator")).isEqualTo("administrator");
        JsonObject owner = app.getJsonObject("owner");
        assertThat(owner.fieldNames()).containsExactly("userId", "authToken", "zulipUserId", "email", "apiKey");
        assertThat(owner.getString("userId")).matches("[0-9A-Za-z]{17}");
        assertThat(owner.getString("email")).isEqualTo("alice@acme.example");

        Person alice = await(storage.people().byUserIds(1_400_000_001L, List.of("administrator")))
                .get(0);
        assertThat(alice.username()).isEqualTo("alice");
        assertThat(alice.name()).isEqualTo("Alice");
        assertThat(alice.role()).isEqualTo(Person.Role.OWNER);
        assertThat(alice.zulipId()).isEqualTo(owner.getInteger("zulipUserId"));
        List<Credential> kept = await(storage.credentials().of(alice.id()));
        assertThat(kept)
                .extracting(Credential::kind)
                .containsExactlyInAnyOrder(
                        Credential.Kind.PASSWORD, Credential.Kind.ROCKETCHAT_TOKEN, Credential.Kind.ZULIP_API_KEY);
        assertThat(kept)
                .contains(new Credential(Credential.Kind.ROCKETCHAT_TOKEN, Secrets.hash(owner.getString("authToken"))));
        assertThat(kept)
                .as("the key can be told again")
                .flatMap(credential -> ApiKey.again(app.getString("secretKey"), credential).stream()
                        .toList())
                .extracting(ApiKey::key)
                .containsExactly(owner.getString("apiKey"));
        assertThat(await(new Passwords(vertx).matches("wonderland", kept.get(0))))
                .isTrue();
    }

    @Test
    void onlyTheNameIsNeededAndTheRestIsMadeUp() {
        JsonObject app = post("{\"name\":\"acme\"}").bodyAsJsonObject();

        assertThat(app.getJsonArray("hosts")).isEmpty();
        assertThat(app.getLong("sdkAppId")).isPositive();
        assertThat(app.getInteger("callsPerSecond")).isEqualTo(200);
        JsonObject owner = app.getJsonObject("owner");
        assertThat(owner.fieldNames())
                .containsExactly("userId", "authToken", "zulipUserId", "email", "apiKey", "password");
        assertThat(owner.getString("email"))
                .isEqualTo("user" + owner.getInteger("zulipUserId") + "@app" + app.getLong("sdkAppId") + ".invalid");
        Person made = await(storage.people().byUserIds(app.getLong("sdkAppId"), List.of("administrator")))
                .get(0);
        Credential password = await(storage.credentials().of(made.id())).stream()
                .filter(credential -> credential.kind() == Credential.Kind.PASSWORD)
                .findFirst()
                .orElseThrow();
        assertThat(await(new Passwords(vertx).matches(owner.getString("password"), password)))
                .isTrue();
    }

    @Test
    void aCeilingIsShownWhereThereIsOne() {
        JsonObject app = post("{\"name\":\"acme\",\"sdkAppId\":7,\"ceilingPerSecond\":900}")
                .bodyAsJsonObject();

        assertThat(app.getInteger("ceilingPerSecond")).isEqualTo(900);
        assertThat(get("/admin/v1/apps/7").bodyAsJsonObject().getInteger("ceilingPerSecond"))
                .isEqualTo(900);
    }

    @Test
    void anAppIsShownWithoutItsSecrets() {
        post("{\"name\":\"acme\",\"sdkAppId\":7,\"hosts\":[\"acme.example\"]}");

        HttpResponse<Buffer> response = get("/admin/v1/apps/7");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.bodyAsJsonObject().fieldNames())
                .containsExactly("name", "hosts", "sdkAppId", "callsPerSecond", "administrator", "createdAt");
        assertThat(response.bodyAsJsonObject().getString("name")).isEqualTo("acme");
    }

    @Test
    void anAppThatIsNotThereIsA404() {
        for (String id : List.of("8", "0", "-1", "07", "x", "7.0", "4294967296", "99999999999")) {
            problem(get("/admin/v1/apps/" + id), 404, "no app has this sdkAppId");
        }
    }

    @Test
    void appsAreListedPageByPage() {
        for (int id = 1; id <= 5; id++) {
            post("{\"name\":\"app" + id + "\",\"sdkAppId\":" + id + ",\"hosts\":[\"app" + id + ".example\"]}");
        }

        JsonObject first = get("/admin/v1/apps?limit=2").bodyAsJsonObject();
        JsonObject second =
                get("/admin/v1/apps?limit=2&after=" + first.getLong("next")).bodyAsJsonObject();
        JsonObject third =
                get("/admin/v1/apps?limit=2&after=" + second.getLong("next")).bodyAsJsonObject();

        assertThat(names(first)).containsExactly("app1", "app2");
        assertThat(names(second)).containsExactly("app3", "app4");
        assertThat(names(third)).containsExactly("app5");
        assertThat(third.containsKey("next")).isFalse();
        assertThat(get("/admin/v1/apps").bodyAsJsonObject().containsKey("next")).isFalse();
    }

    @Test
    void aPageThatCannotBeIsA400() {
        for (String query : List.of("limit=0", "limit=1001", "limit=x", "limit=", "after=-1", "after=1.5")) {
            HttpResponse<Buffer> response = get("/admin/v1/apps?" + query);

            problem(response, 400, query.substring(0, query.indexOf('=')) + " must be an integer from");
        }
        assertThat(get("/admin/v1/apps?limit=1000&after=0").statusCode()).isEqualTo(200);
        assertThat(get("/admin/v1/apps?limit=1").statusCode()).isEqualTo(200);
    }

    @Test
    void whatIsTakenIsA409() {
        post("{\"name\":\"acme\",\"sdkAppId\":7}");
        post("{\"name\":\"blue\",\"hosts\":[\"blue.example\"]}");

        problem(post("{\"name\":\"x\",\"sdkAppId\":7,\"hosts\":[\"x.example\"]}"), 409, "sdkAppId is taken");
        problem(post("{\"name\":\"x\",\"hosts\":[\"BLUE.example\"]}"), 409, "one of hosts is taken");
        problem(post("{\"name\":\"x\"}"), 409, "another app without hosts exists");
    }

    @Test
    void whatIsNoJsonObjectIsA400() {
        for (String body : List.of("[]", "", "null", "7", "\"a\"")) {
            problem(post(body), 400, "the body must be a JSON object");
        }
        for (String body : List.of(
                "{",
                "{\"name\":\"a\"} x",
                "{\"name\":\"a\" /* b */}",
                "{\"name\":\"a\",}",
                "{'name':\"a\"}",
                "{\"name\":\"a\",\"name\":\"b\"}",
                "{\"name\":[[[[[[[[[1]]]]]]]]]}",
                "{\"callsPerSecond\":" + "9".repeat(2_000) + "}")) {
            problem(post(body), 400, "the body is not JSON");
        }
        HttpResponse<Buffer> latin = await(request(HttpMethod.POST, "/admin/v1/apps")
                .putHeader("Content-Type", "application/json")
                .sendBuffer(Buffer.buffer(new byte[] {'"', (byte) 0xE4, '"'})));
        problem(latin, 400, "the body is not");
    }

    @Test
    void nobodyElseGetsIn() {
        for (String header : new String[] {null, "Basic b2xnYTpvbGdh", "Bearer ", "Bearer olgas-tokem", TOKEN}) {
            for (String path : List.of("/admin/v1/apps", "/admin/v1/apps/7", "/admin/v1/nothing")) {
                HttpRequest<Buffer> request = client.get(server.actualPort(), "127.0.0.1", path);
                if (header != null) {
                    request.putHeader("Authorization", header);
                }
                HttpResponse<Buffer> response = await(request.send());

                problem(response, 401, "Authorization: Bearer");
                assertThat(response.getHeader("WWW-Authenticate")).startsWith("Bearer realm=\"seenby\"");
            }
        }
    }

    @Test
    void anotherMethodIsA405ThatSaysWhichAreAllowed() {
        HttpResponse<Buffer> apps =
                await(request(HttpMethod.DELETE, "/admin/v1/apps").send());
        HttpResponse<Buffer> app =
                await(request(HttpMethod.POST, "/admin/v1/apps/7").send());

        problem(apps, 405, "DELETE is not allowed here");
        assertThat(apps.getHeader("Allow")).isEqualTo("GET, POST");
        problem(app, 405, "POST is not allowed here");
        assertThat(app.getHeader("Allow")).isEqualTo("DELETE, GET, PATCH");
    }

    @Test
    void aBodyOfAnotherTypeIsA415() {
        HttpResponse<Buffer> response = await(request(HttpMethod.POST, "/admin/v1/apps")
                .putHeader("Content-Type", "text/plain")
                .sendBuffer(Buffer.buffer("{\"name\":\"a\"}")));

        problem(response, 415, "the body must be application/json");
    }

    @Test
    void aBodyThatIsTooLongIsA413() {
        problem(post("{\"name\":\"" + "a".repeat(70_000) + "\"}"), 413, "the body is longer than 65536 bytes");
    }

    private static List<String> names(JsonObject page) {
        return page.getJsonArray("apps").stream()
                .map(app -> ((JsonObject) app).getString("name"))
                .toList();
    }

    private static void problem(HttpResponse<Buffer> response, int status, String detail) {
        assertThat(response.statusCode()).as(response.bodyAsString()).isEqualTo(status);
        assertThat(response.getHeader("Content-Type")).isEqualTo("application/problem+json");
        assertThat(response.bodyAsJsonObject().getInteger("status")).isEqualTo(status);
        assertThat(response.bodyAsJsonObject().getString("title")).isNotBlank();
        assertThat(response.bodyAsJsonObject().getString("detail")).contains(detail);
    }

    private HttpResponse<Buffer> get(String path) {
        return await(request(HttpMethod.GET, path).send());
    }

    private HttpResponse<Buffer> post(String body) {
        return await(request(HttpMethod.POST, "/admin/v1/apps")
                .putHeader("Content-Type", "application/json; charset=utf-8")
                .sendBuffer(Buffer.buffer(body)));
    }

    private HttpRequest<Buffer> request(HttpMethod method, String path) {
        return client.request(method, server.actualPort(), "127.0.0.1", path).bearerTokenAuthentication(TOKEN);
    }

    private static <T> T await(Future<T> future) {
        try {
            return future.await(20, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError(e);
        }
    }
}
