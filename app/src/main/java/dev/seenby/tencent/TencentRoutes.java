package dev.seenby.tencent;

import dev.seenby.http.CallMetrics;
import dev.seenby.limits.CallLimit;
import dev.seenby.receipts.Conversations;
import dev.seenby.receipts.MessageFactsCache;
import dev.seenby.receipts.Reading;
import dev.seenby.receipts.Receipts;
import dev.seenby.receipts.Registration;
import dev.seenby.receipts.Sending;
import dev.seenby.receipts.Tenants;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import java.time.InstantSource;
import java.util.List;

/** The routes of the Tencent IM dialect: everything below {@code /v4}. */
public final class TencentRoutes {
    private final Pipeline pipeline;

    /** @param clock decides whether a UserSig has expired */
    public TencentRoutes(
            Tenants tenants,
            Registration registration,
            Conversations conversations,
            Sending sending,
            Reading reading,
            Receipts receipts,
            MessageFactsCache facts,
            CallLimit limits,
            CallMetrics metrics,
            InstantSource clock) {
        Groups groups = new Groups(conversations);
        Accounts accounts = new Accounts(registration);
        List<Command<?>> commands = List.of(
                new GetGroupMsgReceipt(groups, facts, receipts),
                new GroupMsgReceipt(groups, accounts, facts, reading),
                new SendGroupMsg(groups, accounts, sending),
                new CreateGroup(conversations, accounts),
                new AddGroupMember(groups, accounts, conversations),
                new DeleteGroupMember(groups, accounts, conversations),
                new AccountImport(registration));
        this.pipeline = new Pipeline(tenants, new CallerCheck(clock), limits, metrics, commands);
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
