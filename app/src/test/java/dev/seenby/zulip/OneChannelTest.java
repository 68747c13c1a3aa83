package dev.seenby.zulip;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seenby.receipts.RealServers;
import dev.seenby.storage.Message;
import dev.seenby.storage.Person;
import dev.seenby.storage.Room;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A channel is one room for all: Alice is there through Zulip, Dora through Rocket.Chat, others through Tencent. */
@ExtendWith(RealServers.Shared.class)
class OneChannelTest {
    private static ZulipServer server;
    private Client alice;
    private OtherDialects dora;

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
        Client owner = server.organisation();
        alice = server.person(owner, "Alice");
        dora = OtherDialects.of(owner, "Dora", Person.Role.ADMIN);
    }

    private long newest() {
        return alice.get("/users/me").json().getLong("max_message_id");
    }

    private JsonObject channel(String name) {
        return alice.get("/streams").json().getJsonArray("streams").stream()
                .map(one -> (JsonObject) one)
                .filter(one -> one.getString("name").equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError(name));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "green tea",
                "Чай 茶 ☕",
                "#a/b?c=d&e% \"f\" <g>",
                "Sixty characters are what a name of a channel may have: 60!!"
            })
    void aChannelOfZulipsIsARoomOfTheOthers(String name) {
        String wanted = new JsonArray()
                .add(new JsonObject().put("name", name).put("description", "All of it"))
                .encode();
        Client.Answer made = SubscriptionsTest.subscribe(
                alice,
                wanted,
                "principals",
                "[" + alice.id() + "," + dora.person().id() + "]");
        assertThat(made.status()).as(made.text()).isEqualTo(200);
        Room room = server.roomOf(alice, name);

        assertThat(dora.get("channels.list", "count", "100").getJsonArray("channels").stream()
                        .map(one -> ((JsonObject) one).getString("name")))
                .contains(name);
        JsonObject info = dora.get("channels.info", "roomName", name).getJsonObject("channel");
        assertThat(info.getString("_id")).isEqualTo(room.roomId());
        assertThat(info.getString("description")).isEqualTo("All of it");
        assertThat(dora.get("rooms.info", "roomId", room.roomId())
                        .getJsonObject("room")
                        .getString("name"))
                .isEqualTo(name);
        dora.post(
                "chat.postMessage",
                new JsonObject().put("channel", room.roomId()).put("text", "Tea?"));
        JsonObject shown = alice.get("/messages/" + newest()).json().getJsonObject("message");
        assertThat(shown.getString("display_recipient")).isEqualTo(name);
        dora.tencentSays(room.roomId(), alice, 1, "Yes");
        assertThat(dora.tencent(
                                "get_group_msg_receipt",
                                new JsonObject()
                                        .put("GroupId", room.roomId())
                                        .put("MsgSeqList", new JsonArray().add(new JsonObject().put("MsgSeq", 2))))
                        .getJsonArray("GroupMsgReceiptList")
                        .getJsonObject(0)
                        .getInteger("UnreadNum"))
                .isEqualTo(1);
    }

    @Test
    void aRoomOfRocketChatsIsAChannel() {
        dora.post(
                "channels.create",
                new JsonObject()
                        .put("name", "tea")
                        .put("members", new JsonArray(List.of(alice.person().username())))
                        .put(
                                "extraData",
                                new JsonObject().put("description", "All of it").put("topic", "Hot")));
        dora.post(
                "groups.create",
                new JsonObject()
                        .put("name", "secret")
                        .put("members", new JsonArray(List.of(alice.person().username()))));
        dora.post("groups.create", new JsonObject().put("name", "hidden"));
        JsonObject tea = channel("tea");
        assertThat(tea.getBoolean("invite_only")).isFalse();
        assertThat(tea.getString("description")).isEqualTo("All of it");
        assertThat(tea.getString("rendered_description")).isEqualTo("<p>All of it</p>");
        assertThat(channel("secret").getBoolean("invite_only")).isTrue();
        assertThat(alice.get("/streams").text()).doesNotContain("hidden");
        assertThat(dora.get("channels.info", "roomName", "tea")
                        .getJsonObject("channel")
                        .getString("description"))
                .isEqualTo("All of it");
    }

    @Test
    void aGroupOfTencentsIsAChannel() {
        JsonArray members = new JsonArray()
                .add(new JsonObject().put("Member_Account", alice.person().userId()))
                .add(new JsonObject()
                        .put("Member_Account", dora.person().person().userId()));
        for (String type : List.of("Public", "Private")) {
            JsonObject made = dora.tencent(
                    "create_group",
                    new JsonObject().put("Type", type).put("Name", "茶 " + type).put("MemberList", members));
            Room room = ZulipServer.await(server.services()
                            .conversations()
                            .byRoomId(alice.app().sdkAppId(), made.getString("GroupId")))
                    .orElseThrow();
            assertThat(channel(room.name()).getBoolean("invite_only")).isEqualTo(room.kind() == Room.Kind.PRIVATE);
            Client.Answer sent = Talk.post(
                    alice, "/messages", "type", "channel", "to", "" + room.streamId(), "topic", "x", "content", "Tea?");
            assertThat(sent.status()).as(sent.text()).isEqualTo(200);
            Message message = ZulipServer.await(server.services()
                            .messages()
                            .byIds(alice.app().sdkAppId(), List.of(sent.json().getLong("id"))))
                    .get(0);
            dora.post("subscriptions.read", new JsonObject().put("rid", room.roomId()));
            assertThat(Talk.readers(alice, message))
                    .containsExactly(dora.person().id());
        }
    }
}
