package dev.seenby.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.seenby.storage.postgres.embedded.PostgresServer;
import dev.seenby.tencent.UserSig;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Olga reads a log that Alice's calls have left, in JSON; the database fails under them. */
class LogTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ADMIN_TOKEN = "olgas-very-secret-token";
    private static final String SECRETS_KEY = "5e".repeat(32);
    private static final String PASSWORD = "alices-wonderland-password";
    private static final String BODY = "what-alice-wrote-to-bob";
    private static final String ASKED = "what-alice-searched-for";

    private final HttpClient http = HttpClient.newHttpClient();

    @TempDir
    Path folder;

    @TempDir
    Path other;

    @Test
    void eachLineIsJsonNamesItsCallAndHoldsNoSecret() throws Exception {
        PostgresServer postgres = PostgresServer.start(other, line -> {});
        String uri = postgres.uri();
        String databasePassword = URI.create(uri).getUserInfo().split(":", 2)[1];
        try (SeenbyProcess server = new SeenbyProcess(Map.of(
                        "SEENBY_DATA_DIR", folder.toString(),
                        "SEENBY_POSTGRES_URI", uri,
                        "SEENBY_REDIS_URI", "none",
                        "SEENBY_SECRETS_KEY", SECRETS_KEY,
                        "SEENBY_ADMIN_TOKEN", ADMIN_TOKEN,
                        "SEENBY_DEMO", "false",
                        "SEENBY_LOG_FORMAT", "json"))
                .ready()) {
            JsonNode app = JSON.readTree(send(
                            server,
                            "made-by-olga",
                            "POST",
                            "/admin/v1/apps",
                            "{\"name\":\"acme\",\"owner\":{\"username\":\"alice\",\"name\":\"Alice\",\"email\":"
                                    + "\"alice@acme.example\",\"password\":\"" + PASSWORD + "\"}}",
                            "Authorization",
                            "Bearer " + ADMIN_TOKEN)
                    .body());
            String key = app.path("secretKey").asText();
            String token = app.path("owner").path("authToken").asText();
            String apiKey = app.path("owner").path("apiKey").asText();
            assertThat(List.of(key, token, apiKey)).noneMatch(String::isEmpty);
            String sig = UserSig.sign(
                    app.path("sdkAppId").asLong(),
                    key,
                    "administrator",
                    Instant.now().getEpochSecond(),
                    3_600);
            Calls calls = new Calls(server, app, sig, token, apiKey);
            calls.all("well");

            // Every statement fails from now on, in the middle of calls and at their beginning.
            break_(uri);
            calls.all("broken");
            postgres.stop();
            calls.all("away");
            server.terminate();
            assertThat(server.exitCode()).isZero();

            List<String> secrets = List.of(
                    ADMIN_TOKEN, SECRETS_KEY, PASSWORD, BODY, ASKED, databasePassword, key, token, apiKey, sig);
            assertThat(secrets).allSatisfy(secret -> assertThat(server.output()).doesNotContain(secret));
            assertThat(idsOf(server)).contains("tencent-broken", "rocketchat-broken", "zulip-broken");
            assertThat(idsOf(server)).contains("tencent-mark-away", "rocketchat-away", "zulip-away");
            assertThat(server.output()).contains("\"error\":\"");
        }
    }

    /** Calls of all dialects that the test can tell by their ids. */
    private record Calls(LogTest test, SeenbyProcess server, JsonNode app, String sig, String token, String apiKey) {
        Calls {
            assertThat(sig).isNotEmpty();
        }
    }
}
