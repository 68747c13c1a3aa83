package dev.seenby.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seenby.clients.Dialects;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpRequest;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.redis.client.Command;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What Olga changes through one node holds at the very next call through another, while calls go on there. */
class ChangesOnTwoNodesTest {
    private static final String APP = "/admin/v1/apps/1400000007";
    private static final long SDK_APP_ID = TwoNodes.SDK_APP_ID;
    private static final int ROUNDS = 20;
    private static final int FORGED = 70009;
    private static final int SWITCHED_OFF = 60016;
    private static final int NO_APP = 60006;
    private static final int CALL_FREQUENCY = 60007;
    private static final int APP_FREQUENCY = 60011;
    private static final String IMPORT = TwoNodes.IMPORT;

    private static TwoNodes nodes;

    @BeforeAll
    static void start() {
        nodes = new TwoNodes();
    }

    @AfterAll
    static void stop() {
        nodes.close();
    }

    @Test
    void keysSwitchesAndPeopleStopAtTheNextCallAndSoDoesTheApp() throws Exception {
        JsonObject app = nodes.admin(
                HttpMethod.POST,
                "/admin/v1/apps",
                "{\"name\":\"acme\",\"sdkAppId\":" + SDK_APP_ID + ",\"callsPerSecond\":100000}");
        keysRotate(app.getString("secretKey"));
        peopleAreDeactivated(app.getJsonObject("owner"));
        apisAreSwitchedOffAndOn(app.getJsonObject("owner"));
        limitsHoldOverBothNodes();
        String former = nodes.admin(HttpMethod.POST, APP + "/rotate-key", "").getString("secretKey");
        talk(former);
        assertThat(counted(nodes.other.port(), former)).containsExactly(1, 0);

        nodes.admin(HttpMethod.DELETE, APP, "");
        assertThat(nodes.code(nodes.other.port(), former)).isEqualTo(NO_APP);
        assertThat(nodes.code(nodes.one.port(), former)).isEqualTo(NO_APP);

        anHeirOfTheSameIdHasNothingOfTheFormer(former);
    }

    /** By the limiter on Redis; which node a call comes to is all the same. */
    private static void limitsHoldOverBothNodes() throws Exception {
        String key = nodes.admin(HttpMethod.POST, APP + "/rotate-key", "").getString("secretKey");
        nodes.admin(HttpMethod.PATCH, APP, "{\"callLimits\":{\"" + IMPORT + "\":1}}");
        untilAccepted(nodes.one.port(), key);
        untilAccepted(nodes.other.port(), key);
        assertThat(limited(key, CALL_FREQUENCY))
                .as("another call has the app's general limit")
                .allMatch(reading -> reading != CALL_FREQUENCY);

        nodes.admin(HttpMethod.PATCH, APP, "{\"callLimits\":null,\"ceilingPerSecond\":1}");
        untilAccepted(nodes.one.port(), key);
        untilAccepted(nodes.other.port(), key);
        assertThat(limited(key, APP_FREQUENCY))
                .as("the ceiling is one for all calls")
                .contains(APP_FREQUENCY);

        nodes.admin(HttpMethod.PATCH, APP, "{\"ceilingPerSecond\":null}");
        untilAccepted(nodes.one.port(), key);
        untilAccepted(nodes.other.port(), key);
        for (int i = 0; i < 10; i++) {
            assertThat(seen(key)).containsOnly(0);
        }
    }

    private static List<Integer> seen(String key) throws Exception {
        return List.of(nodes.code(nodes.one.port(), key), nodes.code(nodes.other.port(), key));
    }

    /** Calls of which one is accepted each second, and the others refused so. @return what calls that read are answered meanwhile */
    private static List<Integer> limited(String key, int refusal) throws Exception {
        List<Integer> codes = new ArrayList<>();
        List<Integer> reading = new ArrayList<>();
        long begun = System.nanoTime();
        long alone = nodes.alone.sum();
        for (int i = 0; i < 10; i++) {
            codes.addAll(seen(key));
            reading.add(nodes.counting(nodes.one.port(), key));
            reading.add(nodes.counting(nodes.other.port(), key));
        }
        long seconds = (System.nanoTime() - begun) / 1_000_000_000;
        assertThat(codes).isSubsetOf(0, refusal).contains(refusal);
        // A node to which Redis is late decides by itself.
        assertThat(codes.stream().filter(code -> code == 0).count())
                .isLessThanOrEqualTo(seconds + 1 + nodes.alone.sum() - alone);
        return reading;
    }

    /** A node has a new limit from the next call that is accepted. */
    private static void untilAccepted(int port, String key) throws Exception {
        long begun = System.nanoTime();
        while (nodes.code(port, key) != 0) {
            assertThat(System.nanoTime() - begun).isLessThan(TimeUnit.SECONDS.toNanos(20));
        }
    }

    /** Alice says something in the kitchen, and Bob reads it. */
    private static void talk(String key) throws Exception {
        TencentCaller tencent = nodes.caller(nodes.one.port(), key);
        tencent.importAccount("alice");
        tencent.importAccount("bob");
        tencent.createGroup("kitchen", List.of("alice", "bob"));
        tencent.read("kitchen", "bob", List.of(tencent.send("kitchen", "alice", 1)));
    }

    private static int[] counted(int port, String key) throws Exception {
        return nodes.caller(port, key).counts("kitchen", List.of(1L)).get(0);
    }

    private static void anHeirOfTheSameIdHasNothingOfTheFormer(String former) throws Exception {
        Set<String> left = units();
        assertThat(left).isNotEmpty();
        for (int part = 0; !Dialects.await(nodes.olgas.record.apps().purge(SDK_APP_ID)); part++) {
            assertThat(part).isLessThan(1_000);
        }
        assertThat(units())
                .as("what the index holds of rooms that are no more")
                .isEqualTo(left)
                .allSatisfy(unit -> assertThat(
                                nodes.servers.redis(Command.PTTL, unit).toLong())
                        .as("%s goes by itself", unit)
                        .isPositive());

        String key = nodes.admin(
                        HttpMethod.POST,
                        "/admin/v1/apps",
                        "{\"name\":\"heir\",\"sdkAppId\":" + SDK_APP_ID + ",\"callsPerSecond\":100000}")
                .getString("secretKey");
        untilAccepted(nodes.one.port(), key);
        untilAccepted(nodes.other.port(), key);
        assertThat(nodes.code(nodes.one.port(), former)).isEqualTo(FORGED);
        assertThat(nodes.code(nodes.other.port(), former)).isEqualTo(FORGED);
        TencentCaller heir = nodes.caller(nodes.one.port(), key);
        heir.importAccount("alice");
        heir.importAccount("bob");
        heir.createGroup("kitchen", List.of("alice", "bob"));
        assertThat(heir.send("kitchen", "alice", 1)).isEqualTo(1);
        assertThat(counted(nodes.one.port(), key)).containsExactly(0, 1);
        assertThat(counted(nodes.other.port(), key)).containsExactly(0, 1);
    }

    /** Keys of what the index holds of rooms and timelines. */
    private static Set<String> units() {
        Set<String> keys = new TreeSet<>();
        nodes.servers.redis(Command.KEYS, "seenby:{*}:[rt][0-9]*").forEach(key -> keys.add(key.toString()));
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
                    codes.add(nodes.code(nodes.other.port(), key.get()));
                }
                return null;
            }));
        }
        for (int round = 0; round < ROUNDS; round++) {
            String former = key.get();
            String fresh = nodes.admin(HttpMethod.POST, APP + "/rotate-key", "").getString("secretKey");
            assertThat(fresh).isNotEqualTo(former);
            key.set(fresh);
            // Each of the two is the first to be asked in turn.
            if (round % 2 == 0) {
                assertThat(nodes.code(nodes.other.port(), former))
                        .as("the old key")
                        .isEqualTo(FORGED);
                assertThat(nodes.code(nodes.other.port(), fresh))
                        .as("the new key")
                        .isZero();
            } else {
                assertThat(nodes.code(nodes.other.port(), fresh))
                        .as("the new key")
                        .isZero();
                assertThat(nodes.code(nodes.other.port(), former))
                        .as("the old key")
                        .isEqualTo(FORGED);
            }
            assertThat(nodes.counting(nodes.other.port(), former))
                    .as("a call that only reads")
                    .isEqualTo(FORGED);
            assertThat(nodes.counting(nodes.other.port(), fresh)).isNotEqualTo(FORGED);
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
            JsonObject bob = nodes.form(
                    nodes.zulip(
                            HttpMethod.POST,
                            nodes.one.port(),
                            "users",
                            owner.getString("email"),
                            owner.getString("apiKey")),
                    "email",
                    email,
                    "password",
                    "wonderland",
                    "full_name",
                    "Bob " + round);
            String apiKey = nodes.form(
                            nodes.client.post(nodes.one.port(), "127.0.0.1", "/api/v1/fetch_api_key"),
                            "username",
                            email,
                            "password",
                            "wonderland")
                    .getString("api_key");
            JsonObject login = Dialects.await(nodes.client
                            .post(nodes.one.port(), "127.0.0.1", "/api/v1/login")
                            .sendJsonObject(new JsonObject().put("user", email).put("password", "wonderland")))
                    .bodyAsJsonObject()
                    .getJsonObject("data");
            HttpRequest<Buffer> zulip = nodes.zulip(HttpMethod.GET, nodes.other.port(), "users/me", email, apiKey);
            HttpRequest<Buffer> rocketChat = nodes.client
                    .get(nodes.other.port(), "127.0.0.1", "/api/v1/me")
                    .putHeader("X-User-Id", login.getString("userId"))
                    .putHeader("X-Auth-Token", login.getString("authToken"));
            assertThat(Dialects.await(zulip.send()).statusCode()).isEqualTo(200);
            assertThat(Dialects.await(rocketChat.send()).statusCode()).isEqualTo(200);

            HttpResponse<Buffer> gone = Dialects.await(nodes.zulip(
                            HttpMethod.DELETE,
                            nodes.one.port(),
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
        String key = nodes.admin(HttpMethod.POST, APP + "/rotate-key", "").getString("secretKey");
        HttpRequest<Buffer> zulip = nodes.zulip(
                HttpMethod.GET, nodes.other.port(), "users/me", owner.getString("email"), owner.getString("apiKey"));
        HttpRequest<Buffer> rocketChat = nodes.client
                .get(nodes.other.port(), "127.0.0.1", "/api/v1/me")
                .putHeader("X-User-Id", owner.getString("userId"))
                .putHeader("X-Auth-Token", owner.getString("authToken"));
        for (int round = 0; round < 5; round++) {
            assertThat(nodes.code(nodes.other.port(), key)).isZero();
            assertThat(Dialects.await(zulip.send()).statusCode()).isEqualTo(200);
            assertThat(Dialects.await(rocketChat.send()).statusCode()).isEqualTo(200);

            nodes.admin(
                    HttpMethod.PATCH, APP, "{\"features\":{\"tencent\":false,\"zulip\":false,\"rocketchat\":false}}");
            assertThat(nodes.code(nodes.other.port(), key)).isEqualTo(SWITCHED_OFF);
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

            nodes.admin(HttpMethod.PATCH, APP, "{\"features\":null}");
        }
        assertThat(nodes.code(nodes.other.port(), key)).isZero();
    }
}
