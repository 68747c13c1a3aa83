package dev.seenby.tencent;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is told of groups and their members, changing and destroying them. */
class GroupInfoTest extends TencentTest {
    @Test
    void whatIsChangedIsToldAtOnceAndTheRestStays() {
        String team = group("Public", "alice", "bob");
        ok("modify_group_base_info", "GroupId", team, "Name", "crew", "ShutUpAllMember", "On", "MaxMemberNum", 7);
        ok("modify_group_base_info", "GroupId", team, "Introduction", "we row");

        JsonObject info = info(team, "nowhere").getJsonObject(0);

        assertThat(info.getString("Name")).isEqualTo("crew");
        assertThat(info.getString("Introduction")).isEqualTo("we row");
        assertThat(info.getString("MuteAllMember")).isEqualTo("On");
        assertThat(info.getInteger("MaxMemberNum")).isEqualTo(7);
        assertThat(info.getInteger("MemberNum")).isEqualTo(2);
        assertThat(info.getInteger("InfoSeq")).isEqualTo(2);
        assertThat(info.getJsonArray("MemberList")).hasSize(2);
    }

    @Test
    void everyGroupHasACodeOfItsOwn() {
        String team = group("Private", "alice");

        JsonArray items = info("nowhere", team, "");

        assertThat(items.stream().map(item -> ((JsonObject) item).getInteger("ErrorCode")))
                .containsExactly(10010, 0, 10015);
        List<String> fifty = Collections.nCopies(50, "nowhere");
        ok("get_group_info", "GroupIdList", new JsonArray(fifty));
        assertThat(call("get_group_info", "GroupIdList", new JsonArray(Collections.nCopies(51, "nowhere")))
                        .code())
                .isEqualTo(10004);
    }

    @Test
    void aDestroyedGroupIsGone() {
        String team = group("Private", "alice");
        ok("destroy_group", "GroupId", team);

        assertThat(call("destroy_group", "GroupId", team).code()).isEqualTo(10010);
        assertThat(info(team).getJsonObject(0).getInteger("ErrorCode")).isEqualTo(10010);
    }

    @Test
    void membersComeInPages() {
        String team = group("Public", "alice", "bob", "carol");
        long seq = send(team, "bob");

        JsonObject page = ok("get_group_member_info", "GroupId", team, "Limit", 1, "Offset", 1);

        assertThat(page.getInteger("MemberNum")).isEqualTo(3);
        JsonObject bob = page.getJsonArray("MemberList").getJsonObject(0);
        assertThat(bob.getString("Member_Account")).isEqualTo("bob");
        assertThat(bob.getLong("MsgSeq")).isEqualTo(seq);
        assertThat(bob.getLong("LastSendMsgTime")).isPositive();
        assertThat(call("get_group_member_info", "GroupId", team, "Limit", 6001).code())
                .isEqualTo(10004);
    }

    @Test
    void rolesAndGroupsOfSomebody() {
        String team = group("Public", "alice", "bob");
        people("carol");

        assertThat(ok(
                                "get_role_in_group",
                                "GroupId",
                                team,
                                "User_Account",
                                new JsonArray().add("carol").add("alice"))
                        .getJsonArray("UserIdList")
                        .encode())
                .isEqualTo("[{\"Member_Account\":\"carol\",\"Role\":\"NotMember\"},"
                        + "{\"Member_Account\":\"alice\",\"Role\":\"Owner\"}]");
        assertThat(ok("get_joined_group_list", "Member_Account", "bob")
                        .getJsonArray("GroupIdList")
                        .encode())
                .isEqualTo("[{\"GroupId\":\"" + team + "\"}]");
        assertThat(call("get_joined_group_list", "Member_Account", "nobody").code())
                .isEqualTo(10019);
    }

    private JsonArray info(String... groupIds) {
        return ok("get_group_info", "GroupIdList", new JsonArray(List.of(groupIds)))
                .getJsonArray("GroupInfo");
    }
}
