package dev.seenby.tencent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.github.doocs.im.model.group.GroupInfo;
import io.github.doocs.im.model.group.MemberProfile;
import io.github.doocs.im.model.request.DestroyGroupRequest;
import io.github.doocs.im.model.request.GetGroupInfoRequest;
import io.github.doocs.im.model.request.GetGroupMemberInfoRequest;
import io.github.doocs.im.model.request.GetJoinedGroupListRequest;
import io.github.doocs.im.model.request.GetRoleInGroupRequest;
import io.github.doocs.im.model.request.ModifyGroupBaseInfoRequest;
import io.github.doocs.im.model.response.GetGroupMemberInfoResult;
import io.github.doocs.im.model.response.GetJoinGroupListResult;
import io.github.doocs.im.model.response.GroupIdListResultItem;
import io.github.doocs.im.model.response.UserIdListItem;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Stories of groups, told with the client alone. */
class TencentSdkGroupsTest extends SdkStory {
    @Test
    void aliceRenamesHerTeamLooksAtItAndGivesItUp() throws Exception {
        String team = group("Public", "alice", "bob", "carol");
        send(team, "alice");
        ModifyGroupBaseInfoRequest rename = new ModifyGroupBaseInfoRequest(team);
        rename.setName("new team");
        rename.setIntroduction("Who we are");
        rename.setNotification("Lunch at noon");
        rename.setFaceUrl("https://f.example/team");
        assertThat(client.group.modifyGroupBaseInfo(rename).getErrorCode()).isZero();

        GroupInfo info = client.group
                .getGroupInfo(new GetGroupInfoRequest(List.of(team)))
                .getGroupInfo()
                .get(0);
        assertThat(List.of(
                        info.getGroupId(),
                        info.getType(),
                        info.getName(),
                        info.getIntroduction(),
                        info.getNotification(),
                        info.getFaceUrl(),
                        info.getOwnerAccount()))
                .containsExactly(
                        team, "Public", "new team", "Who we are", "Lunch at noon", "https://f.example/team", "alice");
        assertThat(info.getMemberNum()).isEqualTo(3);
        assertThat(info.getNextMsgSeq()).isEqualTo(2);
        assertThat(info.getCreateTime()).isPositive();

        assertThat(client.group.destroyGroup(new DestroyGroupRequest(team)).getErrorCode())
                .isZero();
        assertThat(client.group.destroyGroup(new DestroyGroupRequest(team)).getErrorCode())
                .isEqualTo(10010);
        assertThat(call("get_group_msg_receipt", "GroupId", team, "MsgSeqList", seqs(1))
                        .code())
                .isEqualTo(10010);
    }

    @Test
    void everybodysPlaceInTheTeamIsTold() throws Exception {
        String team = group("Private", "alice", "bob", "carol");
        people("mallory");

        GetGroupMemberInfoResult all = client.group.getGroupMemberInfo(new GetGroupMemberInfoRequest(team));
        assertThat(all.getErrorCode()).isZero();
        assertThat(all.getMemberNum()).isEqualTo(3);
        assertThat(all.getMemberList())
                .extracting(MemberProfile::getMemberAccount, MemberProfile::getRole)
                .containsExactlyInAnyOrder(tuple("alice", "Owner"), tuple("bob", "Member"), tuple("carol", "Member"));
        assertThat(all.getMemberList()).extracting(MemberProfile::getJoinTime).allSatisfy(time -> assertThat(time)
                .isPositive());

        GetGroupMemberInfoRequest second = new GetGroupMemberInfoRequest(team);
        second.setLimit(1);
        second.setOffset(1);
        assertThat(client.group.getGroupMemberInfo(second).getMemberList()).hasSize(1);

        List<UserIdListItem> roles = client.group
                .getRoleInGroup(new GetRoleInGroupRequest(team, List.of("bob", "mallory", "alice")))
                .getUserIdList();
        assertThat(roles)
                .extracting(UserIdListItem::getMemberAccount, UserIdListItem::getRole)
                .containsExactly(tuple("bob", "Member"), tuple("mallory", "NotMember"), tuple("alice", "Owner"));
    }

    @Test
    void bobSeesWhichGroupsHeIsIn() throws Exception {
        String team = group("Public", "alice", "bob");
        String family = group("Public", "bob");
        group("Public", "alice");

        GetJoinGroupListResult joined = client.group.getJoinGroupList(new GetJoinedGroupListRequest("bob"));

        assertThat(joined.getErrorCode()).isZero();
        assertThat(joined.getTotalCount()).isEqualTo(2);
        assertThat(joined.getGroupIdList())
                .extracting(GroupIdListResultItem::getGroupId)
                .containsExactlyInAnyOrder(team, family);
    }
}
