package dev.seenby.tencent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seenby.storage.Message;
import dev.seenby.storage.MessageFacts;
import dev.seenby.storage.Room;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sending messages into groups. */
class SendGroupMsgTest extends TencentTest {
    @Test
    void messagesAreNumberedFromOneWhetherReceiptedOrNot() {
        String group = group("Public", "alice", "bob");
        long before = Instant.now().getEpochSecond();

        JsonObject first = ok("send_group_msg", "GroupId", group, "Random", 1, "MsgBody", text("one"));

        assertThat(first.fieldNames()).containsExactly("ActionStatus", "ErrorCode", "ErrorInfo", "MsgTime", "MsgSeq");
        assertThat(first.getLong("MsgSeq")).isEqualTo(1);
        assertThat(first.getLong("MsgTime")).isBetween(before - 1, Instant.now().getEpochSecond() + 1);
        assertThat(send(group, "alice", 1)).isEqualTo(2);
        assertThat(send(group, "bob", 0)).isEqualTo(3);
    }

    @Test
    void theSameRandomIsTheSameMessage() {
        String group = group("Public", "alice", "bob");
        Object[] message = {
            "GroupId",
            group,
            "From_Account",
            "alice",
            "Random",
            4_294_967_295L,
            "MsgBody",
            text("hi"),
            "NeedReadReceipt",
            1
        };

        JsonObject first = ok("send_group_msg", message);
        JsonObject again = ok("send_group_msg", message);

        assertThat(again).isEqualTo(first);
        assertThat(send(group, "alice")).isEqualTo(2);
    }

    @Test
    void theSameRandomOfAnotherSenderOrInAnotherGroupIsAnotherMessage() {
        String group = group("Public", "alice", "bob");
        String other = group("Public", "alice", "bob");
        assertThat(sendAgain(group, "alice", "hi")).isEqualTo(1);

        assertThat(sendAgain(group, "bob", "hi")).isEqualTo(2);
        assertThat(sendAgain(other, "alice", "hi")).isEqualTo(1);
        // Whatever it says now, it is the message that was sent before, be it recalled since.
        assertThat(sendAgain(group, "alice", "something else")).isEqualTo(1);
        ok("group_msg_recall", "GroupId", group, "MsgSeqList", seqs(1));
        assertThat(sendAgain(group, "alice", "hi")).isEqualTo(1);
        assertThat(send(group, "alice")).isEqualTo(3);
    }

    private long sendAgain(String group, String sender, String text) {
        return ok("send_group_msg", "GroupId", group, "From_Account", sender, "Random", 77, "MsgBody", text(text))
                .getLong("MsgSeq");
    }

    @Test
    void withoutFromAccountTheAdministratorSends() throws Exception {
        String group = group("Public", "alice", "bob");
        ok("send_group_msg", "GroupId", group, "Random", 1, "MsgBody", text("hear, hear"), "NeedReadReceipt", 1);

        Message message = stored(group, 1);

        assertThat(stores.people()
                        .byIds(List.of(message.facts().sender()))
                        .await(20, TimeUnit.SECONDS)
                        .get(0)
                        .userId())
                .isEqualTo("administrator");
        // The administrator is no member, so both members are asked.
        assertThat(receipts(group, 1)).isEqualTo("{\"Code\":0,\"MsgSeq\":1,\"ReadNum\":0,\"UnreadNum\":2}");
    }

    @Test
    void theWholeMessageIsKeptAndItsTextIsWhatOthersShow() throws Exception {
        String group = group("Public", "alice", "bob");
        String body = """
                {"GroupId":"%s","From_Account":"alice","Random":7,"MsgPriority":"High","NeedReadReceipt":1,
                 "MsgBody":[{"MsgType":"TIMTextElem","MsgContent":{"Text":"look 👀"}},
                  {"MsgType":"TIMImageElem","MsgContent":{"UUID":"x","ImageFormat":1}},
                  {"MsgType":"TIMFileElem","MsgContent":{"Url":"https://files.example/a","FileSize":1}},
                  {"MsgType":"TIMFaceElem","MsgContent":{"Index":6,"Data":"abc"}},
                  {"MsgType":"TIMLocationElem","MsgContent":{"Desc":"here","Latitude":29.340656,"Longitude":116.774970}},
                  {"MsgType":"TIMCustomElem","MsgContent":{"Data":"{}","Desc":"d","Ext":"e"}},
                  {"MsgType":"TIMSoundElem","MsgContent":{"UUID":"s"}},
                  {"MsgType":"TIMVideoFileElem","MsgContent":{"VideoUUID":"v"}}],
                 "CloudCustomData":"cloud","GroupAtInfo":[{"GroupAtAllFlag":1},{"GroupAtAllFlag":0,"GroupAt_Account":"bob"}],
                 "ForbidCallbackControl":["ForbidBeforeSendMsgCallback"],"SendMsgControl":["NoUnread"],
                 "OfflinePushInfo":{"PushFlag":0},"SupportMessageExtension":1,"OnlineOnlyFlag":0}""".formatted(group);

        assertThat(call("send_group_msg", body).code()).isZero();

        Message message = stored(group, 1);
        assertThat(message.text()).isEqualTo("look 👀 [image] [file] [face] [location] [custom] [sound] [video]");
        JsonObject sent = new JsonObject(body);
        sent.remove("GroupId");
        sent.remove("From_Account");
        assertThat(new JsonObject(message.payload())).isEqualTo(sent);
    }

    @Test
    void aDirectedMessageHasNoReceipts() {
        String group = group("Public", "alice", "bob", "carol");
        ok(
                "send_group_msg",
                "GroupId",
                group,
                "Random",
                1,
                "MsgBody",
                text("for bob"),
                "NeedReadReceipt",
                1,
                "To_Account",
                new JsonArray(List.of("bob")));

        assertThat(receipts(group, 1)).isEqualTo("{\"Code\":10062,\"MsgSeq\":1}");
    }

    @Test
    void eightThousandBytesAreEnough() {
        String group = group("Public", "alice", "bob");
        int frame = text("").encode().length();

        assertThat(sendText(group, "x".repeat(8_000 - frame))).isZero();
        assertThat(sendText(group, "x".repeat(8_001 - frame))).isEqualTo(80002);
        assertThat(sendText(group, "é".repeat(4_000))).isEqualTo(80002);
        assertThat(sendText(group, "x".repeat(1_000_000))).isEqualTo(80002);
        assertThat(send(group, "alice")).isEqualTo(2);
    }

    private int sendText(String group, String text) {
        return call("send_group_msg", "GroupId", group, "Random", text.length(), "MsgBody", text(text))
                .code();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"Random\":null",
                "\"Random\":-1",
                "\"Random\":4294967296",
                "\"Random\":\"7\"",
                "\"Random\":1.5",
                "\"MsgBody\":null",
                "\"MsgBody\":[]",
                "\"MsgBody\":{}",
                "\"MsgBody\":\"hi\"",
                "\"MsgBody\":[1]",
                "\"MsgBody\":[{}]",
                "\"MsgBody\":[{\"MsgType\":\"TIMTextElem\"}]",
                "\"MsgBody\":[{\"MsgType\":\"TIMTextElem\",\"MsgContent\":{}}]",
                "\"MsgBody\":[{\"MsgType\":\"TIMTextElem\",\"MsgContent\":{\"Text\":1}}]",
                "\"MsgBody\":[{\"MsgType\":\"TIMTextElem\",\"MsgContent\":\"hi\"}]",
                "\"MsgBody\":[{\"MsgType\":\"TIMFaceElem\",\"MsgContent\":{\"Index\":\"1\"}}]",
                "\"MsgBody\":[{\"MsgType\":\"TIMLocationElem\",\"MsgContent\":{\"Latitude\":\"1\",\"Longitude\":1}}]",
                "\"MsgBody\":[{\"MsgType\":\"TIMLocationElem\",\"MsgContent\":{\"Latitude\":1e999,\"Longitude\":1}}]",
                "\"MsgBody\":[{\"MsgType\":\"TIMNoSuchElem\",\"MsgContent\":{}}]",
                "\"MsgBody\":[{\"MsgType\":7,\"MsgContent\":{}}]",
                "\"MsgPriority\":\"Urgent\"",
                "\"MsgPriority\":1",
                "\"NeedReadReceipt\":2",
                "\"NeedReadReceipt\":true",
                "\"OnlineOnlyFlag\":\"1\"",
                "\"OnlineOnlyFlag\":1,\"SendMsgControl\":[\"NoUnread\"]",
                "\"SendMsgControl\":[\"NoSuchThing\"]",
                "\"SendMsgControl\":\"NoUnread\"",
                "\"ForbidCallbackControl\":[1]",
                "\"CloudCustomData\":{}",
                "\"OfflinePushInfo\":\"x\"",
                "\"TopicId\":5",
                "\"SupportMessageExtension\":9",
                "\"GroupAtInfo\":[{}]",
                "\"GroupAtInfo\":{}",
                "\"To_Account\":\"bob\""
            })
    void whatIsWrongIsRefusedAndNothingIsSent(String wrong) {
        String group = group("Public", "alice", "bob");
        JsonObject body = new JsonObject()
                .put("GroupId", group)
                .put("Random", 1)
                .put("From_Account", "alice")
                .put("MsgBody", text("hi"));
        // Jackson as Vert.x sets it up cannot hold 1e999, so the wrong part goes in as text.
        body.remove(wrong.substring(1, wrong.indexOf('"', 1)));
        String text = body.encode();

        Line.Answer answer = call("send_group_msg", text.substring(0, text.length() - 1) + "," + wrong + "}");

        assertThat(answer.code()).as(answer.body()).isEqualTo(10004);
        assertThat(send(group, "alice")).isEqualTo(1);
    }

    @Test
    void accountsAreStringsAndMustExist() {
        String group = group("Public", "alice", "bob");

        assertThat(sendAs(group, 5)).isEqualTo(60015);
        assertThat(sendAs(group, "nobody")).isEqualTo(10019);
        assertThat(sendAs(group, "x".repeat(33))).isEqualTo(10004);
        assertThat(sendAs(group, "")).isEqualTo(10004);
        assertThat(toAccounts(group, new JsonArray(List.of(1)))).isEqualTo(60015);
        assertThat(toAccounts(group, new JsonArray(Collections.nCopies(51, "bob"))))
                .isEqualTo(10004);
        assertThat(toAccounts(group, new JsonArray(Collections.nCopies(50, "bob"))))
                .isZero();
    }

    private int sendAs(String group, Object sender) {
        return call("send_group_msg", "GroupId", group, "Random", 1, "From_Account", sender, "MsgBody", text("hi"))
                .code();
    }

    private int toAccounts(String group, JsonArray accounts) {
        return call("send_group_msg", "GroupId", group, "Random", 1, "To_Account", accounts, "MsgBody", text("hi"))
                .code();
    }

    @Test
    void theGroupMustExist() {
        assertThat(call("send_group_msg", "GroupId", "nowhere", "Random", 1, "MsgBody", text("hi"))
                        .code())
                .isEqualTo(10010);
        assertThat(call("send_group_msg", "Random", 1, "MsgBody", text("hi")).code())
                .isEqualTo(10004);
        assertThat(call("send_group_msg", "GroupId", "x".repeat(49), "Random", 1, "MsgBody", text("hi"))
                        .code())
                .isEqualTo(10015);
    }

    private Message stored(String group, long seq) throws Exception {
        Room room = stores.rooms()
                .byRoomId(acme.id(), group)
                .await(20, TimeUnit.SECONDS)
                .orElseThrow();
        MessageFacts facts = stores.messages()
                .factsByClock(room.id(), List.of(seq))
                .await(20, TimeUnit.SECONDS)
                .get(0);
        return stores.messages()
                .byIds(acme.id(), List.of(facts.id()))
                .await(20, TimeUnit.SECONDS)
                .get(0);
    }
}
