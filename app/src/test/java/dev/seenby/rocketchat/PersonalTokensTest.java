package dev.seenby.rocketchat;

import static dev.seenby.rocketchat.RocketChatServer.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.seenby.credentials.Secrets;
import dev.seenby.storage.Credential;
import dev.seenby.storage.Person;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Alice gives her scripts tokens of their own. */
@ExtendWith(RocketChatServer.Shared.class)
class PersonalTokensTest {
    private static final String UNKNOWN =
            "{\"success\":false,\"error\":\"Token does not exist [error-token-does-not-exists]\","
                    + "\"errorType\":\"error-token-does-not-exists\",\"details\":{\"method\":\"personalAccessTokens:%s\"}}";

    private static RocketChatServer server;
    private static Client admin;

    @BeforeAll
    static void start() {
        server = RocketChatServer.shared();
        admin = server.workspace();
    }

    private static Client with(Client person, Client.Answer answer) {
        String token = person.ok(answer).getString("token");
        assertThat(answer.text()).isEqualTo("{\"token\":\"" + token + "\",\"success\":true}");
        return new Client(server, person.host(), person.app(), person.person(), token);
    }

    @Test
    void aliceMakesATokenRenewsItAndTakesItBack() {
        Client alice = server.person(admin, "alice", Person.Role.MEMBER);
        Client script = with(
                alice, alice.post("users.generatePersonalAccessToken", "tokenName", "script", "bypassTwoFactor", true));
        assertThat(script.get("me").status()).isEqualTo(200);

        JsonObject listed = alice.ok(alice.get("users.getPersonalAccessTokens"))
                .getJsonArray("tokens")
                .getJsonObject(0);
        assertThat(listed.fieldNames()).containsExactly("name", "createdAt", "lastTokenPart", "bypassTwoFactor");
        assertThat(listed.getString("name")).isEqualTo("script");
        assertThat(listed.getBoolean("bypassTwoFactor")).isTrue();
        assertThat(script.token()).endsWith(listed.getString("lastTokenPart"));
        assertThat(listed.getString("lastTokenPart")).hasSize(6);

        Client renewed = with(alice, alice.post("users.regeneratePersonalAccessToken", "tokenName", "script"));
        assertThat(script.get("me").status()).isEqualTo(401);
        assertThat(renewed.get("me").status()).isEqualTo(200);
        assertThat(alice.ok(alice.get("users.getPersonalAccessTokens"))
                        .getJsonArray("tokens")
                        .getJsonObject(0)
                        .getBoolean("bypassTwoFactor"))
                .isTrue();

        assertThat(alice.post("users.removePersonalAccessToken", "tokenName", "script")
                        .text())
                .isEqualTo("{\"success\":true}");
        assertThat(renewed.get("me").status()).isEqualTo(401);
        assertThat(alice.get("users.getPersonalAccessTokens").text()).isEqualTo("{\"tokens\":[],\"success\":true}");
        assertThat(alice.get("me").status()).isEqualTo(200);
    }

    @Test
    void aNameIsGivenOnceAndWhatIsNotThereIsNeitherRenewedNorRemoved() {
        Client bob = server.person(admin, "bob", Person.Role.MEMBER);
        bob.ok(bob.post("users.generatePersonalAccessToken", "tokenName", "script"));

        Client.Answer again = bob.post("users.generatePersonalAccessToken", "tokenName", "script");
        assertThat(again.status()).isEqualTo(400);
        assertThat(again.text())
                .isEqualTo("{\"success\":false,"
                        + "\"error\":\"A token with this name already exists [error-token-already-exists]\","
                        + "\"errorType\":\"error-token-already-exists\","
                        + "\"details\":{\"method\":\"personalAccessTokens:generateToken\"}}");
        assertThat(bob.post("users.regeneratePersonalAccessToken", "tokenName", "other")
                        .text())
                .isEqualTo(UNKNOWN.formatted("regenerateToken"));
        assertThat(bob.post("users.removePersonalAccessToken", "tokenName", "other")
                        .text())
                .isEqualTo(UNKNOWN.formatted("removeToken"));
        assertThat(bob.post("users.generatePersonalAccessToken").json().getString("error"))
                .isEqualTo("must have required property 'tokenName'");
        assertThat(bob.post("users.generatePersonalAccessToken", "tokenName", "x".repeat(256))
                        .json()
                        .getString("error"))
                .isEqualTo("must NOT have more than 255 characters");
    }

    @Test
    void aGuestMayHaveNone() {
        Client guest = server.person(admin, "guest.gwen", Person.Role.GUEST);
        for (String name : new String[] {"generate", "regenerate", "remove"}) {
            Client.Answer refused = guest.post("users." + name + "PersonalAccessToken", "tokenName", "script");
            assertThat(refused.status()).isEqualTo(400);
            assertThat(refused.text())
                    .isEqualTo("{\"success\":false,\"error\":\"Not Authorized [not-authorized]\","
                            + "\"errorType\":\"not-authorized\",\"details\":{\"method\":\"personalAccessTokens:" + name
                            + "Token\"}}");
        }
        assertThat(guest.get("users.getPersonalAccessTokens").text())
                .isEqualTo("{\"success\":false,\"error\":\"Not Authorized [not-authorized]\","
                        + "\"errorType\":\"not-authorized\"}");
    }

    @Test
    void aHundredAreEnough() {
        Client carol = server.person(admin, "carol", Person.Role.MEMBER);
        for (int i = 0; i < 100; i++) {
            await(server.services()
                    .credentials()
                    .add(
                            carol.person().id(),
                            new Credential(
                                    Credential.Kind.ROCKETCHAT_PERSONAL_TOKEN,
                                    Secrets.hash("token " + i),
                                    "script " + i,
                                    null,
                                    "{}")));
        }

        Client.Answer refused = carol.post("users.generatePersonalAccessToken", "tokenName", "one more");

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.json().getString("errorType")).isEqualTo("error-too-many-tokens");
        JsonArray tokens = carol.ok(carol.get("users.getPersonalAccessTokens")).getJsonArray("tokens");
        assertThat(tokens).hasSize(100);
        carol.ok(carol.post("users.regeneratePersonalAccessToken", "tokenName", "script 7"));
    }
}
