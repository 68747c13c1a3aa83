package dev.seenby.rocketchat;

import static dev.seenby.rocketchat.RocketChatServer.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.seenby.storage.Member;
import dev.seenby.storage.NewRoom;
import dev.seenby.storage.Person;
import dev.seenby.storage.Room;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** People look each other up. */
@ExtendWith(RocketChatServer.Shared.class)
class UsersTest {
    private static RocketChatServer server;
    private static Client admin;
    private static Client alice;

    @BeforeAll
    static void start() {
        server = RocketChatServer.shared();
        admin = server.workspace();
        alice = server.person(admin, "alice", Person.Role.MEMBER);
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
