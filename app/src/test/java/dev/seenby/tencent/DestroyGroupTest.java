package dev.seenby.tencent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seenby.storage.Room;
import io.vertx.core.json.JsonArray;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Giving a group up. */
class DestroyGroupTest extends TencentTest {
    private static final String DESTROY = "destroy_group";

    @ParameterizedTest
    @ValueSource(strings = {"Private", "Public", "ChatRoom", "AVChatRoom", "Community"})
    void aGroupOfAnyTypeCanBeDestroyedAndIsGone(String type) {
        String team = group(type, "alice", "bob");
        send(team, "alice");

        assertThat(call(DESTROY, "GroupId", team).body())
                .isEqualTo("{\"ActionStatus\":\"OK\",\"ErrorCode\":0,\"ErrorInfo\":\"\"}");

        assertThat(call(DESTROY, "GroupId", team).code()).isEqualTo(10010);
        assertThat(call("get_group_info", "GroupIdList", JsonArray.of(team)).body())
                .contains("\"ErrorCode\":10010");
        assertThat(call("modify_group_base_info", "GroupId", team, "Name", "n").code())
                .isEqualTo(10010);
        assertThat(call("get_group_member_info", "GroupId", team).code()).isEqualTo(10010);
        assertThat(call("get_group_msg_receipt", "GroupId", team, "MsgSeqList", seqs(1))
                        .code())
                .isEqualTo(10010);
        assertThat(call("group_msg_get_simple", "GroupId", team, "ReqMsgNumber", 1)
                        .code())
                .isEqualTo(10010);
        assertThat(ok("get_joined_group_list", "Member_Account", "bob", "WithHugeGroups", 1)
                        .getInteger("TotalCount"))
                .isZero();
    }

    @Test
    void theIdOfADestroyedGroupIsFreeAgain() {
        people("alice", "bob");
        Object[] team = {"Type", "Public", "Name", "n", "GroupId", "team", "MemberList", members("alice", "bob")};
        ok("create_group", team);
        send("team", "alice");
        ok(DESTROY, "GroupId", "team");

        ok("create_group", team);

        assertThat(receipts("team", 1)).isEqualTo("{\"Code\":10062,\"MsgSeq\":1}");
        assertThat(send("team", "alice")).isEqualTo(1);
    }

    /** This node remembers the first group, and must not answer that there is none. */
    @Test
    void aGroupThatAnotherNodeMadeAnewIsTheOneThatIsDestroyed() throws Exception {
        String team = group("Public", "alice");
        send(team, "alice");
        stores.rooms().delete(stored(team).id()).await(20, TimeUnit.SECONDS);
        Room second = room(team, Room.Kind.PUBLIC, "{}", "alice");

        ok(DESTROY, "GroupId", team);

        assertThat(stores.rooms().byIds(List.of(second.id())).await(20, TimeUnit.SECONDS))
                .isEmpty();
    }

    @Test
    void nobodyDestroysAnotherAppsGroup() {
        String team = group("Public", "alice", "bob");
        Tenant rival = Tenant.create(stores);

        assertThat(rival.group(line, DESTROY, Tenant.json("GroupId", team)).code())
                .isEqualTo(10010);
        assertThat(rival.group(line, "modify_group_base_info", Tenant.json("GroupId", team, "Name", "taken"))
                        .code())
                .isEqualTo(10010);
        assertThat(send(team, "alice")).isEqualTo(1);
        assertThat(call(DESTROY, "{}").code()).isEqualTo(10004);
        assertThat(call(DESTROY, "GroupId", 7).code()).isEqualTo(10004);
        assertThat(call(DESTROY, "GroupId", "").code()).isEqualTo(10015);
        assertThat(call(DESTROY, "GroupId", "x".repeat(48)).code()).isEqualTo(10010);
        assertThat(call(DESTROY, "GroupId", "x".repeat(49)).code()).isEqualTo(10015);
    }

    @Test
    void aRoomOfAnotherDialectCanBeDestroyedButNoDirectConversation() throws Exception {
        people("alice", "bob");
        room("GENERAL", Room.Kind.PUBLIC, "{}", "alice", "bob");
        room("alicebob", Room.Kind.DIRECT, "{}", "alice", "bob");

        ok(DESTROY, "GroupId", "GENERAL");
        assertThat(call(DESTROY, "GroupId", "alicebob").code()).isEqualTo(10010);

        assertThat(stores.rooms().byRoomId(acme.id(), "GENERAL").await(20, TimeUnit.SECONDS))
                .isEmpty();
        assertThat(stored("alicebob").kind()).isEqualTo(Room.Kind.DIRECT);
    }
}
