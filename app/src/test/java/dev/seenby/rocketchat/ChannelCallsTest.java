package dev.seenby.rocketchat;

import static dev.seenby.rocketchat.Workspace.assertError;
import static dev.seenby.rocketchat.Workspace.assertForbidden;
import static dev.seenby.rocketchat.Workspace.assertRaw;
import static org.assertj.core.api.Assertions.assertThat;

import dev.seenby.receipts.Conversations;
import dev.seenby.storage.Room;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Alice makes channels and groups; who may see them and delete them. */
@ExtendWith(RocketChatServer.Shared.class)
class ChannelCallsTest {
    private final RocketChatServer server = RocketChatServer.shared();
    private Workspace w;

    @BeforeEach
    void people() {
        w = Workspace.of(server);
    }

    private JsonObject made(Client maker, String kind, Object... body) {
        return maker.ok(maker.post(kind + "s.create", body)).getJsonObject(kind);
    }

    @Test
    void aNewChannelIsDescribedWhole() {
        JsonObject channel = made(
                w.alice(),
                "channel",
                "name",
                "Tea.Party-1",
                "members",
                new JsonArray().add("BOB").add("nobody").add("bob"),
                "readOnly",
                true,
                "customFields",
                new JsonObject().put("table", 7),
                "extraData",
                new JsonObject().put("topic", "Tea").put("encrypted", false));

        String id = (String) channel.remove("_id");
        String ts = (String) channel.remove("ts");
        assertThat(id).hasSize(17);
        assertThat(ts).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
        assertThat(channel.remove("_updatedAt")).isEqualTo(ts);
        assertThat(channel)
                .isEqualTo(new JsonObject()
                        .put("name", "Tea.Party-1")
                        .put("fname", "Tea.Party-1")
                        .put("t", "c")
                        .put("msgs", 0)
                        .put("usersCount", 2)
                        .put(
                                "u",
                                new JsonObject()
                                        .put("_id", w.alice().person().rocketChatId())
                                        .put("username", "alice")
                                        .put("name", "Alice"))
                        .put("ro", true)
                        .put("customFields", new JsonObject().put("table", 7))
                        .put("default", false)
                        .put("sysMes", true)
                        .put("topic", "Tea"));

        w.send(w.bob(), id, "hello" + id, "Hello");
        JsonObject later = w.carol().ok(w.carol().get("channels.info", "roomName", "tea.party-1"));
        assertThat(later.getJsonObject("channel").getInteger("msgs")).isEqualTo(1);
        assertThat(later.getJsonObject("channel").getString("lm"))
                .isEqualTo(later.getJsonObject("channel").getString("_updatedAt"))
                .isGreaterThanOrEqualTo(ts);
    }

    @Test
    void aBroadcastRoomIsReadOnlyAndItsMakerMayStayOutside() {
        JsonObject group = made(
                w.alice(),
                "group",
                "name",
                "news",
                "members",
                new JsonArray().add("bob"),
                "excludeSelf",
                true,
                "extraData",
                new JsonObject()
                        .put("broadcast", true)
                        .put("description", "All of it")
                        .put("announcement", "!"));

        assertThat(group.getString("t")).isEqualTo("p");
        assertThat(group.getInteger("usersCount")).isEqualTo(1);
        assertThat(group.getBoolean("ro")).isTrue();
        assertThat(group.getBoolean("broadcast")).isTrue();
        assertThat(group.getString("description")).isEqualTo("All of it");
        assertThat(group.getString("announcement")).isEqualTo("!");
        assertThat(w.alice()
                        .get("groups.info", "roomId", group.getString("_id"))
                        .status())
                .isEqualTo(400);
        assertThat(w.bob().get("groups.info", "roomId", group.getString("_id")).status())
                .isEqualTo(200);
    }

    @Test
    void nobodyMakesARoomThatTakesWhatIsMeantForTwo() {
        w.set(Setting.UTF8_Channel_Names_Validation, "\".+\"");
        made(w.alice(), "channel", "name", "tea: hot or cold");
        assertError(
                w.bob().post("channels.create", "name", "Direct:" + "0".repeat(64)),
                "Direct:" + "0".repeat(64) + " is not a valid room name.",
                "error-invalid-room-name",
                "function",
                "RocketChat.getValidRoomName",
                "channel_name",
                "Direct:" + "0".repeat(64));
    }

    @Test
    void namesAreUniqueAndOfAllowedCharacters() {
        made(w.alice(), "channel", "name", "tea");
        assertError(
                w.bob().post("groups.create", "name", "TEA"),
                "A channel with name 'TEA' exists",
                "error-duplicate-channel-name",
                "function",
                "RocketChat.getValidRoomName",
                "channel_name",
                "TEA");
        assertError(
                w.bob().post("channels.create", "name", "tea & <cake>"),
                "tea &amp; &lt;cake&gt; is not a valid room name.",
                "error-invalid-room-name",
                "function",
                "RocketChat.getValidRoomName",
                "channel_name",
                "tea &amp; &lt;cake&gt;");
        assertError(
                w.bob().post("channels.create", "name", " "),
                "Invalid name",
                "error-invalid-name",
                "function",
                "RocketChat.createRoom");

        w.set(Setting.UTF8_Channel_Names_Validation, "\"[a-z &<>]+\"");
        assertThat(made(w.bob(), "channel", "name", "tea & <cake>").getString("name"))
                .isEqualTo("tea & <cake>");
    }

    @Test
    void whatIsMalformedIsNamed() {
        assertRaw(w.alice().post("channels.create"), "must have required property 'name'", "invalid-params");
        assertRaw(
                w.alice().post("channels.create", "name", "x".repeat(121)),
                "must NOT have more than 120 characters",
                "invalid-params");
        assertRaw(w.alice().post("groups.create", "name", "x", "members", "bob"), "must be array", "invalid-params");
        assertRaw(
                w.alice().post("groups.create", "name", "x", "members", new JsonArray().add(new JsonObject())),
                "must be string",
                "invalid-params");
        assertRaw(
                w.alice().post("groups.create", "name", "x", "customFields", "x"), "must be object", "invalid-params");
        assertRaw(w.alice().post("groups.create", "name", "x", "extraData", 1), "must be object", "invalid-params");
        assertRaw(
                w.alice().post("groups.create", "name", "x", "readOnly", "maybe"), "must be boolean", "invalid-params");
        assertRaw(
                w.alice()
                        .post(
                                "groups.create",
                                "name",
                                "x",
                                "extraData",
                                new JsonObject().put("topic", "x".repeat(2_001))),
                "must NOT have more than 2000 characters",
                "invalid-params");
        assertRaw(
                w.alice()
                        .post(
                                "groups.create",
                                "name",
                                "x",
                                "customFields",
                                new JsonObject().put("x", "x".repeat(16 << 10))),
                "customFields must NOT have more than 16384 bytes",
                "invalid-params");
    }

    @Test
    void aGuestMayMakeNoRooms() {
        assertForbidden(w.gus().post("channels.create", "name", "x"));
        assertForbidden(w.gus().post("groups.create", "name", "x"));
        w.allow(Permission.CREATE_P, "guest");
        made(w.gus(), "group", "name", "x");
    }

    @Test
    void aRoomIsLookedForByIdOrName() {
        String group = made(w.alice(), "group", "name", "secret").getString("_id");
        for (String kind : List.of("channel", "group")) {
            assertError(
                    w.alice().get(kind + "s.info"),
                    "The parameter \"roomId\" or \"roomName\" is required",
                    "error-roomid-param-not-provided");
            assertError(
                    w.alice().get(kind + "s.info", "roomId", "nowhere"),
                    "The required \"roomId\" or \"roomName\" param provided does not match any " + kind,
                    "error-room-not-found");
        }
        assertThat(w.alice().get("channels.info", "roomId", group).status()).isEqualTo(400);
        assertThat(w.alice()
                        .get("groups.info", "roomName", "Secret")
                        .json()
                        .getJsonObject("group")
                        .getString("_id"))
                .isEqualTo(group);
        assertError(
                w.bob().get("groups.info", "roomId", group),
                "The required \"roomId\" or \"roomName\" param provided does not match any group",
                "error-room-not-found");
        assertThat(w.admin().get("groups.info", "roomId", group).status()).isEqualTo(200);

        String channel = made(w.alice(), "channel", "name", "open").getString("_id");
        assertForbidden(w.gus().get("channels.info", "roomId", channel));
        assertThat(w.bob().get("channels.info", "roomId", channel).status()).isEqualTo(200);
    }

    @Test
    void onlyOwnerAndAdminDeleteARoom() {
        for (String kind : List.of("channel", "group")) {
            JsonObject room = made(w.alice(), kind, "name", "tea", "members", new JsonArray().add("bob"));
            assertError(
                    w.bob().post(kind + "s.delete", "roomId", room.getString("_id")),
                    "Not allowed",
                    "error-not-allowed",
                    "method",
                    "eraseRoom");
            assertThat(w.alice().post(kind + "s.delete", "roomName", "tea").text())
                    .isEqualTo("{\"success\":true}");
            assertError(
                    w.alice().post(kind + "s.delete", "roomId", room.getString("_id")),
                    "The required \"roomId\" or \"roomName\" param provided does not match any " + kind,
                    "error-room-not-found");
            String again = made(w.bob(), kind, "name", "tea").getString("_id");
            assertThat(w.admin().post(kind + "s.delete", "roomId", again).status())
                    .isEqualTo(200);
        }
    }

    @Test
    void aRoomMadeThroughAnotherDialectIsOneOfTheirs() {
        Room team = w.made("@TGS#2TTV7VSII", Room.Kind.PUBLIC, "The Team", w.alice(), w.bob());
        Room board = w.made("@TGS#2BOARD", Room.Kind.PRIVATE, "The Team", w.alice(), w.bob());
        w.made("@TGS#live", Room.Kind.LIVE, "Live", w.alice());

        JsonObject seen = w.bob()
                .ok(w.bob().get("channels.info", "roomId", "@TGS#2TTV7VSII"))
                .getJsonObject("channel");
        assertThat(seen.getString("name")).isEqualTo(team.name());
        assertThat(seen.getString("fname")).isEqualTo("The Team");
        assertThat(seen.getJsonObject("customFields")).isEmpty();
        assertThat(seen.getBoolean("ro")).isFalse();
        assertThat(board.name()).isNotEqualTo(team.name());
        assertThat(w.bob()
                        .ok(w.bob().get("groups.info", "roomName", board.name()))
                        .getJsonObject("group")
                        .getString("_id"))
                .isEqualTo("@TGS#2BOARD");
        assertThat(w.bob().ok(w.bob().get("channels.list")).getInteger("total")).isEqualTo(1);
        assertThat(w.alice().get("channels.info", "roomId", "@TGS#live").status())
                .isEqualTo(400);
        assertThat(w.bob()
                        .ok(w.bob().get("groups.members", "roomId", "@TGS#2BOARD"))
                        .getInteger("total"))
                .isEqualTo(2);
        assertThat(w.alice().post("groups.delete", "roomId", "@TGS#2BOARD").status())
                .isEqualTo(200);
    }

    @Test
    void aRoomThatNobodyOwnsWasMadeByTheCat() {
        RocketChatServer.await(server.services()
                .conversations()
                .create(new Conversations.Request(
                        w.admin().app(),
                        "GENERAL",
                        Room.Kind.PUBLIC,
                        "general",
                        "general",
                        null,
                        "{}",
                        List.of(),
                        null)));

        assertThat(w.bob()
                        .ok(w.bob().get("channels.info", "roomId", "GENERAL"))
                        .getJsonObject("channel")
                        .getJsonObject("u"))
                .isEqualTo(new JsonObject().put("_id", "rocket.cat").put("username", "rocket.cat"));
    }

    @Test
    void ofThoseWhoTakeANameAtTheSameTimeOneGetsIt() {
        List<Integer> statuses = Stream.of(w.alice(), w.bob(), w.carol(), w.admin())
                .parallel()
                .map(who -> who.post("channels.create", "name", "wanted").status())
                .sorted()
                .toList();
        assertThat(statuses).containsExactly(200, 400, 400, 400);
    }
}
