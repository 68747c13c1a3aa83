package dev.seenby.tencent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seenby.storage.Member;
import dev.seenby.storage.Person;
import dev.seenby.storage.Room;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Making groups, letting people in and out. */
class GroupsTest extends TencentTest {
    @Test
    void aGroupKeepsWhatWasSaidOfIt() throws Exception {
        people("alice", "bob", "carol");

        JsonObject made = ok(
                "create_group",
                "Type",
                "Public",
                "GroupId",
                "MyFirstGroup",
                "Name",
                "TestGroup 团队",
                "Owner_Account",
                "alice",
                "Introduction",
                "intro",
                "Notification",
                "note",
                "FaceUrl",
                "https://face.example/1",
                "MaxMemberCount",
                500,
                "ApplyJoinOption",
                "FreeAccess",
                "InviteJoinOption",
                "DisableInvite",
                "AppDefinedData",
                new JsonArray(List.of(new JsonObject().put("Key", "k").put("Value", "v"))),
                "MemberList",
                new JsonArray(List.of(
                        new JsonObject().put("Member_Account", "bob").put("Role", "Admin"),
                        new JsonObject().put("Member_Account", "carol"),
                        new JsonObject().put("Member_Account", "carol"),
                        new JsonObject().put("Member_Account", "alice"))));

        assertThat(made.encode())
                .isEqualTo("{\"ActionStatus\":\"OK\",\"ErrorCode\":0,\"ErrorInfo\":\"\",\"GroupId\":\"MyFirstGroup\","
                        + "\"HugeGroupFlag\":0,\"Type\":\"Public\"}");
        Room room = room("MyFirstGroup");
        assertThat(room.kind()).isEqualTo(Room.Kind.PUBLIC);
        assertThat(room.displayName()).isEqualTo("TestGroup 团队");
        assertThat(new JsonObject(room.details()).getString("description")).isEqualTo("intro");
        assertThat(roles(room))
                .isEqualTo(Map.of("alice", Member.Role.OWNER, "bob", Member.Role.ADMIN, "carol", Member.Role.MEMBER));
    }

    @ParameterizedTest
    @CsvSource({
        "Private,PRIVATE,@TGS#2",
        "Public,PUBLIC,@TGS#2",
        "ChatRoom,MEETING,@TGS#2",
        "AVChatRoom,LIVE,@TGS#2",
        "Community,COMMUNITY,@TGS#_"
    })
    void everyTypeCanBeMadeAndGetsAnId(String type, Room.Kind kind, String start) throws Exception {
        JsonObject first = ok("create_group", "Type", type, "Name", "same name");
        JsonObject second = ok("create_group", "Type", type, "Name", "same name");

        assertThat(first.getString("GroupId")).startsWith(start).isNotEqualTo(second.getString("GroupId"));
        assertThat(room(first.getString("GroupId")).kind()).isEqualTo(kind);
        assertThat(room(first.getString("GroupId")).owner()).isNull();
    }

    @Test
    void anIdCanBeTakenOnlyOnce() {
        people("alice", "bob");
        Object[] group = {"Type", "Public", "Name", "n", "GroupId", "g1", "Owner_Account", "alice"};
        ok("create_group", group);

        assertThat(call("create_group", group).code()).isEqualTo(10025);
        assertThat(call("create_group", "Type", "Public", "Name", "n", "GroupId", "g1", "Owner_Account", "bob")
                        .code())
                .isEqualTo(10021);
        assertThat(call("create_group", "Type", "Public", "Name", "n", "GroupId", "g1")
                        .code())
                .isEqualTo(10021);
        // In another app it is free.
        assertThat(Tenant.create(stores)
                        .group(line, "create_group", Tenant.json("Type", "Public", "Name", "n", "GroupId", "g1"))
                        .code())
                .isZero();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    "Type":null|10004
                    "Type":"Work"|10004
                    "Type":5|10004
                    "Name":null|10004
                    "Name":""|10004
                    "Name":7|10004
                    "Name":"0123456789012345678901234567890"|10004
                    "Name":"一二三四五六七八九十一"|10004
                    "ApplyJoinOption":"Perhaps"|10004
                    "InviteJoinOption":"DisableApply"|10004
                    "MaxMemberCount":"5"|10004
                    "MaxMemberCount":-1|10004
                    "SupportTopic":3|10004
                    "AppDefinedData":[{"Key":"k"}]|10004
                    "AppDefinedData":{}|10004
                    "MemberList":[{}]|10004
                    "MemberList":["alice"]|10004
                    "MemberList":[{"Member_Account":1}]|60015
                    "MemberList":[{"Member_Account":"alice","Role":"Owner"}]|10004
                    "MemberList":[{"Member_Account":"nobody"}]|10019
                    "Owner_Account":"nobody"|10019
                    "Owner_Account":1|60015
                    "GroupId":"@TGS#2ABC"|10015
                    "GroupId":"a\\tb"|10015
                    "GroupId":"é"|10015
                    "GroupId":"0123456789012345678901234567890123456789012345678"|10015
                    "GroupId":7|10004
                    "GroupId":"not-a-community","Type":"Community"|10015
                    """)
    void whatIsWrongIsRefused(String wrong, int code) {
        people("alice");
        String type = wrong.contains("\"Type\"") ? "" : ",\"Type\":\"Public\"";
        String name = wrong.contains("\"Name\"") ? "" : ",\"Name\":\"n\"";

        Line.Answer answer = call("create_group", "{" + wrong + type + name + "}");

        assertThat(answer.code()).as(answer.body()).isEqualTo(code);
    }

    @Test
    void longTextsAreRefusedAboveTheirBound() {
        for (Map.Entry<String, Integer> field :
                Map.of("Introduction", 240, "Notification", 300, "FaceUrl", 100).entrySet()) {
            int bound = field.getValue();
            ok("create_group", "Type", "Public", "Name", "n", field.getKey(), "x".repeat(bound));
            assertThat(call("create_group", "Type", "Public", "Name", "n", field.getKey(), "x".repeat(bound + 1))
                            .json()
                            .getString("ErrorInfo"))
                    .isEqualTo(field.getKey() + " must not be longer than " + bound + " bytes");
        }
    }

    @Test
    void aHundredMembersAreTakenAtOnceAndOneMoreIsTooMany() throws Exception {
        String[] hundred = IntStream.range(0, 101).mapToObj(i -> "user" + i).toArray(String[]::new);
        people(hundred);

        assertThat(call("create_group", "Type", "Public", "Name", "n", "GroupId", "big", "MemberList", members(hundred))
                        .code())
                .isEqualTo(10005);
        ok(
                "create_group",
                "Type",
                "Public",
                "Name",
                "n",
                "GroupId",
                "big",
                "MemberList",
                members(List.of(hundred).subList(0, 100).toArray(String[]::new)));
        assertThat(roles(room("big"))).hasSize(100);
    }

    @Test
    void addingTellsOfEachHowItWent() {
        String group = group("Public", "alice");
        people("bob");

        JsonObject answer = ok(
                "add_group_member",
                "GroupId",
                group,
                "Silence",
                1,
                "MemberList",
                members("bob", "nobody", "alice", "bob"));

        assertThat(answer.encode())
                .isEqualTo("{\"ActionStatus\":\"OK\",\"ErrorCode\":0,\"ErrorInfo\":\"\",\"MemberList\":["
                        + "{\"Member_Account\":\"bob\",\"Result\":1},{\"Member_Account\":\"nobody\",\"Result\":0},"
                        + "{\"Member_Account\":\"alice\",\"Result\":2},{\"Member_Account\":\"bob\",\"Result\":2}]}");
    }

    @Test
    void threeHundredCanBeAddedAtOnceAndAHundredTakenOut() {
        String group = group("Community", "alice");
        JsonArray three = new JsonArray(Collections.nCopies(300, new JsonObject().put("Member_Account", "nobody")));

        ok("add_group_member", "GroupId", group, "MemberList", three);
        assertThat(call(
                                "add_group_member",
                                "GroupId",
                                group,
                                "MemberList",
                                three.copy().add(three.getJsonObject(0)))
                        .code())
                .isEqualTo(10005);
        ok(
                "delete_group_member",
                "GroupId",
                group,
                "MemberToDel_Account",
                new JsonArray(Collections.nCopies(100, "nobody")));
        assertThat(call(
                                "delete_group_member",
                                "GroupId",
                                group,
                                "MemberToDel_Account",
                                new JsonArray(Collections.nCopies(101, "nobody")))
                        .code())
                .isEqualTo(10005);
    }

    @Test
    void takingOutPassesOverWhoIsNotInButNotTheOwner() throws Exception {
        String group = group("Private", "alice", "bob", "carol");
        people("mallory");

        assertThat(remove(group, "bob", "mallory", "nobody")).isZero();
        assertThat(remove(group, "bob")).isZero();
        assertThat(remove(group, "carol", "alice")).isEqualTo(10009);
        assertThat(roles(room(group)).keySet()).containsExactlyInAnyOrder("alice", "carol");
    }

    @ParameterizedTest
    @ValueSource(strings = {"add_group_member", "delete_group_member"})
    void theGroupMustExist(String command) {
        String body = "{\"MemberList\":[{\"Member_Account\":\"a\"}],\"MemberToDel_Account\":[\"a\"]%s}";
        assertThat(call(command, body.formatted("")).code()).isEqualTo(10004);
        assertThat(call(command, body.formatted(",\"GroupId\":5")).code()).isEqualTo(10004);
        assertThat(call(command, body.formatted(",\"GroupId\":\"\"")).code()).isEqualTo(10015);
        assertThat(call(command, body.formatted(",\"GroupId\":\"none\"")).code())
                .isEqualTo(10010);
        assertThat(call(command, "{\"GroupId\":\"none\"}").code()).isEqualTo(10004);
        assertThat(call(
                                command,
                                "{\"GroupId\":\"none\",\"MemberList\":[{\"Member_Account\":1}],\"MemberToDel_Account\":[1]}")
                        .code())
                .isEqualTo(60015);
    }

    @Test
    void peopleComeAndGoInALiveRoomByThemselves() {
        String live = group("AVChatRoom", "alice", "bob");

        assertThat(call("add_group_member", "GroupId", live, "MemberList", members("bob"))
                        .code())
                .isEqualTo(10007);
        assertThat(remove(live, "bob")).isEqualTo(10004);
    }

    private int remove(String group, String... accounts) {
        return call("delete_group_member", "GroupId", group, "MemberToDel_Account", new JsonArray(List.of(accounts)))
                .code();
    }

    private Room room(String group) throws Exception {
        return stores.rooms()
                .byRoomId(acme.id(), group)
                .await(20, TimeUnit.SECONDS)
                .orElseThrow();
    }

    private Map<String, Member.Role> roles(Room room) throws Exception {
        List<Member> members = stores.rooms().members(room.id(), 0, 10_000).await(20, TimeUnit.SECONDS);
        Map<Long, Person> people =
                stores
                        .people()
                        .byIds(members.stream().map(Member::person).toList())
                        .await(20, TimeUnit.SECONDS)
                        .stream()
                        .collect(Collectors.toMap(Person::id, Function.identity()));
        return members.stream()
                .collect(Collectors.toMap(member -> people.get(member.person()).userId(), Member::role));
    }
}
