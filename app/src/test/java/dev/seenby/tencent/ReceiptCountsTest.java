package dev.seenby.tencent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seenby.receipts.Conversations;
import dev.seenby.storage.Member;
import dev.seenby.storage.NewMessage;
import dev.seenby.storage.NewRoom;
import dev.seenby.storage.Person;
import dev.seenby.storage.Room;
import dev.seenby.storage.TimelineKey;
import io.vertx.core.json.JsonArray;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Asking how many have read, and reading. */
class ReceiptCountsTest extends TencentTest {
    @Test
    void aGroupOfEightAnswersAsTheDocumentPrintsIt() {
        String group = group("Public", "alice", "bob", "carol", "dave", "erin", "frank", "grace", "heidi");
        send(group, "alice");
        send(group, "alice");
        read(group, "bob", 1);
        read(group, "carol", 2);

        Line.Answer answer = call("get_group_msg_receipt", "GroupId", group, "MsgSeqList", seqs(1, 2));

        assertThat(answer.body())
                .isEqualTo("{\"ActionStatus\":\"OK\",\"ErrorCode\":0,\"ErrorInfo\":\"\",\"GroupMsgReceiptList\":["
                        + "{\"Code\":0,\"MsgSeq\":1,\"ReadNum\":1,\"UnreadNum\":6},"
                        + "{\"Code\":0,\"MsgSeq\":2,\"ReadNum\":1,\"UnreadNum\":6}]}");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.head().toLowerCase(Locale.ROOT)).contains("content-type: application/json\r\n");
    }

    @Test
    void answersStandInTheOrderAskedForAndTwiceWhatIsAskedTwice() {
        String group = group("Private", "alice", "bob", "carol");
        send(group, "alice");
        send(group, "alice", 0);
        send(group, "alice");
        read(group, "bob", 3);

        assertThat(receipts(group, 3, 99, 1, 3, 2, 0, 4_294_967_295L))
                .isEqualTo("{\"Code\":0,\"MsgSeq\":3,\"ReadNum\":1,\"UnreadNum\":1},"
                        + "{\"Code\":10062,\"MsgSeq\":99},"
                        + "{\"Code\":0,\"MsgSeq\":1,\"ReadNum\":0,\"UnreadNum\":2},"
                        + "{\"Code\":0,\"MsgSeq\":3,\"ReadNum\":1,\"UnreadNum\":1},"
                        + "{\"Code\":10062,\"MsgSeq\":2},"
                        + "{\"Code\":10062,\"MsgSeq\":0},"
                        + "{\"Code\":10062,\"MsgSeq\":4294967295}");
    }

    @Test
    void readingTwiceCountsOnceAndTheSenderNever() {
        String group = group("ChatRoom", "alice", "bob");
        send(group, "alice");

        read(group, "bob", 1, 1);
        read(group, "bob", 1);
        read(group, "alice", 1);

        assertThat(receipts(group, 1)).isEqualTo("{\"Code\":0,\"MsgSeq\":1,\"ReadNum\":1,\"UnreadNum\":0}");
    }

    @Test
    void whoLeavesUnreadLeavesTheUnreadAndWhoReadFirstStaysARead() {
        String group = group("Public", "alice", "bob", "carol", "dave");
        send(group, "alice");
        read(group, "bob", 1);

        ok("delete_group_member", "GroupId", group, "MemberToDel_Account", new JsonArray(List.of("bob", "carol")));
        people("erin");
        ok("add_group_member", "GroupId", group, "MemberList", members("erin"));

        assertThat(receipts(group, 1)).isEqualTo("{\"Code\":0,\"MsgSeq\":1,\"ReadNum\":1,\"UnreadNum\":1}");
    }

    @Test
    void fiveHundredMessagesAreAnsweredAndOneMoreIsTooMany() {
        String group = group("Public", "alice", "bob");
        send(group, "alice");
        long[] many = LongStream.rangeClosed(1, 500).toArray();

        assertThat(call("get_group_msg_receipt", "GroupId", group, "MsgSeqList", seqs(many))
                        .json()
                        .getJsonArray("GroupMsgReceiptList"))
                .hasSize(500);
        assertThat(call(
                                "get_group_msg_receipt",
                                "GroupId",
                                group,
                                "MsgSeqList",
                                seqs(LongStream.rangeClosed(1, 501).toArray()))
                        .code())
                .isEqualTo(10004);
    }

    @Test
    void fiftyMessagesAreReadAtOnceAndOneMoreIsTooMany() {
        String group = group("Public", "alice", "bob");
        IntStream.range(0, 51).forEach(i -> send(group, "alice"));

        assertThat(call(
                                "group_msg_receipt",
                                "GroupId",
                                group,
                                "From_Account",
                                "bob",
                                "MsgSeqList",
                                seqs(LongStream.rangeClosed(1, 51).toArray()))
                        .code())
                .isEqualTo(10004);
        assertThat(receipts(group, 1)).contains("\"ReadNum\":0");

        read(group, "bob", LongStream.rangeClosed(1, 50).toArray());
        assertThat(receipts(group, 1, 50, 51))
                .isEqualTo("{\"Code\":0,\"MsgSeq\":1,\"ReadNum\":1,\"UnreadNum\":0},"
                        + "{\"Code\":0,\"MsgSeq\":50,\"ReadNum\":1,\"UnreadNum\":0},"
                        + "{\"Code\":0,\"MsgSeq\":51,\"ReadNum\":0,\"UnreadNum\":1}");
    }

    @Test
    void readingPassesOverWhatHasNoReceiptAndWhatIsNotThere() {
        String group = group("Public", "alice", "bob");
        send(group, "alice", 0);
        send(group, "alice");

        read(group, "bob", 1, 2, 77);
        read(group, "bob", 1);

        assertThat(receipts(group, 1, 2))
                .isEqualTo("{\"Code\":10062,\"MsgSeq\":1},{\"Code\":0,\"MsgSeq\":2,\"ReadNum\":1,\"UnreadNum\":0}");
    }

    @Test
    void onlyMembersWhoExistCanRead() {
        String group = group("Public", "alice", "bob");
        send(group, "alice");
        people("mallory");

        assertThat(readAs(group, "mallory")).isEqualTo(10007);
        assertThat(readAs(group, "nobody")).isEqualTo(10019);
        assertThat(readAs("no-such-group", "bob")).isEqualTo(10010);
        assertThat(receipts(group, 1)).contains("\"ReadNum\":0,\"UnreadNum\":1");
    }

    private int readAs(String group, String reader) {
        return call("group_msg_receipt", "GroupId", group, "From_Account", reader, "MsgSeqList", seqs(1))
                .code();
    }

    @ParameterizedTest
    @ValueSource(strings = {"AVChatRoom", "Community"})
    void someTypesHaveNoReceipts(String type) {
        String group = group(type, "alice", "bob");
        assertThat(send(group, "alice")).isEqualTo(1);

        assertThat(call("get_group_msg_receipt", "GroupId", group, "MsgSeqList", seqs(1))
                        .code())
                .isEqualTo(10007);
        assertThat(readAs(group, "bob")).isEqualTo(10007);
    }

    @Test
    void aDirectConversationIsNoGroup() throws Exception {
        people("alice", "bob");
        List<Long> both =
                stores.people().byUserIds(acme.id(), List.of("alice", "bob")).await(20, TimeUnit.SECONDS).stream()
                        .map(Person::id)
                        .toList();
        new Conversations(stores.rooms())
                .create(new Conversations.Request(
                        acme.id(),
                        "direct-1",
                        Room.Kind.DIRECT,
                        null,
                        "alice and bob",
                        null,
                        "{}",
                        both.stream()
                                .map(id -> new NewRoom.NewMember(id, Member.Role.MEMBER))
                                .toList(),
                        null))
                .await(20, TimeUnit.SECONDS);

        assertThat(call("get_group_msg_receipt", "GroupId", "direct-1", "MsgSeqList", seqs(1))
                        .code())
                .isEqualTo(10010);
        assertThat(call("add_group_member", "GroupId", "direct-1", "MemberList", members("alice"))
                        .code())
                .isEqualTo(10010);
    }

    @Test
    void messagesOfTopicsAndThreadsOfOtherDialectsHaveReceiptsToo() throws Exception {
        String group = group("Public", "alice", "bob");
        send(group, "alice");
        Room room = stores.rooms()
                .byRoomId(acme.id(), group)
                .await(20, TimeUnit.SECONDS)
                .orElseThrow();
        long alice = stores.people()
                .byUserIds(acme.id(), List.of("alice"))
                .await(20, TimeUnit.SECONDS)
                .get(0)
                .id();
        stores.messages()
                .send(new NewMessage(
                        null,
                        "from-a-topic",
                        room.id(),
                        TimelineKey.topic("lunch"),
                        alice,
                        null,
                        "pizza?",
                        "{}",
                        null,
                        "lunch",
                        null))
                .await(20, TimeUnit.SECONDS);

        read(group, "bob", 1, 2);

        assertThat(receipts(group, 2)).isEqualTo("{\"Code\":0,\"MsgSeq\":2,\"ReadNum\":1,\"UnreadNum\":0}");
    }

    @Test
    void noAppSeesAnothersGroups() {
        String group = group("Public", "alice", "bob");
        send(group, "alice");
        Tenant rival = Tenant.create(stores);

        String question = Tenant.json("GroupId", group, "MsgSeqList", seqs(1));
        assertThat(rival.group(line, "get_group_msg_receipt", question).body())
                .isEqualTo(
                        "{\"ActionStatus\":\"FAIL\",\"ErrorCode\":10010,\"ErrorInfo\":\"this group does not exist\"}");
        rival.account(line, "account_import", Tenant.json("UserID", "bob"));
        assertThat(rival.group(
                                line,
                                "group_msg_receipt",
                                Tenant.json("GroupId", group, "From_Account", "bob", "MsgSeqList", seqs(1)))
                        .code())
                .isEqualTo(10010);
        assertThat(receipts(group, 1)).contains("\"ReadNum\":0");
    }

    @Test
    void badParametersOfBothCallsAreNamed() {
        String group = group("Public", "alice", "bob");
        assertThat(call("get_group_msg_receipt", "MsgSeqList", seqs(1)).json().getString("ErrorInfo"))
                .isEqualTo("GroupId is missing");
        assertThat(call("get_group_msg_receipt", "GroupId", group).json().getString("ErrorInfo"))
                .isEqualTo("MsgSeqList is missing");
        for (String list : List.of(
                "[]",
                "{}",
                "1",
                "[1]",
                "[{}]",
                "[{\"MsgSeq\":\"1\"}]",
                "[{\"MsgSeq\":-1}]",
                "[{\"MsgSeq\":1.5}]",
                "[{\"MsgSeq\":4294967296}]",
                "[{\"MsgSeq\":1e400}]",
                "[{\"MsgSeq\":true}]",
                "[{\"MsgSeq\":99999999999999999999}]",
                "[{\"MsgSeq\":null}]",
                "[null]")) {
            String body = "{\"GroupId\":\"" + group + "\",\"From_Account\":\"bob\",\"MsgSeqList\":" + list + "}";
            assertThat(call("get_group_msg_receipt", body).code()).as(list).isEqualTo(10004);
            assertThat(call("group_msg_receipt", body).code()).as(list).isEqualTo(10004);
        }
        assertThat(call(
                                "get_group_msg_receipt",
                                "{\"GroupId\":\"" + group + "\",\"MsgSeqList\":[{\"MsgSeq\":1},{\"MsgSeq\":-2}]}")
                        .json()
                        .getString("ErrorInfo"))
                .isEqualTo("MsgSeqList[1].MsgSeq must be an integer from 0 to 4294967295");
        assertThat(call("group_msg_receipt", "GroupId", group, "MsgSeqList", seqs(1))
                        .code())
                .isEqualTo(10004);
        assertThat(call("group_msg_receipt", "GroupId", group, "From_Account", 7, "MsgSeqList", seqs(1))
                        .body())
                .isEqualTo("{\"ActionStatus\":\"FAIL\",\"ErrorCode\":60015,\"ErrorInfo\":\"body account invalid\"}");
    }
}
