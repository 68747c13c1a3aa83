package dev.seenby.rocketchat;

import static dev.seenby.rocketchat.RocketChatServer.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.seenby.credentials.Passwords;
import dev.seenby.credentials.Secrets;
import dev.seenby.receipts.RealServers;
import dev.seenby.storage.Credential;
import dev.seenby.storage.Person;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Alice, whose password is "wonder&land", signs in and out; Mallory tries to. */
@ExtendWith(RealServers.Shared.class)
class SignInTest {
    private static final String PASSWORD = "wonder&land";
    private static final String UNAUTHORIZED =
            "{\"success\":false,\"status\":\"error\",\"error\":\"Unauthorized\",\"message\":\"Unauthorized\"}";
    private static final String BLOCKED =
            "{\"success\":false,\"status\":\"error\",\"error\":\"error-login-blocked-for-user\","
                    + "\"message\":\"Login has been temporarily blocked For User\","
                    + "\"details\":{\"function\":\"Accounts.validateLoginAttempt\"}}";
    private static final String NOT_LOGGED_IN =
            "{\"status\":\"error\",\"message\":\"You must be logged in to do this.\"}";

    private static RocketChatServer server;
    private static Client admin;
    private static Client alice;
    private static ExecutorService threads;

    @BeforeAll
    static void start() {
        server = new RocketChatServer();
        threads = Executors.newFixedThreadPool(5);
        admin = server.workspace();
        alice = withPassword(admin, "alice");
    }

    @AfterAll
    static void stop() {
        threads.shutdownNow();
        server.close();
    }

    private static Client withPassword(Client workspace, String username) {
        Client person = server.person(workspace, username, Person.Role.MEMBER);
        Credential password = await(server.services().passwords().credential(PASSWORD));
        await(server.services().credentials().add(person.person().id(), password));
        return person;
    }

    /** Somebody who shows no token sends this body. */
    private static Client.Answer login(Client to, String type, String body) {
        return to.raw(
                HttpMethod.POST,
                "/api/v1/login",
                body,
                MultiMap.caseInsensitiveMultiMap().add("Content-Type", type));
    }

    private static Client.Answer login(Client to, JsonObject body) {
        return login(to, "application/json", body.encode());
    }

    private static JsonObject alices() {
        return new JsonObject().put("user", "alice").put("password", PASSWORD);
    }

    /** Alice at another device, where she has signed in with this answer. */
    private static Client as(Client person, Client.Answer answer) {
        JsonObject data = person.ok(answer).getJsonObject("data");
        assertThat(data.getString("userId")).isEqualTo(person.person().rocketChatId());
        return new Client(server, person.host(), person.app(), person.person(), data.getString("authToken"));
    }

    @Test
    void aliceSignsInInEveryWayThatClientsKnow() {
        String digest = Passwords.digest(PASSWORD);
        List<JsonObject> ways = List.of(
                alices(),
                new JsonObject().put("user", "ALICE").put("password", PASSWORD).put("code", "123456"),
                new JsonObject().put("user", "alice@wonder.example").put("password", PASSWORD),
                new JsonObject()
                        .put("user", new JsonObject().put("username", "alice"))
                        .put("password", PASSWORD),
                new JsonObject()
                        .put("user", new JsonObject().put("email", "Alice@wonder.example"))
                        .put("password", PASSWORD),
                new JsonObject().put("username", "alice").put("password", PASSWORD),
                new JsonObject().put("email", "alice@wonder.example").put("password", PASSWORD),
                alices().put("password", new JsonObject().put("digest", digest).put("algorithm", "sha-256")));
        for (JsonObject way : ways) {
            Client.Answer answer = login(admin, way);
            Client again = as(alice, answer);
            assertThat(again.token()).matches("[A-Za-z0-9_-]{43}").isNotEqualTo(alice.token());
            assertThat(again.get("me").status()).isEqualTo(200);
        }
        Client.Answer form =
                login(admin, "application/x-www-form-urlencoded", "user=alice&password=" + Client.encode(PASSWORD));
        assertThat(as(alice, form).get("me").status()).isEqualTo(200);
    }

    @Test
    void theAnswerIsTheDocumentedOne() {
        Client.Answer answer = login(admin, alices());

        JsonObject json = alice.ok(answer);
        String token = json.getJsonObject("data").getString("authToken");
        String made = Times.iso(alice.person().createdAt());
        String id = alice.person().rocketChatId();
        String me = "{\"_id\":\"" + id + "\",\"name\":\"Alice\",\"username\":\"alice\","
                + "\"emails\":[{\"address\":\"alice@wonder.example\",\"verified\":false}],\"status\":\"offline\","
                + "\"statusConnection\":\"offline\",\"utcOffset\":0,\"active\":true,\"roles\":[\"user\"],"
                + "\"settings\":{\"profile\":{},\"calendar\":{},\"preferences\":{}},\"avatarUrl\":\"\","
                + "\"isOAuthUser\":false,\"createdAt\":\"" + made + "\",\"_updatedAt\":\"" + made + "\"";
        assertThat(answer.text())
                .isEqualTo("{\"status\":\"success\",\"data\":{\"userId\":\"" + id + "\",\"authToken\":\"" + token
                        + "\",\"me\":" + me + "}},\"success\":true}");
        assertThat(alice.get("me").text()).isEqualTo(me + ",\"success\":true}");
    }

    @Test
    void aTokenLastsAsManyDaysAsTheSettingSays() {
        Client workspace = server.workspace();
        Client bob = withPassword(workspace, "bob");
        workspace.ok(workspace.post("settings/Accounts_LoginExpiration", "value", 3));
        Instant before = Instant.now();
        Client again =
                as(bob, login(workspace, new JsonObject().put("user", "bob").put("password", PASSWORD)));

        Credential kept = await(server.services().credentials().of(bob.person().id())).stream()
                .filter(credential -> credential.hash().equals(Secrets.hash(again.token())))
                .findFirst()
                .orElseThrow();
        assertThat(kept.expiresAt())
                .isBetween(
                        before.plus(Duration.ofDays(3)).minusMillis(1),
                        Instant.now().plus(Duration.ofDays(3)));
        Instant createdAt = Instant.parse(new JsonObject(kept.details()).getString("createdAt"));
        assertThat(createdAt).isBetween(before.minusMillis(1), Instant.now());
    }

    @Test
    void aliceResumesWithTheTokenSheHas() {
        Client phone = as(alice, login(admin, alices()));

        Client resumed = as(alice, login(admin, new JsonObject().put("resume", phone.token())));

        assertThat(resumed.token()).isEqualTo(phone.token());
    }

    @Test
    void whatIsNoTokenOfALoginResumesNothing() {
        Client bob = withPassword(admin, "bob.resumes");
        String script = bob.ok(bob.post("users.generatePersonalAccessToken", "tokenName", "script"))
                .getString("token");
        String expired = Secrets.rocketChatToken();
        await(server.services()
                .credentials()
                .add(
                        bob.person().id(),
                        new Credential(
                                Credential.Kind.ROCKETCHAT_TOKEN,
                                Secrets.hash(expired),
                                null,
                                Instant.now().minusSeconds(1),
                                "{}")));
        for (String token : List.of(script, expired, "nonsense", "")) {
            Client.Answer refused = login(admin, new JsonObject().put("resume", token));
            assertThat(refused.status()).isEqualTo(401);
            assertThat(refused.text()).isEqualTo(UNAUTHORIZED);
        }
        Client late = new Client(server, bob.host(), bob.app(), bob.person(), expired);
        assertThat(late.get("me").text()).isEqualTo(NOT_LOGGED_IN);
        Client elsewhere = server.workspace();
        assertThat(login(elsewhere, new JsonObject().put("resume", bob.token())).text())
                .isEqualTo(UNAUTHORIZED);
    }

    @Test
    void mallorysGuessesAreAllRefusedAlike() {
        Client carol = server.person(admin, "carol", Person.Role.MEMBER);
        for (JsonObject guess : List.of(
                alices().put("password", "guess"),
                alices().put("password", ""),
                alices().put("user", "nobody"),
                alices().put("user", carol.person().username()),
                alices().put("user", "alice@elsewhere.example"))) {
            Client.Answer refused = login(admin, guess);
            assertThat(refused.status()).isEqualTo(401);
            assertThat(refused.text()).isEqualTo(UNAUTHORIZED);
        }
        assertThat(login(server.workspace(), alices()).text()).isEqualTo(UNAUTHORIZED);
    }

    @Test
    void aBodyOfAnotherFormIsRefusedWithWhatIsWrongWithIt() {
        JsonObject digest = new JsonObject().put("digest", "0".repeat(64)).put("algorithm", "sha-256");
        List<List<Object>> bodies = List.of(
                List.of(new JsonObject(), "must have required property 'user'"),
                List.of(new JsonObject().put("password", "x"), "must have required property 'user'"),
                List.of(new JsonObject().put("user", "alice"), "must have required property 'password'"),
                List.of(
                        new JsonObject().put("user", new JsonObject()).put("password", "x"),
                        "must have required property 'email'"),
                List.of(alices().put("user", List.of("alice")), "must be string"),
                List.of(alices().put("password", List.of("x")), "must be string"),
                List.of(alices().put("password", new JsonObject()), "must have required property 'digest'"),
                List.of(
                        alices().put("password", digest.copy().put("algorithm", "md5")),
                        "must be equal to one of the allowed values"),
                List.of(
                        alices().put("password", digest.copy().put("digest", "A".repeat(64))),
                        "must match pattern \"^[0-9a-f]{64}$\""));
        for (List<Object> body : bodies) {
            Client.Answer refused = login(admin, (JsonObject) body.get(0));
            assertThat(refused.status()).isEqualTo(400);
            assertThat(refused.json())
                    .isEqualTo(new JsonObject()
                            .put("success", false)
                            .put("error", body.get(1))
                            .put("errorType", "invalid-params"));
        }
    }

    @Test
    void afterTwoFailuresBobIsBlockedUntilTheTimeIsUpAndASuccessForgetsThem() {
        Client workspace = server.workspace();
        withPassword(workspace, "bob");
        attempts(workspace, 2);
        JsonObject right = new JsonObject().put("user", "bob").put("password", PASSWORD);
        JsonObject wrong = right.copy().put("password", "guess");

        assertThat(login(workspace, wrong).text()).isEqualTo(UNAUTHORIZED);
        assertThat(login(workspace, right).status()).isEqualTo(200);
        assertThat(login(workspace, wrong).text()).isEqualTo(UNAUTHORIZED);
        assertThat(login(workspace, wrong).text()).isEqualTo(UNAUTHORIZED);
        Client.Answer blocked = login(workspace, right);
        assertThat(blocked.status()).isEqualTo(401);
        assertThat(blocked.text()).isEqualTo(BLOCKED);

        workspace.ok(
                workspace.post("settings/Block_Multiple_Failed_Logins_Time_To_Unblock_By_User_In_Minutes", "value", 0));
        assertThat(login(workspace, right).status()).isEqualTo(200);
    }

    @Test
    void whenBlockingIsOffNobodyIsBlocked() {
        Client workspace = server.workspace();
        withPassword(workspace, "bob");
        attempts(workspace, 1);
        workspace.ok(workspace.post("settings/Block_Multiple_Failed_Logins_Enabled", "value", false));
        JsonObject right = new JsonObject().put("user", "bob").put("password", PASSWORD);

        assertThat(login(workspace, right.copy().put("password", "guess")).text())
                .isEqualTo(UNAUTHORIZED);
        assertThat(login(workspace, right.copy().put("password", "guess")).text())
                .isEqualTo(UNAUTHORIZED);
        assertThat(login(workspace, right).status()).isEqualTo(200);
    }

    @Test
    void ofFiveGuessesAtOnceTwoAreJudged() throws Exception {
        Client workspace = server.workspace();
        withPassword(workspace, "bob");
        attempts(workspace, 2);
        JsonObject wrong = new JsonObject().put("user", "bob").put("password", "guess");

        List<String> answers = atOnce(5, i -> login(workspace, wrong).text());

        assertThat(answers).containsExactlyInAnyOrder(UNAUTHORIZED, UNAUTHORIZED, BLOCKED, BLOCKED, BLOCKED);
    }

    @Test
    void fourDevicesAtOnceGetFourTokens() throws Exception {
        List<Client> devices = atOnce(4, i -> as(alice, login(admin, alices())));

        assertThat(devices.stream().map(Client::token).distinct()).hasSize(4);
        assertThat(devices)
                .allSatisfy(device -> assertThat(device.get("me").status()).isEqualTo(200));
    }

    @Test
    void ofAHundredAndOneTokensTheOldestThatExpiresGoes() {
        Client bob = withPassword(admin, "bob.many");
        List<String> tokens = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            tokens.add(Secrets.rocketChatToken());
            await(server.services()
                    .credentials()
                    .add(
                            bob.person().id(),
                            new Credential(
                                    Credential.Kind.ROCKETCHAT_TOKEN,
                                    Secrets.hash(tokens.get(i)),
                                    null,
                                    Instant.now().plusSeconds(3_600),
                                    "{}")));
        }

        Client again =
                as(bob, login(admin, new JsonObject().put("user", "bob.many").put("password", PASSWORD)));

        Function<String, Integer> status = token -> new Client(server, bob.host(), bob.app(), bob.person(), token)
                .get("me")
                .status();
        assertThat(status.apply(tokens.get(0))).isEqualTo(401);
        assertThat(status.apply(tokens.get(1))).isEqualTo(200);
        assertThat(status.apply(again.token())).isEqualTo(200);
        assertThat(status.apply(bob.token())).as("the one that never expires").isEqualTo(200);
    }

    @Test
    void afterALogoutTheTokenIsWorthNothingAndOthersAreWhatTheyWere() {
        Client phone = as(alice, login(admin, alices()));
        Client laptop = as(alice, login(admin, alices()));

        Client.Answer out = phone.post("logout");
        assertThat(out.text()).isEqualTo("{\"status\":\"success\",\"data\":{\"message\":\"You've been logged out!\"}}");
        assertThat(phone.get("me").status()).isEqualTo(401);
        assertThat(phone.get("me").text()).isEqualTo(NOT_LOGGED_IN);
        assertThat(phone.post("logout").text()).isEqualTo(NOT_LOGGED_IN);

        assertThat(laptop.get("me").status()).isEqualTo(200);
        assertThat(laptop.get("logout").text()).isEqualTo(out.text());
        assertThat(laptop.get("me").status()).isEqualTo(401);
        assertThat(alice.get("me").status()).isEqualTo(200);
    }

    @Test
    void aTokenIsWorthNothingWithAnotherPersonsIdOrInAnotherWorkspace() {
        Client bob = withPassword(admin, "bob.other");
        Client mixed = new Client(server, alice.host(), alice.app(), bob.person(), alice.token());
        Client elsewhere = new Client(server, server.workspace().host(), 0, alice.person(), alice.token());

        assertThat(mixed.get("me").text()).isEqualTo(NOT_LOGGED_IN);
        assertThat(elsewhere.get("me").text()).isEqualTo(NOT_LOGGED_IN);
    }

    private static void attempts(Client workspace, int most) {
        workspace.ok(
                workspace.post("settings/Block_Multiple_Failed_Logins_Attempts_Until_Block_by_User", "value", most));
    }

    private static <T> List<T> atOnce(int times, Function<Integer, T> act) throws Exception {
        List<Callable<T>> acts = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            int number = i;
            acts.add(() -> act.apply(number));
        }
        List<T> results = new ArrayList<>();
        for (Future<T> done : threads.invokeAll(acts)) {
            results.add(done.get());
        }
        return results;
    }
}
