package dev.seenby.tencent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seenby.receipts.Names;
import dev.seenby.storage.Message;
import dev.seenby.storage.NewMessage;
import dev.seenby.storage.Person;
import dev.seenby.storage.Room;
import dev.seenby.storage.TimelineKey;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Asking for the history of a group. */
class GroupMsgGetSimpleTest extends TencentTest {
    @Test
    void theNewestComeFirstAsTheyWereSent() throws Exception {
        String group = group("Public", "alice", "bob");
        send(group, "alice");
        ok(
                "send_group_msg",
                "GroupId",
                group,
                "From_Account",
                "bob",
                "Random",
                77,
                "MsgPriority",
                "High",
                "MsgBody",
                new JsonArray("[{\"MsgType\":\"TIMFaceElem\",\"MsgContent\":{\"Index\":6}}]"),
                "To_Account",
                JsonArray.of("alice"));
        Message elsewhere = sendElsewhere(group, "bob", "from another dialect");

        JsonObject history = ok("group_msg_get_simple", "GroupId", group, "ReqMsgNumber", 20);

        assertThat(history.getString("GroupId")).isEqualTo(group);
        assertThat(history.getInteger("IsFinished")).isEqualTo(1);
        JsonArray list = history.getJsonArray("RspMsgList");
        assertThat(list).hasSize(3);
        assertThat(list.getJsonObject(0).encode())
                .isEqualTo("{\"From_Account\":\"bob\",\"IsPlaceMsg\":0,\"MsgBody\":[{\"MsgType\":\"TIMTextElem\","
                        + "\"MsgContent\":{\"Text\":\"from another dialect\"}}],\"MsgPriority\":2,\"MsgRandom\":0,"
                        + "\"MsgSeq\":3,\"MsgTimeStamp\":" + elsewhere.sentAt().getEpochSecond()
                        + ",\"IsSystemMsg\":0}");
        JsonObject face = list.getJsonObject(1);
        assertThat(face.getJsonArray("MsgBody").encode())
                .isEqualTo("[{\"MsgType\":\"TIMFaceElem\",\"MsgContent\":{\"Index\":6}}]");
        assertThat(face.getInteger("MsgPriority")).isEqualTo(1);
        assertThat(face.getInteger("MsgRandom")).isEqualTo(77);
        assertThat(face.getJsonArray("To_Account")).isEqualTo(JsonArray.of("alice"));
        assertThat(list.getJsonObject(2).getJsonArray("MsgBody")).isEqualTo(text("hello"));
    }

    @Test
    void aMessageThatWasEditedSaysWhatItSaysNow() throws Exception {
        String group = group("Public", "alice", "bob");
        send(group, "alice");
        Message sent = stores.messages()
                .places(room(group).id(), 1, 1)
                .await(20, TimeUnit.SECONDS)
                .get(0)
                .message();
        stores.messages()
                .edit(
                        sent.facts().id(),
                        "corrected",
                        sent.payload(),
                        sent.facts().sender())
                .await(20, TimeUnit.SECONDS);

        assertThat(history(group, 1).getJsonArray("RspMsgList").getJsonObject(0).getJsonArray("MsgBody"))
                .isEqualTo(text("corrected"));
    }

    @Test
    void pagesFollowOneAnotherBelowTheSmallest() {
        String group = group("Public", "alice", "bob");
        IntStream.range(0, 25).forEach(i -> send(group, "alice"));

        JsonObject first = ok("group_msg_get_simple", "GroupId", group, "ReqMsgNumber", 20);
        assertThat(first.getInteger("IsFinished")).isEqualTo(1);
        assertThat(seqsOf(first)).hasSize(20).startsWith(25L, 24L).endsWith(6L);
        JsonObject second = ok("group_msg_get_simple", "GroupId", group, "ReqMsgNumber", 20, "ReqMsgSeq", 5);
        assertThat(seqsOf(second)).containsExactly(5L, 4L, 3L, 2L, 1L);
        assertThat(second.getInteger("IsFinished")).isEqualTo(1);
        JsonObject none = ok("group_msg_get_simple", "GroupId", group, "ReqMsgNumber", 20, "ReqMsgSeq", 0);
        assertThat(seqsOf(none)).isEmpty();
        assertThat(none.getInteger("IsFinished")).isEqualTo(1);
    }

    @Test
    void moreThanTwentyAreCutAndTheAnswerSaysSo() {
        String group = group("Public", "alice", "bob");
        IntStream.range(0, 21).forEach(i -> send(group, "alice"));

        assertThat(seqsOf(history(group, 19))).hasSize(19);
        assertThat(history(group, 20).getInteger("IsFinished")).isEqualTo(1);
        JsonObject cut = history(group, 21);
        assertThat(seqsOf(cut)).hasSize(20).doesNotContain(1L);
        assertThat(cut.getInteger("IsFinished")).isZero();
        assertThat(history(group, 4_294_967_295L).getInteger("IsFinished")).isZero();
        for (int i = 2; i <= 21; i++) {
            ok("group_msg_recall", "GroupId", group, "MsgSeqList", seqs(i));
        }
        assertThat(history(group, 21).getInteger("IsFinished")).isEqualTo(2);
        assertThat(history(group, 20).getInteger("IsFinished")).isEqualTo(1);
    }

    @Test
    void aRecalledMessageIsAPlaceWithoutABody() {
        String group = group("Public", "alice", "bob");
        send(group, "alice");
        send(group, "bob");
        ok("group_msg_recall", "GroupId", group, "MsgSeqList", seqs(1));

        JsonObject place = history(group, 2).getJsonArray("RspMsgList").getJsonObject(1);
        assertThat(place.getInteger("IsPlaceMsg")).isEqualTo(1);
        assertThat(place.getLong("MsgSeq")).isEqualTo(1);
        assertThat(place.getString("From_Account")).isEqualTo("alice");
        assertThat(place.getJsonArray("MsgBody")).isEmpty();
        JsonObject recalled = ok("group_msg_get_simple", "GroupId", group, "ReqMsgNumber", 2, "WithRecalledMsg", 1)
                .getJsonArray("RspMsgList")
                .getJsonObject(1);
        assertThat(recalled.getInteger("IsPlaceMsg")).isEqualTo(2);
        assertThat(recalled.getJsonArray("MsgBody")).isEmpty();
    }

    @Test
    void anAnswerHasNoMoreThanAboutAMegabyte() throws Exception {
        String group = group("Public", "alice", "bob");
        for (int i = 0; i < 20; i++) {
            sendElsewhere(group, "bob", "x".repeat(65_000));
        }

        Line.Answer answer = call("group_msg_get_simple", "GroupId", group, "ReqMsgNumber", 20);

        assertThat(answer.body().length()).isBetween(900_000, 1_010_000);
        assertThat(answer.json().getInteger("IsFinished")).isZero();
        assertThat(seqsOf(answer.json())).hasSize(15).startsWith(20L).endsWith(6L);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"ReqMsgNumber\":null",
                "\"ReqMsgNumber\":0",
                "\"ReqMsgNumber\":-1",
                "\"ReqMsgNumber\":4294967296",
                "\"ReqMsgNumber\":\"2\"",
                "\"ReqMsgSeq\":-1",
                "\"ReqMsgSeq\":4294967296",
                "\"ReqMsgSeq\":\"1\"",
                "\"WithRecalledMsg\":2",
                "\"TopicId\":1"
            })
    void whatIsMissingOrOutOfRangeIsRefused(String wrong) {
        String group = group("Public", "alice", "bob");
        JsonObject body = new JsonObject().put("GroupId", group).put("ReqMsgNumber", 1);
        body.remove(wrong.substring(1, wrong.indexOf('"', 1)));
        String text = body.encode();

        assertThat(call("group_msg_get_simple", text.substring(0, text.length() - 1) + "," + wrong + "}")
                        .code())
                .isEqualTo(10004);
    }

    @Test
    void theGroupMustExistAndHaveAHistory() {
        assertThat(call("group_msg_get_simple", "GroupId", "nowhere", "ReqMsgNumber", 1)
                        .code())
                .isEqualTo(10010);
        assertThat(call("group_msg_get_simple", "GroupId", "nowhere", "ReqMsgNumber", 0)
                        .code())
                .isEqualTo(10004);
        assertThat(call("group_msg_get_simple", "GroupId", "", "ReqMsgNumber", 1)
                        .code())
                .isEqualTo(10015);
        assertThat(call("group_msg_get_simple", "GroupId", group("AVChatRoom", "alice"), "ReqMsgNumber", 1)
                        .code())
                .isEqualTo(10007);
        assertThat(seqsOf(history(group("Community", "alice"), 1))).isEmpty();
    }

    private JsonObject history(String group, long number) {
        return ok("group_msg_get_simple", "GroupId", group, "ReqMsgNumber", number);
    }

    private static List<Long> seqsOf(JsonObject history) {
        return history.getJsonArray("RspMsgList").stream()
                .map(item -> ((JsonObject) item).getLong("MsgSeq"))
                .toList();
    }

    private Room room(String group) throws Exception {
        return stores.rooms()
                .byRoomId(acme.id(), group)
                .await(20, TimeUnit.SECONDS)
                .orElseThrow();
    }

    private Message sendElsewhere(String group, String sender, String text) throws Exception {
        Person person = stores.people()
                .byUserIds(acme.id(), List.of(sender))
                .await(20, TimeUnit.SECONDS)
                .get(0);
        return stores.messages()
                .send(new NewMessage(
                        null,
                        Names.randomId(),
                        room(group).id(),
                        TimelineKey.MAIN,
                        person.id(),
                        null,
                        text,
                        "{\"rocketchat\":{}}",
                        null,
                        null,
                        null))
                .await(20, TimeUnit.SECONDS);
    }
}
