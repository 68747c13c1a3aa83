package dev.seenby.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.seenby.storage.postgres.embedded.PostgresServer;
import dev.seenby.tencent.UserSig;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnection;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Olga reads the log that Alice's calls have left, in JSON, while the database failed under them. */
class LogTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ADMIN_TOKEN = "olgas-very-secret-token";
    private static final String SECRETS_KEY = "5e".repeat(32);
    private static final String PASSWORD = "alices-wonderland-password";
    private static final String TEXT = "what-alice-wrote-to-bob";
    private static final String ASKED = "what-alice-asked-for";

    private final HttpClient http = HttpClient.newHttpClient();

    @TempDir
    Path folder;

    @TempDir
    Path databases;

    @Test
    void eachLineIsJsonNamesItsCallAndHoldsNoSecret() throws Exception {
        PostgresServer postgres = PostgresServer.start(databases, line -> {});
        String databasePassword = URI.create(postgres.uri()).getUserInfo().split(":", 2)[1];
        try (SeenbyProcess server = new SeenbyProcess(Map.of(
                        "SEENBY_DATA_DIR",
                        folder.toString(),
                        "SEENBY_POSTGRES_URI",
                        postgres.uri(),
                        "SEENBY_REDIS_URI",
                        "none",
                        "SEENBY_SECRETS_KEY",
                        SECRETS_KEY,
                        "SEENBY_ADMIN_TOKEN",
                        ADMIN_TOKEN,
                        "SEENBY_LOG_FORMAT",
                        "json"))
                .ready()) {
            String base = "http://127.0.0.1:" + server.httpPort;
            JsonNode app = JSON.readTree(until(answer -> answer.contains("secretKey"), () -> send(
                            "admin",
                            base + "/admin/v1/apps",
                            "{\"name\":\"acme\",\"owner\":{\"username\":\"alice\",\"name\":\"Alice\","
                                    + "\"email\":\"alice@acme.example\",\"password\":\"" + PASSWORD + "\"}}",
                            "Authorization",
                            "Bearer " + ADMIN_TOKEN,
                            "Content-Type",
                            "application/json")
                    .body()));
            assertThat(app.path("secretKey").asText()).as(app.toString()).hasSize(64);
            Alice alice = new Alice(this, base, app);
            alice.calls("well");

            // What is inserted is refused with an error that repeats it; then everybody's credentials are gone, too.
            execute(postgres.uri(), "alter table message add constraint broken check (id < 0) not valid");
            until(log -> log.contains("A call failed unexpectedly"), () -> {
                alice.calls("refused");
                return server.output();
            });
            execute(postgres.uri(), "alter table credential rename to credential_gone");
            alice.calls("broken");
            postgres.stop();
            alice.calls("away");
            server.terminate();
            assertThat(server.exitCode()).isZero();

            List<String> secrets =
                    List.of(ADMIN_TOKEN, SECRETS_KEY, PASSWORD, TEXT, ASKED, databasePassword, alice.key, alice.token);
            assertThat(secrets).noneMatch(String::isEmpty).allSatisfy(secret -> assertThat(server.output())
                    .doesNotContain(secret));
            assertThat(server.output()).doesNotContain(alice.apiKey).doesNotContain(alice.userSig);
            List<JsonNode> lines = server.output()
                    .lines()
                    // What is said to the operator, who has the other stream: the address, and that it is ready.
                    .filter(line -> !line.matches("ready in .*|  calls, .*|  /metrics.*"))
                    .map(LogTest::json)
                    .toList();
            assertThat(lines).allMatch(line -> line.path("time").asText().endsWith("Z"));
            Set<String> ids =
                    lines.stream().map(line -> line.path("request").asText()).collect(Collectors.toSet());
            assertThat(ids)
                    .contains(
                            "tencent-refused",
                            "zulip-refused",
                            "rocketchat-refused",
                            "rocketchat-broken",
                            "zulip-broken")
                    .contains("tencent-away", "rocketchat-away", "zulip-away");
            assertThat(lines.stream()
                            .filter(line -> line.path("message").asText().equals("A call failed unexpectedly")))
                    .isNotEmpty()
                    .allMatch(line -> line.path("error").asText().contains("Exception")
                            && !line.path("request").asText().isEmpty());
        }
    }

    @Test
    void theIdIsTheClientsIfItIsOneAndElseIsMade() throws Exception {
        try (SeenbyProcess server =
                new SeenbyProcess(Map.of("SEENBY_DATA_DIR", folder.toString(), "SEENBY_REDIS_URI", "none")).ready()) {
            String base = "http://127.0.0.1:" + server.httpPort;
            for (String path :
                    List.of("/v4/a/b", "/api/v1/chat.getMessage", "/api/v1/messages", "/admin/v1/apps", "/x")) {
                assertThat(id(send("Alice.1_2-3", base + path, "{}"))).isEqualTo("Alice.1_2-3");
                assertThat(id(send("a".repeat(128), base + path, "{}"))).isEqualTo("a".repeat(128));
                assertThat(id(send("a".repeat(129), base + path, "{}"))).matches("[0-9a-f]{16}");
                assertThat(id(send("two words", base + path, "{}"))).matches("[0-9a-f]{16}");
            }
            assertThat(id(send("Olga", "http://127.0.0.1:" + server.managementPort + "/health/live", "")))
                    .isEqualTo("Olga");
        }
    }

    /** Asks again while the machine is too busy for the server to do what it can do: its database may not answer in time. */
    private static String until(Predicate<String> well, Callable<String> question) throws Exception {
        String answer = question.call();
        for (int i = 0; i < 50 && !well.test(answer); i++) {
            answer = question.call();
        }
        assertThat(answer).matches(well, "is what was waited for");
        return answer;
    }

    private static String id(HttpResponse<String> response) {
        return response.headers().firstValue("X-Request-Id").orElseThrow();
    }

    /** A call of each dialect. */
    private static final class Alice {
        final String key;
        final String token;
        final String apiKey;
        final String userSig;
        private final LogTest test;
        private final String base;
        private final JsonNode app;
        private int random;

        Alice(LogTest test, String base, JsonNode app) throws Exception {
            this.test = test;
            this.base = base;
            this.app = app;
            key = app.path("secretKey").asText();
            token = app.path("owner").path("authToken").asText();
            apiKey = app.path("owner").path("apiKey").asText();
            userSig = UserSig.sign(
                    app.path("sdkAppId").asLong(),
                    key,
                    "administrator",
                    Instant.now().getEpochSecond(),
                    3_600);
            // Made already, says a second try whose first was not answered in time.
            until(
                    answer -> answer.contains("\"ErrorCode\":0") || answer.matches(".*1002[15].*"),
                    () -> tencent(
                            "made",
                            "create_group",
                            "{\"GroupId\":\"tea\",\"Type\":\"Public\",\"Name\":\"tea\","
                                    + "\"Owner_Account\":\"administrator\"}"));
        }

        /** @param when the last part of the calls' ids */
        void calls(String when) throws Exception {
            tencent(
                    "tencent-" + when,
                    "send_group_msg",
                    "{\"GroupId\":\"tea\",\"From_Account\":\"administrator\",\"Random\":" + ++random
                            + ",\"MsgBody\":[{\"MsgType\":\"TIMTextElem\",\"MsgContent\":{\"Text\":\"" + TEXT
                            + "\"}}]}");
            assertThat(id(test.send(
                            "rocketchat-" + when,
                            base + "/api/v1/chat.postMessage?asked=" + ASKED,
                            "{\"roomId\":\"tea\",\"text\":\"" + TEXT + "\"}",
                            "X-Auth-Token",
                            token,
                            "X-User-Id",
                            app.path("owner").path("userId").asText())))
                    .isEqualTo("rocketchat-" + when);
            test.send(
                    "login-" + when, base + "/api/v1/login", "{\"user\":\"alice\",\"password\":\"" + PASSWORD + "\"}");
            test.send(
                    "zulip-" + when,
                    base + "/api/v1/messages?asked=" + ASKED + "&type=channel&to=tea&topic=tea&content=" + TEXT,
                    "",
                    "Authorization",
                    "Basic "
                            + Base64.getEncoder()
                                    .encodeToString(("alice@acme.example:" + apiKey).getBytes(StandardCharsets.UTF_8)));
        }

        private String tencent(String id, String command, String body) throws Exception {
            return test.send(
                            id,
                            base + "/v4/group_open_http_svc/" + command + "?sdkappid="
                                    + app.path("sdkAppId").asText()
                                    + "&identifier=administrator&random=1&contenttype=json&usersig=" + userSig,
                            body)
                    .body();
        }
    }

    private HttpResponse<String> send(String id, String uri, String body, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(uri))
                .header("X-Request-Id", id)
                .timeout(Duration.ofSeconds(60))
                .POST(HttpRequest.BodyPublishers.ofString(body));
        return http.send(
                (headers.length == 0 ? request : request.headers(headers)).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static void execute(String uri, String statement) throws Exception {
        Vertx vertx = Vertx.vertx();
        PgConnection connection = PgConnection.connect(vertx, uri).await(20, TimeUnit.SECONDS);
        connection.query(statement).execute().await(20, TimeUnit.SECONDS);
        vertx.close().await(20, TimeUnit.SECONDS);
    }

    private static JsonNode json(String line) {
        try {
            return JSON.readTree(line);
        } catch (IOException e) {
            throw new AssertionError("no JSON: " + line, e);
        }
    }
}
