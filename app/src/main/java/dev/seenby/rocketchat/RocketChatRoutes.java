package dev.seenby.rocketchat;

import dev.seenby.http.CallMetrics;
import dev.seenby.limits.CallLimit;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The routes of the Rocket.Chat dialect: what is its own below {@code /api/v1}, and {@code /api/info}. */
public final class RocketChatRoutes {
    private final Pipeline pipeline;

    /** @param clock tells when a limit ends, and how old a message is */
    public RocketChatRoutes(Services services, CallLimit limits, CallMetrics metrics, InstantSource clock) {
        this.pipeline = new Pipeline(services, limits, metrics, clock, calls(services, clock));
    }

    /** Names of all calls, of which limits can be set. */
    public Set<String> calls() {
        return pipeline.callNames();
    }

    /** Every call that there is. */
    static List<Call> calls(Services services, InstantSource clock) {
        Access access = new Access(services);
        MessageJson json = new MessageJson(services);
        Drafts drafts = new Drafts(services, access);
        MessageLists lists = new MessageLists(services, json);
        ReadingActs reading = new ReadingActs(services);
        List<Call> calls = new ArrayList<>();
        calls.addAll(new SendCalls(services, access, drafts, json, clock).calls());
        calls.addAll(new ChangeCalls(services, access, drafts, json, clock).calls());
        calls.addAll(new ReceiptCalls(services, access).calls());
        calls.addAll(new ThreadCalls(services, access, lists).calls());
        calls.addAll(new HistoryCalls(services, access, json, lists).calls());
        calls.addAll(new MessageCalls(access, json).calls());
        calls.addAll(new MethodCalls(access, json, lists, reading).calls());
        for (RoomType type : List.of(RoomType.CHANNEL, RoomType.GROUP)) {
            calls.addAll(new ChannelCalls(services, access, type).calls());
            calls.addAll(new MembershipCalls(services, access, type).calls());
        }
        calls.addAll(new DirectCalls(services, access).calls());
        calls.addAll(new RoomsCalls(services, access).calls());
        calls.addAll(new SubscriptionCalls(services, access).calls());
        calls.addAll(new SignInCalls(services, clock).calls());
        calls.addAll(new PersonalTokenCalls(services, clock).calls());
        calls.addAll(new UserCalls(services).calls());
        calls.addAll(new UserDeletion(services).calls());
        calls.addAll(new SettingCalls(services).calls());
        calls.addAll(new PermissionCalls(services, clock).calls());
        calls.addAll(new InfoCalls().calls());
        return calls;
    }

    /** Answers a request whose URL cannot even be taken apart. */
    public static void answerUnreadable(HttpServerResponse response) {
        Pipeline.send(response, RocketChatException.of(400, "Invalid query parameters", null));
    }

    /** Must be reached before anything asynchronous happens to the request, since the body is read here. */
    public void mount(Router router) {
        router.route("/api/v1/*").handler(this::ours);
        router.route("/api/info").handler(pipeline);
    }

    /** A Basic header means Zulip; {@code X-Auth-Token}, or a path that only Rocket.Chat has, means Rocket.Chat. */
    private void ours(RoutingContext context) {
        HttpServerRequest request = context.request();
        String authorization = request.getHeader(HttpHeaders.AUTHORIZATION);
        boolean basic = authorization != null && authorization.regionMatches(true, 0, "Basic ", 0, 6);
        if (!basic && (request.headers().contains("X-Auth-Token") || pipeline.knows(context.normalizedPath()))) {
            pipeline.handle(context);
        } else {
            context.next();
        }
    }
}
