package dev.seenby.rocketchat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seenby.storage.Person;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The admin changes settings and permissions; Alice may not; strangers see what is public. */
@ExtendWith(RocketChatServer.Shared.class)
class SettingsTest {
    private static final String FORBIDDEN = "{\"success\":false,\"error\":\"unauthorized\"}";

    private static RocketChatServer server;
    private static Client admin;
    private static Client alice;

    @BeforeAll
    static void start() {
        server = RocketChatServer.shared();
        admin = server.workspace();
        alice = server.person(admin, "alice", Person.Role.MEMBER);
    }

    private static Client.Answer anonymous(String uri) {
        return admin.raw(HttpMethod.GET, uri, null, MultiMap.caseInsensitiveMultiMap());
    }

    @Test
    void aSettingIsChangedAndAnotherWorkspaceKeepsItsOwn() {
        Client other = server.workspace();
        assertThat(admin.get("settings/API_Default_Count").text())
                .isEqualTo("{\"_id\":\"API_Default_Count\",\"value\":50,\"success\":true}");

        assertThat(admin.post("settings/API_Default_Count", "value", 20).text()).isEqualTo("{\"success\":true}");

        assertThat(admin.ok(admin.get("settings/API_Default_Count")).getInteger("value"))
                .isEqualTo(20);
        assertThat(other.ok(other.get("settings/API_Default_Count")).getInteger("value"))
                .isEqualTo(50);
    }

    @Test
    void aValueOfAnotherTypeIsRefused() {
        List<List<Object>> wrong = List.of(
                List.of("Threads_enabled", "true", "must be boolean"),
                List.of("API_Default_Count", -1, "must be an integer from 0 to 2147483647"),
                List.of("API_Default_Count", 1.5, "must be an integer from 0 to 2147483647"),
                List.of(
                        "UTF8_User_Names_Validation",
                        "(a+)+",
                        "must be a regular expression of 1 to 200 characters, without groups"),
                List.of(
                        "UTF8_User_Names_Validation",
                        "[a-",
                        "must be a regular expression of 1 to 200 characters, without groups"));
        for (List<Object> one : wrong) {
            Client.Answer refused = admin.post("settings/" + one.get(0), "value", one.get(1));
            assertThat(refused.status()).isEqualTo(400);
            assertThat(refused.json())
                    .isEqualTo(new JsonObject()
                            .put("success", false)
                            .put("error", one.get(0) + " " + one.get(2))
                            .put("errorType", "error-setting-validation-failed"));
        }
        assertThat(admin.post("settings/Threads_enabled").json().getString("error"))
                .isEqualTo("must have required property 'value'");
    }

    @Test
    void anUnknownSettingIsRefusedWithoutAWordAndAliceMayNeitherSeeNorChangeAny() {
        assertThat(admin.get("settings/Nonsense").status()).isEqualTo(400);
        assertThat(admin.get("settings/Nonsense").text()).isEqualTo("{\"success\":false}");
        assertThat(admin.post("settings/Nonsense", "value", 1).text()).isEqualTo("{\"success\":false}");

        assertThat(alice.get("settings/Threads_enabled").status()).isEqualTo(403);
        assertThat(alice.get("settings/Threads_enabled").text()).isEqualTo(FORBIDDEN);
        assertThat(alice.post("settings/Threads_enabled", "value", false).text())
                .isEqualTo(FORBIDDEN);
        assertThat(anonymous("/api/v1/settings/Threads_enabled").status()).isEqualTo(401);
    }

    @Test
    void strangersSeeThePublicSettingsInPages() {
        JsonObject all = anonymous("/api/v1/settings.public").json();
        List<String> names = all.getJsonArray("settings").stream()
                .map(one -> ((JsonObject) one).getString("_id"))
                .toList();
        assertThat(names)
                .isSorted()
                .contains("Message_Read_Receipt_Enabled", "Threads_enabled")
                .noneMatch(name -> name.startsWith("API_") || name.startsWith("Block_"));
        assertThat(all.getInteger("total")).isEqualTo(names.size());

        assertThat(anonymous("/api/v1/settings.public?offset=1&count=1").text())
                .isEqualTo("{\"settings\":[{\"_id\":\"" + names.get(1) + "\",\"value\":"
                        + all.getJsonArray("settings").getJsonObject(1).getValue("value")
                        + "}],\"count\":1,\"offset\":1,\"total\":" + names.size() + ",\"success\":true}");
        assertThat(anonymous("/api/v1/settings.public?_id=Threads_enabled,API_Default_Count")
                        .text())
                .isEqualTo("{\"settings\":[{\"_id\":\"Threads_enabled\",\"value\":true}],"
                        + "\"count\":1,\"offset\":0,\"total\":1,\"success\":true}");
    }

    private static JsonObject permission(JsonArray all, String id) {
        return all.stream()
                .map(JsonObject.class::cast)
                .filter(one -> one.getString("_id").equals(id))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void thePermissionToMakeTokensIsTakenAwayAndGivenBack() {
        Instant before = Instant.now().minusMillis(1);
        Map<String, Object> taken = Map.of("_id", "create-personal-access-tokens", "roles", List.of("admin"));
        JsonArray all = admin.ok(admin.post("permissions.update", "permissions", List.of(taken)))
                .getJsonArray("permissions");
        JsonObject one = permission(all, "create-personal-access-tokens");
        assertThat(one.fieldNames()).containsExactly("_id", "roles", "_updatedAt");
        assertThat(one.getJsonArray("roles")).containsExactly("admin");
        assertThat(Instant.parse(one.getString("_updatedAt"))).isBetween(before, Instant.now());
        assertThat(all).hasSize(Permission.values().length);
        assertThat(alice.get("users.getPersonalAccessTokens").status()).isEqualTo(400);

        JsonObject since = alice.ok(alice.get("permissions.listAll", "updatedSince", before.toString()));
        assertThat(since.getJsonArray("update")).containsExactly(one);
        assertThat(since.getJsonArray("remove")).isEmpty();
        assertThat(alice.ok(alice.get("permissions.listAll", "updatedSince", "9999-01-01"))
                        .getJsonArray("update"))
                .isEmpty();
        JsonObject listed = alice.ok(alice.get("permissions.listAll"));
        assertThat(listed.fieldNames()).containsExactly("update", "remove", "success");
        assertThat(listed.getJsonArray("update")).isEqualTo(all);

        Map<String, Object> given = Map.of("_id", "create-personal-access-tokens", "roles", List.of("admin", "user"));
        admin.ok(admin.post("permissions.update", "permissions", List.of(given)));
        assertThat(alice.get("users.getPersonalAccessTokens").status()).isEqualTo(200);
        assertThat(admin.ok(admin.post("permissions.update", "permissions", List.of()))
                        .getJsonArray("permissions"))
                .hasSize(Permission.values().length);
    }

    @Test
    void whatIsNoListOfKnownPermissionsAndRolesChangesNothing() {
        String malformed = "{\"success\":false,\"error\":\"Invalid body params\","
                + "\"errorType\":\"error-invalid-body-params\"}";
        Map<String, Object> known = Map.of("_id", "create-c", "roles", List.of("guest"));
        for (Object body : List.of(
                "all",
                Map.of(),
                List.of("create-c"),
                List.of(Map.of("_id", "create-c")),
                List.of(Map.of("_id", 1, "roles", List.of())),
                List.of(Map.of("_id", "create-c", "roles", List.of(1))))) {
            Client.Answer refused = admin.post("permissions.update", "permissions", body);
            assertThat(refused.status()).isEqualTo(400);
            assertThat(refused.text()).isEqualTo(malformed);
        }
        assertThat(admin.post("permissions.update").text()).isEqualTo(malformed);
        for (List<Object> list : List.of(
                List.<Object>of(known, Map.of("_id", "read-minds", "roles", List.of())),
                List.<Object>of(known, known))) {
            assertThat(admin.post("permissions.update", "permissions", list).text())
                    .isEqualTo("{\"success\":false,\"error\":\"Invalid permission\","
                            + "\"errorType\":\"error-invalid-permission\"}");
        }
        assertThat(admin.post(
                                "permissions.update",
                                "permissions",
                                List.of(Map.of("_id", "create-c", "roles", List.of("wizard"))))
                        .text())
                .isEqualTo("{\"success\":false,\"error\":\"Invalid role\",\"errorType\":\"error-invalid-role\"}");
        Client.Answer alices = alice.post("permissions.update", "permissions", List.of(known));
        assertThat(alices.status()).isEqualTo(403);
        assertThat(alices.text()).isEqualTo(FORBIDDEN);
        assertThat(alice.get("permissions.listAll", "updatedSince", "yesterday")
                        .json()
                        .getString("errorType"))
                .isEqualTo("error-updatedSince-param-invalid");

        JsonArray all = admin.ok(admin.get("permissions.listAll")).getJsonArray("update");
        assertThat(permission(all, "create-c").getJsonArray("roles"))
                .containsExactlyElementsOf(Permission.CREATE_C.defaultRoles());
    }

    @Test
    void everybodyLearnsTheVersionAndTheAdminAllOfIt() {
        String open = "{\"version\":\"8.8\",\"success\":true}";
        for (String uri : List.of("/api/info", "/api/v1/info")) {
            assertThat(anonymous(uri).text()).isEqualTo(open);
            assertThat(alice.raw(HttpMethod.GET, uri, null).text()).isEqualTo(open);
            for (String bad : List.of("", "undefined")) {
                MultiMap headers = MultiMap.caseInsensitiveMultiMap()
                        .add("X-Auth-Token", bad)
                        .add("X-User-Id", bad);
                assertThat(admin.raw(HttpMethod.GET, uri, null, headers).text()).isEqualTo(open);
            }
            assertThat(admin.raw(HttpMethod.GET, uri, null).text())
                    .isEqualTo("{\"version\":\"8.8.1\",\"info\":{\"version\":\"8.8.1\"},\"success\":true}");
        }
    }
}
