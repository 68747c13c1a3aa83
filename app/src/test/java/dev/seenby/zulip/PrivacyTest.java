package dev.seenby.zulip;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seenby.receipts.RealServers;
import dev.seenby.storage.Message;
import dev.seenby.storage.Mutes;
import dev.seenby.storage.Person;
import dev.seenby.storage.Room;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.pgclient.PgConnection;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bob hides what he reads, from everybody or from those he mutes; Olga decides for the organisation. */
@ExtendWith(RealServers.Shared.class)
class PrivacyTest {
    private static final String DONE = "{\"result\":\"success\",\"msg\":\"\"}\n";

    private static ZulipServer server;
    private Client olga;
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
        olga = server.organisation();
        alice = server.person(olga, "Alice");
        bob = server.person(olga, "Bob");
    }

    private static void refused(Client.Answer answer, String msg, String code) {
        assertThat(answer.text())
                .isEqualTo("{\"result\":\"error\",\"msg\":\"" + msg + "\",\"code\":\"" + code + "\"}\n");
        assertThat(answer.status()).isEqualTo(400);
    }

    private static void refused(Client.Answer answer, String msg) {
        refused(answer, msg, "BAD_REQUEST");
    }

    private static void answered(Client.Answer answer, String body) {
        assertThat(answer.text()).isEqualTo(body);
        assertThat(answer.status()).isEqualTo(200);
    }

    private static Client.Answer patch(Client caller, String path, String... changes) {
        return caller.call(HttpMethod.PATCH, path, Client.form(changes));
    }

    private static Client.Answer mute(Client caller, Object who) {
        return caller.call(HttpMethod.POST, "/users/me/muted_users/" + who, null);
    }

    private static Client.Answer unmute(Client caller, Object who) {
        return caller.call(HttpMethod.DELETE, "/users/me/muted_users/" + who, null);
    }

    private static List<?> readers(Client caller, Message message) {
        JsonArray ids = caller.get("/messages/" + message.facts().id() + "/read_receipts")
                .json()
                .getJsonArray("user_ids");
        return ids.getList();
    }

    @Test
    void bobHidesWhatHeReadsAndShowsItAgain() {
        Message message = server.send(alice, server.room(Room.Kind.PUBLIC, "tea", alice, bob));
        server.read(message, bob);
        answered(patch(bob, "/settings", "send_read_receipts", "false"), DONE);
        assertThat(readers(alice, message)).isEmpty();
        assertThat(readers(bob, message)).isEmpty();
        answered(patch(bob, "/settings", "send_read_receipts", "false"), DONE);
        answered(patch(bob, "/settings", "send_read_receipts", "true"), DONE);
        assertThat(readers(alice, message)).isEqualTo(List.of(bob.id()));
    }

    @Test
    void aBotHidesWhatItReadsToo() {
        Client bot = server.person(olga, "Robot", Person.Role.MEMBER, true);
        Message message = server.send(alice, server.room(Room.Kind.PUBLIC, "tea", alice, bot));
        server.read(message, bot);
        answered(patch(bot, "/settings", "send_read_receipts", "false"), DONE);
        assertThat(readers(alice, message)).isEmpty();
    }

    @Test
    void settingsThatAreNotKeptAreNamed() {
        answered(
                patch(bob, "/settings", "twenty_four_hour_time", "true", "emojiset", "google", "full_name", "Bobby"),
                "{\"result\":\"success\",\"msg\":\"\",\"ignored_parameters_unsupported\":[\"emojiset\","
                        + "\"twenty_four_hour_time\"]}\n");
        assertThat(bob.get("/users/me").json().getString("full_name")).isEqualTo("Bobby");
        answered(bob.call(HttpMethod.PATCH, "/settings", null), DONE);
        answered(
                patch(olga, "/realm", "name", "Tea"),
                "{\"result\":\"success\",\"msg\":\"\",\"ignored_parameters_unsupported\":[\"name\"]}\n");
        answered(
                patch(olga, "/realm/user_settings_defaults", "emojiset", "google"),
                "{\"result\":\"success\",\"msg\":\"\",\"ignored_parameters_unsupported\":[\"emojiset\"]}\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/settings|send_read_receipts",
                "/realm|enable_read_receipts",
                "/realm/user_settings_defaults|send_read_receipts"
            })
    void aSwitchIsTrueOrFalse(String path, String name) {
        for (String no : List.of("1", "\"true\"", "[]")) {
            refused(patch(olga, path, name, no), name + " is not a boolean");
        }
        for (String no : List.of("", "True", "yes", "{")) {
            refused(patch(olga, path, name, no), name + " is not valid JSON");
        }
    }

    @Test
    void aWrongNameKeepsTheSwitchAsItWas() {
        Message message = server.send(alice, server.room(Room.Kind.PUBLIC, "tea", alice, bob));
        server.read(message, bob);
        refused(
                patch(bob, "/settings", "send_read_receipts", "false", "full_name", "B*b"),
                "Invalid characters in name!");
        assertThat(readers(alice, message)).isEqualTo(List.of(bob.id()));
    }

    @Test
    void olgaTurnsReceiptsOffAndOnAndIsToldWhatChanged() {
        Message message = server.send(alice, server.room(Room.Kind.PUBLIC, "tea", alice, bob));
        server.read(message, bob);
        answered(patch(olga, "/realm", "enable_read_receipts", "true"), DONE);
        answered(
                patch(olga, "/realm", "enable_read_receipts", "false"),
                "{\"result\":\"success\",\"msg\":\"\",\"enable_read_receipts\":false}\n");
        answered(patch(olga, "/realm", "enable_read_receipts", "false"), DONE);
        refused(
                alice.get("/messages/" + message.facts().id() + "/read_receipts"),
                "Read receipts are disabled in this organization.");
        Client ada = server.person(olga, "Ada", Person.Role.ADMIN, false);
        answered(
                patch(ada, "/realm", "enable_read_receipts", "true"),
                "{\"result\":\"success\",\"msg\":\"\",\"enable_read_receipts\":true}\n");
        assertThat(readers(alice, message)).isEqualTo(List.of(bob.id()));
    }

    @Test
    void nobodyElseDecidesForTheOrganisation() {
        Client guest = server.person(olga, "Gus", Person.Role.GUEST, false);
        for (String path : List.of("/realm", "/realm/user_settings_defaults")) {
            for (Client caller : List.of(alice, guest)) {
                refused(patch(caller, path), "Must be an organization administrator", "UNAUTHORIZED_PRINCIPAL");
            }
        }
    }

    @Test
    void newPeopleHideWhatTheyReadWhereOlgaSaysSoAndOthersStayAsTheyAre() {
        answered(patch(olga, "/realm/user_settings_defaults", "send_read_receipts", "false"), DONE);
        assertThat(made("dora").sendsReadReceipts()).isFalse();
        assertThat(made("erin").active()).isTrue();
        assertThat(found(alice.id()).sendsReadReceipts()).isTrue();
        answered(patch(olga, "/realm/user_settings_defaults", "send_read_receipts", "true"), DONE);
        assertThat(made("frank").sendsReadReceipts()).isTrue();
    }

    private Person made(String name) {
        return found(olga.call(
                        HttpMethod.POST,
                        "/users",
                        Client.form("email", name + "@wonder.example", "password", "white rabbit", "full_name", name))
                .json()
                .getInteger("user_id"));
    }

    private Person found(int id) {
        return ZulipServer.await(
                        server.services().people().byZulipIds(olga.app().sdkAppId(), List.of(id)))
                .get(0);
    }

    @Test
    void aliceAndBobDoNotSeeEachOtherWhileOneMutesTheOtherButOthersSeeBoth() {
        Client carol = server.person(olga, "Carol");
        Message message = server.send(carol, server.room(Room.Kind.PUBLIC, "tea", alice, bob, carol));
        server.read(message, alice, bob);
        answered(mute(alice, bob.id()), DONE);
        assertThat(readers(alice, message)).isEqualTo(List.of(alice.id()));
        assertThat(readers(bob, message)).isEqualTo(List.of(bob.id()));
        assertThat(readers(carol, message)).isEqualTo(List.of(alice.id(), bob.id()));
        answered(mute(bob, alice.id()), DONE);
        answered(unmute(alice, bob.id()), DONE);
        assertThat(readers(alice, message)).isEqualTo(List.of(alice.id()));
        answered(unmute(bob, alice.id()), DONE);
        assertThat(readers(alice, message)).isEqualTo(List.of(alice.id(), bob.id()));
    }

    @Test
    void aMuteIsThereOnceAndTakenBackOnce() {
        refused(unmute(alice, bob.id()), "User is not muted");
        answered(mute(alice, "00" + bob.id()), DONE);
        refused(mute(alice, bob.id()), "User already muted");
        answered(unmute(alice, bob.id()), DONE);
        refused(unmute(alice, bob.id()), "User is not muted");
    }

    @Test
    void whoIsNotThereIsNotMutedAndNobodyMutesThemselves() {
        refused(mute(alice, alice.id()), "Cannot mute self");
        refused(unmute(alice, alice.id()), "User is not muted");
        Client deleted = server.person(olga, "Dora");
        answered(mute(alice, deleted.id()), DONE);
        ZulipServer.await(server.services().people().delete(deleted.person().id()));
        for (Object nobody : List.of(0, 999_999_999, "99999999999999999999", deleted.id())) {
            refused(mute(alice, nobody), "No such user");
            refused(unmute(alice, nobody), "No such user");
        }
        assertThat(mute(alice, "-1").status()).isEqualTo(404);
    }

    @Test
    void botsAndDeactivatedPeopleAreMutedLikeAnybody() {
        Client bot = server.person(olga, "Robot", Person.Role.MEMBER, true);
        answered(mute(alice, bot.id()), DONE);
        answered(olga.call(HttpMethod.DELETE, "/users/" + bob.id(), null), DONE);
        answered(mute(alice, bob.id()), DONE);
        answered(unmute(alice, bob.id()), DONE);
    }

    @Test
    void nobodyMutesTheWholeWorld() {
        PgConnection connection = ZulipServer.await(
                PgConnection.connect(server.vertx(), RealServers.shared().postgresUri()));
        ZulipServer.await(connection
                .query("with crowd as (insert into person (app, user_id, rocketchat_id, zulip_id, username,"
                        + " username_folded, name, role, bot, active, details) select "
                        + olga.app().sdkAppId()
                        + ", 'crowd' || n, lpad(n::text, 17, 'x'), 1000000 + n, 'crowd' || n, 'crowd' || n, 'Crowd',"
                        + " 'MEMBER', false, true, '{}' from generate_series(1, " + Mutes.MOST
                        + ") n returning id) insert into muted_person (person, muted) select "
                        + alice.person().id() + ", id from crowd")
                .execute());
        ZulipServer.await(connection.close());
        refused(mute(alice, bob.id()), "Cannot mute more than 10000 users");
        answered(unmute(alice, 1_000_001), DONE);
        answered(mute(alice, bob.id()), DONE);
    }
}
