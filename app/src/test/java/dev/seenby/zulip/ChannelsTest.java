package dev.seenby.zulip;

import static dev.seenby.zulip.SubscriptionsTest.refuses;
import static dev.seenby.zulip.SubscriptionsTest.subscribe;
import static org.assertj.core.api.Assertions.assertThat;

import dev.seenby.receipts.RealServers;
import dev.seenby.storage.Person;
import dev.seenby.storage.Room;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Alice, Gus the guest and the owner look at which channels there are. */
@ExtendWith(RealServers.Shared.class)
class ChannelsTest {
    private static ZulipServer server;
    private Client owner;
    private Client alice;
    private Client bob;
    private Client gus;
    private Room lobby;
    private Room tea;
    private Room secret;
    private Room live;

    @BeforeAll
    static void start() {
        server = new ZulipServer();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void channels() {
        owner = server.organisation();
        alice = server.person(owner, "Alice");
        bob = server.person(owner, "Bob");
        gus = server.person(owner, "Gus", Person.Role.GUEST, false);
        tea = server.room(Room.Kind.MEETING, "tea", alice);
        lobby = server.room(Room.Kind.PUBLIC, "lobby", alice, gus);
        secret = server.room(Room.Kind.PRIVATE, "secret", bob);
        live = server.room(Room.Kind.LIVE, "live", alice, owner);
        server.direct(alice, bob);
    }

    private static void answers(Client.Answer answer, String members) {
        assertThat(answer.text()).isEqualTo("{\"result\":\"success\",\"msg\":\"\"," + members + "}\n");
        assertThat(answer.status()).isEqualTo(200);
    }

    private static List<String> streams(Client caller, String query) {
        List<String> names = new ArrayList<>();
        caller.get("/streams" + query)
                .json()
                .getJsonArray("streams")
                .forEach(one -> names.add(((JsonObject) one).getString("name")));
        return names;
    }

    @Test
    void everybodySeesWhatIsOpenToThemAndTheirOwn() {
        assertThat(streams(alice, "")).containsExactly("lobby", "tea");
        assertThat(streams(bob, "")).containsExactly("lobby", "tea", "secret");
        assertThat(streams(gus, "")).containsExactly("lobby");
        assertThat(streams(owner, "")).containsExactly("lobby", "tea");
        assertThat(streams(bob, "?include_subscribed=false")).containsExactly("lobby", "tea");
        assertThat(streams(bob, "?include_public=false")).containsExactly("secret");
        assertThat(streams(bob, "?include_public=false&include_subscribed=false"))
                .isEmpty();
        assertThat(streams(bob, "?include_public=false&include_subscribed=false&include_can_access_content=true"))
                .containsExactly("lobby", "tea", "secret");
        assertThat(
                        streams(
                                gus,
                                "?include_public=false&include_subscribed=false&include_web_public=true&include_owner_subscribed=true"))
                .isEmpty();
    }

    @Test
    void administratorsAskForAllOfThem() {
        assertThat(streams(owner, "?include_all=true")).containsExactly("lobby", "secret", "tea");
        assertThat(streams(owner, "?include_all_active=true")).containsExactly("lobby", "secret", "tea");
        assertThat(streams(alice, "?include_all=true&include_public=false")).containsExactly("lobby", "tea");
        assertThat(streams(gus, "?include_all=true")).containsExactly("lobby");
    }

    @Test
    void aChannelIsShownWithEverythingClientsNeed() {
        JsonObject listed = alice.get("/streams?include_default=true&exclude_archived=false")
                .json()
                .getJsonArray("streams")
                .getJsonObject(0);
        assertThat(listed.getBoolean("is_default")).isFalse();
        listed.remove("is_default");
        Client.Answer answer = alice.get("/streams/" + lobby.streamId());
        assertThat(answer.json().getJsonObject("stream")).isEqualTo(listed);
        answers(
                answer,
                "\"stream\":{\"is_archived\":false,\"creator_id\":null,\"date_created\":"
                        + lobby.createdAt().getEpochSecond()
                        + ",\"description\":\"\",\"first_message_id\":null,\"folder_id\":null,"
                        + "\"is_recently_active\":true,\"history_public_to_subscribers\":true,\"invite_only\":false,"
                        + "\"is_web_public\":false,\"message_retention_days\":null,\"name\":\"lobby\","
                        + "\"rendered_description\":\"\",\"stream_id\":" + lobby.streamId()
                        + ",\"stream_post_policy\":1,\"is_announcement_only\":false,\"stream_weekly_traffic\":null,"
                        + "\"subscriber_count\":2,\"topics_policy\":\"inherit\"}");
        refuses(alice.get("/streams?include_public=yes"), "include_public is not valid JSON");
    }

    @Test
    void whoMayNotKnowOfAChannelIsToldThatThereIsNone() {
        for (String path : List.of("/streams/%d", "/streams/%d/members", "/users/" + bob.id() + "/subscriptions/%d")) {
            String hidden = path.formatted(secret.streamId());
            refuses(alice.get(hidden), "Invalid channel ID");
            refuses(gus.get(path.formatted(tea.streamId())), "Invalid channel ID");
            refuses(owner.get(path.formatted(live.streamId())), "Invalid channel ID");
            refuses(
                    server.organisation().get(path.formatted(99)),
                    path.startsWith("/users") ? "No such user" : "Invalid channel ID");
            assertThat(bob.get(hidden).status()).isEqualTo(200);
            assertThat(owner.get(hidden).status()).isEqualTo(200);
        }
        refuses(owner.get("/users/me/" + secret.streamId() + "/topics"), "Invalid channel ID");
        refuses(owner.get("/get_stream_id?stream=secret"), "Invalid channel name 'secret'");
        ZulipServer.await(server.services().conversations().delete(lobby));
        refuses(alice.get("/streams/" + lobby.streamId()), "Invalid channel ID");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "999999999", "4294967297", "9223372036854775808"})
    void anIdThatNoChannelHasIsInvalid(String id) {
        refuses(alice.get("/streams/" + id), "Invalid channel ID");
        refuses(alice.get("/streams/" + id + "/members"), "Invalid channel ID");
        refuses(alice.get("/users/me/" + id + "/topics"), "Invalid channel ID");
        refuses(alice.get("/users/" + alice.id() + "/subscriptions/" + id), "Invalid channel ID");
        refuses(alice.get("/users/" + id + "/subscriptions/" + lobby.streamId()), "No such user");
    }

    @Test
    void aChannelIsFoundByItsNameRegardlessOfCase() {
        answers(alice.get("/get_stream_id?stream=LOBBY"), "\"stream_id\":" + lobby.streamId());
        refuses(alice.get("/get_stream_id?stream=nowhere"), "Invalid channel name 'nowhere'");
        refuses(alice.get("/get_stream_id?stream=live"), "Invalid channel name 'live'");
        refuses(gus.get("/get_stream_id?stream=tea"), "Invalid channel name 'tea'");
        refuses(alice.get("/get_stream_id?stream=a%00b"), "Invalid channel name 'a\0b'");
        Room direct = server.direct(alice, bob);
        refuses(alice.get("/get_stream_id?stream=" + direct.name()), "Invalid channel name '" + direct.name() + "'");
        assertThat(alice.get("/get_stream_id").text())
                .isEqualTo("{\"result\":\"error\",\"msg\":\"Missing 'stream' argument\",\"var_name\":\"stream\","
                        + "\"code\":\"REQUEST_VARIABLE_MISSING\"}\n");
    }

    @Test
    void membersAreToldByIdWithoutTheDeactivated() {
        server.join(lobby, bob);
        answers(
                bob.get("/streams/" + lobby.streamId() + "/members"),
                "\"subscribers\":[" + alice.id() + "," + bob.id() + "," + gus.id() + "]");
        server.change(gus, "active = false");
        server.leave(lobby, alice);
        answers(bob.get("/streams/" + lobby.streamId() + "/members"), "\"subscribers\":[" + bob.id() + "]");
    }

    @Test
    void whetherSomebodyIsInAChannelIsTold() {
        String inLobby = "/subscriptions/" + lobby.streamId();
        answers(bob.get("/users/" + alice.id() + inLobby), "\"is_subscribed\":true");
        answers(bob.get("/users/" + bob.id() + inLobby), "\"is_subscribed\":false");
        Client bot = server.person(owner, "Robot", Person.Role.MEMBER, true);
        refuses(bob.get("/users/" + bot.id() + inLobby), "No such user");
        server.change(gus, "active = false");
        refuses(bob.get("/users/" + gus.id() + inLobby), "User is deactivated");
    }

    @Test
    void theTopicsOfAChannelAreToldNewestFirst() {
        long first = server.send(alice, lobby, "tea").facts().id();
        long second = server.send(alice, lobby, "Milk \"& honey\"").facts().id();
        answers(
                bob.get("/users/me/" + lobby.streamId() + "/topics?allow_empty_topic_name=true"),
                "\"topics\":[{\"name\":\"Milk \\\"& honey\\\"\",\"max_id\":" + second
                        + "},{\"name\":\"tea\",\"max_id\":" + first + "}]");
        answers(bob.get("/users/me/" + secret.streamId() + "/topics"), "\"topics\":[]");
        refuses(
                bob.get("/users/me/" + lobby.streamId() + "/topics?allow_empty_topic_name=1"),
                "allow_empty_topic_name is not a boolean");
    }

    @Test
    void whoComesLateToAProtectedHistorySeesTheTopicsOfWhatTheyReceived() {
        subscribe(alice, "[{\"name\":\"diary\"}]", "invite_only", "true");
        Room diary = server.roomOf(alice, "diary");
        server.send(alice, diary, "before");
        subscribe(alice, "[{\"name\":\"diary\"}]", "principals", "[" + bob.id() + "]");
        long after = server.send(alice, diary, "after").facts().id();
        String path = "/users/me/" + diary.streamId() + "/topics";
        answers(bob.get(path), "\"topics\":[{\"name\":\"after\",\"max_id\":" + after + "}]");
        assertThat(alice.get(path).json().getJsonArray("topics")).hasSize(2);
    }

    @Test
    void aChannelIsMadeForThoseWhoAreNamed() {
        Client.Answer made =
                create("name", " Book club ", "description", "Of\nbooks", "subscribers", "[" + bob.id() + "]");
        int id = made.json().getInteger("id");
        answers(made, "\"id\":" + id);
        JsonObject channel = alice.get("/streams/" + id).json().getJsonObject("stream");
        assertThat(channel.getString("name")).isEqualTo("Book club");
        assertThat(channel.getString("description")).isEqualTo("Of books");
        assertThat(channel.getInteger("creator_id")).isEqualTo(alice.id());
        answers(alice.get("/streams/" + id + "/members"), "\"subscribers\":[" + bob.id() + "]");

        Client.Answer taken = create("name", "BOOK CLUB", "subscribers", "[]");
        assertThat(taken.status()).isEqualTo(409);
        assertThat(taken.text())
                .isEqualTo("{\"result\":\"error\",\"msg\":\"Channel 'BOOK CLUB' already exists\","
                        + "\"channel_name\":\"BOOK CLUB\",\"code\":\"CHANNEL_ALREADY_EXISTS\"}\n");
        assertThat(create("name", "live", "subscribers", "[]").status()).isEqualTo(409);

        int closed = create(
                        "name",
                        "closed",
                        "subscribers",
                        "[" + bob.id() + "]",
                        "invite_only",
                        "true",
                        "history_public_to_subscribers",
                        "true",
                        "folder_id",
                        "3")
                .json()
                .getInteger("id");
        JsonObject shared = bob.get("/streams/" + closed).json().getJsonObject("stream");
        assertThat(shared.getBoolean("invite_only")).isTrue();
        assertThat(shared.getBoolean("history_public_to_subscribers")).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | [] | Channel name can't be empty.",
                "direct:x | [] | Invalid channel name 'direct:x'",
                "a | [0] | No such user",
                "a | [\"x\"] | subscribers[0] is not an integer",
                "a | [1.5] | subscribers[0] is not an integer",
                "a | {} | subscribers is not a list"
            })
    void whatCannotBeMadeIsRefused(String name, String subscribers, String msg) {
        refuses(create("name", name, "subscribers", subscribers), msg);
    }

    @Test
    void aCallWithoutANameOrSubscribersIsToldSo() {
        assertThat(create("subscribers", "[]").json().getString("var_name")).isEqualTo("name");
        assertThat(create("name", "a").json().getString("var_name")).isEqualTo("subscribers");
        refuses(
                create("name", "a", "subscribers", "[]", "is_web_public", "true"),
                "Web-public channels are not enabled.");
        refuses(
                create("name", "a", "subscribers", "[]", "description", "x".repeat(1_025)),
                "description is too long (limit: 1024 characters)");
    }

    private Client.Answer create(String... form) {
        return alice.call(HttpMethod.POST, "/channels/create", Client.form(form));
    }
}
