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
import io.vertx.redis.client.Command;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What Olga changes through one node holds at the very next call through another, while calls go on there. */
class ChangesOnTwoNodesTest {
    private static final String TOKEN = "olgas-token";
    private static final String APP = "/admin/v1/apps/1400000007";
    private static final long SDK_APP_ID = 1_400_000_007L;
    private static final int ROUNDS = 20;
    private static final int FORGED = 70009;
    private static final int SWITCHED_OFF = 60016;
    private static final int NO_APP = 60006;
    private static final int CALL_FREQUENCY = 60007;
    private static final int APP_FREQUENCY = 60011;
    private static final String IMPORT = "v4/im_open_login_svc/account_import";

    /** Calls that a node counted by itself. */
    private static final LongAdder ALONE = new LongAdder();

    private static final Map<String, TencentCaller> CALLERS = new ConcurrentHashMap<>();

    private static RealServers servers;
    private static RealServers.Node olgas;
    private static Dialects one;
    private static Dialects other;
    private static HttpServer admin;
    private static WebClient client;

    @BeforeAll
    static void start() {
        servers = RealServers.start();
        Vertx vertx = servers.vertx();
        olgas = servers.node();
        Router router = Router.router(vertx);
        new AdminRoutes(
                        new Tenants(olgas.record.apps(), olgas.redis.stamps()),
                        new Passwords(vertx),
                        new AdminToken(Secrets.hash(TOKEN)),
                        Set.of(IMPORT),
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
        limitsHoldOverBothNodes();
        String former = admin(HttpMethod.POST, APP + "/rotate-key", "").getString("secretKey");
        talk(former);
        assertThat(counted(other.port(), former)).containsExactly(1, 0);

        admin(HttpMethod.DELETE, APP, "");
        assertThat(code(other.port(), former)).isEqualTo(NO_APP);
        assertThat(code(one.port(), former)).isEqualTo(NO_APP);

        anHeirOfTheSameIdHasNothingOfTheFormer(former);
    }

    /** By the limiter on Redis; which node a call comes to is all the same. */
    private static void limitsHoldOverBothNodes() throws Exception {
        String key = admin(HttpMethod.POST, APP + "/rotate-key", "").getString("secretKey");
        admin(HttpMethod.PATCH, APP, "{\"callLimits\":{\"" + IMPORT + "\":1}}");
        untilAccepted(one.port(), key);
        untilAccepted(other.port(), key);
        assertThat(limited(key, CALL_FREQUENCY))
                .as("another call has the app's general limit")
                .allMatch(reading -> reading != CALL_FREQUENCY);

        admin(HttpMethod.PATCH, APP, "{\"callLimits\":null,\"ceilingPerSecond\":1}");
        untilAccepted(one.port(), key);
        untilAccepted(other.port(), key);
        assertThat(limited(key, APP_FREQUENCY))
                .as("the ceiling is one for all calls")
                .contains(APP_FREQUENCY);

        admin(HttpMethod.PATCH, APP, "{\"ceilingPerSecond\":null}");
        untilAccepted(one.port(), key);
        untilAccepted(other.port(), key);
        for (int i = 0; i < 10; i++) {
            assertThat(seen(key)).containsOnly(0);
        }
    }

    private static List<Integer> seen(String key) throws Exception {
        return List.of(code(one.port(), key), code(other.port(), key));
    }

    /** Calls of which one is accepted each second, and the others refused so. @return what calls that read are answered meanwhile */
    private static List<Integer> limited(String key, int refusal) throws Exception {
        List<Integer> codes = new ArrayList<>();
        List<Integer> reading = new ArrayList<>();
        long begun = System.nanoTime();
        long alone = ALONE.sum();
        for (int i = 0; i < 10; i++) {
            codes.addAll(seen(key));
            reading.add(counting(one.port(), key));
            reading.add(counting(other.port(), key));
        }
        long seconds = (System.nanoTime() - begun) / 1_000_000_000;
        assertThat(codes).isSubsetOf(0, refusal).contains(refusal);
        // A node to which Redis is late decides by itself.
        assertThat(codes.stream().filter(code -> code == 0).count())
                .isLessThanOrEqualTo(seconds + 1 + ALONE.sum() - alone);
        return reading;
    }

    /** A node has a new limit from the next call that is accepted. */
    private static void untilAccepted(int port, String key) throws Exception {
        long begun = System.nanoTime();
        while (code(port, key) != 0) {
            assertThat(System.nanoTime() - begun).isLessThan(TimeUnit.SECONDS.toNanos(20));
        }
    }

    /** Alice says something in the kitchen, and Bob reads it. */
    private static void talk(String key) throws Exception {
        TencentCaller tencent = caller(one.port(), key);
        tencent.importAccount("alice");
        tencent.importAccount("bob");
        tencent.createGroup("kitchen", List.of("alice", "bob"));
        tencent.read("kitchen", "bob", List.of(tencent.send("kitchen", "alice", 1)));
    }

    private static int[] counted(int port, String key) throws Exception {
        return caller(port, key)
                .counts("kitchen", List.of(1L))
                .get(0);
    }

    private static void anHeirOfTheSameIdHasNothingOfTheFormer(String former) throws Exception {
        Set<String> left = units();
        assertThat(left).isNotEmpty();
        for (int part = 0; !Dialects.await(olgas.record.apps().purge(SDK_APP_ID)); part++) {
            assertThat(part).isLessThan(1_000);
        }
        assertThat(units())
                .as("what the index holds of rooms that are no more")
                .isEqualTo(left)
                .allSatisfy(unit -> assertThat(servers.redis(Command.PTTL, unit).toLong())
                        .as("%s goes by itself", unit)
                        .isPositive());

        String key = admin(
                        HttpMethod.POST,
                        "/admin/v1/apps",
                        "{\"name\":\"heir\",\"sdkAppId\":" + SDK_APP_ID + ",\"callsPerSecond\":100000}")
                .getString("secretKey");
        untilAccepted(one.port(), key);
        untilAccepted(other.port(), key);
        assertThat(code(one.port(), former)).isEqualTo(FORGED);
        assertThat(code(other.port(), former)).isEqualTo(FORGED);
        TencentCaller heir = caller(one.port(), key);
        heir.importAccount("alice");
        heir.importAccount("bob");
        heir.createGroup("kitchen", List.of("alice", "bob"));
        assertThat(heir.send("kitchen", "alice", 1)).isEqualTo(1);
        assertThat(counted(one.port(), key)).containsExactly(0, 1);
        assertThat(counted(other.port(), key)).containsExactly(0, 1);
    }

    /** Keys of what the index holds of rooms and timelines. */
    private static Set<String> units() {
        Set<String> keys = new TreeSet<>();
        servers.redis(Command.KEYS, "seenby:{*}:[rt][0-9]*").forEach(key -> keys.add(key.toString()));
        return keys;
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
            key.set(fresh);
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

    /** A client keeps its connections. */
    private static TencentCaller caller(int port, String key) {
        return CALLERS.computeIfAbsent(port + key, same -> new TencentCaller(port, SDK_APP_ID, key));
    }

    /** What a call that writes is answered. */
    private static int code(int port, String key) throws Exception {
        ObjectNode body = TencentCaller.JSON.createObjectNode().put("UserID", "dave");
        JsonNode answer = caller(port, key).call("im_open_login_svc", "account_import", body);
        return answer.path("ErrorCode").asInt(-1);
    }

    /** What a call that only reads is answered, which begins before the limiter has agreed. */
    private static int counting(int port, String key) throws Exception {
        ObjectNode body = TencentCaller.JSON.createObjectNode().put("GroupId", "nowhere");
        body.putArray("MsgSeqList").addObject().put("MsgSeq", 1);
        return caller(port, key)
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
        public void countedAlone() {
            ALONE.increment();
        }

        @Override
        public void turnedAway(Refused.Reason reason) {}
    }
}
