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
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.UnaryOperator;

/** Two nodes on the same databases, which speak all dialects, and the admin API of a third, by which Olga changes an app. */
final class TwoNodes implements AutoCloseable {
    static final long SDK_APP_ID = 1_400_000_007L;
    /** The call of which limits can be set. */
    static final String IMPORT = "v4/im_open_login_svc/account_import";

    private static final String TOKEN = "olgas-token";

    /** Calls that a node counted by itself. */
    final LongAdder alone = new LongAdder();

    final RealServers servers = RealServers.start();
    final RealServers.Node olgas = servers.node();
    final Dialects one = dialects(servers.node());
    final Dialects other = dialects(servers.node());
    final WebClient client = WebClient.create(servers.vertx());
    private final Map<String, TencentCaller> callers = new ConcurrentHashMap<>();
    private final HttpServer admin;

    TwoNodes() {
        Vertx vertx = servers.vertx();
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
    }

    private Dialects dialects(RealServers.Node node) {
        return new Dialects(
                node,
                new Limits(
                        node.redis.limiter(), new Unmetered(), Map.of(), new Admission(64, 1 << 20, new Unmetered())),
                (CallMetrics) (call, outcome, status, code, nanos) -> {},
                UnaryOperator.identity());
    }

    /** A client keeps its connections. */
    TencentCaller caller(int port, String key) {
        return callers.computeIfAbsent(port + key, same -> new TencentCaller(port, SDK_APP_ID, key));
    }

    /** What a call that writes is answered. */
    int code(int port, String key) throws Exception {
        ObjectNode body = TencentCaller.JSON.createObjectNode().put("UserID", "dave");
        JsonNode answer = caller(port, key).call("im_open_login_svc", "account_import", body);
        return answer.path("ErrorCode").asInt(-1);
    }

    /** What a call that only reads is answered, which begins before the limiter has agreed. */
    int counting(int port, String key) throws Exception {
        ObjectNode body = TencentCaller.JSON.createObjectNode().put("GroupId", "nowhere");
        body.putArray("MsgSeqList").addObject().put("MsgSeq", 1);
        return caller(port, key)
                .call("group_open_http_svc", "get_group_msg_receipt", body)
                .path("ErrorCode")
                .asInt(-1);
    }

    JsonObject admin(HttpMethod method, String path, String body) {
        HttpResponse<Buffer> answer = Dialects.await(client.request(method, admin.actualPort(), "127.0.0.1", path)
                .bearerTokenAuthentication(TOKEN)
                .putHeader("Content-Type", "application/json")
                .sendBuffer(Buffer.buffer(body)));
        assertThat(answer.statusCode()).as(answer.bodyAsString()).isBetween(200, 202);
        return answer.body() == null ? new JsonObject() : answer.bodyAsJsonObject();
    }

    HttpRequest<Buffer> zulip(HttpMethod method, int port, String path, String email, String key) {
        return client.request(method, port, "127.0.0.1", "/api/v1/" + path).basicAuthentication(email, key);
    }

    JsonObject form(HttpRequest<Buffer> request, String... fields) {
        MultiMap form = MultiMap.caseInsensitiveMultiMap();
        for (int i = 0; i < fields.length; i += 2) {
            form.add(fields[i], fields[i + 1]);
        }
        HttpResponse<Buffer> answer = Dialects.await(request.sendForm(form));
        assertThat(answer.statusCode()).as(answer.bodyAsString()).isEqualTo(200);
        return answer.bodyAsJsonObject();
    }

    @Override
    public void close() {
        client.close();
        Dialects.await(admin.close());
        one.close();
        other.close();
        servers.close();
    }

    private final class Unmetered implements LimitMetrics {
        @Override
        public void refused(boolean ceiling) {}

        @Override
        public void countedAlone() {
            alone.increment();
        }

        @Override
        public void turnedAway(Refused.Reason reason) {}
    }
}
