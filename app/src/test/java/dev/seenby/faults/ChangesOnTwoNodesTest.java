package dev.seenby.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.seenby.admin.AdminRoutes;
import dev.seenby.admin.AdminToken;
import dev.seenby.clients.Dialects;
import dev.seenby.credentials.Passwords;
import dev.seenby.credentials.Secrets;
import dev.seenby.http.CallMetrics;
import dev.seenby.limits.Admission;
import dev.seenby.limits.LimitMetrics;
import dev.seenby.limits.Limits;
import dev.seenby.limits.Refused;
import dev.seenby.receipts.RealServers;
import dev.seenby.receipts.Tenants;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.client.HttpRequest;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What Olga changes through one node holds at the very next call through another, while calls go on there. */
class ChangesOnTwoNodesTest {
    private static final String TOKEN = "olgas-token";
    private static final String APP = "/admin/v1/apps/1400000007";
    private static final long SDK_APP_ID = 1_400_000_007L;
    private static final int ROUNDS = 30;
    private static final int FORGED = 70009;
    private static final int SWITCHED_OFF = 60016;
    private static final int NO_APP = 60006;

    private static RealServers servers;
    private static Dialects one;
    private static Dialects other;
    private static HttpServer admin;
    private static WebClient client;

    @BeforeAll
    static void start() {
        servers = RealServers.start();
        Vertx vertx = servers.vertx();
        RealServers.Node olgas = servers.node();
        Router router = Router.router(vertx);
        new AdminRoutes(
                        new Tenants(olgas.record.apps(), olgas.redis.stamps()),
                        new Passwords(vertx),
                        new AdminToken(Secrets.hash(TOKEN)),
                        Set.of(),
                        olgas.record.exports(),
                        olgas.record.erasures())
                .mount(router);
        admin = Dialects.await(vertx.createHttpServer().requestHandler(router).listen(0, "127.0.0.1"));
        one = dialects(olgas);
        other = dialects(servers.node());
        client = WebClient.create(vertx);
    }

    private static Dialects dialects(RealServers.Node node) {
        return new Dialects(
                node,
                new Limits(
                        node.redis.limiter(), new Unmetered(), Map.of(), new Admission(64, 1 << 20, new Unmetered())),
                (CallMetrics) (call, outcome, status, code, nanos) -> {},
                UnaryOperator.identity());
    }

    @AfterAll
    static void stop() {
        client.close();
        Dialects.await(admin.close());
        one.close();
        other.close();
        servers.close();
    }

    @Test
    void keysSwitchesAndPeopleStopAtTheNextCallAndSoDoesTheApp() throws Exception {
        JsonObject app = admin(
                HttpMethod.POST,
                "/admin/v1/apps",
                "{\"name\":\"acme\",\"sdkAppId\":" + SDK_APP_ID + ",\"callsPerSecond\":100000}");
        keysRotate(app.getString("secretKey"));
        peopleAreDeactivated(app.getJsonObject("owner"));
        apisAreSwitchedOffAndOn(app.getJsonObject("owner"));

        admin(HttpMethod.DELETE, APP, "");
        assertThat(code(other.port(), "ab".repeat(32))).isEqualTo(NO_APP);
        assertThat(code(one.port(), "ab".repeat(32))).isEqualTo(NO_APP);
    }

    private static void keysRotate(String first) throws Exception {
        AtomicReference<String> key = new AtomicReference<>(first);
        AtomicBoolean over = new AtomicBoolean();
        ConcurrentLinkedQueue<Integer> codes = new ConcurrentLinkedQueue<>();
        ExecutorService bobs = Executors.newFixedThreadPool(3);
        List<java.util.concurrent.Future<?>> calling = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            calling.add(bobs.submit(() -> {
                while (!over.get()) {
                    codes.add(code(other.port(), key.get()));
                }
                return null;
            }));
        }
        for (int round = 0; round < ROUNDS; round++) {
            String former = key.get();
            String fresh = admin(HttpMethod.POST, APP + "/rotate-key", "").getString("secretKey");
            assertThat(fresh).isNotEqualTo(former);
            key.set(fresh);
            // Each of the two is the first to be asked in turn.
            if (round % 2 == 0) {
                assertThat(code(other.port(), former)).as("the old key").isEqualTo(FORGED);
                assertThat(code(other.port(), fresh)).as("the new key").isZero();
            } else {
                assertThat(code(other.port(), fresh)).as("the new key").isZero();
                assertThat(code(other.port(), former)).as("the old key").isEqualTo(FORGED);
            }
            assertThat(counting(other.port(), former))
                    .as("a call that only reads")
                    .isEqualTo(FORGED);
            assertThat(counting(other.port(), fresh)).isNotEqualTo(FORGED);
        }
        over.set(true);
        for (java.util.concurrent.Future<?> each : calling) {
            each.get(30, TimeUnit.SECONDS);
        }
        bobs.shutdown();
        // A call with a key that is replaced at this moment may be refused; nothing else may happen.
        assertThat(Set.copyOf(codes)).isSubsetOf(0, FORGED).contains(0);
    }

    private static void peopleAreDeactivated(JsonObject owner) {
        for (int round = 0; round < 10; round++) {
            String email = "bob" + round + "@acme.example";
            JsonObject bob = form(
                    zulip(HttpMethod.POST, one.port(), "users", owner.getString("email"), owner.getString("apiKey")),
                    "email",
                    email,
                    "password",
                    "wonderland",
                    "full_name",
                    "Bob " + round);
            String apiKey = form(
                            client.post(one.port(), "127.0.0.1", "/api/v1/fetch_api_key"),
                            "username",
                            email,
                            "password",
                            "wonderland")
                    .getString("api_key");
            JsonObject login = Dialects.await(client.post(one.port(), "127.0.0.1", "/api/v1/login")
                            .sendJsonObject(new JsonObject().put("user", email).put("password", "wonderland")))
                    .bodyAsJsonObject()
                    .getJsonObject("data");
            HttpRequest<Buffer> zulip = zulip(HttpMethod.GET, other.port(), "users/me", email, apiKey);
            HttpRequest<Buffer> rocketChat = client.get(other.port(), "127.0.0.1", "/api/v1/me")
                    .putHeader("X-User-Id", login.getString("userId"))
                    .putHeader("X-Auth-Token", login.getString("authToken"));
            assertThat(Dialects.await(zulip.send()).statusCode()).isEqualTo(200);
            assertThat(Dialects.await(rocketChat.send()).statusCode()).isEqualTo(200);

            HttpResponse<Buffer> gone = Dialects.await(zulip(
                            HttpMethod.DELETE,
                            one.port(),
                            "users/" + bob.getInteger("user_id"),
                            owner.getString("email"),
                            owner.getString("apiKey"))
                    .send());
            assertThat(gone.statusCode()).as(gone.bodyAsString()).isEqualTo(200);

            assertThat(Dialects.await(zulip.send()).statusCode()).isEqualTo(401);
            assertThat(Dialects.await(rocketChat.send()).statusCode()).isEqualTo(401);
        }
    }

    private static void apisAreSwitchedOffAndOn(JsonObject owner) throws Exception {
        String key = admin(HttpMethod.POST, APP + "/rotate-key", "").getString("secretKey");
        HttpRequest<Buffer> zulip =
                zulip(HttpMethod.GET, other.port(), "users/me", owner.getString("email"), owner.getString("apiKey"));
        HttpRequest<Buffer> rocketChat = client.get(other.port(), "127.0.0.1", "/api/v1/me")
                .putHeader("X-User-Id", owner.getString("userId"))
                .putHeader("X-Auth-Token", owner.getString("authToken"));
        for (int round = 0; round < 5; round++) {
            assertThat(code(other.port(), key)).isZero();
            assertThat(Dialects.await(zulip.send()).statusCode()).isEqualTo(200);
            assertThat(Dialects.await(rocketChat.send()).statusCode()).isEqualTo(200);

            admin(HttpMethod.PATCH, APP, "{\"features\":{\"tencent\":false,\"zulip\":false,\"rocketchat\":false}}");
            assertThat(code(other.port(), key)).isEqualTo(SWITCHED_OFF);
            HttpResponse<Buffer> closed = Dialects.await(zulip.send());
            assertThat(closed.statusCode()).isEqualTo(401);
            assertThat(closed.bodyAsJsonObject())
                    .isEqualTo(new JsonObject()
                            .put("result", "error")
                            .put("msg", "This organization has been deactivated")
                            .put("code", "UNAUTHORIZED"));
            HttpResponse<Buffer> refused = Dialects.await(rocketChat.send());
            assertThat(refused.statusCode()).isEqualTo(403);
            assertThat(refused.bodyAsJsonObject().getString("errorType")).isEqualTo("error-api-disabled");

            admin(HttpMethod.PATCH, APP, "{\"features\":null}");
        }
        assertThat(code(other.port(), key)).isZero();
    }

    /** What a call that writes is answered. */
    private static int code(int port, String key) throws Exception {
        ObjectNode body = TencentCaller.JSON.createObjectNode().put("UserID", "dave");
        JsonNode answer = new TencentCaller(port, SDK_APP_ID, key).call("im_open_login_svc", "account_import", body);
        return answer.path("ErrorCode").asInt(-1);
    }

    /** What a call that only reads is answered, which begins before the limiter has agreed. */
    private static int counting(int port, String key) throws Exception {
        ObjectNode body = TencentCaller.JSON.createObjectNode().put("GroupId", "nowhere");
        body.putArray("MsgSeqList").addObject().put("MsgSeq", 1);
        return new TencentCaller(port, SDK_APP_ID, key)
                .call("group_open_http_svc", "get_group_msg_receipt", body)
                .path("ErrorCode")
                .asInt(-1);
    }

    private static JsonObject admin(HttpMethod method, String path, String body) {
        HttpResponse<Buffer> answer = Dialects.await(client.request(method, admin.actualPort(), "127.0.0.1", path)
                .bearerTokenAuthentication(TOKEN)
                .putHeader("Content-Type", "application/json")
                .sendBuffer(Buffer.buffer(body)));
        assertThat(answer.statusCode()).as(answer.bodyAsString()).isBetween(200, 202);
        return answer.body() == null ? new JsonObject() : answer.bodyAsJsonObject();
    }

    private static HttpRequest<Buffer> zulip(HttpMethod method, int port, String path, String email, String key) {
        return client.request(method, port, "127.0.0.1", "/api/v1/" + path).basicAuthentication(email, key);
    }

    private static JsonObject form(HttpRequest<Buffer> request, String... fields) {
        MultiMap form = MultiMap.caseInsensitiveMultiMap();
        for (int i = 0; i < fields.length; i += 2) {
            form.add(fields[i], fields[i + 1]);
        }
        HttpResponse<Buffer> answer = Dialects.await(request.sendForm(form));
        assertThat(answer.statusCode()).as(answer.bodyAsString()).isEqualTo(200);
        return answer.bodyAsJsonObject();
    }

    private static final class Unmetered implements LimitMetrics {
        @Override
        public void refused(boolean ceiling) {}

        @Override
        public void countedAlone() {}

        @Override
        public void turnedAway(Refused.Reason reason) {}
    }
}
