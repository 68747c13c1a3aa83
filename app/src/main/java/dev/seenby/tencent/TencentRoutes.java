package dev.seenby.tencent;

import dev.seenby.http.CallMetrics;
import dev.seenby.limits.CallLimit;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/** The routes of the Tencent IM dialect: everything below {@code /v4}. */
public final class TencentRoutes {
    private final Pipeline pipeline;

    /** @param clock decides whether a UserSig has expired */
    public TencentRoutes(Services services, CallLimit limits, CallMetrics metrics, InstantSource clock) {
        this.pipeline = new Pipeline(services.tenants(), new CallerCheck(clock), limits, metrics, commands(services));
    }

    /** Calls per second by API call, where Tencent publishes less than for the others. */
    public static Map<String, Integer> documentedLimits() {
        return Map.of(
                "v4/im_open_login_svc/multiaccount_import", 100,
                "v4/im_open_login_svc/account_check", 100,
                "v4/im_open_login_svc/account_delete", 100);
    }

    private static List<Command<?>> commands(Services services) {
        Groups groups = new Groups(services.conversations());
        Accounts accounts = new Accounts(services.registration());
        return List.of(
                new GetGroupMsgReceipt(groups, services.facts(), services.receipts()),
                new GroupMsgReceipt(groups, accounts, services.facts(), services.reading()),
                new SendGroupMsg(groups, accounts, services.sending()),
                new CreateGroup(services.conversations(), accounts),
                new AddGroupMember(groups, accounts, services.conversations()),
                new DeleteGroupMember(groups, accounts, services.conversations()),
                new AccountImport(services.registration()));
    }

    /** Answers a request below {@code /v4} whose path cannot even be taken apart: 60002, like any other bad URL. */
    public static void answerUnreadable(HttpServerResponse response) {
        response.setStatusCode(200)
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .end(Envelope.fail(ErrorCode.HTTP_PARSE.error()));
    }

    /**
     * Must be reached before anything asynchronous happens to the request, since the body is read here. The server
     * should take request lines of 8 KiB, as a UserSig may have 4.
     */
    public void mount(Router router) {
        router.route("/v4/*").handler(pipeline);
    }
}
