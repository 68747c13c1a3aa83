package dev.seenby.tencent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seenby.receipts.Registration;
import dev.seenby.storage.Member;
import dev.seenby.storage.NewRoom;
import dev.seenby.storage.Person;
import dev.seenby.storage.Room;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is in a group, a page at a time. */
class GroupMembersTest extends TencentTest {
    private static final String MEMBERS = "get_group_member_info";

    @Test
    void everythingIsToldInTheDocumentsWords() {
        String team = group("Public", "alice", "bob");
        long seq = send(team, "bob");
        long silent = send(team, "alice", 0);

        JsonObject answer = ok(MEMBERS, "GroupId", team);

        assertThat(answer.fieldNames())
                .containsExactly("ActionStatus", "ErrorCode", "ErrorInfo", "MemberNum", "MemberList");
        JsonObject alice = answer.getJsonArray("MemberList").getJsonObject(0);
        JsonObject bob = answer.getJsonArray("MemberList").getJsonObject(1);
        assertThat(bob.getLong("LastSendMsgTime")).isGreaterThanOrEqualTo(bob.getLong("JoinTime"));
        assertThat(bob.encode())
                .isEqualTo("{\"Member_Account\":\"bob\",\"Role\":\"Member\",\"JoinTime\":" + bob.getLong("JoinTime")
                        + ",\"MsgSeq\":" + seq + ",\"MsgFlag\":\"AcceptAndNotify\",\"LastSendMsgTime\":"
                        + bob.getLong("LastSendMsgTime")
                        + ",\"MuteUntil\":0,\"ShutUpUntil\":0,\"NameCard\":\"\"}");
        assertThat(alice.getString("Role")).isEqualTo("Owner");
        assertThat(alice.getLong("MsgSeq")).isEqualTo(silent);
    }

    @Test
    void pagesByLimitAndOffsetHaveEverybodyOnceAndEndEmpty() {
        String team = group("Public", "alice", "bob", "carol", "dave", "erin");

        for (int limit : new int[] {1, 2, 4, 5, 6, 5_999, 6_000}) {
            List<String> found = new ArrayList<>();
            for (int offset = 0; offset < 5; offset += limit) {
                JsonObject page = ok(MEMBERS, "GroupId", team, "Limit", limit, "Offset", offset);
                assertThat(page.getInteger("MemberNum")).isEqualTo(5);
                found.addAll(accounts(page));
            }
            assertThat(found).as("by %s", limit).containsExactly("alice", "bob", "carol", "dave", "erin");
        }
        assertThat(accounts(ok(MEMBERS, "GroupId", team, "Limit", 1, "Offset", 5)))
                .isEmpty();
        assertThat(accounts(ok(MEMBERS, "GroupId", team, "Limit", 1, "Offset", 4_294_967_295L)))
                .isEmpty();
    }

    @Test
    void aCommunityIsWalkedByNextAndOtherGroupsTellNone() {
        String many = group("Community", "alice", "bob", "carol");

        List<String> found = new ArrayList<>();
        Object next = 0;
        for (int page = 0; page < 3; page++) {
            JsonObject answer = ok(MEMBERS, "GroupId", many, "Limit", 1, "Next", next);
            found.addAll(accounts(answer));
            next = answer.getString("Next");
        }

        assertThat(found).containsExactly("alice", "bob", "carol");
        assertThat(next).isEqualTo("");
        String first = ok(MEMBERS, "GroupId", many, "Limit", 2).encode();
        assertThat(ok(MEMBERS, "GroupId", many, "Limit", 2, "Next", "").encode())
                .isEqualTo(first);
        assertThat(ok(MEMBERS, "GroupId", many, "Limit", 2, "Next", 0).encode()).isEqualTo(first);
        assertThat(ok(MEMBERS, "GroupId", many).getString("Next")).isEmpty();
        assertThat(ok(MEMBERS, "GroupId", group("Public", "alice", "bob"), "Limit", 1)
                        .containsKey("Next"))
                .isFalse();
    }

    @Test
    void whoHasLeftMeanwhileIsNoObstacleOnTheWay() {
        String many = group("Community", "alice", "bob", "carol", "dave");
        String next = ok(MEMBERS, "GroupId", many, "Limit", 2).getString("Next");
        ok("delete_group_member", "GroupId", many, "MemberToDel_Account", JsonArray.of("bob"));

        assertThat(accounts(ok(MEMBERS, "GroupId", many, "Limit", 2, "Next", next)))
                .containsExactly("carol", "dave");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"999999\"",
                "\"4294967295\"",
                "\"4294967296\"",
                "\"12345678901\"",
                "\"-1\"",
                "\"abc\"",
                "\"1.0\"",
                "\" \"",
                "1",
                "-1",
                "true",
                "[]",
                "{}"
            })
    void aNextThatWasNeverToldIsRefused(String next) {
        String many = group("Community", "alice", "bob");

        assertThat(call(MEMBERS, "{\"GroupId\":\"" + many + "\",\"Limit\":1,\"Next\":" + next + "}")
                        .code())
                .isEqualTo(10004);
    }

    @Test
    void rolesAndFieldsCanBeChosen() {
        people("alice", "bob", "carol", "dave");
        ok(
                "create_group",
                "Type",
                "Public",
                "Name",
                "team",
                "GroupId",
                "team",
                "Owner_Account",
                "alice",
                "MemberList",
                members("carol", "dave")
                        .copy()
                        .add(new JsonObject().put("Member_Account", "bob").put("Role", "Admin")));

        assertThat(accounts(withRoles("Owner"))).containsExactly("alice");
        assertThat(accounts(withRoles("Admin"))).containsExactly("bob");
        assertThat(accounts(withRoles("Member"))).containsExactly("carol", "dave");
        assertThat(accounts(withRoles("Member", "Owner"))).containsExactly("alice", "carol", "dave");
        assertThat(accounts(withRoles("Member", "Owner", "Admin"))).hasSize(4);
        assertThat(accounts(withRoles())).hasSize(4);
        assertThat(withRoles("Admin").getInteger("MemberNum")).isEqualTo(4);
        assertThat(accounts(ok(
                        MEMBERS,
                        "GroupId",
                        "team",
                        "MemberRoleFilter",
                        JsonArray.of("Member"),
                        "Limit",
                        1,
                        "Offset",
                        1)))
                .containsExactly("dave");
        assertThat(ok(
                                MEMBERS,
                                "GroupId",
                                "team",
                                "Limit",
                                1,
                                "MemberInfoFilter",
                                JsonArray.of("ShutUpUntil", "Role", "NoSuchField"))
                        .getJsonArray("MemberList")
                        .encode())
                .isEqualTo("[{\"Member_Account\":\"alice\",\"Role\":\"Owner\",\"ShutUpUntil\":0}]");
        assertThat(ok(MEMBERS, "GroupId", "team", "Limit", 1, "MemberInfoFilter", JsonArray.of())
                        .getJsonArray("MemberList")
                        .encode())
                .isEqualTo("[{\"Member_Account\":\"alice\"}]");
    }

    private JsonObject withRoles(String... roles) {
        return ok(MEMBERS, "GroupId", "team", "MemberRoleFilter", new JsonArray(List.of(roles)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    "Limit":0
                    "Limit":-1
                    "Limit":6001
                    "Limit":"1"
                    "Limit":1.5
                    "Offset":-1
                    "Offset":4294967296
                    "Offset":"0"
                    "MemberRoleFilter":"Owner"
                    "MemberRoleFilter":["owner"]
                    "MemberRoleFilter":[1]
                    "MemberRoleFilter":["Owner","Owner","Owner","Owner"]
                    "MemberInfoFilter":"Role"
                    "MemberInfoFilter":[1]
                    "AppDefinedDataFilter_GroupMember":{}
                    """)
    void whatIsWrongIsRefusedBeforeTheGroupIsLookedFor(String wrong) {
        assertThat(call(MEMBERS, "{\"GroupId\":\"\"," + wrong + "}").code()).isEqualTo(10004);
    }

    @Test
    void theGroupComesBeforeTheNextAndAfterTheFields() {
        assertThat(call(MEMBERS, "{}").code()).isEqualTo(10004);
        assertThat(call(MEMBERS, "GroupId", 5).code()).isEqualTo(10004);
        assertThat(call(MEMBERS, "GroupId", "", "Next", "999999").code()).isEqualTo(10015);
        assertThat(call(MEMBERS, "GroupId", "nowhere", "Next", "999999").code()).isEqualTo(10010);
        assertThat(call(MEMBERS, "GroupId", group("AVChatRoom", "alice"), "Next", "999999")
                        .code())
                .isEqualTo(10007);
        Tenant acmes = acme;
        String team = group("Public", "alice");
        acme = Tenant.create(stores);
        assertThat(call(MEMBERS, "GroupId", team).code()).isEqualTo(10010);
        acme = acmes;
    }

    @Test
    void sixThousandAreTheMostAndAMegabyteToo() throws Exception {
        List<Person> crowd = crowd(6_001);
        Room room = stores.rooms()
                .create(new NewRoom(
                        acme.id(),
                        "crowd",
                        Room.Kind.PUBLIC,
                        "crowd",
                        "Crowd",
                        null,
                        "{}",
                        crowd.stream()
                                .map(person -> new NewRoom.NewMember(person.id(), Member.Role.MEMBER))
                                .toList(),
                        null))
                .await(20, TimeUnit.SECONDS);
        JsonArray names = JsonArray.of();

        assertThat(call(MEMBERS, "GroupId", "crowd", "MemberInfoFilter", names).code())
                .isEqualTo(10018);
        // As many as may be asked for, but with every field they are more than a megabyte.
        assertThat(call(MEMBERS, "GroupId", "crowd", "Limit", 6_000).code()).isEqualTo(10018);
        assertThat(accounts(ok(MEMBERS, "GroupId", "crowd", "Limit", 6_000, "MemberInfoFilter", names)))
                .hasSize(6_000);
        assertThat(accounts(ok(MEMBERS, "GroupId", "crowd", "Limit", 6_000, "Offset", 6_000)))
                .hasSize(1);

        stores.rooms().leave(room.id(), List.of(crowd.get(0).id())).await(20, TimeUnit.SECONDS);

        JsonObject all = ok(MEMBERS, "GroupId", "crowd", "MemberInfoFilter", names);
        assertThat(all.getInteger("MemberNum")).isEqualTo(6_000);
        assertThat(accounts(all)).hasSize(6_000).doesNotHaveDuplicates();
    }

    private List<Person> crowd(int many) throws Exception {
        Registration registration = new Registration(stores.people());
        List<Person> crowd = new ArrayList<>();
        for (int from = 0; from < many; from += 1_000) {
            List<String> accounts = IntStream.range(from, Math.min(many, from + 1_000))
                    .mapToObj(i -> "somebody-with-a-long-name-" + i)
                    .toList();
            registration
                    .importAccounts(
                            acme.id(),
                            accounts.stream()
                                    .map(account -> new Registration.Account(account, null, null))
                                    .toList())
                    .await(20, TimeUnit.SECONDS);
            crowd.addAll(stores.people().byUserIds(acme.id(), accounts).await(20, TimeUnit.SECONDS));
        }
        return crowd;
    }

    private static List<String> accounts(JsonObject answer) {
        return answer.getJsonArray("MemberList").stream()
                .map(member -> ((JsonObject) member).getString("Member_Account"))
                .toList();
    }
}
