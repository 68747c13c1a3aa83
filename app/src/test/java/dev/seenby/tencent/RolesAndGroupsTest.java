package dev.seenby.tencent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seenby.storage.Member;
import dev.seenby.storage.NewRoom;
import dev.seenby.storage.Room;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which groups somebody is in, and what they are there. */
class RolesAndGroupsTest extends TencentTest {
    private static final String JOINED = "get_joined_group_list";
    private static final String ROLES = "get_role_in_group";

    @Test
    void rolesStandInTheOrderAskedForAndTwiceWhoIsAskedTwice() {
        people("alice", "bob", "carol", "mallory");
        ok(
                "create_group",
                "Type",
                "Public",
                "Name",
                "n",
                "GroupId",
                "team",
                "Owner_Account",
                "alice",
                "MemberList",
                members("carol")
                        .copy()
                        .add(new JsonObject().put("Member_Account", "bob").put("Role", "Admin")));

        assertThat(call(
                                ROLES,
                                "GroupId",
                                "team",
                                "User_Account",
                                JsonArray.of("carol", "mallory", "alice", "nobody", "bob", "carol"))
                        .body())
                .isEqualTo("{\"ActionStatus\":\"OK\",\"ErrorCode\":0,\"ErrorInfo\":\"\",\"UserIdList\":["
                        + "{\"Member_Account\":\"carol\",\"Role\":\"Member\"},"
                        + "{\"Member_Account\":\"mallory\",\"Role\":\"NotMember\"},"
                        + "{\"Member_Account\":\"alice\",\"Role\":\"Owner\"},"
                        + "{\"Member_Account\":\"nobody\",\"Role\":\"NotMember\"},"
                        + "{\"Member_Account\":\"bob\",\"Role\":\"Admin\"},"
                        + "{\"Member_Account\":\"carol\",\"Role\":\"Member\"}]}");
        ok("delete_group_member", "GroupId", "team", "MemberToDel_Account", JsonArray.of("carol"));
        assertThat(call(ROLES, "GroupId", "team", "User_Account", JsonArray.of("carol"))
                        .body())
                .contains("NotMember");
    }

    @Test
    void fiveHundredAreAskedForAtOnceAndOneMoreIsTooMany() {
        String team = group("ChatRoom", "alice");

        assertThat(asking(team, 499)).isZero();
        assertThat(asking(team, 500)).isZero();
        assertThat(asking(team, 501)).isEqualTo(10004);
        assertThat(asking(team, 0)).isEqualTo(10004);
    }

    private int asking(String team, int many) {
        return call(ROLES, "GroupId", team, "User_Account", new JsonArray(Collections.nCopies(many, "alice")))
                .code();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {"GroupId":"nowhere"}|10004
                    {"GroupId":"nowhere","User_Account":"alice"}|10004
                    {"GroupId":"nowhere","User_Account":[""]}|10004
                    {"GroupId":"nowhere","User_Account":["0123456789012345678901234567890123"]}|10004
                    {"GroupId":"nowhere","User_Account":["alice",7]}|60015
                    {"GroupId":"","User_Account":["alice",7]}|60015
                    {"GroupId":"","User_Account":["alice"]}|10015
                    {"GroupId":7,"User_Account":["alice"]}|10004
                    {"User_Account":["alice"]}|10004
                    {"GroupId":"nowhere","User_Account":["nobody"]}|10010
                    """)
    void ofTwoMistakesInRolesTheEarlierCheckTells(String body, int code) {
        assertThat(call(ROLES, body).code()).as(body).isEqualTo(code);
    }

    @Test
    void aLiveRoomHasNoRolesAndADirectConversationIsNoGroup() throws Exception {
        people("alice", "bob");
        room("alicebob", Room.Kind.DIRECT, "{}", "alice", "bob");
        room("GENERAL", Room.Kind.PUBLIC, "{}", "alice");

        assertThat(call(ROLES, "GroupId", group("AVChatRoom", "alice"), "User_Account", JsonArray.of("nobody"))
                        .code())
                .isEqualTo(10007);
        assertThat(call(ROLES, "GroupId", "alicebob", "User_Account", JsonArray.of("alice"))
                        .code())
                .isEqualTo(10010);
        assertThat(call(ROLES, "GroupId", "GENERAL", "User_Account", JsonArray.of("alice", "bob"))
                        .body())
                .contains("[{\"Member_Account\":\"alice\",\"Role\":\"Member\"},"
                        + "{\"Member_Account\":\"bob\",\"Role\":\"NotMember\"}]");
    }

    @Test
    void bobsGroupsAreListedByAgeWhateverDialectMadeThem() throws Exception {
        String team = group("Public", "alice", "bob");
        room("GENERAL", Room.Kind.PUBLIC, "{}", "alice", "bob");
        room("alicebob", Room.Kind.DIRECT, "{}", "alice", "bob");
        String meeting = group("ChatRoom", "bob");
        String community = group("Community", "bob");
        group("Public", "alice");

        assertThat(call(JOINED, "Member_Account", "bob").body())
                .isEqualTo("{\"ActionStatus\":\"OK\",\"ErrorCode\":0,\"ErrorInfo\":\"\",\"TotalCount\":4,"
                        + "\"GroupIdList\":[{\"GroupId\":\"" + team + "\"},{\"GroupId\":\"GENERAL\"},{\"GroupId\":\""
                        + meeting + "\"},{\"GroupId\":\"" + community + "\"}]}");
        ok("delete_group_member", "GroupId", team, "MemberToDel_Account", JsonArray.of("bob"));
        ok("destroy_group", "GroupId", meeting);
        assertThat(groups("Member_Account", "bob")).containsExactly("GENERAL", community);
    }

    @Test
    void liveRoomsAndUnusedPrivateGroupsAreListedWhenAskedFor() {
        String live = group("AVChatRoom", "bob");
        String unused = group("Private", "bob");
        String used = group("Private", "alice", "bob");
        send(used, "alice");

        assertThat(groups("Member_Account", "bob")).containsExactly(used);
        assertThat(groups("Member_Account", "bob", "WithHugeGroups", 1)).containsExactly(live, used);
        assertThat(groups("Member_Account", "bob", "WithNoActiveGroups", 1)).containsExactly(unused, used);
        assertThat(groups("Member_Account", "bob", "WithHugeGroups", 1, "WithNoActiveGroups", 1))
                .containsExactly(live, unused, used);
        assertThat(groups("Member_Account", "bob", "GroupType", "AVChatRoom")).containsExactly(live);
        assertThat(groups("Member_Account", "bob", "GroupType", "Private")).containsExactly(used);
        assertThat(groups("Member_Account", "bob", "GroupType", "Public", "WithHugeGroups", 1))
                .isEmpty();
    }

    @Test
    void whatIsToldOfEachGroupIsChosen() {
        String team = group("Public", "alice", "bob");
        send(team, "alice");
        JsonObject filter = new JsonObject()
                .put("GroupBaseInfoFilter", JsonArray.of("Type", "MemberNum", "NoSuchField"))
                .put("SelfInfoFilter", JsonArray.of("Role", "MsgSeq"));

        assertThat(ok(JOINED, "Member_Account", "bob", "ResponseFilter", filter)
                        .getJsonArray("GroupIdList")
                        .encode())
                .isEqualTo("[{\"GroupId\":\"" + team + "\",\"Type\":\"Public\",\"MemberNum\":2,"
                        + "\"SelfInfo\":{\"Role\":\"Member\",\"MsgSeq\":0}}]");
        filter.remove("SelfInfoFilter");
        assertThat(ok(JOINED, "Member_Account", "bob", "ResponseFilter", filter)
                        .getJsonArray("GroupIdList")
                        .encode())
                .doesNotContain("SelfInfo");
    }

    @Test
    void pagesHaveEveryGroupOnceAndTheTotalStays() {
        List<String> all = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            all.add(group("Public", "bob"));
        }

        for (int limit : new int[] {1, 2, 3, 4, 4_999, 5_000}) {
            List<String> found = new ArrayList<>();
            for (int offset = 0; offset < 3; offset += limit) {
                JsonObject page = ok(JOINED, "Member_Account", "bob", "Limit", limit, "Offset", offset);
                assertThat(page.getInteger("TotalCount")).isEqualTo(3);
                found.addAll(ids(page));
            }
            assertThat(found).as("by %s", limit).isEqualTo(all);
        }
        JsonObject beyond = ok(JOINED, "Member_Account", "bob", "Offset", 4_294_967_295L);
        assertThat(ids(beyond)).isEmpty();
        assertThat(beyond.getInteger("TotalCount")).isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {}|10004
                    {"Member_Account":""}|10004
                    {"Member_Account":"0123456789012345678901234567890123"}|10004
                    {"Member_Account":7}|60015
                    {"Member_Account":7,"Limit":0}|60015
                    {"Member_Account":"nobody"}|10019
                    {"Member_Account":"nobody","Limit":0}|10004
                    {"Member_Account":"nobody","Limit":5001}|10004
                    {"Member_Account":"nobody","Limit":"1"}|10004
                    {"Member_Account":"nobody","Offset":-1}|10004
                    {"Member_Account":"nobody","Offset":4294967296}|10004
                    {"Member_Account":"nobody","WithHugeGroups":2}|10004
                    {"Member_Account":"nobody","WithNoActiveGroups":true}|10004
                    {"Member_Account":"nobody","SupportTopic":2}|10004
                    {"Member_Account":"nobody","GroupType":"Work"}|10004
                    {"Member_Account":"nobody","ResponseFilter":[]}|10004
                    {"Member_Account":"nobody","ResponseFilter":{"SelfInfoFilter":"Role"}}|10004
                    """)
    void ofTwoMistakesInListsTheEarlierCheckTells(String body, int code) {
        assertThat(call(JOINED, body).code()).as(body).isEqualTo(code);
    }

    /** More groups than one statement lists, and more of them than fit into an answer. */
    @Test
    void moreThanAThousandGroupsAreOneListAndAMegabyteIsTheMost() throws Exception {
        people("bob");
        String details = "{\"description\":\"" + "\\u0001".repeat(240) + "\"}";
        rooms(1_001, details);

        assertThat(groups("Member_Account", "bob")).hasSize(1_001).doesNotHaveDuplicates();
        JsonObject filter = new JsonObject().put("GroupBaseInfoFilter", JsonArray.of("Introduction"));
        assertThat(call(JOINED, "Member_Account", "bob", "ResponseFilter", filter)
                        .code())
                .isEqualTo(10018);
        assertThat(call(JOINED, "Member_Account", "bob", "ResponseFilter", filter, "Limit", 500)
                        .code())
                .isZero();
    }

    /** Many rooms of Bob's, some at a time. */
    private void rooms(int many, String details) throws Exception {
        long bob = stores.people()
                .byUserIds(acme.id(), List.of("bob"))
                .await(20, TimeUnit.SECONDS)
                .get(0)
                .id();
        List<NewRoom.NewMember> members = List.of(new NewRoom.NewMember(bob, Member.Role.MEMBER));
        for (int from = 0; from < many; from += 100) {
            List<Future<Room>> made = IntStream.range(from, Math.min(many, from + 100))
                    .mapToObj(i -> stores.rooms()
                            .create(new NewRoom(
                                    acme.id(), "g" + i, Room.Kind.PUBLIC, "g" + i, "g", null, details, members, null)))
                    .toList();
            Future.all(made).await(20, TimeUnit.SECONDS);
        }
    }

    private List<String> groups(Object... asked) {
        return ids(ok(JOINED, asked));
    }

    private static List<String> ids(JsonObject answer) {
        return answer.getJsonArray("GroupIdList").stream()
                .map(group -> ((JsonObject) group).getString("GroupId"))
                .toList();
    }
}
