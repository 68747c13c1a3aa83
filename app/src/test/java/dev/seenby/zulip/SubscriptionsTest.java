package dev.seenby.zulip;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seenby.receipts.RealServers;
import dev.seenby.storage.Person;
import dev.seenby.storage.Room;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Alice makes channels, brings Bob and Carol into them, and they leave. */
@ExtendWith(RealServers.Shared.class)
class SubscriptionsTest {
    static final String PATH = "/users/me/subscriptions";

    private static ZulipServer server;
    private Client owner;
    private Client alice;
    private Client bob;
    private Client carol;
    private Client gus;

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
        carol = server.person(owner, "Carol");
        gus = server.person(owner, "Gus", Person.Role.GUEST, false);
    }

    static Client.Answer subscribe(Client caller, String channels, String... more) {
        return call(caller, HttpMethod.POST, channels, more);
    }

    private static Client.Answer unsubscribe(Client caller, String channels, String... more) {
        return call(caller, HttpMethod.DELETE, channels, more);
    }

    private static Client.Answer call(Client caller, HttpMethod method, String channels, String... more) {
        List<String> form = new ArrayList<>(List.of("subscriptions", channels));
        form.addAll(List.of(more));
        return caller.call(method, PATH, Client.form(form.toArray(String[]::new)));
    }

    private static void answers(Client.Answer answer, String members) {
        assertThat(answer.text()).isEqualTo("{\"result\":\"success\",\"msg\":\"\"," + members + "}\n");
        assertThat(answer.status()).isEqualTo(200);
    }

    static void refuses(Client.Answer answer, String msg) {
        assertThat(answer.text())
                .isEqualTo(new JsonObject()
                                .put("result", "error")
                                .put("msg", msg)
                                .put("code", "BAD_REQUEST")
                                .encode() + "\n");
        assertThat(answer.status()).isEqualTo(400);
    }

    private static String ids(Client... people) {
        return new JsonArray(Arrays.stream(people).map(Client::id).toList()).encode();
    }

    private JsonArray subscriptions(Client caller) {
        return caller.get(PATH).json().getJsonArray("subscriptions");
    }

    @Test
    void whoSubscribesToAChannelThatIsNotThereMakesIt() {
        answers(
                subscribe(alice, "[{\"name\":\" Tea & talk \",\"description\":\"With\\nmilk <3\",\"color\":\"#f00\"}]"),
                "\"subscribed\":{\"" + alice.id() + "\":[\"Tea & talk\"]},\"already_subscribed\":{}");
        answers(
                subscribe(bob, "[{\"name\":\"TEA & TALK\",\"description\":\"Other\"}]"),
                "\"subscribed\":{\"" + bob.id() + "\":[\"Tea & talk\"]},\"already_subscribed\":{}");
        answers(
                subscribe(bob, "[{\"name\":\"Tea & talk\"}]"),
                "\"subscribed\":{},\"already_subscribed\":{\"" + bob.id() + "\":[\"Tea & talk\"]}");

        JsonObject channel = subscriptions(bob).getJsonObject(0);
        assertThat(channel.getString("name")).isEqualTo("Tea & talk");
        assertThat(channel.getInteger("creator_id")).isEqualTo(alice.id());
        assertThat(channel.getString("description")).isEqualTo("With milk <3");
        assertThat(channel.getString("rendered_description")).isEqualTo("<p>With milk &lt;3</p>");
        assertThat(channel.getBoolean("invite_only")).isFalse();
        assertThat(channel.getBoolean("history_public_to_subscribers")).isTrue();
        assertThat(channel.getInteger("subscriber_count")).isEqualTo(2);
    }

    @Test
    void aChannelIsShownToItsMembersWithEverythingClientsNeed() {
        subscribe(alice, "[{\"name\":\"tea\"}]", "invite_only", "true");
        subscribe(alice, "[{\"name\":\"tea\"}]", "principals", ids(bob));
        JsonObject quiet = subscriptions(alice).getJsonObject(0);
        assertThat(quiet.fieldNames())
                .containsExactly(
                        "audible_notifications",
                        "color",
                        "creator_id",
                        "date_created",
                        "description",
                        "first_message_id",
                        "folder_id",
                        "is_recently_active",
                        "history_public_to_subscribers",
                        "invite_only",
                        "desktop_notifications",
                        "email_notifications",
                        "in_home_view",
                        "is_announcement_only",
                        "is_archived",
                        "is_muted",
                        "is_web_public",
                        "message_retention_days",
                        "pin_to_top",
                        "push_notifications",
                        "name",
                        "rendered_description",
                        "stream_id",
                        "stream_post_policy",
                        "stream_weekly_traffic",
                        "subscriber_count",
                        "topics_policy",
                        "wildcard_mentions_notify");
        assertThat(quiet.getValue("first_message_id")).isNull();
        assertThat(quiet.getString("color")).matches("#[0-9a-f]{6}");
        assertThat(quiet.getBoolean("is_recently_active")).isTrue();
        assertThat(quiet.getBoolean("history_public_to_subscribers")).isFalse();

        Room room = server.roomOf(alice, "tea");
        long first = server.send(alice, room).facts().id();
        server.send(bob, room);
        JsonObject answer = alice.get(PATH + "?include_subscribers=true").json();
        JsonObject busy = answer.getJsonArray("subscriptions").getJsonObject(0);
        assertThat(busy.getLong("first_message_id")).isEqualTo(first);
        assertThat(busy.getJsonArray("subscribers")).isEqualTo(new JsonArray(List.of(alice.id(), bob.id())));
        refuses(alice.get(PATH + "?include_subscribers=1"), "Invalid include_subscribers");
        answers(carol.get(PATH), "\"subscriptions\":[]");
        answers(carol.get(PATH + "?include_subscribers=true"), "\"subscriptions\":[]");
    }

    @Test
    void othersAreSubscribedByIdOrByAddress() {
        answers(
                subscribe(alice, "[{\"name\":\"tea\"},{\"name\":\"milk\"}]", "principals", ids(carol, bob, carol)),
                "\"subscribed\":{\"" + carol.id() + "\":[\"tea\",\"milk\"],\"" + bob.id()
                        + "\":[\"tea\",\"milk\"]},\"already_subscribed\":{}");
        // Who makes a channel for others is not in it.
        answers(alice.get(PATH), "\"subscriptions\":[]");
        answers(
                subscribe(
                        alice,
                        "[{\"name\":\"sugar\"},{\"name\":\"tea\"}]",
                        "principals",
                        "[\" BOB@wonder.example \",\"" + alice.email() + "\"]",
                        "authorization_errors_fatal",
                        "false"),
                "\"subscribed\":{\"" + alice.id() + "\":[\"tea\",\"sugar\"],\"" + bob.id()
                        + "\":[\"sugar\"]},\"already_subscribed\":{\"" + bob.id()
                        + "\":[\"tea\"]},\"unauthorized\":[]");
        answers(
                subscribe(alice, "[{\"name\":\"honey\"}]", "principals", "[]"),
                "\"subscribed\":{\"" + alice.id() + "\":[\"honey\"]},\"already_subscribed\":{}");
        // The made-up address of somebody who has none.
        answers(
                subscribe(alice, "[{\"name\":\"honey\"}]", "principals", "[\"" + owner.email() + "\"]"),
                "\"subscribed\":{\"" + owner.id() + "\":[\"honey\"]},\"already_subscribed\":{}");
        answers(subscribe(alice, "[]"), "\"subscribed\":{},\"already_subscribed\":{}");
    }

    @Test
    void aCallThatNamesSomebodyWhoIsNotThereMakesNothing() {
        Client stranger = server.organisation();
        server.change(carol, "active = false");
        refuses(subscribe(alice, "[{\"name\":\"tea\"}]", "principals", "[" + stranger.id() + "000]"), "No such user");
        refuses(subscribe(alice, "[{\"name\":\"tea\"}]", "principals", "[-1]"), "No such user");
        refuses(subscribe(alice, "[{\"name\":\"tea\"}]", "principals", "[99999999999999999999]"), "No such user");
        refuses(subscribe(alice, "[{\"name\":\"tea\"}]", "principals", "[\"x\\u0000@x\"]"), "No such user");
        refuses(subscribe(alice, "[{\"name\":\"tea\"}]", "principals", "[\"no@body\"]"), "No such user");
        refuses(subscribe(alice, "[{\"name\":\"tea\"}]", "principals", ids(bob, carol)), "User is deactivated");
        refuses(alice.get("/get_stream_id?stream=tea"), "Invalid channel name 'tea'");
    }

    @Test
    void aPrivateChannelIsForThoseInItAndNotEvenForOwners() {
        subscribe(alice, "[{\"name\":\"secret\"}]", "invite_only", "true");
        for (Client other : List.of(bob, owner)) {
            refuses(subscribe(other, "[{\"name\":\"Secret\"}]"), "Unable to access channel (secret).");
            answers(
                    subscribe(
                            other, "[{\"name\":\"Secret\"},{\"name\":\"tea\"}]", "authorization_errors_fatal", "false"),
                    "\"subscribed\":{\"" + other.id() + "\":[\"tea\"]},\"already_subscribed\":{},"
                            + "\"unauthorized\":[\"secret\"]");
        }
        answers(
                subscribe(alice, "[{\"name\":\"secret\"}]", "principals", ids(bob)),
                "\"subscribed\":{\"" + bob.id() + "\":[\"secret\"]},\"already_subscribed\":{}");
        server.room(Room.Kind.LIVE, "live", alice);
        refuses(subscribe(alice, "[{\"name\":\"live\"}]"), "Unable to access channel (live).");
    }

    @Test
    void guestsComeInWhenTheyAreAskedAndMayLeave() {
        refuses(subscribe(gus, "no list"), "Not allowed for guest users");
        refuses(gus.call(HttpMethod.PATCH, PATH, Client.form("delete", "[\"tea\"]")), "Not allowed for guest users");
        refuses(
                gus.call(HttpMethod.POST, "/channels/create", Client.form("name", "tea")),
                "Not allowed for guest users");
        subscribe(alice, "[{\"name\":\"tea\"}]", "principals", ids(gus, alice));
        refuses(unsubscribe(gus, "[\"tea\"]", "principals", ids(alice)), "Insufficient permission");
        answers(unsubscribe(gus, "[\"tea\"]"), "\"removed\":[\"tea\"],\"not_removed\":[]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[{\"name\":\" \"}] | Channel name can't be empty.",
                "[{\"name\":\"a\\u0000b\"}] | Invalid character in channel name, at position 2.",
                "[{\"name\":\"😀\\n\"},{\"name\":\"😀x\\u0007y\"}] | Invalid character in channel name, at position 3.",
                "[{\"name\":\"\\ud800\"}] | Invalid character in channel name, at position 1.",
                "[{\"name\":\"a\\uffff\"}] | Invalid character in channel name, at position 2.",
                "[{\"name\":\"Direct:abc\"}] | Invalid channel name 'Direct:abc'",
                "[\"tea\"] | subscriptions[0] is not a dict",
                "[{\"name\":\"a\"},{}] | subscriptions[1][\"name\"] field is missing",
                "[{\"name\":5}] | subscriptions[0][\"name\"] is not a string",
                "[{\"name\":\"a\",\"description\":[]}] | subscriptions[0][\"description\"] is not a string",
                "[{\"name\":\"a\",\"color\":\"red\"}] | Invalid subscriptions[0]: Value error, add.color is not a valid hex color code",
                "{} | subscriptions is not a list",
                "tea | subscriptions is not valid JSON"
            })
    void whatIsNoChannelIsRefused(String channels, String msg) {
        refuses(subscribe(alice, channels), msg);
        answers(alice.get("/streams"), "\"streams\":[]");
    }

    @Test
    void whatIsTooLongIsRefused() {
        String emoji = "😀".repeat(60);
        assertThat(subscribe(alice, "[{\"name\":\"" + emoji + "\"}]").json().getJsonObject("subscribed"))
                .isEqualTo(new JsonObject().put(Integer.toString(alice.id()), new JsonArray(List.of(emoji))));
        refuses(subscribe(alice, "[{\"name\":\"" + emoji + "x\"}]"), "Channel name too long (limit: 60 characters).");
        refuses(
                subscribe(alice, "[{\"name\":\"a\",\"description\":\"" + "x".repeat(1_025) + "\"}]"),
                "subscriptions[0][\"description\"] is too long (limit: 1024 characters)");
        refuses(
                subscribe(alice, "[{\"name\":\"a\",\"description\":\"\\u0000\"}]"),
                "subscriptions[0][\"description\"] must not contain null bytes or halves of characters");
        JsonArray many = new JsonArray();
        IntStream.rangeClosed(0, 100).forEach(i -> many.add(new JsonObject().put("name", "c" + i)));
        refuses(subscribe(alice, many.encode()), "subscriptions is too long (limit: 100 channels)");
        String crowd = new JsonArray(IntStream.rangeClosed(0, 10_000).boxed().toList()).encode();
        refuses(
                subscribe(alice, "[{\"name\":\"a\"}]", "principals", crowd),
                "principals is too long (limit: 10000 users)");
        refuses(
                subscribe(alice, "[{\"name\":\"a\"}]", "principals", "[" + alice.id() + ",\"x\"]"),
                "principals[1] is not an integer");
        refuses(
                subscribe(alice, "[{\"name\":\"a\"}]", "principals", "[\"x\"," + alice.id() + "]"),
                "principals[1] is not a string");
        refuses(subscribe(alice, "[{\"name\":\"a\"}]", "principals", "7"), "principals is not a list");
        refuses(
                subscribe(alice, "[{\"name\":\"a\"}]", "is_web_public", "true"),
                "Web-public channels are not enabled.");
        refuses(subscribe(alice, "[{\"name\":\"a\"}]", "invite_only", "yes"), "invite_only is not valid JSON");
        assertThat(alice.call(HttpMethod.POST, PATH, "").text())
                .isEqualTo("{\"result\":\"error\",\"msg\":\"Missing 'subscriptions' argument\","
                        + "\"var_name\":\"subscriptions\",\"code\":\"REQUEST_VARIABLE_MISSING\"}\n");
    }

    @Test
    void oneCallEndsNoMoreSubscriptionsThanOneMakes() {
        JsonArray channels = new JsonArray();
        IntStream.range(0, 51).forEach(i -> channels.add("c" + i));
        String crowd = new JsonArray(IntStream.rangeClosed(1, 1_000).boxed().toList()).encode();
        refuses(
                unsubscribe(alice, channels.encode(), "principals", crowd),
                "At most 50000 subscriptions can be ended at once");
    }

    @Test
    void aGuestIsNotToldOfAChannelThatTheyAreNotIn() {
        subscribe(alice, "[{\"name\":\"Secret\"}]", "invite_only", "true");
        subscribe(alice, "[{\"name\":\"tea\"}]");
        for (String name : List.of("secret", "tea", "nothing")) {
            refuses(unsubscribe(gus, "[\"" + name + "\"]"), "Channel(s) (" + name + ") do not exist");
        }
        refuses(unsubscribe(bob, "[\"secret\"]", "principals", ids(carol)), "Channel(s) (secret) do not exist");
        refuses(unsubscribe(bob, "[\"tea\"]", "principals", ids(carol)), "Insufficient permission");
    }

    @Test
    void whatMustBeGivenMayNotBeNull() {
        refuses(subscribe(alice, "null"), "subscriptions is not a list");
        refuses(unsubscribe(alice, "null"), "subscriptions is not a list");
        answers(
                subscribe(alice, "[{\"name\":\"tea\"}]", "principals", "null", "history_public_to_subscribers", "null"),
                "\"subscribed\":{\"" + alice.id() + "\":[\"tea\"]},\"already_subscribed\":{}");
    }

    @Test
    void whoIsContentWithSomeSubscribersGetsThemAll() {
        subscribe(alice, "[{\"name\":\"tea\"}]");
        JsonObject tea = alice.get(PATH + "?include_subscribers=partial")
                .json()
                .getJsonArray("subscriptions")
                .getJsonObject(0);
        assertThat(tea.getJsonArray("subscribers")).containsExactly(alice.id());
    }

    @Test
    void whatIsNotHonouredIsNamed() {
        answers(
                subscribe(
                        alice,
                        "[{\"name\":\"tea\"},{\"name\":\"TEA\"}]",
                        "announce",
                        "true",
                        "is_default_stream",
                        "true",
                        "message_retention_days",
                        "30"),
                "\"subscribed\":{\"" + alice.id() + "\":[\"tea\"]},\"already_subscribed\":{},"
                        + "\"ignored_parameters_unsupported\":[\"is_default_stream\",\"message_retention_days\"]");
    }

    @Test
    void whoMakesTheSameChannelAtOnceIsInTheOneThatThereIs() throws Exception {
        List<Client> all = List.of(alice, bob, carol, owner);
        ExecutorService threads = Executors.newFixedThreadPool(all.size());
        List<Future<Client.Answer>> answers = new ArrayList<>();
        for (Client one : all) {
            answers.add(threads.submit(() -> subscribe(one, "[{\"name\":\"tea\"},{\"name\":\"milk\"}]")));
        }
        threads.shutdown();
        for (int i = 0; i < all.size(); i++) {
            JsonArray mine = answers.get(i)
                    .get(30, TimeUnit.SECONDS)
                    .json()
                    .getJsonObject("subscribed")
                    .getJsonArray(Integer.toString(all.get(i).id()));
            assertThat(Set.copyOf(mine.getList())).isEqualTo(Set.of("tea", "milk"));
        }
        assertThat(alice.get("/streams").json().getJsonArray("streams")).hasSize(2);
    }

    @Test
    void whoLeavesIsGoneAndWhoWasNotThereIsToldSo() {
        subscribe(alice, "[{\"name\":\"tea\"},{\"name\":\"milk\"}]");
        answers(
                unsubscribe(alice, "[\" TEA \",\"milk\",\"Milk\"]"),
                "\"removed\":[\"tea\",\"milk\"],\"not_removed\":[]");
        answers(unsubscribe(alice, "[\"tea\"]"), "\"removed\":[],\"not_removed\":[\"tea\"]");
        refuses(unsubscribe(alice, "[\"tea\",\"x\",\"y\"]"), "Channel(s) (x, y) do not exist");
        refuses(unsubscribe(alice, "[\"\"]"), "Channel name can't be empty.");
        refuses(unsubscribe(alice, "[5]"), "subscriptions[0] is not a string");
        server.room(Room.Kind.COMMUNITY, "community", alice);
        refuses(unsubscribe(alice, "[\"community\"]"), "Channel(s) (community) do not exist");
        Room direct = server.direct(alice, bob);
        refuses(
                unsubscribe(alice, new JsonArray(List.of(direct.name())).encode()),
                "Channel name too long (limit: 60 characters).");
    }

    @Test
    void whoLeavesHasReadNothing() {
        subscribe(alice, "[{\"name\":\"tea\"}]", "principals", ids(alice, bob));
        long message = server.send(alice, server.roomOf(alice, "tea")).facts().id();
        unsubscribe(bob, "[\"tea\"]");
        answers(alice.get("/messages/" + message + "/read_receipts"), "\"user_ids\":[]");
    }

    @Test
    void othersAreTakenOutByAdministratorsAndByWhoMadeTheChannel() {
        subscribe(alice, "[{\"name\":\"tea\"}]", "principals", ids(alice, bob, carol));
        refuses(unsubscribe(bob, "[\"tea\"]", "principals", ids(carol)), "Insufficient permission");
        answers(unsubscribe(bob, "[\"tea\"]", "principals", ids(bob)), "\"removed\":[\"tea\"],\"not_removed\":[]");
        answers(
                unsubscribe(alice, "[\"tea\"]", "principals", ids(bob, carol)),
                "\"removed\":[\"tea\"],\"not_removed\":[\"tea\"]");
        answers(unsubscribe(owner, "[\"tea\"]", "principals", ids(alice)), "\"removed\":[\"tea\"],\"not_removed\":[]");
        // She made it, but is no more in it.
        refuses(unsubscribe(alice, "[\"tea\"]", "principals", ids(carol)), "Insufficient permission");
        refuses(unsubscribe(owner, "[\"tea\"]", "principals", "[999999]"), "No such user");
    }

    @Test
    void theOlderWayComesAndGoesInOneCall() {
        subscribe(alice, "[{\"name\":\"tea\"}]");
        answers(
                alice.call(HttpMethod.PATCH, PATH, Client.form("add", "[{\"name\":\"milk\"}]", "delete", "[\"tea\"]")),
                "\"subscribed\":{\"" + alice.id() + "\":[\"milk\"]},\"already_subscribed\":{},"
                        + "\"removed\":[\"tea\"],\"not_removed\":[]");
        refuses(
                alice.call(HttpMethod.PATCH, PATH, Client.form("add", "[]")),
                "Nothing to do. Specify at least one of \"add\" or \"delete\".");
        refuses(
                alice.call(
                        HttpMethod.PATCH, PATH, Client.form("add", "[{\"name\":\"sugar\"}]", "delete", "[\"salt\"]")),
                "Channel(s) (salt) do not exist");
        refuses(alice.get("/get_stream_id?stream=sugar"), "Invalid channel name 'sugar'");
        refuses(alice.call(HttpMethod.PATCH, PATH, Client.form("add", "[{}]")), "add[0][\"name\"] field is missing");
    }
}
