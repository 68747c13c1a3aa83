package dev.seenby.zulip;

import dev.seenby.http.CallMetrics;
import dev.seenby.limits.CallLimit;
import io.vertx.ext.web.Router;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The routes of the Zulip dialect: all that is left below {@code /api/v1}. */
public final class ZulipRoutes {
    private final Pipeline pipeline;

    /** @param clock tells when a limit ends */
    public ZulipRoutes(Services services, CallLimit limits, CallMetrics metrics, InstantSource clock) {
        this.pipeline = new Pipeline(services, limits, metrics, clock, calls(services));
    }

    /** Names of all calls, of which limits can be set. */
    public Set<String> calls() {
        return pipeline.callNames();
    }

    /** Every call that there is. */
    static List<Call> calls(Services services) {
        List<Call> calls = new ArrayList<>();
        Access access = new Access(services);
        calls.addAll(new ReceiptCalls(services, access).calls());
        calls.addAll(new SubscriptionCalls(services, access).calls());
        calls.addAll(new ChannelCalls(services, access).calls());
        calls.addAll(new SignInCalls(services).calls());
        calls.addAll(new OwnUserCalls(services).calls());
        calls.addAll(new UserCalls(services).calls());
        calls.addAll(new UserChangeCalls(services).calls());
        calls.addAll(new MuteCalls(services).calls());
        calls.addAll(new SettingsCalls(services).calls());
        calls.addAll(new ServerSettings().calls());
        calls.addAll(new SendCalls(services, access).calls());
        calls.addAll(new MessageCalls(services, access).calls());
        calls.addAll(new EventCalls(services).calls());
        calls.addAll(new RegisterCalls(services).calls());
        calls.addAll(new MarkingCalls(services, access).calls());
        calls.addAll(new WholeMarkingCalls(services, access).calls());
        calls.addAll(new MessageListCalls(services, access).calls());
        return calls;
    }

    /**
     * After the routes of Rocket.Chat, which leave what is not theirs. Must be reached before anything asynchronous
     * happens to the request, since the body is read here.
     */
    public void mount(Router router) {
        router.route("/api/v1/*").handler(pipeline);
    }
}
