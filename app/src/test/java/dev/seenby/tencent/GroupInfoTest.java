package dev.seenby.tencent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seenby.storage.Room;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is told of groups. */
class GroupInfoTest extends TencentTest {
    private static final String INFO = "get_group_info";
    private static final int MEGABYTE = 1_048_576;

    @Test
    void everythingIsToldInTheDocumentsWords() {
        people("alice", "bob");
        ok(
                "create_group",
                "Type",
                "Public",
                "GroupId",
                "team",
                "Name",
                "team",
                "Owner_Account",
                "alice",
                "Introduction",
                "we row",
                "FaceUrl",
                "https://f.example/t",
                "AppDefinedData",
                new JsonArray("[{\"Key\":\"colour\",\"Value\":\"blue\"}]"),
                "MemberList",
                members("bob"));
        send("team", "bob");

        JsonObject info = info("team").getJsonObject(0);

        long made = info.getLong("CreateTime");
        assertThat(made).isPositive();
        assertThat(info.getLong("LastMsgTime")).isGreaterThanOrEqualTo(made);
        JsonArray list = (JsonArray) info.remove("MemberList");
        assertThat(info.encode())
                .isEqualTo(
                        "{\"GroupId\":\"team\",\"ErrorCode\":0,\"ErrorInfo\":\"\",\"Type\":\"Public\",\"Name\":\"team\","
                                + "\"Appid\":" + acme.id() + ",\"Introduction\":\"we row\",\"Notification\":\"\","
                                + "\"FaceUrl\":\"https://f.example/t\",\"Owner_Account\":\"alice\",\"CreateTime\":"
                                + made
                                + ",\"InfoSeq\":0,\"LastInfoTime\":" + made + ",\"LastMsgTime\":"
                                + info.getLong("LastMsgTime") + ",\"NextMsgSeq\":2,\"MemberNum\":2,"
                                + "\"MaxMemberNum\":2147483647,\"ApplyJoinOption\":\"NeedPermission\","
                                + "\"MuteAllMember\":\"Off\",\"ShutUpAllMember\":\"Off\","
                                + "\"AppDefinedData\":[{\"Key\":\"colour\",\"Value\":\"blue\"}]}");
        assertThat(list.stream()
                        .map(one -> ((JsonObject) one).getString("Member_Account") + " "
                                + ((JsonObject) one).getString("Role")))
                .containsExactly("alice Owner", "bob Member");
        assertThat(list.getJsonObject(1).getLong("LastSendMsgTime")).isGreaterThanOrEqualTo(made);
    }

    @Test
    void everyGroupHasACodeOfItsOwnInTheOrderAskedFor() {
        String team = group("Private", "alice");
        Tenant rival = Tenant.create(stores);
        rival.group(line, "create_group", Tenant.json("Type", "Public", "Name", "n", "GroupId", "rivals"));

        JsonArray items = info("nowhere", team, "", "x".repeat(49), "é", "rivals", team);

        assertThat(items.stream().map(item -> ((JsonObject) item).getInteger("ErrorCode")))
                .containsExactly(10010, 0, 10015, 10015, 10015, 10010, 0);
        assertThat(items.getJsonObject(0).encode())
                .isEqualTo("{\"GroupId\":\"nowhere\",\"ErrorCode\":10010,\"ErrorInfo\":\"this group does not exist\"}");
        assertThat(items.getJsonObject(3).getString("GroupId")).isEqualTo("x".repeat(49));
    }

    @Test
    void fiftyAreAskedForAtOnceAndOneMoreIsTooMany() {
        assertThat(info(Collections.nCopies(49, "nowhere").toArray(String[]::new)))
                .hasSize(49);
        assertThat(info(Collections.nCopies(50, "nowhere").toArray(String[]::new)))
                .hasSize(50);
        assertThat(call(INFO, "GroupIdList", new JsonArray(Collections.nCopies(51, "nowhere")))
                        .code())
                .isEqualTo(10004);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {}
                    {"GroupIdList":null}
                    {"GroupIdList":[]}
                    {"GroupIdList":"team"}
                    {"GroupIdList":["team",5]}
                    {"GroupIdList":[{"GroupId":"team"}]}
                    {"GroupIdList":[""],"ResponseFilter":[]}
                    {"GroupIdList":["team"],"ResponseFilter":{"GroupBaseInfoFilter":"Name"}}
                    {"GroupIdList":["team"],"ResponseFilter":{"GroupBaseInfoFilter":[5]}}
                    {"GroupIdList":["team"],"ResponseFilter":{"MemberInfoFilter":{}}}
                    {"GroupIdList":["team"],"ResponseFilter":{"AppDefinedDataFilter_Group":[null]}}
                    {"GroupIdList":["team"],"ResponseFilter":{"AppDefinedDataFilter_GroupMember":7}}
                    """)
    void whatIsWrongIsRefused(String body) {
        assertThat(call(INFO, body).code()).as(body).isEqualTo(10004);
    }

    @Test
    void aFilterNamesWhatIsToldAndListsLeftOutNameNothing() {
        people("alice");
        ok(
                "create_group",
                "Type",
                "Public",
                "GroupId",
                "team",
                "Name",
                "team",
                "Owner_Account",
                "alice",
                "AppDefinedData",
                new JsonArray("[{\"Key\":\"a\",\"Value\":\"1\"},{\"Key\":\"b\",\"Value\":\"2\"}]"));
        String head = "{\"GroupId\":\"team\",\"ErrorCode\":0,\"ErrorInfo\":\"\"";

        assertThat(filtered("{}")).isEqualTo(head + "}");
        assertThat(filtered("{\"GroupBaseInfoFilter\":[]}")).isEqualTo(head + "}");
        assertThat(filtered(
                        "{\"GroupBaseInfoFilter\":[\"Name\",\"Type\",\"ShutUpAllMember\",\"NoSuchField\",\"Name\"]}"))
                .isEqualTo(head + ",\"Type\":\"Public\",\"Name\":\"team\",\"ShutUpAllMember\":\"Off\"}");
        assertThat(filtered("{\"MemberInfoFilter\":[\"Role\"]}"))
                .isEqualTo(head + ",\"MemberList\":[{\"Member_Account\":\"alice\",\"Role\":\"Owner\"}]}");
        assertThat(filtered("{\"MemberInfoFilter\":[]}"))
                .isEqualTo(head + ",\"MemberList\":[{\"Member_Account\":\"alice\"}]}");
        assertThat(filtered("{\"AppDefinedDataFilter_Group\":[\"b\",\"c\"]}"))
                .isEqualTo(head + ",\"AppDefinedData\":[{\"Key\":\"b\",\"Value\":\"2\"}]}");
        assertThat(filtered("{\"AppDefinedDataFilter_GroupMember\":[\"b\"]}")).isEqualTo(head + "}");
    }

    private String filtered(String filter) {
        return ok(INFO, "GroupIdList", JsonArray.of("team"), "ResponseFilter", new JsonObject(filter))
                .getJsonArray("GroupInfo")
                .getJsonObject(0)
                .encode();
    }

    @Test
    void aFilterNamesUpToAHundredFields() {
        for (String list : List.of(
                "GroupBaseInfoFilter",
                "MemberInfoFilter",
                "AppDefinedDataFilter_Group",
                "AppDefinedDataFilter_GroupMember")) {
            assertThat(withNames(list, 99)).isZero();
            assertThat(withNames(list, 100)).isZero();
            assertThat(withNames(list, 101)).isEqualTo(10004);
        }
    }

    private int withNames(String list, int many) {
        JsonObject filter = new JsonObject().put(list, new JsonArray(Collections.nCopies(many, "Name")));
        return call(INFO, "GroupIdList", JsonArray.of("nowhere"), "ResponseFilter", filter)
                .code();
    }

    @ParameterizedTest
    @CsvSource({
        "Private,DisableApply,1",
        "Public,NeedPermission,1",
        "ChatRoom,FreeAccess,1",
        "Community,FreeAccess,1",
        "AVChatRoom,FreeAccess,0"
    })
    void everyTypeIsToldOfButNotWhoLooksAtALiveRoom(String type, String join, int listed) {
        JsonObject info = info(group(type, "alice")).getJsonObject(0);

        assertThat(info.getString("Type")).isEqualTo(type);
        assertThat(info.getString("ApplyJoinOption")).isEqualTo(join);
        assertThat(info.getInteger("MemberNum")).isEqualTo(1);
        assertThat(info.getJsonArray("MemberList")).hasSize(listed);
        assertThat(info.containsKey("SupportTopic")).isEqualTo(type.equals("Community"));
    }

    @Test
    void aRoomOfAnotherDialectIsAGroupAndADirectConversationIsNone() throws Exception {
        people("alice", "bob");
        room("GENERAL", Room.Kind.PUBLIC, "{\"description\":\"for all\",\"rocketchat\":{\"ro\":true}}", "alice", "bob");
        room("odd", Room.Kind.PRIVATE, "[\"no object\"]", "alice");
        room("alicebob", Room.Kind.DIRECT, "{}", "alice", "bob");

        JsonArray items = info("GENERAL", "odd", "alicebob");

        JsonObject general = items.getJsonObject(0);
        assertThat(general.getString("Type")).isEqualTo("Public");
        assertThat(general.getString("Name")).isEqualTo("General talk");
        assertThat(general.getString("Introduction")).isEqualTo("for all");
        assertThat(general.getString("Owner_Account")).isEmpty();
        assertThat(general.getJsonArray("MemberList")).hasSize(2);
        assertThat(general.encode()).doesNotContain("rocketchat");
        JsonObject odd = items.getJsonObject(1);
        assertThat(odd.getString("Name")).isEqualTo("General talk");
        assertThat(odd.getJsonArray("AppDefinedData")).isEmpty();
        assertThat(items.getJsonObject(2).getInteger("ErrorCode")).isEqualTo(10010);
    }

    @ParameterizedTest
    @ValueSource(ints = {199, 200, 201})
    void theFirstTwoHundredMembersAreListed(int many) {
        String[] all = IntStream.range(0, many).mapToObj(i -> "user" + i).toArray(String[]::new);
        String team = group("Public", "user0");
        acme.account(
                line,
                "multiaccount_import",
                "{\"Accounts\":" + new JsonArray(List.of(all).subList(0, 100)) + "}");
        acme.account(
                line,
                "multiaccount_import",
                "{\"Accounts\":" + new JsonArray(List.of(all).subList(100, Math.min(200, many))) + "}");
        people(all[many - 1]);
        ok("add_group_member", "GroupId", team, "MemberList", members(all));

        JsonObject info = info(team).getJsonObject(0);

        assertThat(info.getInteger("MemberNum")).isEqualTo(many);
        assertThat(info.getJsonArray("MemberList")).hasSize(Math.min(200, many));
    }

    /** Copies of one group, padded to the byte. */
    @Test
    void anAnswerHasAMegabyteAndNotAByteMore() {
        String[] all = IntStream.range(0, 100).mapToObj(i -> "user" + i).toArray(String[]::new);
        acme.account(line, "multiaccount_import", "{\"Accounts\":" + new JsonArray(List.of(all)) + "}");
        ok("create_group", "Type", "Public", "Name", "n", "GroupId", "big", "MemberList", members(all));
        int copies = 48;
        int missing = MEGABYTE - asking(copies, 1).body().length();
        pad(missing / copies);
        int idLength = 1 + missing % copies;

        Line.Answer most = asking(copies, idLength);
        assertThat(most.body()).hasSize(MEGABYTE);
        assertThat(most.code()).isZero();
        assertThat(asking(copies, idLength + 1).code()).isEqualTo(10018);
    }

    private Line.Answer asking(int copies, int idLength) {
        List<String> ids = new ArrayList<>(Collections.nCopies(copies, "big"));
        ids.add("x".repeat(idLength));
        return call(INFO, "GroupIdList", new JsonArray(ids));
    }

    /** Makes the group's item that much longer, in custom fields of at most 512 letters. */
    private void pad(int bytes) {
        String field = ",{\"Key\":\"0\",\"Value\":\"\"}";
        JsonArray fields = new JsonArray();
        int left = bytes + 1;
        for (int i = 0; left > 0; i++) {
            int length = Math.min(512, left - field.length());
            // What is left for the next must be enough for its frame and a letter.
            int after = left - field.length() - length;
            length -= after > 0 && after <= field.length() ? field.length() + 1 - after : 0;
            fields.add(new JsonObject().put("Key", Integer.toString(i)).put("Value", "v".repeat(length)));
            left -= field.length() + length;
        }
        assertThat(fields.size()).isLessThanOrEqualTo(10);
        ok("modify_group_base_info", "GroupId", "big", "AppDefinedData", fields);
    }

    private JsonArray info(String... groupIds) {
        return ok(INFO, "GroupIdList", new JsonArray(List.of(groupIds))).getJsonArray("GroupInfo");
    }
}
