package dev.seenby.zulip;

import static org.assertj.core.api.Assertions.assertThat;

import com.tencentyun.TLSSigAPIv2;
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
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Alice asks through Zulip who has read what was written and read through Tencent and Rocket.Chat. */
@ExtendWith(RealServers.Shared.class)
class OneRecordTest {
    private static ZulipServer server;
    private final String token = Secrets.rocketChatToken();
    private Client alice;
    private Client bob;
    private Client carol;
    private Room room;

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
        bob = server.person(
                owner, "Bob", Person.Role.MEMBER, false, Secrets.credential(Credential.Kind.ROCKETCHAT_TOKEN, token));
        carol = server.person(owner, "Carol");
        room = server.room(Room.Kind.PUBLIC, "tea", alice, bob, carol);
    }

    private JsonObject tencent(String command, JsonObject body) {
        long app = alice.app().sdkAppId();
        String userSig = new TLSSigAPIv2(app, ZulipServer.SECRET_KEY).genUserSig("administrator", 3_600);
        JsonObject answer = alice.raw(
                        HttpMethod.POST,
                        "/v4/group_open_http_svc/" + command + "?sdkappid=" + app
                                + "&identifier=administrator&usersig="
                                + URLEncoder.encode(userSig, StandardCharsets.UTF_8) + "&random=1&contenttype=json",
                        body.put("GroupId", room.roomId()).encode(),
                        MultiMap.caseInsensitiveMultiMap())
                .json();
        assertThat(answer.getInteger("ErrorCode")).isZero();
        return answer;
    }

    /** Bob's. */
    private JsonObject rocketChat(String call, JsonObject body) {
        Client.Answer answer = bob.raw(
                HttpMethod.POST,
                "/api/v1/" + call,
                body.encode(),
                Client.headers(
                        "X-User-Id",
                        bob.person().rocketChatId(),
                        "X-Auth-Token",
                        token,
                        "Content-Type",
                        "application/json"));
        assertThat(answer.status()).isEqualTo(200);
        return answer.json();
    }

    private JsonArray readers(long message) {
        return alice.get("/messages/" + message + "/read_receipts").json().getJsonArray("user_ids");
    }

    private long newest() {
        return alice.get("/users/me").json().getLong("max_message_id");
    }

    @Test
    void whatCarolWritesThroughTencentAndBobReadsThroughRocketChatHasAReceipt() {
        JsonArray text = new JsonArray()
                .add(new JsonObject()
                        .put("MsgType", "TIMTextElem")
                        .put("MsgContent", new JsonObject().put("Text", "Tea?")));
        tencent(
                "send_group_msg",
                new JsonObject()
                        .put("From_Account", carol.person().userId())
                        .put("Random", 1)
                        .put("NeedReadReceipt", 1)
                        .put("MsgBody", text));
        assertThat(readers(newest())).isEmpty();
        rocketChat("subscriptions.read", new JsonObject().put("rid", room.roomId()));
        assertThat(readers(newest())).isEqualTo(new JsonArray(List.of(bob.id())));
    }

    @Test
    void whatBobWritesThroughRocketChatAndCarolReadsThroughTencentHasAReceipt() {
        rocketChat(
                "chat.postMessage",
                new JsonObject().put("roomId", room.roomId()).put("text", "Tea?"));
        JsonArray first = new JsonArray().add(new JsonObject().put("MsgSeq", 1));
        tencent(
                "group_msg_receipt",
                new JsonObject().put("From_Account", carol.person().userId()).put("MsgSeqList", first));
        assertThat(readers(newest())).isEqualTo(new JsonArray(List.of(carol.id())));
    }

    /** Bob asks through Rocket.Chat. */
    private List<String> rocketChatReaders(Message message) {
        Client.Answer answer = bob.raw(
                HttpMethod.GET,
                "/api/v1/chat.getMessageReadReceipts?messageId=" + message.stringId(),
                null,
                Client.headers("X-User-Id", bob.person().rocketChatId(), "X-Auth-Token", token));
        assertThat(answer.status()).isEqualTo(200);
        return answer.json().getJsonArray("receipts").stream()
                .map(receipt -> ((JsonObject) receipt).getString("userId"))
                .toList();
    }

    private JsonArray tencentReceipts() {
        JsonArray first = new JsonArray().add(new JsonObject().put("MsgSeq", 1));
        return tencent("get_group_msg_receipt", new JsonObject().put("MsgSeqList", first))
                .getJsonArray("GroupMsgReceiptList");
    }

    @Test
    void whatBobHidesThroughZulipIsHiddenInRocketChatAndCountedByTencent() {
        Message message = server.send(alice, room);
        server.read(message, bob, carol);
        JsonArray counted = new JsonArray()
                .add(new JsonObject()
                        .put("Code", 0)
                        .put("MsgSeq", 1)
                        .put("ReadNum", 2)
                        .put("UnreadNum", 0));
        for (boolean shown : new boolean[] {false, true}) {
            assertThat(bob.call(HttpMethod.PATCH, "/settings", "send_read_receipts=" + shown)
                            .status())
                    .isEqualTo(200);
            assertThat(rocketChatReaders(message).contains(bob.person().rocketChatId()))
                    .isEqualTo(shown);
            assertThat(rocketChatReaders(message)).contains(carol.person().rocketChatId());
            assertThat(readers(message.facts().id()).contains(bob.id())).isEqualTo(shown);
            assertThat(tencentReceipts()).isEqualTo(counted);
        }
    }

    @Test
    void whomBobMutesInZulipHeStillSeesInRocketChat() {
        Message message = server.send(alice, room);
        server.read(message, carol);
        assertThat(bob.call(HttpMethod.POST, "/users/me/muted_users/" + carol.id(), null)
                        .status())
                .isEqualTo(200);
        assertThat(rocketChatReaders(message)).contains(carol.person().rocketChatId());
        assertThat(bob.get("/messages/" + message.facts().id() + "/read_receipts")
                        .json()
                        .getJsonArray("user_ids"))
                .isEmpty();
    }

    @Test
    void whatIsDeletedThroughRocketChatIsInvalid() {
        Message message = server.send(bob, room);
        rocketChat("chat.delete", new JsonObject().put("roomId", room.roomId()).put("msgId", message.stringId()));
        assertThat(alice.get("/messages/" + message.facts().id() + "/read_receipts")
                        .json()
                        .getString("msg"))
                .isEqualTo("Invalid message(s)");
    }
}
