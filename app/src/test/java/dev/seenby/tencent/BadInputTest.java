package dev.seenby.tencent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.seenby.storage.Person;
import dev.seenby.storage.Room;
import io.vertx.core.json.JsonObject;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Mallory tries everything. Nothing is written, and the connection can be used afterwards. */
class BadInputTest extends TencentTest {
    private static final List<String> COMMANDS = List.of(
            "get_group_msg_receipt",
            "group_msg_receipt",
            "send_group_msg",
            "create_group",
            "add_group_member",
            "delete_group_member");

    private String group;

    @BeforeEach
    void aGroupWithOneMessage() {
        group = group("Public", "alice", "bob");
        send(group, "alice");
    }

    /** On the same connection: nobody has read, nobody came or went, and the next message is the second. */
    @AfterEach
    void nothingHasChanged() throws Exception {
        assertThat(receipts(group, 1)).isEqualTo("{\"Code\":0,\"MsgSeq\":1,\"ReadNum\":0,\"UnreadNum\":1}");
        Room room = stores.rooms()
                .byRoomId(acme.id(), group)
                .await(20, TimeUnit.SECONDS)
                .orElseThrow();
        assertThat(stores.rooms().members(room.id(), 0, 10).await(20, TimeUnit.SECONDS))
                .hasSize(2);
        assertThat(send(group, "alice")).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "null",
                "[]",
                "\"text\"",
                "7",
                "{",
                "{}}",
                "{} {}",
                "{\"a\":1,}",
                "{'a':1}",
                "{a:1}",
                "{\"a\":NaN}",
                "{\"a\":01}",
                "{\"a\":+1}",
                "{\"a\":.5}",
                "{\"a\":\"\n\"}",
                "{\"a\":\"\\x\"}",
                "{\"a\":1,\"a\":1}",
                "// comment\n{}",
                "{} // comment",
                "{/* comment */}",
                "# comment\n{}",
                "<xml/>",
                "GroupId=1&MsgSeqList=1"
            })
    void whatIsNotAJsonObjectCannotBeParsed(String body) {
        for (String command : COMMANDS) {
            assertThat(call(command, body).code()).as(command).isEqualTo(60003);
        }
        assertThat(acme.account(line, "account_import", body).code()).isEqualTo(60003);
        // The command is looked at after the body.
        assertThat(call("no_such_command", body).code()).isEqualTo(60003);
    }

    @Test
    void theDocumentsOwnSampleWithItsCommentsIsNotJson() {
        String printed = "{\"GroupId\":\"" + group + "\",\"MsgSeqList\":[ // Pull the list of message `seq` values\n"
                + "{\"MsgSeq\":1},{\"MsgSeq\":2}]}";

        assertThat(call("get_group_msg_receipt", printed).code()).isEqualTo(60003);
    }

    @Test
    void brokenUtf8IsNotJson() {
        byte[] body = "{\"GroupId\":\"?\"}".getBytes(StandardCharsets.US_ASCII);
        body[12] = (byte) 0xff;
        assertThat(line.send("POST", acme.target("/v4/group_open_http_svc/create_group"), "application/json", body)
                        .code())
                .isEqualTo(60003);
    }

    @Test
    void tenThousandLevelsAreTooDeepAndSoAreThirtyThree() {
        for (int depth : new int[] {10_000, 33}) {
            String deep = "[".repeat(depth - 1) + "]".repeat(depth - 1);
            assertThat(call("create_group", "{\"Type\":\"Public\",\"Name\":\"n\",\"x\":" + deep + "}")
                            .code())
                    .isEqualTo(60003);
        }
        assertThat(call("create_group", "{\"a\":".repeat(200_000)).code()).isEqualTo(60003);
        assertThat(call(
                                "create_group",
                                "{\"Type\":\"Public\",\"Name\":\"n\",\"x\":" + "[".repeat(31) + "]".repeat(31) + "}")
                        .code())
                .isZero();
    }

    @Test
    void twoMebibytesAreReadAndOneByteMoreIsRefused() {
        String question = Tenant.json("GroupId", group, "MsgSeqList", seqs(1));
        int limit = 2 << 20;

        assertThat(call("get_group_msg_receipt", " ".repeat(limit - question.length()) + question)
                        .code())
                .isZero();
        Line.Answer over = call("get_group_msg_receipt", " ".repeat(limit + 1 - question.length()) + question);
        assertThat(over.status()).isEqualTo(200);
        assertThat(over.body())
                .isEqualTo("{\"ActionStatus\":\"FAIL\",\"ErrorCode\":60008,\"ErrorInfo\":"
                        + "\"service timeout or request format error,please check and try again\"}");
        assertThat(call("get_group_msg_receipt", " ".repeat(3 * limit)).code()).isEqualTo(60008);
    }

    @Test
    void aBodyInChunksIsABody() {
        String question = Tenant.json("GroupId", group, "MsgSeqList", seqs(1));
        line.say("POST " + acme.target("/v4/group_open_http_svc/get_group_msg_receipt")
                + " HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n");
        for (int i = 0; i < question.length(); i++) {
            line.say("1\r\n" + question.charAt(i) + "\r\n");
        }
        line.say("0\r\n\r\n");

        assertThat(line.hear().code()).isZero();
    }

    @Test
    void whoWaitsToBeAskedForTheBodyIsAsked() throws Exception {
        String question = Tenant.json("GroupId", group, "MsgSeqList", seqs(1));
        line.say("POST " + acme.target("/v4/group_open_http_svc/get_group_msg_receipt")
                + " HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: " + question.length()
                + "\r\n\r\n");
        assertThat(line.hearHead()).startsWith("HTTP/1.1 100");
        line.say(question);

        assertThat(line.hear().code()).isZero();
    }

    @Test
    void afterChunksThatAreNoneThereIsNothingToSay() {
        try (Line other = new Line(server.actualPort())) {
            other.say("POST " + acme.target("/v4/group_open_http_svc/get_group_msg_receipt")
                    + " HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n");
            assertThatThrownBy(other::hear)
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessageContaining("closed");
        }
    }

    @Test
    void aBodyWithoutEndIsNotReadForEver() {
        try (Line other = new Line(server.actualPort())) {
            other.say("POST " + acme.target("/v4/group_open_http_svc/get_group_msg_receipt")
                    + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2000000000\r\n\r\n");
            byte[] mebibyte = new byte[1 << 20];
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 64; i++) {
                            other.say(mebibyte);
                        }
                        other.hear();
                    })
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessageNotContaining("timed out");
        }
    }

    @Test
    void aQueryThatCannotBeDecodedIsNoHttp() {
        assertThat(line.post("/v4/group_open_http_svc/get_group_msg_receipt?sdkappid=%zz", "{}")
                        .code())
                .isEqualTo(60002);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "' OR '1'='1",
                "'; DROP TABLE person; --",
                "\\\\'; SELECT 1",
                "*3\\r\\n$3\\r\\nDEL\\r\\n",
                "${jndi:ldap://127.0.0.1/x}",
                "%s%n",
                "{p}:{1}",
                "../../etc/passwd",
                "<script>",
                "\\u0000",
                "a\\u0000b",
                "\\ud800",
                "\\udc00\\ud800",
                "\\ud83d\\ud83d"
            })
    void noTextOpensAnything(String hostile) throws Exception {
        String text = "\"" + hostile + "\"";
        int unstorable = hostile.matches("(?s).*\\\\u(0000|d).*") ? 10004 : 0;
        String seqs = "\"MsgSeqList\":[{\"MsgSeq\":1}]";
        String members = "\"MemberList\":[{\"Member_Account\":" + text + "}]";
        String named = "\"GroupId\":\"" + group + "\",";

        for (String command : COMMANDS) {
            Line.Answer answer = call(
                    command,
                    "{\"GroupId\":" + text + "," + seqs + "," + members
                            + ",\"Type\":\"Public\",\"Name\":\"n\",\"From_Account\":" + text
                            + ",\"MemberToDel_Account\":[" + text + "],\"Random\":1,\"MsgBody\":" + text("x") + "}");
            assertThat(answer.code())
                    .as(command + answer.body())
                    .isIn(unstorable != 0 ? List.of(10004) : List.of(10010, 10015, 10019));
        }
        assertThat(call("group_msg_receipt", "{" + named + seqs + ",\"From_Account\":" + text + "}")
                        .code())
                .isEqualTo(unstorable != 0 ? 10004 : 10019);
        assertThat(call("add_group_member", "{" + named + members + "}").code()).isEqualTo(unstorable);
        assertThat(call("delete_group_member", "{" + named + "\"MemberToDel_Account\":[" + text + "]}")
                        .code())
                .isEqualTo(unstorable);
        assertThat(call(
                                "create_group",
                                "{\"Type\":\"Public\",\"Name\":" + text + ",\"Introduction\":" + text + ",\"x\":{"
                                        + text + ":" + text + "}}")
                        .code())
                .isEqualTo(unstorable);
        assertThat(acme.account(line, "account_import", "{\"UserID\":" + text + ",\"Nick\":" + text + "}")
                        .code())
                .isEqualTo(unstorable != 0 ? 70402 : 0);
        String plain = new JsonObject("{\"t\":" + text + "}").getString("t");
        List<String> asked = unstorable != 0
                // Nor may what is left of it without the illegal characters, or with others for them, be there.
                ? List.of(
                        "alice",
                        "bob",
                        plain.replaceAll("[\0\ud800-\udfff]", ""),
                        plain.replaceAll("[\0\ud800-\udfff]", "?"))
                : List.of("alice", "bob", plain);
        List<Person> people = stores.people().byUserIds(acme.id(), asked).await(20, TimeUnit.SECONDS);
        assertThat(people).hasSize(unstorable != 0 ? 2 : 3);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"' OR '1'='1", "alice\n", "\u0000", "\ud83d\ude00", "administrator\u0000", "administrator "})
    void noIdentifierIsTheAdministratorButTheAdministrator(String identifier) {
        assertThat(line.post(
                                acme.target(
                                        "/v4/group_open_http_svc/get_group_msg_receipt", identifier, acme.userSig()),
                                "{}")
                        .code())
                .isEqualTo(70013);
    }

    @Test
    void hostileTextInAMessageIsJustText() throws Exception {
        Tenant rival = Tenant.create(stores);
        rival.account(line, "account_import", "{\"UserID\":\"mallory\"}");
        assertThat(call("add_group_member", "GroupId", group, "MemberList", members("mallory"))
                        .json()
                        .getJsonArray("MemberList")
                        .getJsonObject(0)
                        .getInteger("Result"))
                .isZero();
        for (String hostile : List.of("\\u0000", "\\ud800", "x\\udfff")) {
            String body = "{\"GroupId\":\"" + group
                    + "\",\"Random\":1,\"MsgBody\":[{\"MsgType\":\"TIMTextElem\",\"MsgContent\":{\"Text\":\"" + hostile
                    + "\"}}]}";
            assertThat(call("send_group_msg", body).code()).isEqualTo(10004);
        }
        // A half of a pair as raw bytes, which is no UTF-8 at all.
        byte[] raw = ("{\"GroupId\":\"" + group + "\",\"Random\":1,\"CloudCustomData\":\"???\",\"MsgBody\":" + text("x")
                        + "}")
                .getBytes(StandardCharsets.US_ASCII);
        int at = new String(raw, StandardCharsets.US_ASCII).indexOf("???");
        raw[at] = (byte) 0xed;
        raw[at + 1] = (byte) 0xa0;
        raw[at + 2] = (byte) 0x80;
        assertThat(line.send("POST", acme.target("/v4/group_open_http_svc/send_group_msg"), "application/json", raw)
                        .code())
                .isIn(60003, 10004);
    }
}
