package dev.seenby.rocketchat;

import static dev.seenby.rocketchat.Logins.atOnce;
import static dev.seenby.rocketchat.RocketChatServer.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.seenby.storage.Person;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The admin makes Bob and others. */
@ExtendWith(RocketChatServer.Shared.class)
class NewUsersTest {
    private static RocketChatServer server;
    private static Client admin;
    private static Client alice;

    @BeforeAll
    static void start() {
        server = RocketChatServer.shared();
        admin = server.workspace();
        alice = server.person(admin, "alice", Person.Role.MEMBER);
    }

    private static Object[] bob(String username, Object... more) {
        List<Object> pairs = new ArrayList<>(List.of(
                "email", username + "@wonder.example", "name", "Bob", "username", username, "password", "builder"));
        pairs.addAll(List.of(more));
        return pairs.toArray();
    }

    private static Client.Answer login(Client workspace, String username, String password) {
        return Logins.login(workspace, Logins.of(username).put("password", password));
    }

    private static void refused(Client.Answer answer, String error, String type, String details) {
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text())
                .isEqualTo("{\"success\":false,\"error\":\"" + error + " [" + type + "]\",\"errorType\":\"" + type
                        + "\",\"details\":{" + details + "}}");
    }

    @Test
    void bobIsMadeAndSignsIn() {
        Client.Answer answer = admin.post("users.create", bob("bob", "verified", true, "joinDefaultChannels", false));

        JsonObject user = admin.ok(answer).getJsonObject("user");
        String id = user.getString("_id");
        String made = user.getString("createdAt");
        assertThat(id).matches("[A-Za-z0-9]{17}");
        assertThat(answer.text())
                .isEqualTo("{\"user\":{\"_id\":\"" + id + "\",\"username\":\"bob\",\"name\":\"Bob\","
                        + "\"emails\":[{\"address\":\"bob@wonder.example\",\"verified\":true}],\"type\":\"user\","
                        + "\"status\":\"offline\",\"active\":true,\"roles\":[\"user\"],\"createdAt\":\"" + made
                        + "\",\"settings\":{},\"_updatedAt\":\"" + made + "\"},\"success\":true}");
        assertThat(login(admin, "bob", "builder").json().getJsonObject("data").getString("userId"))
                .isEqualTo(id);
        assertThat(login(admin, "bob@wonder.example", "guess").status()).isEqualTo(401);
    }

    @Test
    void whatIsToldOfSomebodyIsKept() {
        JsonObject user = admin.ok(admin.post(
                        "users.create",
                        bob(
                                "bob.bio",
                                "bio",
                                "Builds",
                                "nickname",
                                "Bobby",
                                "statusText",
                                "Busy",
                                "customFields",
                                Map.of("team", "A"))))
                .getJsonObject("user");

        JsonObject seen = admin.ok(admin.get("users.info", "userId", user.getString("_id")))
                .getJsonObject("user");

        for (JsonObject one : List.of(user, seen)) {
            assertThat(one.getString("bio")).isEqualTo("Builds");
            assertThat(one.getString("nickname")).isEqualTo("Bobby");
            assertThat(one.getString("statusText")).isEqualTo("Busy");
            assertThat(one.getJsonObject("customFields")).isEqualTo(new JsonObject().put("team", "A"));
        }
    }

    @Test
    void somebodyMadeInactiveMayNotSignInEvenWithTheRightPassword() {
        JsonObject user = admin.ok(admin.post("users.create", bob("bob.inactive", "active", false)))
                .getJsonObject("user");
        assertThat(user.getBoolean("active")).isFalse();

        Client.Answer right = login(admin, "bob.inactive", "builder");
        assertThat(right.status()).isEqualTo(401);
        assertThat(right.text())
                .isEqualTo("{\"success\":false,\"status\":\"error\",\"error\":\"error-user-is-not-activated\","
                        + "\"message\":\"User is not activated\","
                        + "\"details\":{\"function\":\"Accounts.validateLoginAttempt\"}}");
        assertThat(login(admin, "bob.inactive", "guess").json().getString("error"))
                .isEqualTo("Unauthorized");
    }

    @Test
    void everyoneGetsTheRolesAskedFor() {
        List<List<List<String>>> all = List.of(
                List.of(List.of("user"), List.of("user")),
                List.of(List.of(), List.of("user")),
                List.of(List.of("admin", "user"), List.of("admin")),
                List.of(List.of("guest"), List.of("guest")),
                List.of(List.of("bot"), List.of("bot")),
                List.of(List.of("user", "bot"), List.of("user", "bot")),
                List.of(List.of("admin", "bot"), List.of("admin", "bot")));
        for (int i = 0; i < all.size(); i++) {
            JsonObject user = admin.ok(admin.post(
                            "users.create",
                            bob("roles." + i, "roles", all.get(i).get(0), "setRandomPassword", true)))
                    .getJsonObject("user");
            assertThat(user.getJsonArray("roles"))
                    .isEqualTo(new JsonArray(all.get(i).get(1)));
        }
        Client helper = new Client(
                server,
                admin.host(),
                admin.app(),
                await(server.services().people().byUsernames(admin.app(), List.of("roles.5")))
                        .get(0),
                "");
        assertThat(Caller.roles(helper.person())).containsExactly("user", "bot");
    }

    @Test
    void whoLacksThePermissionMakesNobody() {
        refused(
                alice.post("users.create", bob("mallory")),
                "Adding user is not allowed",
                "error-action-not-allowed",
                "\"method\":\"insertOrUpdateUser\",\"action\":\"Adding_user\"");
        admin.ok(admin.post(
                "permissions.update",
                "permissions",
                List.of(Map.of("_id", "create-user", "roles", List.of("admin", "user")))));
        try {
            refused(
                    alice.post("users.create", bob("mallory", "roles", List.of("admin"))),
                    "Assigning admin is not allowed",
                    "error-action-not-allowed",
                    "\"method\":\"insertOrUpdateUser\",\"action\":\"Assign_admin\"");
        } finally {
            admin.ok(admin.post(
                    "permissions.update",
                    "permissions",
                    List.of(Map.of("_id", "create-user", "roles", List.of("admin")))));
        }
        assertThat(admin.get("users.info", "username", "mallory").status()).isEqualTo(400);
    }

    @Test
    void whatNobodyMayBeIsRefused() {
        refused(
                admin.post("users.create", bob("wizard", "roles", List.of("wizard"))),
                "The field Roles consist invalid role id",
                "error-action-not-allowed",
                "\"method\":\"insertOrUpdateUser\",\"action\":\"Assign_role\"");
        refused(
                admin.post("users.create", bob("nameless", "name", " ")),
                "The field Name is required",
                "error-the-field-is-required",
                "\"method\":\"insertOrUpdateUser\",\"field\":\"Name\"");
        refused(
                admin.post("users.create", bob("", "email", "x@wonder.example")),
                "The field Username is required",
                "error-the-field-is-required",
                "\"method\":\"insertOrUpdateUser\",\"field\":\"Username\"");
        refused(
                admin.post("users.create", bob("bob", "username", "bob the builder")),
                "bob the builder is not a valid username",
                "error-input-is-not-a-valid-field",
                "\"method\":\"insertOrUpdateUser\",\"input\":\"bob the builder\",\"field\":\"Username\"");
        refused(
                admin.post("users.create", bob("bob", "username", "All")),
                "All is blocked and can't be used!",
                "error-blocked-username",
                "\"method\":\"insertOrUpdateUser\",\"field\":\"All\"");
        refused(
                admin.post("users.create", bob("silent", "password", "")),
                "The field Password is required",
                "error-the-field-is-required",
                "\"method\":\"insertOrUpdateUser\",\"field\":\"Password\"");
        refused(
                admin.post("users.create", bob("homeless", "email", "nowhere")),
                "Invalid email nowhere",
                "error-invalid-email",
                "\"function\":\"RocketChat.validateEmail\",\"email\":\"nowhere\"");
        for (String field : List.of("email", "name", "username", "password")) {
            JsonObject body = new JsonObject();
            Object[] pairs = bob("partial");
            for (int i = 0; i < pairs.length; i += 2) {
                if (!pairs[i].equals(field)) {
                    body.put((String) pairs[i], pairs[i + 1]);
                }
            }
            Client.Answer answer = admin.raw(HttpMethod.POST, "/api/v1/users.create", body.encode());
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.text())
                    .isEqualTo("{\"success\":false,\"error\":\"must have required property '" + field
                            + "'\",\"errorType\":\"invalid-params\"}");
        }
        assertThat(admin.post("users.create", bob("long", "bio", "x".repeat(261)))
                        .json()
                        .getString("error"))
                .isEqualTo("must NOT have more than 260 characters");
        assertThat(admin.post("users.create", bob("x".repeat(256))).json().getString("error"))
                .isEqualTo("must NOT have more than 254 characters");
        assertThat(admin.post("users.create", bob("many", "customFields", Map.of("x", "y".repeat(17_000))))
                        .json()
                        .getString("error"))
                .isEqualTo("must NOT have more than 16384 bytes");
    }

    @Test
    void theRuleForUsernamesIsTheWorkspaces() {
        Client workspace = server.workspace();
        workspace.ok(workspace.post("settings/UTF8_User_Names_Validation", "value", "[\\p{L} ]+"));
        workspace.ok(workspace.post("users.create", bob("Jürgen Groß", "email", "j@wonder.example")));

        workspace.ok(workspace.post("settings/UTF8_User_Names_Validation", "value", "a*".repeat(100)));
        Client.Answer slow = workspace.post("users.create", bob("a".repeat(200) + "!", "email", "a@wonder.example"));
        assertThat(slow.json().getString("errorType")).isEqualTo("error-input-is-not-a-valid-field");
    }

    @Test
    void whatIsTakenIsRefusedWhoeverComesFirst() throws Exception {
        String details = "\"method\":\"insertOrUpdateUser\",\"field\":\"";
        refused(
                admin.post("users.create", bob("Alice")),
                "Alice is already in use :(",
                "error-field-unavailable",
                details + "Alice\"");
        refused(
                admin.post("users.create", bob("alice2", "email", "ALICE@wonder.example")),
                "ALICE@wonder.example is already in use :(",
                "error-field-unavailable",
                details + "ALICE@wonder.example\"");

        List<Client.Answer> answers = atOnce(3, () -> admin.post("users.create", bob("racer")));
        assertThat(answers.stream().filter(answer -> answer.status() == 200)).hasSize(1);
        assertThat(answers.stream().filter(answer -> answer.status() == 400))
                .hasSize(2)
                .allSatisfy(answer ->
                        assertThat(answer.json().getString("errorType")).isEqualTo("error-field-unavailable"));
    }
}
