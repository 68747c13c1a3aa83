package dev.seenby.tencent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seenby.storage.Member;
import dev.seenby.storage.NewRoom;
import dev.seenby.storage.Person;
import dev.seenby.storage.Room;
import io.github.doocs.im.model.message.TIMTextMsgElement;
import io.github.doocs.im.model.request.GetGroupMsgReceiptDetailRequest;
import io.github.doocs.im.model.request.GroupMsgGetSimpleRequest;
import io.github.doocs.im.model.request.GroupMsgItem;
import io.github.doocs.im.model.request.GroupMsgRecallRequest;
import io.github.doocs.im.model.request.ImportGroupMsgRequest;
import io.github.doocs.im.model.request.MsgSeqItem;
import io.github.doocs.im.model.response.GetGroupMsgReceiptDetailResult;
import io.github.doocs.im.model.response.GroupMsgGetSimpleResult;
import io.github.doocs.im.model.response.ImportMsgResultItem;
import io.github.doocs.im.model.response.ReadAccountItem;
import io.github.doocs.im.model.response.RecallRetItem;
import io.github.doocs.im.model.response.RspMsgItem;
import io.github.doocs.im.model.response.UnreadAccountItem;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Stories of messages and who has read them, told with the client alone. */
class TencentSdkMessagesTest extends SdkStory {
    private static final int READERS = 0;
    private static final int UNREADERS = 1;

    @Test
    void aliceSeesWhoHasReadHerMessageAndWhoHasNot() throws Exception {
        String team = group("Public", "alice", "bob", "carol", "dave");
        long hello = send(team, "alice");
        read(team, "bob", hello);

        GetGroupMsgReceiptDetailResult readers = detail(team, hello, READERS, "", 200);
        assertThat(readers.getErrorCode()).isZero();
        assertThat(readers.getIsFinished()).isEqualTo(1);
        assertThat(readers.getMsgSeq()).isEqualTo(hello);
        assertThat(readers.getReadList())
                .extracting(ReadAccountItem::getReadAccount)
                .containsExactly("bob");

        GetGroupMsgReceiptDetailResult first = detail(team, hello, UNREADERS, "", 1);
        assertThat(first.getIsFinished()).isZero();
        assertThat(first.getUnreadList()).hasSize(1);
        GetGroupMsgReceiptDetailResult rest = detail(team, hello, UNREADERS, first.getCursor(), 200);
        assertThat(rest.getIsFinished()).isEqualTo(1);
        assertThat(List.of(
                        first.getUnreadList().get(0).getUnreadAccount(),
                        rest.getUnreadList().get(0).getUnreadAccount()))
                .containsExactlyInAnyOrder("carol", "dave");
        assertThat(rest.getUnreadList())
                .extracting(UnreadAccountItem::getUnreadAccount)
                .hasSize(1);
    }

    private GetGroupMsgReceiptDetailResult detail(String group, long seq, int which, String cursor, int most)
            throws Exception {
        return client.group.getGroupMsgReceiptDetail(
                new GetGroupMsgReceiptDetailRequest(group, seq, which, cursor, most));
    }

    @Test
    void whatIsRecalledIsToldToBeGone() throws Exception {
        String team = group("Public", "alice", "bob");
        long slip = send(team, "alice");
        long fine = send(team, "bob");

        List<RecallRetItem> recalled = client.group
                .groupMsgRecall(new GroupMsgRecallRequest(team, List.of(new MsgSeqItem(slip), new MsgSeqItem(99L))))
                .getRecallRetList();
        assertThat(recalled).extracting(RecallRetItem::getMsgSeq).containsExactly(slip, 99L);
        assertThat(recalled).extracting(RecallRetItem::getRetCode).containsExactly(0, 10030);

        GroupMsgGetSimpleResult history = client.group.groupMsgGetSimple(new GroupMsgGetSimpleRequest(team, 20));
        assertThat(history.getErrorCode()).isZero();
        assertThat(history.getGroupId()).isEqualTo(team);
        assertThat(history.getIsFinished()).isEqualTo(1);
        RspMsgItem newest = history.getRspMsgList().get(0);
        assertThat(newest.getMsgSeq()).isEqualTo(fine);
        assertThat(newest.getFromAccount()).isEqualTo("bob");
        assertThat(newest.getIsPlaceMsg()).isZero();
        assertThat(((TIMTextMsgElement) newest.getMsgBody().get(0))
                        .getMsgContent()
                        .getText())
                .isEqualTo("hello");
    }

    @Test
    void anOldConversationIsBroughtAlong() throws Exception {
        people("alice", "bob");
        List<Person> both =
                stores.people().byUserIds(acme.id(), List.of("alice", "bob")).await(20, TimeUnit.SECONDS);
        Instant now = Instant.now();
        stores.rooms()
                .create(new NewRoom(
                        acme.id(),
                        "old-team",
                        Room.Kind.PUBLIC,
                        "old-team",
                        "old team",
                        null,
                        "{}",
                        both.stream()
                                .map(person -> new NewRoom.NewMember(person.id(), Member.Role.MEMBER))
                                .toList(),
                        now.minus(Duration.ofDays(2))))
                .await(20, TimeUnit.SECONDS);
        int yesterday = (int) now.minus(Duration.ofDays(1)).getEpochSecond();

        List<ImportMsgResultItem> imported = client.group
                .importGroupMsg(new ImportGroupMsgRequest(
                        "old-team",
                        List.of(
                                new GroupMsgItem("alice", yesterday, 1L, List.of(new TIMTextMsgElement("Tea?"))),
                                new GroupMsgItem("bob", yesterday + 60, 2L, List.of(new TIMTextMsgElement("Yes!"))))))
                .getImportMsgResult();

        assertThat(imported).extracting(ImportMsgResultItem::getResult).containsExactly(0, 0);
        assertThat(imported).extracting(ImportMsgResultItem::getMsgSeq).containsExactly(1L, 2L);
        assertThat(imported).extracting(ImportMsgResultItem::getMsgTime).containsExactly(yesterday, yesterday + 60);
        assertThat(client.group
                        .groupMsgGetSimple(new GroupMsgGetSimpleRequest("old-team", 20))
                        .getRspMsgList())
                .extracting(RspMsgItem::getFromAccount)
                .containsExactly("bob", "alice");
        assertThat(receipts("old-team", 1)).isEqualTo("{\"Code\":10062,\"MsgSeq\":1}");
    }
}
