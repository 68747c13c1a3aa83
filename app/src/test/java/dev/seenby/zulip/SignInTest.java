package dev.seenby.zulip;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seenby.credentials.Secrets;
import dev.seenby.receipts.RealServers;
import dev.seenby.storage.Credential;
import dev.seenby.storage.Message;
import dev.seenby.storage.Person;
import dev.seenby.storage.Room;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Alice signs in with her password on several devices; Mallory tries to. */
@ExtendWith(RealServers.Shared.class)
class SignInTest {
    private static final String PASSWORD = "wonder&land";
    private static final String INCORRECT = "{\"result\":\"error\",\"msg\":\"Your username or password is incorrect\","
            + "\"code\":\"AUTHENTICATION_FAILED\"}\n";

    private static ZulipServer server;
    private static Credential password;
    private Client owner;
    private Client alice;

    @BeforeAll
    static void start() {
        server = new ZulipServer();
        password = ZulipServer.await(server.services().passwords().credential(PASSWORD));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void people() {
        owner = server.organisation();
        alice = server.person(owner, "Alice", Person.Role.MEMBER, false, password);
    }

    private static Client.Answer signIn(Client client, String email, String password) {
        return client.post("/fetch_api_key", "username", email, "password", password);
    }

    private static Client.Answer signIn(Client client) {
        return signIn(client, client.email(), PASSWORD);
    }

    private static void refused(Client.Answer answer, int status, String text) {
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.text()).isEqualTo(text);
        assertThat(answer.headers().contains("WWW-Authenticate")).isFalse();
    }

    @Test
    void everyDeviceGetsTheSameKey() {
        Client.Answer answer = signIn(alice, alice.email().toUpperCase(Locale.ROOT), PASSWORD);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text())
                .isEqualTo("{\"result\":\"success\",\"msg\":\"\",\"api_key\":\"" + alice.key() + "\",\"email\":\""
                        + alice.email() + "\",\"user_id\":" + alice.id() + "}\n");
        assertThat(alice.get("/users/me").status()).isEqualTo(200);
    }

    @Test
    void whoHasNoKeyYetGetsOneHoweverManyDevicesAskAtOnce() {
        ZulipServer.await(server.services()
                .credentials()
                .remove(alice.person().id(), Credential.Kind.ZULIP_API_KEY, Secrets.hash(alice.key())));
        List<CompletableFuture<Client.Answer>> devices = IntStream.range(0, 4)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> signIn(alice)))
                .toList();
        List<String> keys = devices.stream()
                .map(device -> device.join().json().getString("api_key"))
                .distinct()
                .toList();
        assertThat(keys).hasSize(1);
        assertThat(new Client(server, alice.host(), alice.app(), alice.person(), keys.get(0))
                        .get("/users/me")
                        .status())
                .isEqualTo(200);
        assertThat(alice.get("/users/me").status()).isEqualTo(401);
    }

    @Test
    void aRegeneratedKeyIsTheOnlyOne() {
        Client.Answer answer = alice.call(HttpMethod.POST, "/users/me/api_key/regenerate", null);
        assertThat(answer.text()).matches("\\{\"result\":\"success\",\"msg\":\"\",\"api_key\":\"[A-Za-z0-9]{32}\"}\n");
        String key = answer.json().getString("api_key");
        assertThat(key).isNotEqualTo(alice.key());
        assertThat(alice.get("/users/me").status()).isEqualTo(401);
        Client again = new Client(server, alice.host(), alice.app(), alice.person(), key);
        assertThat(again.get("/users/me").status()).isEqualTo(200);
        assertThat(signIn(alice).json().getString("api_key")).isEqualTo(key);
    }

    @Test
    void aBotCannotRegenerateItsKey() {
        Client bot = server.person(owner, "Robot", Person.Role.MEMBER, true);
        refused(
                bot.call(HttpMethod.POST, "/users/me/api_key/regenerate", null),
                400,
                "{\"result\":\"error\",\"msg\":\"This endpoint does not accept bot requests.\","
                        + "\"code\":\"BAD_REQUEST\"}\n");
    }

    @Test
    void whoHasNoAddressSignsInWithTheMadeUpOne() {
        ZulipServer.await(server.services().credentials().add(owner.person().id(), password));
        assertThat(signIn(owner).json().getString("api_key")).isEqualTo(owner.key());
        refused(signIn(owner, "user" + owner.id() + "@elsewhere.example", PASSWORD), 401, INCORRECT);
        refused(signIn(owner, "user" + alice.id() + "@" + owner.host(), PASSWORD), 401, INCORRECT);
    }

    @Test
    void theFormMayBeMultipartOrInTheUrl() {
        String boundary = "----tea";
        String body = "--" + boundary + "\r\nContent-Disposition: form-data; name=\"username\"\r\n\r\n" + alice.email()
                + "\r\n--" + boundary + "\r\nContent-Disposition: form-data; name=\"password\"\r\n\r\n" + PASSWORD
                + "\r\n--" + boundary
                + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\nContent-Type: text/plain\r\n\r\nx"
                + "\r\n--" + boundary + "--\r\n";
        MultiMap type = Client.headers("Content-Type", "multipart/form-data; boundary=" + boundary);
        assertThat(alice.raw(HttpMethod.POST, "/api/v1/fetch_api_key", body, type)
                        .json()
                        .getString("api_key"))
                .isEqualTo(alice.key());
        String query = "/fetch_api_key?" + Client.form("username", alice.email(), "password", "wrong");
        assertThat(alice.post(query, "password", PASSWORD).json().getString("api_key"))
                .as("the body wins over the URL")
                .isEqualTo(alice.key());
    }

    @Test
    void whatIsMissingIsNamed() {
        refused(
                alice.post("/fetch_api_key", "password", PASSWORD),
                400,
                "{\"result\":\"error\",\"msg\":\"Missing 'username' argument\",\"var_name\":\"username\","
                        + "\"code\":\"REQUEST_VARIABLE_MISSING\"}\n");
        refused(
                alice.post("/fetch_api_key", "username", alice.email()),
                400,
                "{\"result\":\"error\",\"msg\":\"Missing 'password' argument\",\"var_name\":\"password\","
                        + "\"code\":\"REQUEST_VARIABLE_MISSING\"}\n");
        MultiMap json = Client.headers("Content-Type", "application/json");
        String object =
                new JsonObject().put("username", "a@b").put("password", "c").encode();
        assertThat(alice.raw(HttpMethod.POST, "/api/v1/fetch_api_key", object, json)
                        .text())
                .contains("Missing 'username' argument");
        for (String name : List.of("alice", "", "a@b@c", "a\u0000@b")) {
            refused(
                    signIn(alice, name, PASSWORD),
                    400,
                    "{\"result\":\"error\",\"msg\":\"Enter a valid email address.\",\"code\":\"BAD_REQUEST\"}\n");
        }
    }

    @Test
    void mallorysGuessesAreAllRefusedAlikeUntilThereAreTooMany() {
        Client carol = server.person(owner, "Carol");
        refused(signIn(carol), 401, INCORRECT);
        refused(signIn(alice, "nobody@wonder.example", PASSWORD), 401, INCORRECT);
        refused(signIn(server.organisation(), alice.email(), PASSWORD), 401, INCORRECT);
        for (int i = 0; i < 10; i++) {
            refused(signIn(alice, alice.email(), "guess"), 401, INCORRECT);
        }
        Client.Answer tooMany = signIn(alice);
        refused(
                tooMany,
                429,
                "{\"result\":\"error\",\"msg\":\"API usage exceeded rate limit\",\"code\":\"RATE_LIMIT_HIT\","
                        + "\"retry-after\":300.0}\n");
        assertThat(tooMany.headers().get("Retry-After")).isEqualTo("300");
    }

    @Test
    void whoIsDeactivatedIsToldSoOnlyWithTheRightPassword() {
        server.change(alice, "active = false");
        refused(signIn(alice, alice.email(), "guess"), 401, INCORRECT);
        refused(
                signIn(alice),
                401,
                "{\"result\":\"error\",\"msg\":\"Account is deactivated\",\"code\":\"USER_DEACTIVATED\"}\n");
    }

    @Test
    void aliceSeesHerself() {
        Room room = server.room(Room.Kind.PRIVATE, "tea", alice);
        JsonObject me = alice.get("/users/me").json();
        assertThat(me.getString("date_joined")).matches("20[0-9-]{8}T[0-9:]{8}\\.[0-9]{6}\\+00:00");
        JsonObject expected = new JsonObject()
                .put("result", "success")
                .put("msg", "")
                .put("user_id", alice.id())
                .put("email", "Alice@Wonder.example")
                .put("delivery_email", "Alice@Wonder.example")
                .put("full_name", "Alice")
                .put("avatar_url", null)
                .put("avatar_version", 1)
                .put("is_admin", false)
                .put("is_owner", false)
                .put("is_guest", false)
                .put("is_bot", false)
                .put("is_active", true)
                .put("role", 400)
                .put("timezone", "")
                .put("date_joined", me.getString("date_joined"))
                .put("profile_data", new JsonObject())
                .put("max_message_id", -1);
        assertThat(me).isEqualTo(expected);
        Message message = server.send(alice, room);
        assertThat(alice.get("/users/me").json().getLong("max_message_id"))
                .isEqualTo(message.facts().id());
        JsonObject boss = owner.get("/users/me").json();
        assertThat(boss.getInteger("role")).isEqualTo(100);
        assertThat(boss.getBoolean("is_admin") && boss.getBoolean("is_owner")).isTrue();
        JsonObject guest = server.person(owner, "Gus", Person.Role.GUEST, true)
                .get("/users/me")
                .json();
        assertThat(guest.getInteger("role")).isEqualTo(600);
        assertThat(guest.getBoolean("is_guest") && guest.getBoolean("is_bot")).isTrue();
    }

    @Test
    void anybodyMayAskForTheServersSettingsEvenWithAWrongKey() {
        MultiMap wrong = Client.headers("Authorization", "Basic nonsense");
        Client.Answer answer = alice.raw(HttpMethod.GET, "/api/v1/server_settings", null, wrong);
        assertThat(answer.status()).isEqualTo(200);
        JsonObject settings = answer.json();
        JsonObject ways = settings.getJsonObject("authentication_methods");
        assertThat(ways.stream().filter(way -> (boolean) way.getValue()).map(way -> way.getKey()))
                .containsExactly("password", "email");
        settings.remove("authentication_methods");
        assertThat(settings)
                .isEqualTo(new JsonObject()
                        .put("result", "success")
                        .put("msg", "")
                        .put("zulip_version", "11.0")
                        .put("zulip_merge_base", "11.0")
                        .put("zulip_feature_level", 421)
                        .put("push_notifications_enabled", false)
                        .put("is_incompatible", false)
                        .put("email_auth_enabled", true)
                        .put("require_email_format_usernames", true)
                        .put("realm_url", "http://" + alice.host())
                        .put("realm_name", "Acme")
                        .put("realm_icon", "")
                        .put("realm_description", "")
                        .put("realm_web_public_access_enabled", false)
                        .put("external_authentication_methods", new JsonArray())
                        .put("realm_uri", "http://" + alice.host()));
    }
}
