package dev.seenby.rocketchat;

import static org.assertj.core.api.Assertions.assertThat;

import com.tencentyun.TLSSigAPIv2;
import dev.seenby.storage.Person;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Alice and Bob use Rocket.Chat, Carol uses an app on Tencent's API: they are in the same rooms and see each other read. */
@ExtendWith(RocketChatServer.Shared.class)
class OneRecordTest {
    private final RocketChatServer server = RocketChatServer.shared();
    private Client admin;
    private Client alice;
    private Client bob;
    private String userSig;
    private int random;

    @BeforeEach
    void people() {
        admin = server.workspace();
        alice = server.person(admin, "alice", Person.Role.MEMBER);
        bob = server.person(admin, "bob", Person.Role.MEMBER);
        userSig = new TLSSigAPIv2(admin.app(), RocketChatServer.SECRET_KEY).genUserSig("administrator", 3_600);
        tencent(
                "im_open_login_svc/account_import",
                new JsonObject().put("UserID", "carol").put("Nick", "Carol"));
    }

    private JsonObject tencent(String command, JsonObject body) {
        return admin.raw(
                        HttpMethod.POST,
                        "/v4/" + command + "?sdkappid=" + admin.app() + "&identifier=administrator&usersig="
                                + Client.encode(userSig) + "&random=1&contenttype=json",
                        body.encode(),
                        MultiMap.caseInsensitiveMultiMap())
                .json();
    }

    private JsonObject group(String command, String groupId, Object... pairs) {
        JsonObject body = new JsonObject().put("GroupId", groupId);
        for (int i = 0; i < pairs.length; i += 2) {
            body.put((String) pairs[i], pairs[i + 1]);
        }
        return tencent("group_open_http_svc/" + command, body);
    }

    private int sentByTencent(String groupId, String account, String text) {
        JsonObject answer = group(
                "send_group_msg",
                groupId,
                "From_Account",
                account,
                "Random",
                ++random,
                "NeedReadReceipt",
                1,
                "MsgBody",
                new JsonArray()
                        .add(new JsonObject()
                                .put("MsgType", "TIMTextElem")
                                .put("MsgContent", new JsonObject().put("Text", text))));
        assertThat(answer.getInteger("ErrorCode")).isZero();
        return answer.getInteger("MsgSeq");
    }

    private static JsonArray sequences(int... numbers) {
        JsonArray list = new JsonArray();
        for (int number : numbers) {
            list.add(new JsonObject().put("MsgSeq", number));
        }
        return list;
    }

    /** As {@code read/unread}, or the item's code. */
    private String counts(String groupId, int number) {
        JsonObject answer = group("get_group_msg_receipt", groupId, "MsgSeqList", sequences(number));
        if (answer.getInteger("ErrorCode") != 0) {
            return answer.getInteger("ErrorCode").toString();
        }
        JsonObject item = answer.getJsonArray("GroupMsgReceiptList").getJsonObject(0);
        return item.getInteger("Code") == 0
                ? item.getInteger("ReadNum") + "/" + item.getInteger("UnreadNum")
                : item.getInteger("Code").toString();
    }

    /** A channel of Alice's and Bob's that Carol was added to through Tencent. */
    private String channel() {
        String id = alice.ok(alice.post("channels.create", "name", "tea", "members", List.of("bob")))
                .getJsonObject("channel")
                .getString("_id");
        JsonObject added = group(
                "add_group_member",
                id,
                "MemberList",
                new JsonArray().add(new JsonObject().put("Member_Account", "carol")));
        assertThat(added.getInteger("ErrorCode")).isZero();
        return id;
    }

    private List<String> readers(String messageId) {
        return alice
                .ok(alice.get("chat.getMessageReadReceipts", "messageId", messageId))
                .getJsonArray("receipts")
                .stream()
                .map(receipt -> ((JsonObject) receipt).getJsonObject("user").getString("username"))
                .toList();
    }

    private JsonObject newest(String roomId) {
        return alice.ok(alice.get("channels.messages", "roomId", roomId, "count", "1"))
                .getJsonArray("messages")
                .getJsonObject(0);
    }

    @Test
    void whatIsSentThroughTencentAndReadThroughRocketChatCountsAtOnce() {
        String room = channel();
        int number = sentByTencent(room, "carol", "Tea?");
        assertThat(counts(room, number)).isEqualTo("0/2");
        JsonObject message = newest(room);
        assertThat(message.getString("msg")).isEqualTo("Tea?");
        assertThat(message.getJsonObject("u").getString("username")).isEqualTo("carol");
        assertThat(message.getBoolean("unread")).isTrue();

        bob.ok(bob.post("subscriptions.read", "rid", room));
        assertThat(counts(room, number)).isEqualTo("1/1");
        alice.ok(alice.post("subscriptions.read", "rid", room));
        assertThat(counts(room, number)).isEqualTo("2/0");
        assertThat(newest(room).containsKey("unread")).isFalse();
        assertThat(readers(message.getString("_id"))).containsExactly("carol", "bob", "alice");
    }

    @Test
    void whatIsSentThroughRocketChatAndReadThroughTencentHasAReceipt() {
        String room = channel();
        String id = alice.ok(alice.post("chat.postMessage", "roomId", room, "text", "Tea?"))
                .getJsonObject("message")
                .getString("_id");
        assertThat(counts(room, 1)).isEqualTo("0/2");
        JsonObject read = group("group_msg_receipt", room, "From_Account", "carol", "MsgSeqList", sequences(1));
        assertThat(read.getInteger("ErrorCode")).isZero();
        assertThat(counts(room, 1)).isEqualTo("1/1");
        assertThat(readers(id)).containsExactly("alice", "carol");
    }

    @Test
    void aThreadIsCountedByTencentAndReadOnItsOwn() {
        String room = channel();
        String parent = alice.ok(alice.post("chat.postMessage", "roomId", room, "text", "Tea?"))
                .getJsonObject("message")
                .getString("_id");
        alice.ok(alice.post(
                "chat.sendMessage",
                "message",
                new JsonObject().put("rid", room).put("msg", "Green").put("tmid", parent)));
        bob.ok(bob.post("subscriptions.read", "rid", room));
        assertThat(counts(room, 1)).isEqualTo("1/1");
        assertThat(counts(room, 2)).isEqualTo("0/2");
        bob.ok(bob.post("subscriptions.read", "rid", room, "readThreads", true));
        assertThat(counts(room, 2)).isEqualTo("1/1");
    }

    @Test
    void whatIsDeletedThroughRocketChatIsGoneForTencent() {
        String room = channel();
        int number = sentByTencent(room, "carol", "Oops");
        assertThat(counts(room, number)).isEqualTo("0/2");
        String id = newest(room).getString("_id");
        admin.ok(admin.post("chat.delete", "roomId", room, "msgId", id));
        assertThat(counts(room, number)).isEqualTo("10062");
        assertThat(sentByTencent(room, "carol", "Better"))
                .as("its number is not given again")
                .isEqualTo(number + 1);

        alice.ok(alice.post("channels.delete", "roomId", room));
        assertThat(counts(room, number + 1)).isEqualTo("10010");
    }

    @Test
    void aGroupOfTencentIsAChannelAndItsPeopleAreUsers() {
        JsonObject made = tencent(
                "group_open_http_svc/create_group",
                new JsonObject()
                        .put("Owner_Account", "carol")
                        .put("Type", "Public")
                        .put("GroupId", "tea-party")
                        .put("Name", "Tea Party"));
        assertThat(made.getInteger("ErrorCode")).isZero();
        JsonObject room =
                bob.ok(bob.post("channels.join", "roomId", "tea-party")).getJsonObject("channel");
        assertThat(room.getString("fname")).isEqualTo("Tea Party");
        assertThat(room.getJsonObject("u").getString("username")).isEqualTo("carol");
        assertThat(bob.ok(bob.get("channels.members", "roomId", "tea-party")).getJsonArray("members").stream()
                        .map(member -> ((JsonObject) member).getString("username")))
                .containsExactly("bob", "carol");
        assertThat(counts("tea-party", sentByTencent("tea-party", "carol", "Welcome")))
                .isEqualTo("0/1");
    }
}
