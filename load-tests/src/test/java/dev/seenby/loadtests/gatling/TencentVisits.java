package dev.seenby.loadtests.gatling;

import static io.gatling.javaapi.core.CoreDsl.StringBody;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.percent;
import static io.gatling.javaapi.core.CoreDsl.randomSwitch;
import static io.gatling.javaapi.core.CoreDsl.regex;
import static io.gatling.javaapi.core.CoreDsl.substring;
import static io.gatling.javaapi.http.HttpDsl.http;
import static io.gatling.javaapi.http.HttpDsl.status;

import dev.seenby.tencent.UserSig;
import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.Session;
import io.gatling.javaapi.http.HttpRequestActionBuilder;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** An app's back end that speaks Tencent's REST API, signed as its administrator. */
final class TencentVisits {
    private static final int MONTH_SECONDS = 30 * 86_400;
    private static final String GROUPS = "group_open_http_svc/";

    private TencentVisits() {}

    /** What a URL says of the app and its administrator. */
    static String signed(Target.App app) {
        return "?sdkappid=" + app.sdkAppId() + "&identifier=administrator&random=1&contenttype=json&usersig="
                + UserSig.sign(
                        app.sdkAppId(),
                        app.key(),
                        "administrator",
                        Instant.now().getEpochSecond(),
                        MONTH_SECONDS);
    }

    /** Makes accounts, groups and messages. @return what a visit is about, for each reader and group */
    static List<Map<String, Object>> prepare(Target target, Target.App app, Size size) {
        String signed = signed(app);
        List<String> people =
                IntStream.range(0, size.people()).mapToObj(i -> "t" + i).toList();
        call(
                target,
                app,
                "im_open_login_svc/multiaccount_import" + signed,
                new JsonObject().put("Accounts", people).encode());
        List<Map<String, Object>> visits = new ArrayList<>();
        for (int room = 0; room < size.rooms(); room++) {
            String group = "tea" + room;
            JsonObject made = new JsonObject()
                    .put("GroupId", group)
                    .put("Type", "Public")
                    .put("Name", group)
                    .put(
                            "MemberList",
                            people.stream()
                                    .map(who -> new JsonObject().put("Member_Account", who))
                                    .toList());
            call(target, app, GROUPS + "create_group" + signed, made.encode());
            for (int i = 0; i < size.messages(); i++) {
                call(target, app, GROUPS + "send_group_msg" + signed, message(group, people.get(0)));
            }
            for (String reader : people.subList(1, people.size())) {
                visits.add(Map.of(
                        "host",
                        app.host(),
                        "signed",
                        signed,
                        "room",
                        group,
                        "writer",
                        people.get(0),
                        "reader",
                        reader));
            }
        }
        return visits;
    }

    static void call(Target target, Target.App app, String command, String body) {
        JsonObject answer = target.call(HttpMethod.POST, app.host(), "/v4/" + command, Map.of(), body);
        if (answer.getInteger("ErrorCode") != 0) {
            throw new IllegalStateException(command + ": " + answer);
        }
    }

    static String message(String group, String from) {
        return "{\"GroupId\":\"" + group + "\",\"From_Account\":\"" + from + "\",\"Random\":"
                + ThreadLocalRandom.current().nextInt(Integer.MAX_VALUE)
                + ",\"NeedReadReceipt\":1,\"MsgBody\":[{\"MsgType\":\"TIMTextElem\",\"MsgContent\":{\"Text\":\"Tea is served.\"}}]}";
    }

    /** A reader opens a group and reads its newest messages; sometimes somebody writes first. */
    static ChainBuilder visit() {
        return exec(
                randomSwitch().on(percent(25).then(exec(groups()))),
                randomSwitch().on(percent(25).then(exec(write()))),
                exec(history()),
                exec(mark()),
                exec(counts()),
                randomSwitch().on(percent(10).then(exec(detail()))));
    }

    static HttpRequestActionBuilder groups() {
        return call(
                GROUPS + "get_joined_group_list",
                session -> "{\"Member_Account\":\"" + session.getString("reader") + "\"}");
    }

    static HttpRequestActionBuilder write() {
        return call(
                GROUPS + "send_group_msg", session -> message(session.getString("room"), session.getString("writer")));
    }

    /** The newest messages, whose numbers are kept. */
    static HttpRequestActionBuilder history() {
        return call(
                        GROUPS + "group_msg_get_simple",
                        session -> "{\"GroupId\":\"" + session.getString("room") + "\",\"ReqMsgNumber\":20}")
                .check(regex("\"MsgSeq\":(\\d+)").findAll().saveAs("seqs"));
    }

    static HttpRequestActionBuilder mark() {
        return call(
                GROUPS + "group_msg_receipt",
                session -> "{\"GroupId\":\"" + session.getString("room") + "\",\"From_Account\":\""
                        + session.getString("reader") + "\"," + seqs(session) + "}");
    }

    /** Of messages that somebody has read just now, so none may have 0 readers. */
    static HttpRequestActionBuilder counts() {
        return call(
                        GROUPS + "get_group_msg_receipt",
                        session -> "{\"GroupId\":\"" + session.getString("room") + "\"," + seqs(session) + "}")
                .check(
                        substring("\"ReadNum\":").exists(),
                        regex("\"ReadNum\":0\\D").notExists(),
                        regex("\"Code\":[1-9]").notExists());
    }

    /** Who has read the newest message; the reader is among them. */
    static HttpRequestActionBuilder detail() {
        return call(
                        GROUPS + "get_group_msg_receipt_detail",
                        session -> "{\"GroupId\":\"" + session.getString("room") + "\",\"MsgSeq\":"
                                + session.getList("seqs").get(0) + ",\"Filter\":0,\"Cursor\":\"\",\"Count\":200}")
                .check(substring(session -> "{\"Read_Account\":\"" + session.getString("reader") + "\"}")
                        .exists());
    }

    private static String seqs(Session session) {
        return session.getList("seqs").stream()
                .map(seq -> "{\"MsgSeq\":" + seq + "}")
                .collect(Collectors.joining(",", "\"MsgSeqList\":[", "]"));
    }

    private static HttpRequestActionBuilder call(String command, Function<Session, String> body) {
        return http("tencent " + command.substring(command.indexOf('/') + 1))
                .post("/v4/" + command + "#{signed}")
                .header("Content-Type", "application/json")
                .body(StringBody(body))
                .check(status().is(200), substring("\"ErrorCode\":0,").exists());
    }
}
