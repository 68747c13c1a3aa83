package dev.seenby.rocketchat;

import static dev.seenby.rocketchat.RocketChatServer.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.seenby.receipts.RealServers;
import dev.seenby.storage.Member;
import dev.seenby.storage.NewRoom;
import dev.seenby.storage.Person;
import dev.seenby.storage.Room;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The admin makes Bob and others; people look each other up. */
@ExtendWith(RealServers.Shared.class)
class UsersTest {
    private static RocketChatServer server;
    private static Client admin;
    private static Client alice;

    @BeforeAll
    static void start() {
        server = new RocketChatServer();
        admin = server.workspace();
        alice = server.person(admin, "alice", Person.Role.MEMBER);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static Object[] bob(String username, Object... more) {
        List<Object> pairs = new ArrayList<>(List.of(
                "email", username + "@wonder.example", "name", "Bob", "username", username, "password", "builder"));
        pairs.addAll(List.of(more));
        return pairs.toArray();
    }

    private static Client.Answer login(Client workspace, String username, String password) {
        return workspace.raw(
                HttpMethod.POST,
                "/api/v1/login",
                new JsonObject().put("user", username).put("password", password).encode(),
                MultiMap.caseInsensitiveMultiMap().add("Content-Type", "application/json"));
    }

    /** Their place in the list of roles says what went wrong. */
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

        ExecutorService threads = Executors.newFixedThreadPool(3);
        try {
            Callable<Client.Answer> create = () -> admin.post("users.create", bob("racer"));
            List<Client.Answer> answers = new ArrayList<>();
            for (Future<Client.Answer> done : threads.invokeAll(List.of(create, create, create))) {
                answers.add(done.get());
            }
            assertThat(answers.stream().filter(answer -> answer.status() == 200))
                    .hasSize(1);
            assertThat(answers.stream().filter(answer -> answer.status() == 400))
                    .hasSize(2)
                    .allSatisfy(answer ->
                            assertThat(answer.json().getString("errorType")).isEqualTo("error-field-unavailable"));
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void othersSeeAFewThingsOfAliceAndSheSeesAll() {
        Client carol = server.person(admin, "carol", Person.Role.MEMBER);
        String id = alice.person().rocketChatId();
        String made = Times.iso(alice.person().createdAt());
        String some = "{\"user\":{\"_id\":\"" + id + "\",\"username\":\"alice\",\"name\":\"Alice\","
                + "\"status\":\"offline\",\"active\":true,\"type\":\"user\",\"utcOffset\":0";
        String all = some + ",\"emails\":[{\"address\":\"alice@wonder.example\",\"verified\":false}],"
                + "\"roles\":[\"user\"],\"createdAt\":\"" + made + "\",\"_updatedAt\":\"" + made
                + "\"},\"success\":true}";

        assertThat(carol.get("users.info", "userId", id).text()).isEqualTo(some + "},\"success\":true}");
        assertThat(carol.get("users.info", "username", "ALICE").text()).isEqualTo(some + "},\"success\":true}");
        assertThat(alice.get("users.info", "userId", id).text()).isEqualTo(all);
        assertThat(admin.get("users.info", "email", "alice@wonder.example").text())
                .isEqualTo(all);
        assertThat(alice.get("users.info", "email", "alice@wonder.example").text())
                .isEqualTo(all);
        assertThat(admin.get("users.info", "userId", id, "fields", "{\"username\":1}")
                        .text())
                .isEqualTo("{\"user\":{\"_id\":\"" + id + "\",\"username\":\"alice\"},\"success\":true}");
    }

    @Test
    void whoIsNotThereIsNotFound() {
        String notFound = "{\"success\":false,\"error\":\"User not found.\"}";
        Client elsewhere = server.person(server.workspace(), "zoe", Person.Role.MEMBER);
        for (String[] asked : new String[][] {
            {"userId", "nobody"},
            {"userId", ""},
            {"userId", elsewhere.person().rocketChatId()},
            {"username", "zoe"},
            {"email", "nobody@wonder.example"},
            {"importId", alice.person().rocketChatId()},
            {"freeSwitchExtension", "1000"}
        }) {
            assertThat(admin.get("users.info", asked).status()).isEqualTo(400);
            assertThat(admin.get("users.info", asked).text()).isEqualTo(notFound);
        }
        assertThat(server.person(admin, "dan", Person.Role.MEMBER)
                        .get("users.info", "email", "alice@wonder.example")
                        .text())
                .isEqualTo(notFound);
        JsonObject none = admin.get("users.info").json();
        assertThat(none.getString("errorType")).isEqualTo("error-invalid-params");
        assertThat(none.getString("error"))
                .startsWith("must have required property 'userId'\n ")
                .endsWith("\n must match a schema in anyOf");
        assertThat(admin.get("users.info", "username", "alice", "fields", "all")
                        .json()
                        .getString("errorType"))
                .isEqualTo("error-invalid-fields");
    }

    @Test
    void theRoomsOfAliceAreShownToHerAndTheAdminAlone() {
        Client erin = server.person(admin, "erin", Person.Role.MEMBER);
        Room room = await(server.services()
                .rooms()
                .create(new NewRoom(
                        admin.app(),
                        "ERINSROOM",
                        Room.Kind.PRIVATE,
                        "erins-room",
                        "Erin's room",
                        erin.person().id(),
                        "{}",
                        List.of(new NewRoom.NewMember(erin.person().id(), Member.Role.OWNER)),
                        null)));
        String id = erin.person().rocketChatId();
        JsonArray rooms = new JsonArray()
                .add(new JsonObject()
                        .put("rid", room.roomId())
                        .put("name", "erins-room")
                        .put("t", "p")
                        .put("unread", 0)
                        .put("roles", new JsonArray().add("owner")));

        for (Client caller : List.of(erin, admin)) {
            assertThat(caller.ok(caller.get("users.info", "userId", id, "includeUserRooms", "true"))
                            .getJsonObject("user")
                            .getJsonArray("rooms"))
                    .isEqualTo(rooms);
        }
        assertThat(alice.ok(alice.get("users.info", "userId", id, "includeUserRooms", "true"))
                        .getJsonObject("user")
                        .containsKey("rooms"))
                .isFalse();
        assertThat(erin.ok(erin.get("users.info", "userId", id))
                        .getJsonObject("user")
                        .containsKey("rooms"))
                .isFalse();
    }

    @Test
    void theListIsByUsernameInPages() {
        Client workspace = server.workspace();
        Client zoe = server.person(workspace, "zoe", Person.Role.MEMBER);
        server.person(workspace, "Bob", Person.Role.GUEST);
        String ids = zoe.person().rocketChatId();

        JsonObject all = zoe.ok(zoe.get("users.list"));
        assertThat(all.fieldNames()).containsExactly("users", "count", "offset", "total", "success");
        assertThat(all.getJsonArray("users").stream().map(one -> ((JsonObject) one).getString("username")))
                .containsExactly("admin", "Bob", "zoe");
        assertThat(zoe.get("users.list", "offset", "2", "count", "5").text())
                .isEqualTo("{\"users\":[{\"_id\":\"" + ids + "\",\"username\":\"zoe\",\"name\":\"Zoe\","
                        + "\"status\":\"offline\",\"active\":true,\"type\":\"user\"}],\"count\":1,\"offset\":2,"
                        + "\"total\":3,\"success\":true}");
        assertThat(workspace.get("users.list", "offset", "2").text())
                .isEqualTo("{\"users\":[{\"_id\":\"" + ids + "\",\"username\":\"zoe\",\"name\":\"Zoe\","
                        + "\"status\":\"offline\",\"roles\":[\"user\"],"
                        + "\"emails\":[{\"address\":\"zoe@wonder.example\",\"verified\":false}],"
                        + "\"active\":true,\"type\":\"user\"}],\"count\":1,\"offset\":2,\"total\":3,\"success\":true}");
        assertThat(zoe.get("users.list", "offset", "2", "sort", "{\"username\":1}")
                        .text())
                .isEqualTo(zoe.get("users.list", "offset", "2").text());
        assertThat(zoe.get("users.list", "sort", "{\"name\":1}").text())
                .isEqualTo("{\"success\":false,"
                        + "\"error\":\"People are sorted by username, ascending, and by nothing else"
                        + " [error-invalid-sort]\",\"errorType\":\"error-invalid-sort\","
                        + "\"details\":{\"helperMethod\":\"parseJsonQuery\"}}");
        assertThat(zoe.get("users.list", "sort", "{\"username\":\"asc\"}")
                        .json()
                        .getString("errorType"))
                .isEqualTo("error-invalid-sort");
        assertThat(zoe.get("users.list", "offset", "9").text())
                .isEqualTo("{\"users\":[],\"count\":0,\"offset\":9,\"total\":3,\"success\":true}");
        assertThat(zoe.ok(zoe.get("users.list", "count", "0")).getInteger("count"))
                .isEqualTo(3);

        workspace.ok(workspace.post(
                "permissions.update", "permissions", List.of(Map.of("_id", "view-d-room", "roles", List.of("admin")))));
        Client.Answer refused = zoe.get("users.list");
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.text()).isEqualTo("{\"success\":false,\"error\":\"unauthorized\"}");
    }
}
