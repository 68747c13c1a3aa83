package dev.seenby.zulip;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seenby.receipts.RealServers;
import dev.seenby.storage.Person;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.pgclient.PgConnection;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Alice looks up who else is there. */
@ExtendWith(RealServers.Shared.class)
class UsersTest {
    private static final String NO_SUCH_USER =
            "{\"result\":\"error\",\"msg\":\"No such user\",\"code\":\"BAD_REQUEST\"}\n";

    private static ZulipServer server;
    private Client owner;
    private Client alice;
    private Client bob;

    @BeforeAll
    static void start() {
        server = new ZulipServer();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void people() {
        owner = server.organisation();
        alice = server.person(owner, "Alice");
        bob = server.person(owner, "Bob");
    }

    private static String joined(Client.Answer answer) {
        return answer.json().getJsonObject("user").getString("date_joined");
    }

    private static List<Integer> ids(Client.Answer answer) {
        assertThat(answer.status()).isEqualTo(200);
        return answer.json().getJsonArray("members").stream()
                .map(member -> ((JsonObject) member).getInteger("user_id"))
                .toList();
    }

    private static List<Integer> ids(Client... people) {
        return Arrays.stream(people).map(Client::id).toList();
    }

    private static void refused(Client.Answer answer, String body) {
        assertThat(answer.text()).isEqualTo(body);
        assertThat(answer.status()).isEqualTo(400);
    }

    @Test
    void bobIsFoundByIdAndByAddressAndLooksTheSameToEverybody() {
        Client.Answer answer = alice.get("/users/" + bob.id());
        assertThat(answer.text())
                .isEqualTo("{\"result\":\"success\",\"msg\":\"\",\"user\":{\"user_id\":" + bob.id()
                        + ",\"email\":\"Bob@Wonder.example\",\"delivery_email\":\"Bob@Wonder.example\","
                        + "\"full_name\":\"Bob\",\"avatar_url\":null,\"avatar_version\":1,\"is_admin\":false,"
                        + "\"is_owner\":false,\"is_guest\":false,\"is_bot\":false,\"is_active\":true,\"role\":400,"
                        + "\"timezone\":\"\",\"date_joined\":\"" + joined(answer) + "\"}}\n");
        Client guest = server.person(owner, "Gus", Person.Role.GUEST, false);
        for (String name : List.of("0" + bob.id(), "Bob@Wonder.example", "bob%40wonder.EXAMPLE")) {
            assertThat(guest.get("/users/" + name).text()).isEqualTo(answer.text());
        }
        assertThat(alice.get("/users/" + bob.id() + "?include_custom_profile_fields=true&client_gravatar=false")
                        .json()
                        .getJsonObject("user")
                        .getJsonObject("profile_data"))
                .isEqualTo(new JsonObject());
    }

    @Test
    void whoHasNoAddressIsFoundByTheMadeUpOne() {
        assertThat(alice.get("/users/user" + owner.id() + "@" + owner.host())
                        .json()
                        .getJsonObject("user")
                        .getInteger("role"))
                .isEqualTo(100);
    }

    @Test
    void aBotSaysSoAndHasNoProfile() {
        Client bot = server.person(owner, "Robot", Person.Role.MEMBER, true);
        JsonObject user = alice.get("/users/" + bot.id() + "?include_custom_profile_fields=true")
                .json()
                .getJsonObject("user");
        assertThat(user.getBoolean("is_bot")).isTrue();
        assertThat(user.getInteger("bot_type")).isEqualTo(1);
        assertThat(user.containsKey("bot_owner_id")).isTrue();
        assertThat(user.getValue("bot_owner_id")).isNull();
        assertThat(user.containsKey("profile_data")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"0", "999999999", "99999999999999999999999999", "nobody@wonder.example", "%00@a", "%27%22@", "@"
            })
    void nobodyElseIsFound(String name) {
        refused(alice.get("/users/" + name), NO_SUCH_USER);
    }

    @Test
    void peopleOfOtherOrganisationsAndDeletedPeopleAreNotThere() {
        Client mallory = server.organisation();
        refused(mallory.get("/users/Bob@Wonder.example"), NO_SUCH_USER);
        assertThat(ids(mallory.get("/users"))).containsExactly(mallory.id());
        ZulipServer.await(server.services().people().delete(bob.person().id()));
        refused(alice.get("/users/" + bob.id()), NO_SUCH_USER);
        assertThat(ids(alice.get("/users"))).containsExactlyInAnyOrderElementsOf(ids(owner, alice));
    }

    @Test
    void allAreListedDeactivatedPeopleAndBotsToo() {
        Client bot = server.person(owner, "Robot", Person.Role.MEMBER, true);
        server.change(bob, "active = false");
        Client.Answer answer = alice.get("/users");
        assertThat(ids(answer)).containsExactlyInAnyOrderElementsOf(ids(owner, alice, bob, bot));
        assertThat(answer.json().getJsonArray("members").stream()
                        .map(JsonObject.class::cast)
                        .filter(member -> !member.getBoolean("is_active"))
                        .map(member -> member.getInteger("user_id")))
                .containsExactly(bob.id());
    }

    @Test
    void someAreListedByIdEachOnce() {
        Client mallory = server.organisation();
        String wanted = "[" + bob.id() + "," + alice.id() + "," + bob.id() + ",-1,0,99999999999999999999,"
                + mallory.app().sdkAppId() + "]";
        assertThat(ids(alice.get("/users?" + Client.form("user_ids", wanted)))).isEqualTo(ids(alice, bob));
        assertThat(alice.get("/users?" + Client.form("user_ids", "[]")).text())
                .isEqualTo("{\"result\":\"success\",\"msg\":\"\",\"members\":[]}\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "user_ids|5|user_ids is not a list",
                "user_ids|[1|user_ids is not valid JSON",
                "user_ids|[1,\"2\"]|user_ids[1] is not an integer",
                "client_gravatar|1|client_gravatar is not a boolean",
                "include_custom_profile_fields|\"true\"|include_custom_profile_fields is not a boolean"
            })
    void whatIsMalformedIsRefused(String name, String value, String msg) {
        refused(
                alice.get("/users?" + Client.form(name, value)),
                "{\"result\":\"error\",\"msg\":\"" + msg + "\",\"code\":\"BAD_REQUEST\"}\n");
    }

    @Test
    void aCrowdIsListedWholeInSeveralParts() {
        PgConnection connection = ZulipServer.await(
                PgConnection.connect(server.vertx(), RealServers.shared().postgresUri()));
        ZulipServer.await(connection
                .query("insert into person (app, user_id, rocketchat_id, zulip_id, username, username_folded,"
                        + " name, role, bot, active, details) select "
                        + owner.app().sdkAppId()
                        + ", 'crowd' || n, lpad(n::text, 17, 'x'), 1000000 + n, 'crowd' || n, 'crowd' || n,"
                        + " 'Crowd', 'MEMBER', false, true, '{}' from generate_series(1, 2500) n")
                .execute());
        ZulipServer.await(connection.close());

        Client.Answer answer = alice.get("/users?zebra=1");

        assertThat(answer.headers().get("Transfer-Encoding")).isEqualTo("chunked");
        assertThat(ids(answer)).hasSize(2_503);
        assertThat(new TreeSet<>(ids(answer))).hasSize(2_503);
        assertThat(answer.text()).endsWith("],\"ignored_parameters_unsupported\":[\"zebra\"]}\n");

        JsonArray wanted = new JsonArray();
        for (int n = 2_500; n > 0; n--) {
            wanted.add(1_000_000 + n);
        }
        List<Integer> found = ids(alice.call(HttpMethod.GET, "/users", Client.form("user_ids", wanted.encode())));
        assertThat(found).hasSize(2_500).isSorted();
    }
}
