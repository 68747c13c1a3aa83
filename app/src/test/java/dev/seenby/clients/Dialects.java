package dev.seenby.clients;

import dev.seenby.credentials.Passwords;
import dev.seenby.http.CallMetrics;
import dev.seenby.limits.CallLimit;
import dev.seenby.receipts.Conversations;
import dev.seenby.receipts.MessageFactsCache;
import dev.seenby.receipts.Privacy;
import dev.seenby.receipts.QueueTelling;
import dev.seenby.receipts.Reading;
import dev.seenby.receipts.RealServers;
import dev.seenby.receipts.Receipts;
import dev.seenby.receipts.Registration;
import dev.seenby.receipts.Sending;
import dev.seenby.receipts.Telling;
import dev.seenby.receipts.Tenants;
import dev.seenby.rocketchat.RocketChatRoutes;
import dev.seenby.storage.Apps;
import dev.seenby.storage.Credential;
import dev.seenby.storage.EventQueues;
import dev.seenby.storage.Limiter;
import dev.seenby.storage.NewApp;
import dev.seenby.storage.ReadRecord;
import dev.seenby.storage.postgres.PostgresStorage;
import dev.seenby.tencent.TencentRoutes;
import dev.seenby.zulip.EventPublisher;
import dev.seenby.zulip.EventWaiting;
import dev.seenby.zulip.ZulipRoutes;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;

/** The three dialects on a port of their own, mounted as the server mounts them, over a node with real databases. */
public final class Dialects implements AutoCloseable {
    /** Accepts all, and each app's stamp is told as the real limiter tells it. */
    public static final CallLimit NO_LIMITS = (app, call) -> Future.succeededFuture(Limiter.Verdict.accepted(100));

    /** Of what is told: stories must not depend on how busy the machine is. */
    private static final long PATIENCE_MILLIS = 10_000;

    private final Vertx vertx = Vertx.vertx();
    private final RealServers.Node node;
    private final EventWaiting waiting;
    private final dev.seenby.rocketchat.Services rocketChat;
    private final dev.seenby.zulip.Services zulip;
    private final HttpServer server;
    private boolean closed;

    /** On a node of its own, without limits. */
    public Dialects() {
        this(
                RealServers.shared().node(),
                NO_LIMITS,
                (call, outcome, status, code, nanos) -> {},
                UnaryOperator.identity());
    }

    /**
     * @param node closed with this
     * @param metrics told of the calls of Rocket.Chat
     * @param between stands between the server and its event queues
     */
    public Dialects(RealServers.Node node, CallLimit limits, CallMetrics metrics, UnaryOperator<EventQueues> between) {
        this.node = node;
        CallLimit limiting = limits == NO_LIMITS ? withStamps(node) : limits;
        EventQueues queues = between.apply(node.redis.queues());
        PostgresStorage record = node.record;
        MessageFactsCache facts = new MessageFactsCache(record.messages(), 10_000);
        Tenants tenants = new Tenants(record.apps(), node.redis.stamps());
        Registration registration = new Registration(record.people());
        Conversations conversations = new Conversations(record.rooms());
        waiting = new EventWaiting(vertx, queues);
        Telling telling = new QueueTelling(
                vertx,
                queues,
                new EventPublisher(record.rooms(), record.messages(), record.people(), record.mutes(), record.inbox()),
                waiting::given,
                PATIENCE_MILLIS);
        Sending sending = new Sending(record.messages(), facts, telling);
        Reading reading = new Reading(record.rooms(), record.reads(), record.inbox(), record.messages(), telling);
        Receipts receipts = RealServers.receipts(node);
        Passwords passwords = new Passwords(vertx);
        rocketChat = new dev.seenby.rocketchat.Services(
                tenants,
                registration,
                conversations,
                sending,
                reading,
                receipts,
                passwords,
                record.apps(),
                record.people(),
                record.credentials(),
                record.rooms(),
                record.messages(),
                record.subscriptions());
        zulip = new dev.seenby.zulip.Services(
                tenants,
                registration,
                conversations,
                sending,
                reading,
                receipts,
                new Privacy(record.people(), record.mutes(), record.apps(), telling),
                passwords,
                record.apps(),
                record.people(),
                record.credentials(),
                record.rooms(),
                record.messages(),
                record.subscriptions(),
                record.inbox(),
                record.topics(),
                record.mutes(),
                queues,
                telling,
                waiting);
        InstantSource clock = InstantSource.system();
        Router router = Router.router(vertx);
        new TencentRoutes(
                        new dev.seenby.tencent.Services(
                                tenants,
                                registration,
                                conversations,
                                sending,
                                reading,
                                receipts,
                                facts,
                                record.people(),
                                record.rooms(),
                                record.messages(),
                                record.reads(),
                                record.subscriptions()),
                        limiting,
                        (call, outcome, status, code, nanos) -> {},
                        clock)
                .mount(router);
        new RocketChatRoutes(rocketChat, limiting, metrics, clock).mount(router);
        new ZulipRoutes(zulip, limiting, (call, outcome, status, code, nanos) -> {}, clock).mount(router);
        server = await(vertx.createHttpServer(
                        new HttpServerOptions().setHost("127.0.0.1").setPort(0).setMaxInitialLineLength(16 << 10))
                .requestHandler(router)
                .listen());
    }

    private static CallLimit withStamps(RealServers.Node node) {
        return (app, call) -> NO_LIMITS.acquire(app, call).compose(verdict -> node.redis
                .stamps()
                .of(app.sdkAppId())
                .map(verdict::withStamp)
                .otherwise(verdict));
    }

    public Vertx vertx() {
        return vertx;
    }

    /** Clients that wait for events. */
    public EventWaiting waiting() {
        return waiting;
    }

    public int port() {
        return server.actualPort();
    }

    /** Behind the calls of Rocket.Chat. */
    public dev.seenby.rocketchat.Services rocketChat() {
        return rocketChat;
    }

    /** An app of that host, and its owner. @param credentials the owner's */
    public Apps.Created app(String host, Registration.Request owner, List<Credential> credentials) {
        return await(node.record
                .apps()
                .create(new NewApp(
                        null,
                        "Acme",
                        List.of(host),
                        1_000,
                        0,
                        "0123456789abcdef".repeat(4),
                        Registration.fill(owner, 0),
                        credentials)));
    }

    public ReadRecord reads() {
        return node.record.reads();
    }

    /** Behind the calls of Zulip. */
    public dev.seenby.zulip.Services zulip() {
        return zulip;
    }

    /** The databases go away. */
    public void closeStorage() {
        closed = true;
        node.close();
    }

    public static <T> T await(Future<T> future) {
        try {
            return future.await(20, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        waiting.stop();
        await(server.close());
        if (!closed) {
            node.close();
        }
        await(vertx.close());
    }
}
