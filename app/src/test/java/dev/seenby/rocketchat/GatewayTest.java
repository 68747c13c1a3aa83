package dev.seenby.rocketchat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seenby.receipts.RealServers;
import dev.seenby.storage.App;
import dev.seenby.storage.Limiter;
import dev.seenby.storage.Person;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every call goes through: its path, its workspace, its caller, the limit, its parameters. */
@ExtendWith(RealServers.Shared.class)
class GatewayTest {
    private static final String NOT_LOGGED_IN =
            "{\"status\":\"error\",\"message\":\"You must be logged in to do this.\"}";
    private static final String NOT_THERE = "{\"success\":false,\"error\":\"API endpoint does not exist\","
            + "\"status\":\"error\",\"message\":\"API endpoint does not exist\"}";
    private static final String RECEIPTS = "/api/v1/chat.getMessageReadReceipts";

    private static final List<String> ASKED = new ArrayList<>();
    private static volatile Limiter.Verdict verdict = Limiter.Verdict.accepted(7);
    private static RocketChatServer server;
    private Client admin;
    private Client alice;

    @BeforeAll
    static void start() {
        server = new RocketChatServer(GatewayTest::limit);
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
        admin = server.workspace();
        alice = server.person(admin, "alice", Person.Role.MEMBER);
        ASKED.clear();
    }

    private static MultiMap headers(String... pairs) {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap();
        for (int i = 0; i < pairs.length; i += 2) {
            headers.add(pairs[i], pairs[i + 1]);
        }
        return headers;
    }

    @Test
    void anAnswerHasTheRealServersHeaders() {
        Client.Answer answer = alice.get("me");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.headers().get("Content-Type")).as("no charset").isEqualTo("application/json");
        assertThat(answer.headers().get("Cache-Control")).isEqualTo("no-store");
        assertThat(answer.headers().get("Pragma")).isEqualTo("no-cache");
        assertThat(answer.headers().get("X-RateLimit-Limit")).isEqualTo("1000");
        assertThat(answer.headers().get("X-RateLimit-Remaining")).isEqualTo("7");
        assertThat(Long.parseLong(answer.headers().get("X-RateLimit-Reset"))).isGreaterThan(1_700_000_000_000L);
        assertThat(ASKED).containsExactly("api/v1/me");
    }

    @Test
    void whoIsNotSignedInIsToldExactlyWhatTheDocumentPrints() {
        List<MultiMap> callers = List.of(
                headers(),
                headers("X-User-Id", alice.person().rocketChatId()),
                headers("X-Auth-Token", alice.token()),
                headers("X-User-Id", admin.person().rocketChatId(), "X-Auth-Token", alice.token()),
                headers("X-User-Id", alice.person().rocketChatId(), "X-Auth-Token", "guess"),
                headers("X-User-Id", alice.person().rocketChatId(), "X-Auth-Token", ""),
                headers("X-User-Id", "undefined", "X-Auth-Token", "undefined"),
                headers("X-User-Id", alice.person().rocketChatId(), "X-Auth-Token", "x".repeat(3_000)));
        for (MultiMap caller : callers) {
            Client.Answer answer = alice.raw(HttpMethod.GET, RECEIPTS, null, caller);
            assertThat(answer.status()).isEqualTo(401);
            assertThat(answer.text()).isEqualTo(NOT_LOGGED_IN);
        }
        assertThat(ASKED)
                .as("a stranger's calls do not count against the workspace")
                .isEmpty();
    }

    @Test
    void aTokenOfAnotherWorkspaceIsNobodys() {
        Client elsewhere = server.workspace();
        MultiMap caller = headers("X-User-Id", alice.person().rocketChatId(), "X-Auth-Token", alice.token());
        assertThat(elsewhere.raw(HttpMethod.GET, "/api/v1/me", null, caller).text())
                .isEqualTo(NOT_LOGGED_IN);
    }

    @Test
    void anUnknownHostIsNoWorkspace() {
        Client nowhere = new Client(server, UUID.randomUUID() + ".example", 0, alice.person(), alice.token());
        Client.Answer answer = nowhere.get("me");
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.json())
                .isEqualTo(new JsonObject()
                        .put("success", false)
                        .put("error", "No workspace is served under this host name"));
    }

    @Test
    void theHostIsComparedRegardlessOfCaseAndPort() {
        Client loud =
                new Client(server, alice.host().toUpperCase(java.util.Locale.ROOT), 0, alice.person(), alice.token());
        assertThat(loud.get("me").status()).isEqualTo(200);
    }

    @Test
    void aRefusedCallSaysHowLongToWait() {
        verdict = Limiter.Verdict.refused(1_200_000, false);
        Client.Answer answer = alice.get("chat.getThreadMessages");
        assertThat(answer.status()).isEqualTo(429);
        assertThat(answer.text())
                .isEqualTo("{\"success\":false,\"error\":\"Error, too many requests. Please slow down. You must wait 2"
                        + " seconds before trying this endpoint again. [error-too-many-requests]\"}");
        assertThat(answer.headers().get("X-RateLimit-Remaining")).isEqualTo("0");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/chat.none",
                "/api/v1/chat.getMessageReadReceipts/",
                "/api/v1/chat.getMessageReadReceipts/x",
                "/api/v1/method.call",
                "/api/v1/method.call/",
                "/api/v1/settings",
                "/api/v1/settings/",
                "/api/v1/Chat.getMessage",
                "/api/v1/none"
            })
    void whatIsNotThereIsSaidInJson(String path) {
        for (HttpMethod method : List.of(HttpMethod.GET, HttpMethod.POST, HttpMethod.DELETE)) {
            Client.Answer answer = alice.raw(method, path, null);
            assertThat(answer.status()).isEqualTo(404);
            assertThat(answer.text()).isEqualTo(NOT_THERE);
        }
        assertThat(ASKED).isEmpty();
    }

    @Test
    void aCallHasItsMethod() {
        assertThat(alice.raw(HttpMethod.POST, RECEIPTS, "{}").text()).isEqualTo(NOT_THERE);
        assertThat(alice.raw(HttpMethod.GET, "/api/v1/chat.sendMessage", null).text())
                .isEqualTo(NOT_THERE);
        assertThat(alice.raw(HttpMethod.POST, "/api/info", "{}").text()).isEqualTo(NOT_THERE);
    }

    @Test
    void aBasicHeaderIsNotRocketChats() {
        Client.Answer answer = alice.raw(
                HttpMethod.GET, RECEIPTS, null, headers("Authorization", "Basic eA==", "X-Auth-Token", alice.token()));
        assertThat(answer.text()).isNotEqualTo(NOT_LOGGED_IN);
        assertThat(answer.status()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"?messageId=%", "?messageId=%zz", "?messageId=%e0%a4%a", "?%=1"})
    void malformedPercentEncodingIsSaidSo(String query) {
        Client.Answer answer = alice.raw(HttpMethod.GET, RECEIPTS + query, null);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text()).isEqualTo("{\"success\":false,\"error\":\"Invalid query parameters\"}");
    }

    @Test
    void aParameterGivenTwiceIsNoText() {
        Client.Answer answer = alice.raw(HttpMethod.GET, RECEIPTS + "?messageId=a&messageId=b", null);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text())
                .isEqualTo("{\"success\":false,\"error\":\"must be string\",\"errorType\":\"error-invalid-params\"}");
        assertThat(alice.raw(HttpMethod.GET, RECEIPTS + "?messageId[]=a", null)
                        .json()
                        .getString("errorType"))
                .as("an array of one is its element")
                .isEqualTo("error-invalid-message");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "1", "null", "{", "{\"a\":1}{}", "{\"a\":1,\"a\":2}", "// no\n{}"})
    void aBodyThatIsNoObjectIsRefused(String body) {
        Client.Answer answer = alice.raw(HttpMethod.POST, "/api/v1/chat.sendMessage", body);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text())
                .isEqualTo(
                        "{\"success\":false,\"error\":\"The body is not a JSON object\",\"errorType\":\"invalid-params\"}");
    }

    @Test
    void aDeepOrLongBodyIsRefused() {
        String deep = "{\"message\":" + "[".repeat(1_000) + "]".repeat(1_000) + "}";
        assertThat(alice.raw(HttpMethod.POST, "/api/v1/chat.sendMessage", deep).status())
                .isEqualTo(400);
        String justFits = "{\"x\":\"" + "x".repeat((2 << 20) - 8) + "\"}";
        assertThat(alice.raw(HttpMethod.POST, "/api/v1/chat.sendMessage", justFits)
                        .json()
                        .getString("error"))
                .isEqualTo("must have required property 'message'");
        Client.Answer tooLong = alice.raw(HttpMethod.POST, "/api/v1/chat.sendMessage", justFits + " ");
        assertThat(tooLong.status()).isEqualTo(413);
        assertThat(tooLong.text()).isEqualTo("{\"success\":false,\"error\":\"The body is longer than 2 MiB\"}");
    }

    @Test
    void theBodyMayBeAForm() {
        Client.Answer answer = alice.raw(
                HttpMethod.POST,
                "/api/v1/chat.followMessage",
                "mid=no%20such",
                headers(
                        "X-User-Id",
                        alice.person().rocketChatId(),
                        "X-Auth-Token",
                        alice.token(),
                        "Content-Type",
                        "application/x-www-form-urlencoded"));
        assertThat(answer.json().getString("errorType")).isEqualTo("error-invalid-message");
    }

    @Test
    void withoutTheDatabaseEveryCallSaysThatItIsUnavailable() {
        RocketChatServer away = new RocketChatServer();
        Client caller = away.person(away.workspace(), "alice", Person.Role.MEMBER);
        assertThat(caller.get("me").status()).isEqualTo(200);
        away.closeStorage();
        Client.Answer answer = caller.get("me");
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.text()).isEqualTo("{\"success\":false,\"error\":\"Service Unavailable\"}");
        away.close();
    }
}
