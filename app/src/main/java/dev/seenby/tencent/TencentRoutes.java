package dev.seenby.tencent;

import dev.seenby.http.CallMetrics;
import dev.seenby.limits.CallLimit;
import dev.seenby.receipts.Deletion;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The routes of the Tencent IM dialect: everything below {@code /v4}. */
public final class TencentRoutes {
    private final Pipeline pipeline;

    /** @param clock decides whether a UserSig has expired and what lies in the past */
    public TencentRoutes(Services services, CallLimit limits, CallMetrics metrics, InstantSource clock) {
        this.pipeline = new Pipeline(
                services.tenants(), new CallerCheck(clock), limits, metrics, commands(services, limits, clock));
    }

    /**
     * The limits that Tencent documents, by the name under which the calls are counted, in calls a second: of those calls
     * alone that may be made less often than the 200 times a second of all others.
     */
    public static Map<String, Integer> documentedLimits() {
        return Stream.of(MultiAccountImport.NAME, AccountCheck.NAME, AccountDelete.NAME)
                .collect(Collectors.toUnmodifiableMap(Service.ACCOUNT::limit, name -> AccountItem.CALLS_PER_SECOND));
    }

    /** Names of all calls, of which limits can be set. */
    public Set<String> calls() {
        return pipeline.calls();
    }

    /** Every call there is. */
    static List<Command<?>> commands(Services services, CallLimit limits, InstantSource clock) {
        Groups groups = new Groups(services.conversations());
        Accounts accounts = new Accounts(services.registration());
        return List.of(
                new GetGroupMsgReceipt(groups, services.facts(), services.receipts()),
                new GroupMsgReceipt(groups, accounts, services.facts(), services.reading()),
                new SendGroupMsg(groups, accounts, services.sending(), limits, clock),
                new CreateGroup(services.conversations(), accounts),
                new AddGroupMember(groups, accounts, services.conversations()),
                new DeleteGroupMember(groups, accounts, services.conversations()),
                new AccountImport(services.registration()),
                new DestroyGroup(groups, services.conversations()),
                new GetGroupInfo(services.rooms(), services.registration()),
                new GetGroupMemberInfo(groups, services.rooms(), services.people()),
                new ModifyGroupBaseInfo(groups, services.conversations(), clock),
                new GetJoinedGroupList(accounts, services.rooms(), services.registration()),
                new GetRoleInGroup(groups, accounts, services.conversations()),
                new GetGroupMsgReceiptDetail(groups, services.facts(), services.receipts(), services.registration()),
                new GroupMsgGetSimple(groups, services.messages(), services.registration()),
                new GroupMsgRecall(groups, services.facts(), services.messages(), services.sending()),
                new ImportGroupMsg(groups, accounts, services.rooms(), services.sending(), clock),
                new MultiAccountImport(services.registration()),
                new AccountCheck(accounts),
                new AccountDelete(accounts, deletion(services)));
    }

    private static Deletion deletion(Services services) {
        return new Deletion(services.conversations(), services.people(), services.rooms(), services.subscriptions());
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
