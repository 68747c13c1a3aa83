package dev.seenby.tencent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seenby.storage.Person;
import dev.seenby.storage.Room;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Deleting accounts, and what becomes of their groups and messages. */
class AccountDeleteTest extends TencentTest {
    @Test
    void ofEachItIsToldHowItWent() {
        people("alice", "bob");
        String tooLong = "x".repeat(33);

        assertThat(deleting("alice", "nobody", "administrator", tooLong, "bob", "alice"))
                .isEqualTo(
                        "{\"ActionStatus\":\"OK\",\"ErrorCode\":0,\"ErrorInfo\":\"\",\"ResultItem\":["
                                + "{\"ResultCode\":0,\"ResultInfo\":\"\",\"UserID\":\"alice\"},"
                                + "{\"ResultCode\":70107,\"ResultInfo\":\"Err_TLS_PT_Open_Login_Account_Not_Exist\",\"UserID\":\"nobody\"},"
                                + "{\"ResultCode\":71000,\"ResultInfo\":\"this account cannot be deleted\",\"UserID\":\"administrator\"},"
                                + "{\"ResultCode\":70402,\"ResultInfo\":\"invalid parameter\",\"UserID\":\"" + tooLong
                                + "\"},"
                                + "{\"ResultCode\":0,\"ResultInfo\":\"\",\"UserID\":\"bob\"},"
                                + "{\"ResultCode\":70107,\"ResultInfo\":\"Err_TLS_PT_Open_Login_Account_Not_Exist\",\"UserID\":\"alice\"}]}");

        assertThat(acme
                        .account(
                                line, "account_check", Tenant.json("CheckItem", items("alice", "bob", "administrator")))
                        .json()
                        .getJsonArray("ResultItem")
                        .stream()
                        .map(item -> ((JsonObject) item).getString("AccountStatus")))
                .containsExactly("NotImported", "NotImported", "Imported");
    }

    @Test
    void bobOwesNoReadingAnyMoreAndWhatHeReadStays() {
        String team = group("Public", "alice", "bob", "carol");
        long hello = send(team, "alice");
        long unread = send(team, "alice");
        read(team, "bob", hello);

        deleting("bob");

        assertThat(receipts(team, hello, unread))
                .isEqualTo("{\"Code\":0,\"MsgSeq\":" + hello + ",\"ReadNum\":1,\"UnreadNum\":1},{\"Code\":0,\"MsgSeq\":"
                        + unread + ",\"ReadNum\":0,\"UnreadNum\":1}");
        assertThat(call("group_msg_receipt", "GroupId", team, "From_Account", "bob", "MsgSeqList", seqs(unread))
                        .code())
                .isEqualTo(10019);
    }

    @Test
    void whatTheOwnerHadAloneGoesWithThemAndWhatOthersAreInStays() throws Exception {
        String team = group("Public", "alice", "bob");
        String own = group("Private", "alice");
        Room alone = stores.rooms()
                .byRoomId(acme.id(), own)
                .await(20, TimeUnit.SECONDS)
                .orElseThrow();

        deleting("alice");

        assertThat(stores.rooms().byIds(List.of(alone.id())).await(20, TimeUnit.SECONDS))
                .isEmpty();
        assertThat(call("send_group_msg", "GroupId", own, "Random", 1, "MsgBody", text("x"))
                        .code())
                .isEqualTo(10010);
        Room left = stores.rooms()
                .byRoomId(acme.id(), team)
                .await(20, TimeUnit.SECONDS)
                .orElseThrow();
        assertThat(stores.rooms().size(left.id()).await(20, TimeUnit.SECONDS)).isEqualTo(1);
        send(team, "bob");
    }

    @Test
    void aDeletedAccountMayBeImportedAgainAsSomebodyNew() throws Exception {
        String team = group("Public", "alice", "bob");
        long hello = send(team, "alice");
        read(team, "bob", hello);
        Person former = found("bob");

        deleting("bob");
        people("bob");

        Person again = found("bob");
        assertThat(again.id()).isNotEqualTo(former.id());
        assertThat(again.rocketChatId()).isNotEqualTo(former.rocketChatId());
        assertThat(call("group_msg_receipt", "GroupId", team, "From_Account", "bob", "MsgSeqList", seqs(hello))
                        .code())
                .isEqualTo(10007);
        assertThat(receipts(team, hello))
                .isEqualTo("{\"Code\":0,\"MsgSeq\":" + hello + ",\"ReadNum\":1,\"UnreadNum\":0}");
    }

    private String deleting(String... accounts) {
        return acme.account(line, "account_delete", Tenant.json("DeleteItem", items(accounts)))
                .body();
    }

    private static JsonArray items(String... accounts) {
        return new JsonArray(Stream.of(accounts)
                .map(account -> new JsonObject().put("UserID", account))
                .toList());
    }

    private Person found(String account) throws Exception {
        return stores.people()
                .byUserIds(acme.id(), List.of(account))
                .await(20, TimeUnit.SECONDS)
                .get(0);
    }
}
