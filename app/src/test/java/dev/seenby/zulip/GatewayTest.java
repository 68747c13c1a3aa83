package dev.seenby.zulip;

import static dev.seenby.zulip.Client.basic;
import static dev.seenby.zulip.Client.headers;
import static org.assertj.core.api.Assertions.assertThat;

import dev.seenby.receipts.RealServers;
import dev.seenby.storage.App;
import dev.seenby.storage.Limiter;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every call goes through: its path, its organisation, its caller, the limit, its parameters. */
@ExtendWith(RealServers.Shared.class)
class GatewayTest {
    private static final String ME = "/api/v1/users/me";
    private static final String INVALID_HEADER = "Invalid authorization header for basic auth";

    private static final List<String> ASKED = new CopyOnWriteArrayList<>();
    private static volatile Limiter.Verdict verdict = Limiter.Verdict.accepted(7);
    private static ZulipServer server;
    private Client alice;

    @BeforeAll
    static void start() {
        server = new ZulipServer(GatewayTest::limit);
    }

    private static Future<Limiter.Verdict> limit(App app, String call) {
        ASKED.add(call);
        return Future.succeededFuture(verdict);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void people() {
        verdict = Limiter.Verdict.accepted(7);
        alice = server.person(server.organisation(), "Alice");
        ASKED.clear();
    }

    private Client.Answer me(MultiMap headers) {
        return alice.raw(HttpMethod.GET, ME, null, headers);
    }

    private static String error(String msg, String code) {
        return "{\"result\":\"error\",\"msg\":\"" + msg + "\",\"code\":\"" + code + "\"}\n";
    }

    private static void unauthorized(Client.Answer answer, String msg) {
        assertThat(answer.status()).as(msg).isEqualTo(401);
        assertThat(answer.text()).isEqualTo(error(msg, "UNAUTHORIZED"));
        assertThat(answer.headers().get("WWW-Authenticate")).isEqualTo("Basic realm=\"zulip\"");
        assertThat(ASKED).as("who is refused is not counted").isEmpty();
    }

    @Test
    void anAnswerHasTheRealServersHeaders() {
        long now = Instant.now().getEpochSecond();
        Client.Answer answer = alice.get("/users/me");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.headers().get("Content-Type")).as("no charset").isEqualTo("application/json");
        assertThat(answer.headers().get("Cache-Control"))
                .isEqualTo("max-age=0, no-cache, no-store, must-revalidate, private");
        assertThat(answer.headers().get("Vary")).isEqualTo("Accept-Language");
        assertThat(answer.headers().get("Content-Language")).isEqualTo("en");
        assertThat(answer.headers().get("X-RateLimit-Limit")).isEqualTo("1000");
        assertThat(answer.headers().get("X-RateLimit-Remaining")).isEqualTo("7");
        assertThat(Long.parseLong(answer.headers().get("X-RateLimit-Reset"))).isGreaterThan(now);
        assertThat(ASKED).containsExactly("GET api/v1/users/me");
        assertThat(answer.text())
                .startsWith("{\"result\":\"success\",\"msg\":\"\",\"user_id\":")
                .endsWith("}\n");
    }

    @Test
    void whoShowsNothingIsNotLoggedInEvenInABrowser() {
        String msg = "Not logged in: API authentication or user session required";
        unauthorized(me(headers()), msg);
        unauthorized(me(headers("Accept", "text/html")), msg);
    }

    @Test
    void aHeaderThatIsNoneOfBasicIsRefused() {
        for (String header : List.of(
                "Basic",
                "Basic a b",
                "Basic !!!!",
                "Basic //79",
                basic("no colon"),
                basic(alice.email() + ":" + alice.key() + ":"))) {
            unauthorized(me(headers("Authorization", header)), INVALID_HEADER);
        }
        Client.Answer bearer = me(headers("Authorization", "Bearer " + alice.key()));
        assertThat(bearer.status()).isEqualTo(400);
        assertThat(bearer.text()).isEqualTo(error("This endpoint requires HTTP basic authentication.", "BAD_REQUEST"));
    }

    @Test
    void aKeyMustBeOneAndTheCallersOwn() {
        Client bob = server.person(alice, "Bob");
        for (String malformed :
                List.of("", "short", alice.key() + "x", alice.key().substring(1) + "-")) {
            unauthorized(me(headers("Authorization", basic(alice.email() + ":" + malformed))), "Malformed API key");
        }
        for (String other : List.of(alice.email() + ":" + "x".repeat(32), alice.email() + ":" + bob.key())) {
            unauthorized(me(headers("Authorization", basic(other))), "Invalid API key");
        }
        Client elsewhere = server.person(server.organisation(), "Alice");
        unauthorized(me(headers("Authorization", basic(elsewhere.email() + ":" + elsewhere.key()))), "Invalid API key");
    }

    @Test
    void theAddressIsComparedRegardlessOfCaseAndBothOfSpacesAndAMadeUpOneWillDo() {
        String loud = " " + alice.email().toUpperCase(Locale.ROOT) + " : " + alice.key() + " ";
        assertThat(me(headers("Authorization", basic(loud).replace("Basic", "bASIC")))
                        .status())
                .isEqualTo(200);
        Client owner = server.organisation();
        assertThat(owner.email()).isEqualTo("user" + owner.id() + "@" + owner.host());
        assertThat(owner.get("/users/me").json().getString("email")).isEqualTo(owner.email());
    }

    @Test
    void whoIsDeactivatedOrAtAnUnknownHostIsTurnedAway() {
        server.change(alice, "active = false");
        unauthorized(alice.get("/users/me"), "Account is deactivated");
        String header = basic(alice.email() + ":" + alice.key());
        unauthorized(
                alice.raw("nobody.example", HttpMethod.GET, ME, null, headers("Authorization", header)),
                "Account is not associated with this subdomain");
        Client.Answer open = alice.raw("nobody.example", HttpMethod.GET, "/api/v1/server_settings", null, headers());
        assertThat(open.status()).isEqualTo(404);
        assertThat(open.text()).isEqualTo(error("Invalid subdomain", "NONEXISTENT_SUBDOMAIN"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v1", "/api/v1/", "/api/v1/nothing", "/api/v1/users/me/", "/api/v1/chat.getMessage"})
    void anUnknownPathIsJsonToo(String path) {
        Client.Answer answer = alice.raw(
                HttpMethod.GET, path, null, headers("Authorization", basic(alice.email() + ":" + alice.key())));
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.headers().get("Content-Type")).isEqualTo("application/json");
        assertThat(answer.text()).isEqualTo(error("Not found", "BAD_REQUEST"));
    }

    @Test
    void whatIsForRocketChatIsLeftToIt() {
        assertThat(alice.raw(HttpMethod.GET, "/api/v1/chat.getMessage", null, headers())
                        .text())
                .isEqualTo("{\"status\":\"error\",\"message\":\"You must be logged in to do this.\"}");
        assertThat(alice.raw(HttpMethod.GET, "/api/v1/users/me", null, headers("X-Auth-Token", "x"))
                        .text())
                .contains("API endpoint does not exist");
    }

    @Test
    void theMethodIsCheckedBeforeTheCaller() {
        Client.Answer answer = alice.raw(HttpMethod.POST, "/api/v1/messages/1/read_receipts", "", headers());
        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.headers().get("Allow")).isEqualTo("GET, HEAD");
        assertThat(answer.text())
                .isEqualTo(
                        "{\"result\":\"error\",\"msg\":\"Method Not Allowed\",\"allowed_methods\":[\"GET\",\"HEAD\"]}\n");
        assertThat(alice.raw(HttpMethod.GET, "/api/v1/fetch_api_key", null, headers())
                        .headers()
                        .get("Allow"))
                .isEqualTo("POST");
        Client.Answer options = alice.raw(HttpMethod.OPTIONS, ME, null, headers());
        assertThat(options.status()).isEqualTo(204);
        assertThat(options.headers().get("Allow")).isEqualTo("DELETE, GET, HEAD");
    }

    @Test
    void aFormMayNameTheMethod() {
        assertThat(alice.call(HttpMethod.POST, "/users/me", "method=GET").text())
                .contains("\"full_name\":\"Alice\"")
                .doesNotContain("ignored");
        assertThat(alice.call(HttpMethod.POST, "/users/me", "method=PATCH").status())
                .isEqualTo(405);
    }

    @Test
    void aFormOfPartsMayBeEmpty() {
        MultiMap type = headers(
                "Authorization",
                basic(alice.email() + ":" + alice.key()),
                "Content-Type",
                "multipart/form-data; boundary=----tea");
        for (String body : List.of("------tea--\r\n", "------tea--\r\n\r\n", "------tea--", "")) {
            assertThat(alice.raw(HttpMethod.POST, "/api/v1/mark_all_as_read", body, type)
                            .text())
                    .as(body)
                    .isEqualTo("{\"result\":\"success\",\"msg\":\"\",\"complete\":true}\n");
        }
    }

    @Test
    void aPathThatIsEncodedWronglyIsNobodys() {
        for (String path : List.of("/users/%zz@x", "/users/%4", "/users/%40%", "/users/%00@x", "/users/%ff@x")) {
            Client.Answer answer = alice.get(path);
            assertThat(answer.status()).as(path).isBetween(400, 404);
        }
    }

    @Test
    void parametersThatNothingUsesAreNamedInOrderUnlessItIsAnError() {
        assertThat(alice.get("/users/me?zebra=1&client=test&Apple=2&dont_block=true")
                        .text())
                .endsWith(",\"ignored_parameters_unsupported\":[\"Apple\",\"dont_block\",\"zebra\"]}\n");
        assertThat(alice.get("/messages/0/read_receipts?zebra=1").text())
                .isEqualTo(error("Invalid message(s)", "BAD_REQUEST"));
        assertThat(alice.call(HttpMethod.POST, "/users/me/api_key/regenerate?a=1", "b=2")
                        .text())
                .endsWith(",\"ignored_parameters_unsupported\":[\"a\",\"b\"]}\n");
    }

    @Test
    void whatCannotBeTakenApartIsRefused() {
        String msg = error("The parameters cannot be understood", "BAD_REQUEST");
        assertThat(alice.post("/fetch_api_key?%zz=1").text()).isEqualTo(msg);
        StringBuilder many = new StringBuilder();
        for (int i = 0; i <= 1_000; i++) {
            many.append("p").append(i).append("=&");
        }
        MultiMap form = headers("Content-Type", Client.FORM);
        assertThat(alice.raw(HttpMethod.POST, "/api/v1/fetch_api_key", many.toString(), form)
                        .text())
                .isEqualTo(msg);
        MultiMap noBoundary = headers("Content-Type", "multipart/form-data");
        assertThat(alice.raw(HttpMethod.POST, "/api/v1/fetch_api_key", "x", noBoundary)
                        .text())
                .isEqualTo(msg);
        String tooLong = "x".repeat((2 << 20) + 1);
        Client.Answer answer = alice.raw(HttpMethod.POST, "/api/v1/fetch_api_key", tooLong, form);
        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.text()).isEqualTo(error("The body is longer than 2 MiB", "BAD_REQUEST"));
    }

    @Test
    void whoCallsTooOftenIsToldHowLongToWait() {
        verdict = Limiter.Verdict.refused(1_250_000, false);
        long now = Instant.now().getEpochSecond();
        Client.Answer answer = alice.get("/users/me");
        assertThat(answer.status()).isEqualTo(429);
        assertThat(answer.text())
                .isEqualTo("{\"result\":\"error\",\"msg\":\"API usage exceeded rate limit\","
                        + "\"code\":\"RATE_LIMIT_HIT\",\"retry-after\":1.25}\n");
        assertThat(answer.headers().get("Retry-After")).isEqualTo("2");
        assertThat(answer.headers().get("X-RateLimit-Limit")).isEqualTo("1000");
        assertThat(answer.headers().get("X-RateLimit-Remaining")).isEqualTo("0");
        assertThat(Long.parseLong(answer.headers().get("X-RateLimit-Reset"))).isGreaterThan(now);
    }

    @Test
    void withoutTheDatabaseEveryCallSaysThatItIsUnavailable() {
        ZulipServer away = new ZulipServer();
        Client caller = away.person(away.organisation(), "Alice");
        assertThat(caller.get("/users/me").status()).isEqualTo(200);
        away.closeStorage();
        Client.Answer answer = caller.get("/users/me");
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.text()).isEqualTo(error("Service Unavailable", "SERVICE_UNAVAILABLE"));
        away.close();
    }
}
