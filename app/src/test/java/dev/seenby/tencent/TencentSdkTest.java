package dev.seenby.tencent;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.github.doocs.im.core.Account;
import io.github.doocs.im.core.Group;
import io.github.doocs.im.model.message.TIMTextMsgElement;
import io.github.doocs.im.model.request.AccountCheckItem;
import io.github.doocs.im.model.request.AccountCheckRequest;
import io.github.doocs.im.model.request.AccountDeleteItem;
import io.github.doocs.im.model.request.AccountDeleteRequest;
import io.github.doocs.im.model.request.AccountImportRequest;
import io.github.doocs.im.model.request.AddGroupMemberRequest;
import io.github.doocs.im.model.request.CreateGroupRequest;
import io.github.doocs.im.model.request.DeleteGroupMemberRequest;
import io.github.doocs.im.model.request.GetGroupMsgReceiptRequest;
import io.github.doocs.im.model.request.MemberRequestItem;
import io.github.doocs.im.model.request.MsgSeqItem;
import io.github.doocs.im.model.request.MultiAccountImportRequest;
import io.github.doocs.im.model.request.SendGroupMsgRequest;
import io.github.doocs.im.model.response.AccountCheckResultItem;
import io.github.doocs.im.model.response.AccountDeleteResultItem;
import io.github.doocs.im.model.response.GetGroupMsgReceiptResult;
import io.github.doocs.im.model.response.GroupMsgReceiptResultItem;
import io.github.doocs.im.model.response.MemberResultItem;
import io.github.doocs.im.model.response.SendGroupMsgResult;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Stories told with the client alone. */
class TencentSdkTest extends SdkStory {
    /** The client knows no receipts when sending yet; the field is added the way its authors would. */
    static final class ReceiptedMessage extends SendGroupMsgRequest {
        private static final long serialVersionUID = 1L;

        ReceiptedMessage(String groupId, String sender, long random, String text) {
            super(groupId, random, List.of(new TIMTextMsgElement(text)));
            setFromAccount(sender);
        }

        @JsonProperty("NeedReadReceipt")
        int needReadReceipt() {
            return 1;
        }
    }

    @Test
    void aTeamIsMadeTalksAndSeesWhoHasRead() throws Exception {
        for (String account : List.of("alice", "bob", "carol", "dave")) {
            assertThat(client.account
                            .accountImport(new AccountImportRequest(account))
                            .getErrorCode())
                    .isZero();
        }
        CreateGroupRequest create = new CreateGroupRequest();
        create.setType("Public");
        create.setName("team");
        create.setGroupId("team-1");
        create.setOwnerAccount("alice");
        assertThat(client.group.createGroup(create).getGroupId()).isEqualTo("team-1");

        List<MemberResultItem> added = client.group
                .addGroupMember(new AddGroupMemberRequest(
                        "team-1",
                        List.of(
                                new MemberRequestItem("bob"),
                                new MemberRequestItem("carol"),
                                new MemberRequestItem("dave"),
                                new MemberRequestItem("nobody"))))
                .getMemberList();
        assertThat(added).extracting(MemberResultItem::getResult).containsExactly(1, 1, 1, 0);

        // This version of the client looks for "msgSeq" and so never finds the documented "MsgSeq"; they are 1 and 2.
        SendGroupMsgResult sent = client.group.sendGroupMsg(new ReceiptedMessage("team-1", "alice", 1, "hello"));
        assertThat(sent.getErrorCode()).isZero();
        assertThat(sent.getMsgTime()).isPositive();
        SendGroupMsgRequest plain = new SendGroupMsgRequest("team-1", 2L, List.of(new TIMTextMsgElement("no receipt")));
        assertThat(client.group.sendGroupMsg(plain).getActionStatus()).isEqualTo("OK");

        readOverHttps("team-1", "bob", 1);

        List<GroupMsgReceiptResultItem> receipts = countsOf("team-1", 1, 2, 3);
        assertThat(receipts).extracting(GroupMsgReceiptResultItem::getCode).containsExactly(0, 10062, 10062);
        assertThat(receipts).extracting(GroupMsgReceiptResultItem::getMsgSeq).containsExactly(1L, 2L, 3L);
        assertThat(receipts).extracting(GroupMsgReceiptResultItem::getReadNum).containsExactly(1, null, null);
        assertThat(receipts).extracting(GroupMsgReceiptResultItem::getUnreadNum).containsExactly(2, null, null);

        assertThat(client.group
                        .deleteGroupMember(new DeleteGroupMemberRequest("team-1", List.of("carol")))
                        .getActionStatus())
                .isEqualTo("OK");
        assertThat(countsOf("team-1", 1).get(0).getUnreadNum()).isEqualTo(1);
    }

    @Test
    void aClassComesAndGoes() throws Exception {
        assertThat(client.account
                        .multiAccountImport(new MultiAccountImportRequest(List.of("alice", "bob", "x".repeat(33))))
                        .getFailAccounts())
                .containsExactly("x".repeat(33));

        List<AccountDeleteResultItem> deleted = client.account
                .accountDelete(new AccountDeleteRequest(List.of(
                        new AccountDeleteItem("bob"),
                        new AccountDeleteItem("nobody"),
                        new AccountDeleteItem(Tenant.ADMINISTRATOR))))
                .getResultItems();
        assertThat(deleted)
                .extracting(AccountDeleteResultItem::getUserId)
                .containsExactly("bob", "nobody", "administrator");
        assertThat(deleted).extracting(AccountDeleteResultItem::getResultCode).containsExactly(0, 70107, 71000);

        List<AccountCheckResultItem> there = client.account
                .accountCheck(
                        new AccountCheckRequest(List.of(new AccountCheckItem("alice"), new AccountCheckItem("bob"))))
                .getResultItems();
        assertThat(there).extracting(AccountCheckResultItem::getUserId).containsExactly("alice", "bob");
        assertThat(there).extracting(AccountCheckResultItem::getResultCode).containsOnly(0);
        assertThat(there)
                .extracting(AccountCheckResultItem::getAccountStatus)
                .containsExactly("Imported", "NotImported");
    }

    /** What the client has a method for, and this server a call, is made somewhere in these stories. */
    @Test
    void everyCallOfTheClientThatIsAnsweredHereHasItsStory() throws Exception {
        StringBuilder stories = new StringBuilder();
        for (String each : List.of("TencentSdkTest", "TencentSdkGroupsTest", "TencentSdkMessagesTest")) {
            stories.append(
                    Files.readString(Path.of("src", "test", "java", "dev", "seenby", "tencent", each + ".java")));
        }
        String told = stories.toString().replaceAll("\\s", "");
        Set<String> spoken = TencentRoutes.commands(TencentServer.services(stores), NO_LIMIT, clock).stream()
                .map(Command::name)
                .collect(Collectors.toSet());

        Set<String> known = new TreeSet<>();
        for (Class<?> part : List.of(Account.class, Group.class)) {
            for (Field constant : part.getFields()) {
                if (constant.getName().endsWith("_COMMAND") && spoken.contains((String) constant.get(null))) {
                    known.add((String) constant.get(null));
                    assertThat(told)
                            .contains("client." + part.getSimpleName().toLowerCase(Locale.ROOT) + "."
                                    + method(part, constant.getName()) + "(");
                }
            }
        }
        spoken.removeAll(known);
        // The one that this version of the client does not have.
        assertThat(spoken).containsExactly("group_msg_receipt");
    }

    /** As {@code GET_JOINED_GROUP_LIST_COMMAND} and {@code getJoinGroupList} belong together. */
    private static String method(Class<?> part, String constant) {
        String name = constant.replace("_COMMAND", "").replace("JOINED", "JOIN").replace("_", "");
        return Stream.of(part.getMethods())
                .map(Method::getName)
                .filter(name::equalsIgnoreCase)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void theClientUnderstandsARefusal() throws Exception {
        GetGroupMsgReceiptResult result =
                client.group.getGroupMsgReceipt(new GetGroupMsgReceiptRequest("nowhere", List.of(new MsgSeqItem(1L))));

        assertThat(result.getActionStatus()).isEqualTo("FAIL");
        assertThat(result.getErrorCode()).isEqualTo(10010);
        assertThat(result.getErrorInfo()).isEqualTo("this group does not exist");
        assertThat(result.getGroupMsgReceiptList()).isNull();
    }

    private List<GroupMsgReceiptResultItem> countsOf(String group, long... seqs) throws Exception {
        List<MsgSeqItem> items = LongStream.of(seqs).mapToObj(MsgSeqItem::new).toList();
        return client.group
                .getGroupMsgReceipt(new GetGroupMsgReceiptRequest(group, items))
                .getGroupMsgReceiptList();
    }

    /** This version of the client has no call for it. */
    private void readOverHttps(String group, String reader, long seq) throws Exception {
        HttpClient https =
                HttpClient.newBuilder().sslContext(LocalCertificate.client()).build();
        String body = Tenant.json("GroupId", group, "From_Account", reader, "MsgSeqList", seqs(seq));
        HttpRequest request = HttpRequest.newBuilder(URI.create("https://localhost:" + secure.actualPort()
                        + acme.target("/v4/group_open_http_svc/group_msg_receipt")))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        assertThat(https.send(request, HttpResponse.BodyHandlers.ofString()).body())
                .isEqualTo("{\"ActionStatus\":\"OK\",\"ErrorCode\":0,\"ErrorInfo\":\"\"}");
    }
}
