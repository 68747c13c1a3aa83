package dev.seenby.tencent;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Recalling messages. */
class GroupMsgRecallTest extends TencentTest {
    @Test
    void eachMessageIsAnsweredForItselfInTheOrderAskedFor() {
        String group = group("Public", "alice", "bob");
        send(group, "alice");
        send(group, "bob", 0);
        send(group, "alice");

        assertThat(call("group_msg_recall", "GroupId", group, "MsgSeqList", seqs(2, 99, 1, 2), "Reason", "typo")
                        .body())
                .isEqualTo("{\"ActionStatus\":\"OK\",\"ErrorCode\":0,\"ErrorInfo\":\"\",\"RecallRetList\":["
                        + "{\"MsgSeq\":2,\"RetCode\":0},{\"MsgSeq\":99,\"RetCode\":10030},"
                        + "{\"MsgSeq\":1,\"RetCode\":0},{\"MsgSeq\":2,\"RetCode\":0}]}");
        assertThat(receipts(group, 1, 3))
                .isEqualTo("{\"Code\":10062,\"MsgSeq\":1},{\"Code\":0,\"MsgSeq\":3,\"ReadNum\":0,\"UnreadNum\":1}");
        assertThat(recalled(group, 1, 2)).isEqualTo("[10030, 10030]");
        assertThat(send(group, "alice")).isEqualTo(4);
    }

    @Test
    void tenAreRecalledAtOnceAndElevenAreTooMany() {
        String group = group("ChatRoom", "alice", "bob");
        IntStream.range(0, 11).forEach(i -> send(group, "alice"));

        assertThat(call("group_msg_recall", "GroupId", group, "MsgSeqList", seqs(numbers(11)))
                        .code())
                .isEqualTo(10004);
        assertThat(recalled(group, numbers(9))).isEqualTo("[0, 0, 0, 0, 0, 0, 0, 0, 0]");
        assertThat(recalled(group, numbers(10)))
                .isEqualTo("[10030, 10030, 10030, 10030, 10030, 10030, 10030, 10030, 10030, 0]");
    }

    @Test
    void aReasonHasUpToAHundredBytes() {
        String group = group("Public", "alice", "bob");
        send(group, "alice");

        assertThat(withReason(group, "é".repeat(50) + "x")).isEqualTo(10004);
        assertThat(withReason(group, 7)).isEqualTo(10004);
        assertThat(withReason(group, "é".repeat(50))).isZero();
        assertThat(withReason(group, "x".repeat(99))).isZero();
    }

    @Test
    void fieldsAreCheckedBeforeTheGroupAndTheGroupBeforeItsMessages() {
        assertThat(call("group_msg_recall", "GroupId", "nowhere", "MsgSeqList", seqs(1))
                        .code())
                .isEqualTo(10010);
        assertThat(call("group_msg_recall", "GroupId", "nowhere", "MsgSeqList", new JsonArray())
                        .code())
                .isEqualTo(10004);
        assertThat(call("group_msg_recall", "GroupId", "", "MsgSeqList", seqs(1))
                        .code())
                .isEqualTo(10015);
        assertThat(call("group_msg_recall", "GroupId", "", "MsgSeqList", seqs(-1))
                        .code())
                .isEqualTo(10004);
        assertThat(recalled(group("AVChatRoom", "alice"), 1)).isEqualTo("[10030]");
    }

    private int withReason(String group, Object reason) {
        return call("group_msg_recall", "GroupId", group, "MsgSeqList", seqs(1), "Reason", reason)
                .code();
    }

    private static long[] numbers(int last) {
        return LongStream.rangeClosed(1, last).toArray();
    }

    private String recalled(String group, long... numbers) {
        return ok("group_msg_recall", "GroupId", group, "MsgSeqList", seqs(numbers))
                .getJsonArray("RecallRetList")
                .stream()
                .map(item -> ((JsonObject) item).getInteger("RetCode"))
                .toList()
                .toString();
    }
}
