package dev.seenby.zulip;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seenby.receipts.RealServers;
import dev.seenby.storage.Message;
import dev.seenby.storage.Person;
import dev.seenby.storage.Room;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** How things stand when Bob registers. */
@ExtendWith(RealServers.Shared.class)
class RegisterTest {
    private static ZulipServer server;
    private Client olga;
    private Client alice;
    private Client bob;
    private Room tea;

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
        tea = server.room(Room.Kind.PUBLIC, "tea", alice, bob);
        server.room(Room.Kind.PUBLIC, "open", alice);
        server.room(Room.Kind.PRIVATE, "closed", alice);
        server.room(Room.Kind.PRIVATE, "own", alice, bob);
    }

    private static JsonObject state(Client client, String fetched) {
        Client.Answer answer = Talk.post(client, "/register", "event_types", "[]", "fetch_event_types", fetched);
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer.json();
    }

    private static List<Object> all(JsonObject state, String list, String key) {
        return state.getJsonArray(list).stream()
                .map(one -> ((JsonObject) one).getValue(key))
                .toList();
    }

    @Test
    void heIsToldWhatHeAskedForAndNothingElse() {
        assertThat(state(bob, "[]").fieldNames())
                .containsExactly(
                        "result",
                        "msg",
                        "queue_id",
                        "last_event_id",
                        "zulip_version",
                        "zulip_feature_level",
                        "zulip_merge_base");
        assertThat(Talk.post(bob, "/register").json().fieldNames())
                .contains("subscriptions", "streams", "realm_users", "unread_msgs", "user_settings", "realm_name");
    }

    @Test
    void heIsToldOfChannelsThatHeMayKnowOf() {
        JsonObject state = state(bob, "[\"subscription\",\"stream\"]");
        assertThat(all(state, "subscriptions", "name")).containsExactlyInAnyOrder("tea", "own");
        assertThat(state.getJsonArray("unsubscribed")).isEmpty();
        assertThat(all(state, "never_subscribed", "name")).containsExactly("open");
        assertThat(all(state, "streams", "name")).containsExactlyInAnyOrder("tea", "open", "own");
        assertThat(state.getJsonArray("streams"))
                .isEqualTo(bob.get("/streams").json().getJsonArray("streams"));
    }

    @Test
    void aGuestKnowsOfNoChannelsButOwnOnes() {
        Client guest = server.person(olga, "Gil", Person.Role.GUEST, false);
        server.join(tea, guest);
        JsonObject state = state(guest, "[\"subscription\",\"stream\"]");
        assertThat(all(state, "streams", "name")).containsExactly("tea");
        assertThat(state.getJsonArray("never_subscribed")).isEmpty();
    }

    @Test
    void heIsToldWhoIsThereAndWhoWas() {
        server.change(alice, "active = false");
        JsonObject state = state(bob, "[\"realm_user\"]");
        assertThat(all(state, "realm_users", "user_id")).containsExactlyInAnyOrder(olga.id(), bob.id());
        assertThat(all(state, "realm_non_active_users", "user_id")).containsExactly(alice.id());
        assertThat(state.getJsonArray("cross_realm_bots")).isEmpty();
        assertThat(state.getInteger("user_id")).isEqualTo(bob.id());
        assertThat(state.getBoolean("is_admin")).isFalse();
    }

    @Test
    void heIsToldWhatManyWroteToHim() {
        List<Object> writers = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            Client writer = server.person(olga, "Writer " + i);
            server.send(writer, server.direct(writer, bob));
            writers.add(writer.id());
        }

        JsonObject unread = state(bob, "[\"message\",\"update_message_flags\"]").getJsonObject("unread_msgs");

        assertThat(all(unread, "pms", "other_user_id")).containsExactlyInAnyOrderElementsOf(writers);
    }

    @Test
    void heIsToldWhatIsStarredAndWhatNewPeopleShow() {
        Message message = server.send(alice, tea);
        Talk.flag(bob, "add", "starred", message);
        olga.call(HttpMethod.PATCH, "/realm/user_settings_defaults", "send_read_receipts=false");

        JsonObject state = state(bob, "[\"starred_messages\",\"realm_user_settings_defaults\"]");

        assertThat(state.getJsonArray("starred_messages")).isEqualTo(new JsonArray(Talk.ids(message)));
        assertThat(state.getJsonObject("realm_user_settings_defaults").encode())
                .isEqualTo("{\"send_read_receipts\":false}");
    }
}
