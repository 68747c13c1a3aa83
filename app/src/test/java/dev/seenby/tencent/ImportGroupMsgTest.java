package dev.seenby.tencent;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Taking messages over from elsewhere, half an hour after the group was made. */
class ImportGroupMsgTest extends TencentTest {
    private long start;
    private long now;

    @BeforeEach
    void halfAnHourPasses() {
        start = Instant.now().getEpochSecond();
        now = start + 1_800;
        clock = () -> Instant.ofEpochSecond(now);
    }

    @Test
    void messagesKeepTheirTimesAndHaveNoReceipts() {
        String group = group("Public", "alice", "bob");

        JsonObject answer = importing(group, message("alice", now - 9, "one"), message("bob", now - 8, "two"));

        assertThat(answer.encode())
                .isEqualTo("{\"ActionStatus\":\"OK\",\"ErrorCode\":0,\"ErrorInfo\":\"\",\"ImportMsgResult\":["
                        + "{\"MsgSeq\":1,\"MsgTime\":" + (now - 9) + ",\"Result\":0},"
                        + "{\"MsgSeq\":2,\"MsgTime\":" + (now - 8) + ",\"Result\":0}]}");
        assertThat(receipts(group, 1, 2)).isEqualTo("{\"Code\":10062,\"MsgSeq\":1},{\"Code\":10062,\"MsgSeq\":2}");
        JsonArray history =
                ok("group_msg_get_simple", "GroupId", group, "ReqMsgNumber", 2).getJsonArray("RspMsgList");
        assertThat(history.getJsonObject(0).getJsonArray("MsgBody")).isEqualTo(text("two"));
        assertThat(history.getJsonObject(0).getString("From_Account")).isEqualTo("bob");
        assertThat(history.getJsonObject(0).getLong("MsgTimeStamp")).isEqualTo(now - 8);
        assertThat(history.getJsonObject(1).getLong("MsgTimeStamp")).isEqualTo(now - 9);
    }

    @Test
    void timesLieBetweenTheGroupsBeginningAndNowAndDoNotFall() {
        String group = group("Public", "alice", "bob");

        assertThat(results(group, message("alice", start - 100, "too old"), message("alice", now, "not yet")))
                .isEqualTo("[0/10004, 0/10004]");
        assertThat(results(
                        group,
                        message("alice", now - 20, "first"),
                        message("alice", now - 21, "falls"),
                        message("bob", now - 20, "in the same second"),
                        message("bob", now + 5, "in the future"),
                        message("bob", now - 1, "last")))
                .isEqualTo("[1/0, 0/10004, 2/0, 0/10004, 3/0]");
        // Sent again, or older than the newest there is: not taken a second time.
        assertThat(results(group, message("bob", now - 1, "last"), message("bob", now - 2, "older")))
                .isEqualTo("[0/10004, 0/10004]");
        now += 10;
        assertThat(results(group, message("bob", now - 10, "next"))).isEqualTo("[4/0]");
    }

    @Test
    void aMessageThatIsTooLongIsTheOnlyOneNotTaken() {
        String group = group("Public", "alice", "bob");

        assertThat(results(
                        group,
                        message(
                                "alice",
                                now - 9,
                                "x".repeat(8_001 - text("").encode().length())),
                        message(
                                "alice",
                                now - 9,
                                "x".repeat(8_000 - text("").encode().length()))))
                .isEqualTo("[0/80002, 1/0]");
        // The time is looked at first.
        assertThat(results(group, message("alice", now + 9, "x".repeat(9_000)))).isEqualTo("[0/10004]");
    }

    @Test
    void sevenAreTakenAtOnceAndEightAreTooMany() {
        String group = group("Public", "alice", "bob");

        assertThat(code(group, 8, "alice")).isEqualTo(10004);
        assertThat(code(group, 0, "alice")).isEqualTo(10004);
        assertThat(code(group, 7, "alice")).isZero();
        assertThat(send(group, "alice")).isEqualTo(8);
    }

    private int code(String group, int many, String sender) {
        JsonArray list = new JsonArray(Collections.nCopies(many, message(sender, now - 5, "again")));
        return call("import_group_msg", "GroupId", group, "MsgList", list).code();
    }

    /** A client that had no answer in time asks again while the server is still at it. */
    @Test
    void aCallThatComesTwiceAtTheSameMomentTakesNothingTwice() {
        String group = group("Public", "alice", "bob");
        JsonArray messages = JsonArray.of(
                message("alice", now - 9, "same"), message("alice", now - 9, "same"), message("bob", now - 8, "two"));
        String body = Tenant.json("GroupId", group, "MsgList", messages);
        List<Line> lines = IntStream.range(0, 4)
                .mapToObj(i -> new Line(server.actualPort()))
                .toList();

        lines.forEach(each -> each.say("POST " + acme.target("/v4/group_open_http_svc/import_group_msg")
                + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + body.length() + "\r\n\r\n" + body));
        List<String> answers = lines.stream().map(each -> each.hear().body()).toList();
        lines.forEach(Line::close);

        assertThat(answers).allSatisfy(answer -> assertThat(answer).startsWith("{\"ActionStatus\":\"OK\""));
        JsonArray history =
                ok("group_msg_get_simple", "GroupId", group, "ReqMsgNumber", 20).getJsonArray("RspMsgList");
        assertThat(history.stream().map(each -> ((JsonObject) each).getJsonArray("MsgBody")))
                .containsExactly(text("two"), text("same"), text("same"));
        assertThat(send(group, "alice")).isEqualTo(4);
    }

    @Test
    void sendersExistAndFieldsComeBeforeGroups() {
        String group = group("Public", "alice", "bob");

        assertThat(code(group, 1, "nobody")).isEqualTo(10019);
        assertThat(code(group, 1, "x".repeat(33))).isEqualTo(10004);
        assertThat(code("nowhere", 1, "nobody")).isEqualTo(10010);
        assertThat(code("nowhere", 1, "")).isEqualTo(10004);
        assertThat(code("", 1, "alice")).isEqualTo(10015);
        assertThat(code(group("AVChatRoom", "alice"), 1, "nobody")).isEqualTo(10007);
        for (String wrong : new String[] {
            "{}",
            "7",
            "{\"From_Account\":5,\"SendTime\":1}",
            "{\"From_Account\":\"alice\"}",
            "{\"From_Account\":\"alice\",\"SendTime\":-1}",
            "{\"From_Account\":\"alice\",\"SendTime\":\"1\"}",
            "{\"From_Account\":\"alice\",\"SendTime\":1}",
            "{\"From_Account\":\"alice\",\"SendTime\":1,\"MsgBody\":[],\"Random\":1}",
            "{\"From_Account\":\"alice\",\"SendTime\":1,\"MsgBody\":" + text("x") + ",\"Random\":-1}"
        }) {
            int expected = wrong.contains(":5,") ? 60015 : 10004;
            assertThat(call("import_group_msg", "{\"GroupId\":\"" + group + "\",\"MsgList\":[" + wrong + "]}")
                            .code())
                    .as(wrong)
                    .isEqualTo(expected);
        }
        assertThat(call("import_group_msg", "GroupId", group, "RecentContactFlag", 2, "MsgList", JsonArray.of())
                        .code())
                .isEqualTo(10004);
        assertThat(send(group, "alice")).isEqualTo(1);
    }

    private static JsonObject message(String sender, long time, String text) {
        return new JsonObject()
                .put("From_Account", sender)
                .put("SendTime", time)
                .put("MsgBody", text(text));
    }

    private JsonObject importing(String group, JsonObject... messages) {
        return ok("import_group_msg", "GroupId", group, "RecentContactFlag", 1, "MsgList", JsonArray.of((Object[])
                messages));
    }

    /** {@code MsgSeq/Result} of each. */
    private String results(String group, JsonObject... messages) {
        return importing(group, messages).getJsonArray("ImportMsgResult").stream()
                .map(item -> ((JsonObject) item).getLong("MsgSeq") + "/" + ((JsonObject) item).getInteger("Result"))
                .toList()
                .toString();
    }
}
