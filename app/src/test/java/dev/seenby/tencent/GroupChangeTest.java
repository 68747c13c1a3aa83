package dev.seenby.tencent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seenby.storage.Room;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Changing what is told of a group. */
class GroupChangeTest extends TencentTest {
    private static final String MODIFY = "modify_group_base_info";

    @Test
    void whatIsChangedIsToldAtOnceAndTheRestStays() {
        String team = group("Public", "alice", "bob");
        long later = Instant.now().getEpochSecond() + 1_000;
        clock = () -> Instant.ofEpochSecond(later);

        ok(MODIFY, "GroupId", team, "Name", "crew", "MaxMemberNum", 7, "ApplyJoinOption", "FreeAccess");
        ok(
                MODIFY,
                "GroupId",
                team,
                "Introduction",
                "we row",
                "Notification",
                "at six",
                "InviteJoinOption",
                "DisableInvite");

        JsonObject info = info(team);
        assertThat(info.getString("Name")).isEqualTo("crew");
        assertThat(info.getString("Introduction")).isEqualTo("we row");
        assertThat(info.getString("Notification")).isEqualTo("at six");
        assertThat(info.getInteger("MaxMemberNum")).isEqualTo(7);
        assertThat(info.getString("ApplyJoinOption")).isEqualTo("FreeAccess");
        assertThat(info.getString("InviteJoinOption")).isEqualTo("DisableInvite");
        assertThat(info.getInteger("InfoSeq")).isEqualTo(2);
        assertThat(info.getLong("LastInfoTime")).isEqualTo(later);
        assertThat(info.getLong("CreateTime")).isLessThan(later);
        ok(MODIFY, "GroupId", team, "Introduction", "", "Type", "Private");
        assertThat(info(team).getString("Introduction")).isEmpty();
        assertThat(info(team).getString("Type")).isEqualTo("Public");
    }

    @Test
    void mutingIsUnderstoodAndToldUnderBothNames() {
        String team = group("Public", "alice");

        for (Object[] said : new Object[][] {
            {"On", "MuteAllMember", "On"},
            {"Off", "ShutUpAllMember", "Off"},
            {"On", "ShutUpAllMember", "On"},
            {"Off", "MuteAllMember", "Off"},
            {"On", "MuteAllMember", "On", "ShutUpAllMember", "On"},
            {"On", "Name", "others"}
        }) {
            List<Object> body = new ArrayList<>(List.of("GroupId", team));
            body.addAll(List.of(said).subList(1, said.length));
            ok(MODIFY, body.toArray());

            JsonObject info = info(team);
            assertThat(info.getString("MuteAllMember")).isEqualTo(said[0]);
            assertThat(info.getString("ShutUpAllMember")).isEqualTo(said[0]);
        }
        assertThat(call(MODIFY, "GroupId", team, "MuteAllMember", "On", "ShutUpAllMember", "Off")
                        .code())
                .isEqualTo(10004);
    }

    @Test
    void textsMayHaveTheirBoundAndNotAByteMore() {
        String team = group("Public", "alice");
        for (Map.Entry<String, Integer> field : Map.of(
                        "Name", 30, "Introduction", 240, "Notification", 300, "FaceUrl", 100)
                .entrySet()) {
            String name = field.getKey();
            int bound = field.getValue();
            for (String text : List.of("x".repeat(bound - 1), "x".repeat(bound), "é".repeat(bound / 2))) {
                ok(MODIFY, "GroupId", team, name, text);
                assertThat(info(team).getString(name)).isEqualTo(text);
            }
            for (String text : List.of("x".repeat(bound + 1), "é".repeat(bound / 2) + "x")) {
                assertThat(call(MODIFY, "GroupId", team, name, text).code())
                        .as(name)
                        .isEqualTo(10004);
            }
        }
    }

    @Test
    void customFieldsAreAddedChangedAndDeletedOneByOne() {
        String team = group("Public", "alice");
        ok(MODIFY, "GroupId", team, "AppDefinedData", fields("a", "1", "b", "2"));
        ok(MODIFY, "GroupId", team, "AppDefinedData", fields("b", "3", "c", "4", "d", ""));
        ok(MODIFY, "GroupId", team, "AppDefinedData", fields("a", ""));
        ok(MODIFY, "GroupId", team, "AppDefinedData", new JsonArray());

        assertThat(info(team).getJsonArray("AppDefinedData")).isEqualTo(fields("b", "3", "c", "4"));
    }

    @Test
    void thereAreTenCustomFieldsAtMost() {
        String team = group("Public", "alice");
        assertThat(modifying(team, numbered(11))).isEqualTo(10004);
        assertThat(modifying(team, numbered(9))).isZero();
        assertThat(modifying(team, numbered(10))).isZero();

        assertThat(modifying(team, fields("eleventh", "x"))).isEqualTo(10004);
        assertThat(modifying(team, fields("eleventh", "x", "0", ""))).isZero();
        assertThat(info(team).getJsonArray("AppDefinedData")).hasSize(10);
        assertThat(info(team).getInteger("InfoSeq")).isEqualTo(3);
        assertThat(modifying(team, fields("k".repeat(32), "", "0", "v".repeat(512), "1", "")))
                .isZero();
        assertThat(modifying(team, fields("k".repeat(33), "x"))).isEqualTo(10004);
        assertThat(modifying(team, fields("0", "v".repeat(513)))).isEqualTo(10004);
    }

    /** Each of them alone would fit. */
    @Test
    void whoChangesAtTheSameMomentCannotGoBeyondTheBoundTogether() {
        String team = group("Public", "alice");
        List<Line> lines = IntStream.range(0, 4)
                .mapToObj(i -> new Line(server.actualPort()))
                .toList();
        for (int i = 0; i < 4; i++) {
            String body =
                    Tenant.json("GroupId", team, "AppDefinedData", fields(i + "a", "x", i + "b", "x", i + "c", "x"));
            lines.get(i)
                    .say("POST " + acme.target("/v4/group_open_http_svc/" + MODIFY)
                            + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
        }
        List<Integer> codes = lines.stream().map(each -> each.hear().code()).toList();
        lines.forEach(Line::close);

        assertThat(codes).containsExactlyInAnyOrder(0, 0, 0, 10004);
        assertThat(info(team).getJsonArray("AppDefinedData")).hasSize(9);
    }

    private int modifying(String team, JsonArray fields) {
        return call(MODIFY, "GroupId", team, "AppDefinedData", fields).code();
    }

    private static JsonArray numbered(int many) {
        return fields(IntStream.range(0, many)
                .boxed()
                .flatMap(i -> List.of(Integer.toString(i), "x").stream())
                .toArray(String[]::new));
    }

    private static JsonArray fields(String... keysAndValues) {
        JsonArray fields = new JsonArray();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            fields.add(new JsonObject().put("Key", keysAndValues[i]).put("Value", keysAndValues[i + 1]));
        }
        return fields;
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    "Name":""|10004
                    "Name":" "|10004
                    "Name":7|10004
                    "Introduction":7|10004
                    "MaxMemberNum":-1|10004
                    "MaxMemberNum":4294967296|10004
                    "MaxMemberNum":"7"|10004
                    "ApplyJoinOption":"Perhaps"|10004
                    "InviteJoinOption":"DisableApply"|10004
                    "MuteAllMember":"on"|10004
                    "ShutUpAllMember":1|10004
                    "AppDefinedData":{}|10004
                    "AppDefinedData":[1]|10004
                    "AppDefinedData":[{"Key":"k"}]|10004
                    "AppDefinedData":[{"Value":"v"}]|10004
                    "Name":"fine"|10015
                    """)
    void fieldsAreCheckedBeforeTheGroupsIdAndThatBeforeTheGroup(String field, int code) {
        assertThat(call(MODIFY, "{\"GroupId\":\"" + "x".repeat(49) + "\"," + field + "}")
                        .code())
                .isEqualTo(code);
        assertThat(call(MODIFY, "{\"GroupId\":\"nowhere\"," + field + "}").code())
                .isEqualTo(code == 10015 ? 10010 : code);
        assertThat(call(MODIFY, "{" + field + "}").code()).isEqualTo(10004);
    }

    @Test
    void aRoomOfAnotherDialectKeepsWhatThatDialectKnows() throws Exception {
        Room general = room("GENERAL", Room.Kind.PUBLIC, "{\"rocketchat\":{\"ro\":true},\"description\":\"old\"}");

        ok(MODIFY, "GroupId", "GENERAL", "Name", "Everybody", "Introduction", "new");

        Room now = stores.rooms()
                .byIds(List.of(general.id()))
                .await(20, TimeUnit.SECONDS)
                .get(0);
        assertThat(now.displayName()).isEqualTo("Everybody");
        assertThat(now.name()).isEqualTo(general.name());
        JsonObject details = new JsonObject(now.details());
        assertThat(details.getJsonObject("rocketchat").getBoolean("ro")).isTrue();
        assertThat(details.getString("description")).isEqualTo("new");
        room("alicebob", Room.Kind.DIRECT, "{}");
        assertThat(call(MODIFY, "GroupId", "alicebob", "Name", "n").code()).isEqualTo(10010);
    }

    @Test
    void whatIsNotDocumentedOfACustomFieldIsNotKept() throws Exception {
        ok(
                "create_group",
                "Type",
                "Public",
                "Name",
                "n",
                "GroupId",
                "team",
                "AppDefinedData",
                new JsonArray(List.of(
                        new JsonObject().put("Key", "k").put("Value", "v").put("Ballast", "x".repeat(100_000)))));

        assertThat(stored("team").details()).hasSizeLessThan(1_000).contains("\"Value\":\"v\"");
    }

    private JsonObject info(String groupId) {
        return ok("get_group_info", "GroupIdList", JsonArray.of(groupId))
                .getJsonArray("GroupInfo")
                .getJsonObject(0);
    }
}
