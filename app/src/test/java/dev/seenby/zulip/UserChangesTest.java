package dev.seenby.zulip;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seenby.credentials.Secrets;
import dev.seenby.receipts.RealServers;
import dev.seenby.storage.Credential;
import dev.seenby.storage.Person;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Olga owns the organisation, Ada administers it; they let Alice in and out. */
@ExtendWith(RealServers.Shared.class)
class UserChangesTest {
    private static final String DONE = "{\"result\":\"success\",\"msg\":\"\"}\n";
    private static final String PASSWORD = "white rabbit";

    private static ZulipServer server;
    private Client olga;
    private Client ada;
    private Client alice;

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
        olga = server.organisation();
        ada = server.person(olga, "Ada", Person.Role.ADMIN, false);
        alice = server.person(olga, "Alice");
    }

    private static void refused(Client.Answer answer, String msg) {
        refused(answer, msg, "BAD_REQUEST");
    }

    private static void refused(Client.Answer answer, String msg, String code) {
        assertThat(answer.text())
                .isEqualTo("{\"result\":\"error\",\"msg\":\"" + msg + "\",\"code\":\"" + code + "\"}\n");
        assertThat(answer.status()).isEqualTo(400);
    }

    private static void done(Client.Answer answer) {
        assertThat(answer.text()).isEqualTo(DONE);
        assertThat(answer.status()).isEqualTo(200);
    }

    private static Client.Answer create(Client caller, String email, String password, String fullName) {
        return caller.call(
                HttpMethod.POST, "/users", Client.form("email", email, "password", password, "full_name", fullName));
    }

    private static Client.Answer patch(Client caller, Object who, String... changes) {
        return caller.call(HttpMethod.PATCH, "/users/" + who, Client.form(changes));
    }

    private static Client.Answer deactivate(Client caller, Client who) {
        return caller.call(HttpMethod.DELETE, "/users/" + who.id(), null);
    }

    private static Client.Answer reactivate(Client caller, Client who) {
        return caller.call(HttpMethod.POST, "/users/" + who.id() + "/reactivate", null);
    }

    private JsonObject seen(Object who) {
        return olga.get("/users/" + who).json().getJsonObject("user");
    }

    @Test
    void whoIsMadeSignsInWithThePasswordAndIsAMember() {
        Client.Answer answer = create(olga, " Bob+tea@Wonder.example ", PASSWORD, "  Bob \u00c9 ");
        assertThat(answer.text()).matches("\\{\"result\":\"success\",\"msg\":\"\",\"user_id\":[0-9]+}\n");
        int id = answer.json().getInteger("user_id");
        assertThat(seen(id).getString("full_name")).isEqualTo("Bob \u00c9");
        assertThat(seen(id).getString("email")).isEqualTo("Bob+tea@Wonder.example");
        assertThat(seen(id).getInteger("role")).isEqualTo(400);
        JsonObject key = olga.post("/fetch_api_key", "username", "bob+tea@wonder.example", "password", PASSWORD)
                .json();
        assertThat(key.getInteger("user_id")).isEqualTo(id);
        assertThat(create(ada, "carol@wonder.example", "abcd1234", "Carol").status())
                .isEqualTo(200);
    }

    @Test
    void onlyAdministratorsMakePeople() {
        refused(
                alice.call(HttpMethod.POST, "/users", null),
                "Must be an organization administrator",
                "UNAUTHORIZED_PRINCIPAL");
    }

    @Test
    void whatIsMissingIsNamed() {
        for (String name : List.of("email", "password", "full_name")) {
            String form = Client.form("email", "b@wonder.example", "password", PASSWORD, "full_name", "Bob")
                    .replace(name + "=", "other=");
            assertThat(olga.call(HttpMethod.POST, "/users", form).text())
                    .isEqualTo("{\"result\":\"error\",\"msg\":\"Missing '" + name + "' argument\",\"var_name\":\""
                            + name + "\",\"code\":\"REQUEST_VARIABLE_MISSING\"}\n");
        }
    }

    @Test
    void anAddressIsTakenOnceWhoeverWritesItHow() {
        refused(create(olga, "ALICE@wonder.example", PASSWORD, "Bob"), "Email 'ALICE@wonder.example' already in use");
        String madeUp = "user" + olga.id() + "@" + olga.host();
        refused(create(olga, madeUp, PASSWORD, "Bob"), "Email '" + madeUp + "' already in use");
        String tomorrow = "User987654@" + olga.host();
        refused(create(olga, tomorrow, PASSWORD, "Bob"), "Email '" + tomorrow + "' already in use");
        assertThat(create(olga, "user5@elsewhere.example", PASSWORD, "Bob").status())
                .isEqualTo(200);
    }

    @Test
    void ofThoseWhoWantTheSameAddressAtOnceOneGetsIt() {
        List<CompletableFuture<Integer>> all = IntStream.range(0, 4)
                .mapToObj(i -> CompletableFuture.supplyAsync(() ->
                        create(olga, "dora@wonder.example", PASSWORD, "Dora").status()))
                .toList();
        assertThat(all.stream().map(CompletableFuture::join)).containsExactlyInAnyOrder(200, 400, 400, 400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bob",
                "",
                "@",
                "bob@",
                "@wonder.example",
                "bob@wonder",
                "b b@wonder.example",
                "bob@-a.example",
                "bob@wonder..example",
                "b\u0000@wonder.example",
                "b:b@wonder.example",
                "bob@wonder.example\n.",
                "b@b@b.example"
            })
    void whatIsNoAddressIsRefused(String email) {
        refused(create(olga, email, PASSWORD, "Bob"), "Bad name or username");
    }

    @Test
    void anAddressIsNoLongerThanAddressesAre() {
        refused(create(olga, "b".repeat(65) + "@wonder.example", PASSWORD, "Bob"), "Bad name or username");
        refused(create(olga, "b@" + "wonder.".repeat(40) + "example", PASSWORD, "Bob"), "Bad name or username");
        refused(create(olga, "b.".repeat(500_000) + "@x.example", PASSWORD, "Bob"), "Bad name or username");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "x~Name too short!",
                "' x '~Name too short!",
                "''~Name too short!",
                "B*b~Invalid characters in name!",
                "B`b~Invalid characters in name!",
                "B\\b~Invalid characters in name!",
                "B>b~Invalid characters in name!",
                "B\"b~Invalid characters in name!",
                "B@b~Invalid characters in name!",
                "Bob|15~Invalid format!"
            })
    void whatNobodyIsCalledIsRefusedOfNewPeopleAndOfThoseWhoAreThere(String name, String msg) {
        refused(create(olga, "bob@wonder.example", PASSWORD, name), msg);
        if (!name.isBlank()) {
            refused(patch(olga, alice.id(), "full_name", name), msg);
        }
        refused(alice.call(HttpMethod.PATCH, "/settings", Client.form("full_name", name)), msg);
    }

    @Test
    void namesHaveUpToAHundredCharactersThatCanBeRead() {
        String cat = "\ud83d\ude3a";
        done(patch(olga, alice.id(), "full_name", cat.repeat(100)));
        assertThat(seen(alice.id()).getString("full_name")).isEqualTo(cat.repeat(100));
        refused(patch(olga, alice.id(), "full_name", "x".repeat(101)), "Name too long!");
        for (String bad : List.of("B\u0000b", "B\nb", "B\u0007b", "B\uffffb", "B\ufdd0b")) {
            refused(patch(olga, alice.id(), "full_name", bad), "Invalid characters in name!");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "abcd", "aaaaaaaa", "abababab", "BOB@wonder.example", "bobby rabbit"})
    void whatMalloryGuessesFirstIsNoPassword(String password) {
        refused(create(olga, "bob@wonder.example", password, "Bobby Rabbit"), "The password is too weak.");
    }

    @Test
    void aPasswordHasUpToAHundredCharacters() {
        refused(create(olga, "bob@wonder.example", "abcde".repeat(20) + "f", "Bob"), "The password is too weak.");
        assertThat(create(olga, "bob@wonder.example", "abcde".repeat(20), "Bob").status())
                .isEqualTo(200);
    }

    @Test
    void adaRenamesAliceAndChangesHerRole() {
        done(patch(ada, alice.id(), "full_name", " Alice Liddell ", "role", "200"));
        assertThat(seen(alice.id()).getString("full_name")).isEqualTo("Alice Liddell");
        assertThat(seen(alice.id()).getInteger("role")).isEqualTo(200);
        done(patch(ada, alice.email(), "role", "600", "profile_data", "[]", "full_name", ""));
        assertThat(seen(alice.id()).getBoolean("is_guest")).isTrue();
        assertThat(seen(alice.id()).getString("full_name")).isEqualTo("Alice Liddell");
        done(patch(ada, alice.id()));
    }

    @Test
    void onlyOwnersMakeAndUnmakeOwnersAndOneIsLeft() {
        String ownersOnly = "Must be an organization owner";
        refused(patch(ada, alice.id(), "role", "100"), ownersOnly, "UNAUTHORIZED_PRINCIPAL");
        refused(patch(ada, olga.id(), "role", "400"), ownersOnly, "UNAUTHORIZED_PRINCIPAL");
        refused(
                patch(olga, olga.id(), "role", "400"),
                "The owner permission cannot be removed from the only organization owner.");
        done(patch(olga, alice.id(), "role", "100"));
        done(patch(alice, olga.id(), "role", "400"));
        refused(
                patch(alice, alice.id(), "role", "200"),
                "The owner permission cannot be removed from the only organization owner.");
        assertThat(seen(alice.id()).getBoolean("is_owner")).isTrue();
    }

    @Test
    void ofTwoOwnersWhoUnmakeEachOtherAtOnceOneStays() {
        done(patch(olga, alice.id(), "role", "100"));
        CompletableFuture<Integer> one = CompletableFuture.supplyAsync(
                () -> patch(olga, olga.id(), "role", "400").status());
        CompletableFuture<Integer> other = CompletableFuture.supplyAsync(
                () -> patch(alice, alice.id(), "role", "400").status());
        assertThat(List.of(one.join(), other.join())).containsExactlyInAnyOrder(200, 400);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "role|300|Invalid role: Value error, Not in the list of possible values",
                "role|99999999999999999999|Invalid role: Value error, Not in the list of possible values",
                "role|\"200\"|role is not an integer",
                "role|owner|role is not valid JSON",
                "profile_data|{}|profile_data is not a list",
                "profile_data|[4]|profile_data[0] is not a dict",
                "profile_data|[{\"id\":4,\"value\":\"x\"}]|Field id 4 not found.",
                "new_email|a@wonder.example|User not authorized to change user emails"
            })
    void whatCannotBeChangedIsRefusedAndNothingIsChanged(String name, String value, String msg) {
        refused(patch(olga, alice.id(), "full_name", "Somebody", name, value), msg);
        assertThat(seen(alice.id()).getString("full_name")).isEqualTo("Alice");
    }

    @Test
    void aliceAdministersNobody() {
        String insufficient = "Insufficient permission";
        refused(patch(alice, ada.id(), "full_name", "Adam"), insufficient);
        refused(patch(alice, alice.id(), "role", "100"), insufficient);
        refused(deactivate(alice, ada), insufficient);
        refused(reactivate(alice, ada), insufficient);
        Client bot = server.person(olga, "Robot", Person.Role.MEMBER, true);
        refused(alice.call(HttpMethod.DELETE, "/bots/" + bot.id(), null), insufficient);
    }

    @Test
    void nobodyElseIsThereToBeChanged() {
        Client mallory = server.organisation();
        Client.Answer[] answers = {
            patch(mallory, "999999999", "role", "400"),
            patch(mallory, alice.email(), "role", "400"),
            mallory.call(HttpMethod.DELETE, "/users/99999999999999999999", null),
            mallory.call(HttpMethod.POST, "/users/0/reactivate", null)
        };
        for (Client.Answer answer : answers) {
            refused(answer, "No such user");
        }
        refused(mallory.call(HttpMethod.DELETE, "/bots/" + mallory.id(), null), "No such bot");
    }

    @Test
    void whoIsDeactivatedIsOutOfEveryDialectAtOnceAndComesBackWithTheSameKey() {
        String token = Secrets.rocketChatToken();
        Client bob = server.person(
                olga, "Bob", Person.Role.MEMBER, false, Secrets.credential(Credential.Kind.ROCKETCHAT_TOKEN, token));
        assertThat(rocketChat(bob, token)).isEqualTo(200);
        done(deactivate(ada, bob));
        assertThat(bob.get("/users/me").text())
                .isEqualTo("{\"result\":\"error\",\"msg\":\"Account is deactivated\",\"code\":\"UNAUTHORIZED\"}\n");
        assertThat(rocketChat(bob, token)).isEqualTo(401);
        try (ZulipServer otherNode = new ZulipServer()) {
            Client there = new Client(otherNode, bob.host(), bob.app(), bob.person(), bob.key());
            assertThat(there.get("/users/me").status()).isEqualTo(401);
            refused(deactivate(ada, bob), "User is deactivated");
            done(reactivate(ada, bob));
            done(reactivate(ada, bob));
            assertThat(there.get("/users/me").status()).isEqualTo(200);
        }
        assertThat(bob.get("/users/me").status()).isEqualTo(200);
        assertThat(rocketChat(bob, token)).isEqualTo(200);
    }

    private static int rocketChat(Client client, String token) {
        return client.raw(
                        HttpMethod.GET,
                        "/api/v1/me",
                        null,
                        Client.headers("X-User-Id", client.person().rocketChatId(), "X-Auth-Token", token))
                .status();
    }

    @Test
    void botsAreDeactivatedAsBots() {
        Client bot = server.person(olga, "Robot", Person.Role.MEMBER, true);
        refused(deactivate(olga, bot), "No such user");
        refused(olga.call(HttpMethod.DELETE, "/bots/" + alice.id(), null), "No such bot");
        done(ada.call(HttpMethod.DELETE, "/bots/" + bot.id(), null));
        assertThat(bot.get("/users/me").status()).isEqualTo(401);
        done(reactivate(ada, bot));
        assertThat(bot.get("/users/me").status()).isEqualTo(200);
    }

    @Test
    void theOnlyOwnerStays() {
        refused(deactivate(ada, olga), "Must be an organization owner", "UNAUTHORIZED_PRINCIPAL");
        refused(deactivate(olga, olga), "Cannot deactivate the only organization owner");
        Client.Answer own = olga.call(HttpMethod.DELETE, "/users/me", null);
        assertThat(own.text())
                .isEqualTo("{\"result\":\"error\",\"msg\":\"Cannot deactivate the only organization owner.\","
                        + "\"is_last_owner\":true,\"entity\":\"organization owner\","
                        + "\"code\":\"CANNOT_DEACTIVATE_LAST_USER\"}\n");
        assertThat(own.status()).isEqualTo(400);
        assertThat(olga.get("/users/me").status()).isEqualTo(200);
    }

    @Test
    void aliceLeavesByHerself() {
        done(alice.call(HttpMethod.DELETE, "/users/me", null));
        assertThat(alice.get("/users/me").status()).isEqualTo(401);
        assertThat(seen(alice.id()).getBoolean("is_active")).isFalse();
    }
}
