package dev.seenby.rocketchat;

import static dev.seenby.rocketchat.Logins.PASSWORD;
import static dev.seenby.rocketchat.Logins.UNAUTHORIZED;
import static dev.seenby.rocketchat.Logins.atOnce;
import static dev.seenby.rocketchat.Logins.login;
import static dev.seenby.rocketchat.Logins.withPassword;
import static dev.seenby.rocketchat.RocketChatServer.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.seenby.credentials.Passwords;
import dev.seenby.credentials.Secrets;
import dev.seenby.storage.Credential;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Alice signs in and out. */
@ExtendWith(RocketChatServer.Shared.class)
class SignInTest {
    private static final String NOT_LOGGED_IN =
            "{\"status\":\"error\",\"message\":\"You must be logged in to do this.\"}";

    private static RocketChatServer server;
    private static Client admin;
    private static Client alice;

    @BeforeAll
    static void start() {
        server = RocketChatServer.shared();
        admin = server.workspace();
        alice = withPassword(admin, "alice");
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
                Logins.of("alice"),
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
                Logins.of("alice")
                        .put("password", new JsonObject().put("digest", digest).put("algorithm", "sha-256")));
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
        Client.Answer answer = login(admin, Logins.of("alice"));

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
        Client again = as(bob, login(workspace, Logins.of("bob")));

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
        Client phone = as(alice, login(admin, Logins.of("alice")));

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
    void fourDevicesAtOnceGetFourTokens() throws Exception {
        List<Client> devices = atOnce(4, () -> as(alice, login(admin, Logins.of("alice"))));

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

        Client again = as(bob, login(admin, Logins.of("bob.many")));

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
        Client phone = as(alice, login(admin, Logins.of("alice")));
        Client laptop = as(alice, login(admin, Logins.of("alice")));

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
}
