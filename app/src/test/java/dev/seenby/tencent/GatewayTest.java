package dev.seenby.tencent;

import static org.assertj.core.api.Assertions.assertThat;

import com.tencentyun.TLSSigAPIv2;
import dev.seenby.limits.Refused;
import dev.seenby.storage.AppOptions;
import dev.seenby.storage.Limiter;
import dev.seenby.storage.StorageException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every call goes through, in the order in which it is checked. */
class GatewayTest extends TencentTest {
    private static final String RECEIPTS = "/v4/group_open_http_svc/get_group_msg_receipt";

    @ParameterizedTest
    @ValueSource(
            strings = {"/v4", "/v4/", "/v4/group_open_http_svc", "/v4/group_open_http_svc/", "/v4/a/b/c", "/v4//x"})
    void aPathIsServiceAndCommand(String path) {
        assertThat(line.post(acme.target(path), "{}").body())
                .isEqualTo("{\"ActionStatus\":\"FAIL\",\"ErrorCode\":60002,\"ErrorInfo\":\"HTTP parse Error\"}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "PUT", "DELETE", "PATCH", "OPTIONS"})
    void onlyPostWillDo(String method) {
        Line.Answer answer = line.send(method, acme.target(RECEIPTS), "application/json", new byte[0]);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.code()).isEqualTo(60002);
    }

    @Test
    void namesAreCaseSensitive() {
        assertThat(line.post(acme.target("/v4/Group_Open_Http_Svc/get_group_msg_receipt"), "{}")
                        .code())
                .isEqualTo(60009);
        assertThat(line.post(acme.target("/v4/openim/sendmsg"), "{}").code()).isEqualTo(60009);
        assertThat(call("Get_Group_Msg_Receipt", "{}").code()).isEqualTo(10003);
        assertThat(acme.account(line, "get_group_msg_receipt", "{}").code()).isEqualTo(10003);
    }

    @Test
    void theAppIsNamedOnceAndIsKnown() {
        String rest = "&identifier=administrator&usersig=" + acme.userSig() + "&random=1&contenttype=json";
        assertThat(post(rest)).isEqualTo(60012);
        assertThat(post("sdkappid=" + rest)).isEqualTo(60012);
        for (String id :
                List.of("1", "0", "abc", "-1", "99999999999999999999", "1e9", "1.5", "%00", "'", acme.id() + "%20")) {
            assertThat(post("sdkappid=" + id + rest)).as(id).isEqualTo(60006);
        }
        assertThat(post("sdkappid=" + acme.id() + "&sdkappid=" + acme.id() + rest))
                .isEqualTo(60006);
    }

    @Test
    void theCallerIsNamedOnce() {
        String app = "sdkappid=" + acme.id();
        String sig = "&usersig=" + acme.userSig();
        assertThat(post(app + sig)).isEqualTo(60004);
        assertThat(post(app + sig + "&identifier=")).isEqualTo(60004);
        assertThat(post(app + sig + "&identifier=administrator&identifier=administrator"))
                .isEqualTo(60004);
        assertThat(post(app + "&identifier=administrator")).isEqualTo(70002);
        assertThat(post(app + "&identifier=administrator&usersig=")).isEqualTo(70002);
        assertThat(post(app + sig + sig + "&identifier=administrator")).isEqualTo(60005);
    }

    private int post(String query) {
        return line.post(RECEIPTS + "?" + query, "{}").code();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "&random=", "&random=x&random=y", "&random=-1&contenttype=xml", "&contenttype=json&more=1"})
    void randomAndContentTypeAreNotLookedAt(String rest) {
        String query = "usersig=" + acme.userSig() + "&identifier=administrator&sdkappid=" + acme.id() + rest;
        String group = group("Public", "alice", "bob");
        send(group, "alice");

        assertThat(line.post(RECEIPTS + "?" + query, Tenant.json("GroupId", group, "MsgSeqList", seqs(1)))
                        .code())
                .isZero();
    }

    @Test
    void theContentTypeOfTheRequestDoesNotMatter() {
        String group = group("Public", "alice", "bob");
        byte[] body =
                Tenant.json("GroupId", group, "MsgSeqList", seqs(new long[300])).getBytes(StandardCharsets.UTF_8);
        for (String type :
                List.of("application/x-www-form-urlencoded", "text/plain", "multipart/form-data; boundary=x")) {
            assertThat(line.send("POST", acme.target(RECEIPTS), type, body).code())
                    .as(type)
                    .isZero();
        }
    }

    @Test
    void onlyTheRightSignatureOpensTheDoor() {
        assertThat(as("administrator", "xxx")).isEqualTo(70003);
        assertThat(as("administrator", acme.userSig().substring(0, 60))).isEqualTo(70003);
        assertThat(as("administrator", acme.userSig() + "x".repeat(4_000))).isEqualTo(70003);
        assertThat(as("alice", acme.userSig())).isEqualTo(70013);
        assertThat(as("Administrator", acme.userSig())).isEqualTo(70013);
        assertThat(as("administrator", new TLSSigAPIv2(acme.id() + 1, Tenant.KEY).genUserSig("administrator", 60)))
                .isEqualTo(70014);
        assertThat(as("administrator", new TLSSigAPIv2(acme.id(), Tenant.KEY).genUserSig("administrator", -5)))
                .isEqualTo(70001);
        assertThat(as("administrator", new TLSSigAPIv2(acme.id(), "f".repeat(64)).genUserSig("administrator", 60)))
                .isEqualTo(70009);
        assertThat(as("alice", new TLSSigAPIv2(acme.id(), Tenant.KEY).genUserSig("alice", 60)))
                .isEqualTo(60010);
    }

    @Test
    void aSignatureThatWasGoodOnceExpiresAllTheSame() {
        Instant signed = Instant.now();
        String sig = new TLSSigAPIv2(acme.id(), Tenant.KEY).genUserSig("administrator", 60);
        assertThat(as("administrator", sig)).isEqualTo(10004);
        assertThat(as("administrator", sig)).isEqualTo(10004);

        clock = () -> signed.plusSeconds(120);

        assertThat(as("administrator", sig)).isEqualTo(70001);
        assertThat(as("administrator", sig)).isEqualTo(70001);
    }

    @Test
    void aForgedSignatureStaysForged() {
        String forged = new TLSSigAPIv2(acme.id(), "f".repeat(64)).genUserSig("administrator", 60);
        assertThat(as("administrator", forged)).isEqualTo(70009);
        assertThat(as("administrator", forged)).isEqualTo(70009);
    }

    private int as(String identifier, String signature) {
        return line.post(acme.target(RECEIPTS, identifier, signature), "{}").code();
    }

    @Test
    void tooManyCallsAreRefusedBeforeTheBodyIsJudged() {
        String group = group("Public", "alice", "bob");
        limit = (app, call) -> Future.succeededFuture(Limiter.Verdict.refused(5_000, false));

        Line.Answer answer = call("get_group_msg_receipt", "GroupId", group, "MsgSeqList", seqs(1));
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.code()).isEqualTo(60007);
        assertThat(call("get_group_msg_receipt", "not json").code()).isEqualTo(60007);
        assertThat(call("no_such_command", "{}").code()).isEqualTo(60007);
        assertThat(call("send_group_msg", "GroupId", group, "Random", 1, "MsgBody", text("hi"))
                        .code())
                .isEqualTo(60007);

        limit = (app, call) -> Future.succeededFuture(Limiter.Verdict.refused(5_000, true));
        assertThat(call("get_group_msg_receipt", "{}").code()).isEqualTo(60011);

        limit = NO_LIMIT;
        assertThat(send(group, "alice")).isEqualTo(1);
    }

    @Test
    void theLimitIsCountedPerCallUnderAFixedSetOfNames() {
        String group = group("Public", "alice", "bob");
        List<String> asked = Collections.synchronizedList(new ArrayList<>());
        limit = (app, call) -> {
            asked.add(app.sdkAppId() + " " + call);
            return Future.succeededFuture(Limiter.Verdict.accepted(100));
        };

        receipts(group, 1);
        call("any_thing", "{}");
        call("any_thing_else", "{}");
        as("administrator", "xxx");

        assertThat(asked)
                .containsExactly(
                        acme.id() + " v4/group_open_http_svc/get_group_msg_receipt",
                        acme.id() + " v4/unknown",
                        acme.id() + " v4/unknown");
    }

    @Test
    void anAnswerWaitsForTheVerdictAndAWriteDoesNotEvenBegin() {
        String group = group("Public", "alice", "bob");
        Promise<Limiter.Verdict> verdict = Promise.promise();
        Promise<Void> asked = Promise.promise();
        limit = (app, call) -> {
            asked.complete();
            return verdict.future();
        };
        line.say("POST " + acme.target("/v4/group_open_http_svc/send_group_msg") + " HTTP/1.1\r\nHost: localhost\r\n");
        String body = Tenant.json("GroupId", group, "From_Account", "alice", "Random", 9, "MsgBody", text("hi"));
        line.say("Content-Length: " + body.length() + "\r\n\r\n" + body);
        asked.future().toCompletionStage().toCompletableFuture().join();
        limit = NO_LIMIT;
        try (Line other = new Line(server.actualPort())) {
            // Had the waiting message been sent already, this would be the second.
            assertThat(acme.group(
                                    other,
                                    "send_group_msg",
                                    Tenant.json("GroupId", group, "Random", 1, "MsgBody", text("first")))
                            .json()
                            .getLong("MsgSeq"))
                    .isEqualTo(1);
        }

        verdict.complete(Limiter.Verdict.accepted(100));

        assertThat(line.hear().json().getLong("MsgSeq")).isEqualTo(2);
    }

    @Test
    void anAppForWhichThisApiIsSwitchedOffIsToldSoWhoeverCalls() throws Exception {
        AppOptions off = new AppOptions(Map.of(), 0, 0, Set.of(AppOptions.Feature.TENCENT), null);
        stores.apps().change(acme.id(), app -> Tenant.with(app, off)).await(20, TimeUnit.SECONDS);

        assertThat(call("get_group_msg_receipt", "not json").code()).isEqualTo(60016);
        assertThat(as("nobody", "xxx")).isEqualTo(60016);
        assertThat(acme.account(line, "account_import", "{\"UserID\":\"alice\"}")
                        .code())
                .isEqualTo(60016);
        acme = Tenant.create(stores);
        people("alice");
    }

    @Test
    void whoFindsNoRoomIsToldWhetherTheAppOrTheNodeIsFullBeforeTheSignatureIsRead() {
        String group = group("Public", "alice", "bob");
        Map<Refused.Reason, Integer> codes =
                Map.of(Refused.Reason.APP, 60018, Refused.Reason.NODE, 60022, Refused.Reason.BODIES, 60022);

        codes.forEach((reason, code) -> {
            limit = new FullServer(reason);
            assertThat(as("administrator", "xxx")).isEqualTo(code);
            assertThat(call("send_group_msg", "GroupId", group, "Random", 1, "MsgBody", text("hi"))
                            .code())
                    .isEqualTo(code);
            // What names no app takes no room.
            assertThat(post("sdkappid=1&identifier=administrator")).isEqualTo(60006);
        });

        limit = NO_LIMIT;
        assertThat(send(group, "alice")).isEqualTo(1);
    }

    @Test
    void whatGoesWrongInsideIsToldWithoutADetail() {
        assertThat(failing(new StorageException.Unavailable("db7.internal refused", null), "group_open_http_svc"))
                .isEqualTo(10002);
        assertThat(failing(new StorageException.Overloaded("queue full", null), "group_open_http_svc"))
                .isEqualTo(10002);
        assertThat(failing(new StorageException.OutcomeUnknown("lost db7.internal", null), "group_open_http_svc"))
                .isEqualTo(60008);
        assertThat(failing(new StorageException.Broken("db7.internal", null), "group_open_http_svc"))
                .isEqualTo(10002);
        assertThat(failing(new IllegalStateException("db7.internal"), "group_open_http_svc"))
                .isEqualTo(10002);
        assertThat(failing(new StorageException.Unavailable("db7.internal", null), "im_open_login_svc"))
                .isEqualTo(70500);
        assertThat(failing(new StorageException.OutcomeUnknown("db7.internal", null), "im_open_login_svc"))
                .isEqualTo(70169);
        assertThat(failing(new IllegalStateException("db7.internal"), "im_open_login_svc"))
                .isEqualTo(70500);
    }

    private int failing(Throwable failure, String service) {
        limit = (app, call) -> Future.failedFuture(failure);
        Line.Answer answer = line.post(acme.target("/v4/" + service + "/account_import"), "{\"UserID\":\"a\"}");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).doesNotContain("db7").doesNotContain("Exception");
        return answer.code();
    }
}
