package dev.seenby.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seenby.credentials.Passwords;
import dev.seenby.credentials.Secrets;
import dev.seenby.limits.NodeAppStamps;
import dev.seenby.receipts.RealServers;
import dev.seenby.receipts.Tenants;
import dev.seenby.storage.postgres.PostgresStorage;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.client.HttpRequest;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The operator, who calls an admin API of her own on an empty database. Waits for each answer. */
final class Olga implements AutoCloseable {
    static final String APPS = "/admin/v1/apps";
    /** One more than may be limited. */
    static final Set<String> CALLS = IntStream.rangeClosed(1, 201)
            .mapToObj(number -> "POST api/v1/call" + number)
            .collect(Collectors.toSet());

    private static final String TOKEN = "olgas-token";

    final PostgresStorage storage = RealServers.shared().emptyRecord();
    private final HttpServer server;
    private final WebClient client;

    /** In tests extended with {@link RealServers.Shared}. */
    Olga() {
        Vertx vertx = RealServers.shared().vertx();
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

    HttpRequest<Buffer> request(HttpMethod method, String path) {
        return client.request(method, server.actualPort(), "127.0.0.1", path).bearerTokenAuthentication(TOKEN);
    }

    HttpResponse<Buffer> get(String path) {
        return await(request(HttpMethod.GET, path).send());
    }

    /** Without a body. */
    HttpResponse<Buffer> post(String path) {
        return await(request(HttpMethod.POST, path).send());
    }

    HttpResponse<Buffer> delete(String path) {
        return await(request(HttpMethod.DELETE, path).send());
    }

    HttpResponse<Buffer> create(String app) {
        return await(request(HttpMethod.POST, APPS)
                .putHeader("Content-Type", "application/json")
                .sendBuffer(Buffer.buffer(app)));
    }

    HttpResponse<Buffer> patch(String path, String patch) {
        return await(patching(path, patch, null));
    }

    /** @param ifMatch null = without the header */
    Future<HttpResponse<Buffer>> patching(String path, String patch, @Nullable String ifMatch) {
        HttpRequest<Buffer> request =
                request(HttpMethod.PATCH, path).putHeader("Content-Type", "application/merge-patch+json");
        if (ifMatch != null) {
            request.putHeader("If-Match", ifMatch);
        }
        return request.sendBuffer(Buffer.buffer(patch));
    }

    /** The body of an answer with this status. */
    static JsonObject body(int status, HttpResponse<Buffer> answer) {
        assertThat(answer.statusCode()).as(answer.bodyAsString()).isEqualTo(status);
        return answer.bodyAsJsonObject();
    }

    /** Problem details whose detail begins so. @return the pointer to what is to blame, null if there is none */
    static @Nullable String problem(int status, String detail, HttpResponse<Buffer> answer) {
        JsonObject problem = body(status, answer);
        assertThat(answer.getHeader("Content-Type")).isEqualTo("application/problem+json");
        assertThat(problem.getString("type")).isEqualTo("about:blank");
        assertThat(problem.getString("title")).isEqualTo(answer.statusMessage());
        assertThat(problem.getInteger("status")).isEqualTo(status);
        assertThat(problem.getString("detail")).startsWith(detail);
        return problem.getString("pointer");
    }

    static <T> T await(Future<T> future) {
        try {
            return future.await(20, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        client.close();
        await(server.close());
        await(storage.close());
    }
}
