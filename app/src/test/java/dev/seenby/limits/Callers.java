package dev.seenby.limits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seenby.clients.Dialects;
import dev.seenby.credentials.ApiKey;
import dev.seenby.credentials.Secrets;
import dev.seenby.receipts.Registration;
import dev.seenby.storage.AppOptions;
import dev.seenby.storage.Credential;
import dev.seenby.storage.NewApp;
import dev.seenby.storage.Person;
import dev.seenby.tencent.UserSig;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Owners of apps, who speak all dialects. */
final class Callers {
    private static final String SECRET_KEY = "0123456789abcdef".repeat(4);
    private static final String IMPORT = "/v4/im_open_login_svc/account_import";

    private final Dialects dialects;
    private final HttpClient http;

    Callers(Dialects dialects) {
        this.dialects = dialects;
        this.http = dialects.vertx()
                .createHttpClient(
                        new HttpClientOptions().setPipelining(false), new PoolOptions().setHttp1MaxSize(1_000));
    }

    record Answer(int status, MultiMap headers, String body) {
        String header(String name) {
            return headers.get(name);
        }
    }

    /** An app of its own host. @param ceiling calls per second of all its calls, 0 = none */
    App app(AppOptions options, int ceiling) {
        String host = UUID.randomUUID() + ".example";
        String token = Secrets.rocketChatToken();
        ApiKey key = ApiKey.random(SECRET_KEY);
        Registration.Request owner = new Registration.Request(
                "administrator", null, null, "admin", "Admin", null, Person.Role.OWNER, false, null, List.of());
        dev.seenby.storage.App app = Dialects.await(dialects.zulip()
                        .apps()
                        .create(new NewApp(
                                null,
                                "acme",
                                List.of(host),
                                100_000,
                                ceiling,
                                0,
                                SECRET_KEY,
                                Registration.fill(owner, 0),
                                List.of(key.credential(), Secrets.credential(Credential.Kind.ROCKETCHAT_TOKEN, token)),
                                options)))
                .app();
        Person person = Dialects.await(dialects.zulip().people().byUserIds(app.sdkAppId(), List.of("administrator")))
                .get(0);
        return new App(app.sdkAppId(), host, person, token, key.key());
    }

    /** What the owner of an app says. */
    final class App {
        private final long id;
        private final String host;
        private final Person owner;
        private final String token;
        private final String query;
        private final String basic;

        private App(long id, String host, Person owner, String token, String apiKey) {
            this.id = id;
            this.host = host;
            this.owner = owner;
            this.token = token;
            this.query = "?sdkappid=" + id + "&identifier=administrator&random=1&contenttype=json&usersig="
                    + UserSig.sign(
                            id, SECRET_KEY, "administrator", Instant.now().getEpochSecond(), 3_600);
            this.basic = "Basic "
                    + Base64.getEncoder()
                            .encodeToString(("user" + owner.zulipId() + "@" + host + ":" + apiKey)
                                    .getBytes(StandardCharsets.UTF_8));
        }

        long id() {
            return id;
        }

        Future<Answer> tencent() {
            return tencent("{\"UserID\":\"alice\"}");
        }

        Future<Answer> tencent(String body) {
            return tencentRequest().compose(request -> answer(request, body));
        }

        /** Calls of which only the server knows, until somebody hangs up. */
        List<HttpClientRequest> hanging(int calls) {
            List<HttpClientRequest> hanging = new ArrayList<>();
            for (int i = 0; i < calls; i++) {
                HttpClientRequest request = Dialects.await(tencentRequest());
                request.end("{\"UserID\":\"alice\"}");
                hanging.add(request);
            }
            return hanging;
        }

        private Future<HttpClientRequest> tencentRequest() {
            return request(HttpMethod.POST, IMPORT + query);
        }

        Future<Answer> rocketChat() {
            return rocketChat(HttpMethod.GET, "/api/v1/me", "");
        }

        Future<Answer> rocketChat(HttpMethod method, String uri, String body) {
            return request(method, uri)
                    .compose(request -> answer(
                            request.putHeader("X-User-Id", owner.rocketChatId()).putHeader("X-Auth-Token", token),
                            body));
        }

        Future<Answer> zulip() {
            return zulip(HttpMethod.GET, "/api/v1/users/me", "");
        }

        Future<Answer> zulip(HttpMethod method, String uri, String form) {
            return zulipRequest(method, uri)
                    .compose(request ->
                            answer(request.putHeader("Content-Type", "application/x-www-form-urlencoded"), form));
        }

        /** A call that is not sent yet. */
        Future<HttpClientRequest> zulipRequest(HttpMethod method, String uri) {
            return request(method, uri).map(request -> request.putHeader("Authorization", basic));
        }

        Socket socket() throws IOException {
            Socket socket = new Socket("127.0.0.1", dialects.port());
            socket.setSoTimeout(20_000);
            return socket;
        }

        /** The head of a call that {@link #tencent()} makes, with a body of so many bytes. */
        String head(int bytes) {
            return "POST " + IMPORT + query + " HTTP/1.1\r\nHost: " + host + "\r\nContent-Length: " + bytes
                    + "\r\n\r\n";
        }

        private Future<HttpClientRequest> request(HttpMethod method, String uri) {
            return http.request(new RequestOptions()
                    .setServer(SocketAddress.inetSocketAddress(dialects.port(), "127.0.0.1"))
                    .setHost(host)
                    .setPort(80)
                    .setMethod(method)
                    .setURI(uri));
        }
    }

    private static Future<Answer> answer(HttpClientRequest request, String body) {
        return request.send(Buffer.buffer(body)).compose(response -> response.body()
                .map(all -> new Answer(response.statusCode(), response.headers(), all.toString())));
    }

    /** The body of the next answer on a connection. */
    static String answer(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (!head.toString().endsWith("\r\n\r\n")) {
            int next = in.read();
            assertThat(next).as("the connection is closed").isNotNegative();
            head.append((char) next);
        }
        String length = head.toString().replaceAll("(?is).*content-length: ([0-9]+).*", "$1");
        return new String(in.readNBytes(Integer.parseInt(length)), StandardCharsets.UTF_8);
    }

    /** Waits for what is soon so, however busy the machine is. */
    static void eventually(BooleanSupplier happens) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!happens.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited too long").isLessThan(deadline);
            LockSupport.parkNanos(1_000_000);
        }
    }
}
