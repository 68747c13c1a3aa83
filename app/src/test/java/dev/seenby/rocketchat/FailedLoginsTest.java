package dev.seenby.rocketchat;

import static dev.seenby.rocketchat.Logins.UNAUTHORIZED;
import static dev.seenby.rocketchat.Logins.atOnce;
import static dev.seenby.rocketchat.Logins.login;
import static dev.seenby.rocketchat.Logins.withPassword;
import static org.assertj.core.api.Assertions.assertThat;

import dev.seenby.storage.Person;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Mallory tries to sign in as Alice and as Bob. */
@ExtendWith(RocketChatServer.Shared.class)
class FailedLoginsTest {
    private static final String BLOCKED =
            "{\"success\":false,\"status\":\"error\",\"error\":\"error-login-blocked-for-user\","
                    + "\"message\":\"Login has been temporarily blocked For User\","
                    + "\"details\":{\"function\":\"Accounts.validateLoginAttempt\"}}";

    private static RocketChatServer server;
    private static Client admin;

    @BeforeAll
    static void start() {
        server = RocketChatServer.shared();
        admin = server.workspace();
        withPassword(admin, "alice");
    }

    @Test
    void mallorysGuessesAreAllRefusedAlike() {
        Client carol = server.person(admin, "carol", Person.Role.MEMBER);
        for (JsonObject guess : List.of(
                Logins.of("alice").put("password", "guess"),
                Logins.of("alice").put("password", ""),
                Logins.of("alice").put("user", "nobody"),
                Logins.of("alice").put("user", carol.person().username()),
                Logins.of("alice").put("user", "alice@elsewhere.example"))) {
            Client.Answer refused = login(admin, guess);
            assertThat(refused.status()).isEqualTo(401);
            assertThat(refused.text()).isEqualTo(UNAUTHORIZED);
        }
        assertThat(login(server.workspace(), Logins.of("alice")).text()).isEqualTo(UNAUTHORIZED);
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
                List.of(Logins.of("alice").put("user", List.of("alice")), "must be string"),
                List.of(Logins.of("alice").put("password", List.of("x")), "must be string"),
                List.of(Logins.of("alice").put("password", new JsonObject()), "must have required property 'digest'"),
                List.of(
                        Logins.of("alice").put("password", digest.copy().put("algorithm", "md5")),
                        "must be equal to one of the allowed values"),
                List.of(
                        Logins.of("alice").put("password", digest.copy().put("digest", "A".repeat(64))),
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
        JsonObject right = Logins.of("bob");
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
        JsonObject right = Logins.of("bob");

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

        List<String> answers = atOnce(5, () -> login(workspace, wrong).text());

        assertThat(answers).containsExactlyInAnyOrder(UNAUTHORIZED, UNAUTHORIZED, BLOCKED, BLOCKED, BLOCKED);
    }

    private static void attempts(Client workspace, int most) {
        workspace.ok(
                workspace.post("settings/Block_Multiple_Failed_Logins_Attempts_Until_Block_by_User", "value", most));
    }
}
