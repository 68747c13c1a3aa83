package dev.seenby.clients;

import dev.seenby.credentials.Passwords;
import dev.seenby.http.CallMetrics;
import dev.seenby.limits.CallLimit;
import dev.seenby.receipts.Conversations;
import dev.seenby.receipts.MessageFactsCache;
import dev.seenby.receipts.Privacy;
import dev.seenby.receipts.Reading;
import dev.seenby.receipts.RealServers;
import dev.seenby.receipts.Receipts;
import dev.seenby.receipts.Registration;
import dev.seenby.receipts.Sending;
import dev.seenby.receipts.Tenants;
import dev.seenby.rocketchat.RocketChatRoutes;
import dev.seenby.storage.postgres.PostgresStorage;
import dev.seenby.tencent.TencentRoutes;
import dev.seenby.zulip.ZulipRoutes;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The three dialects on a port of their own, mounted as the server mounts them, over a node with real databases. */
public final class Dialects implements AutoCloseable {
    private final Vertx vertx = Vertx.vertx();
    private final RealServers.Node node;
    private final dev.seenby.rocketchat.Services rocketChat;
    private final dev.seenby.zulip.Services zulip;
    private final HttpServer server;
    private boolean closed;

    /** @param node closed with this. @param metrics told of the calls of Rocket.Chat */
    public Dialects(RealServers.Node node, CallLimit limits, CallMetrics metrics) {
        this.node = node;
        PostgresStorage record = node.record;
        MessageFactsCache facts = new MessageFactsCache(record.messages(), 10_000);
        Tenants tenants = new Tenants(record.apps());
        Registration registration = new Registration(record.people());
        Conversations conversations = new Conversations(record.rooms());
        Sending sending = new Sending(record.messages(), facts);
        Reading reading = new Reading(record.rooms(), record.reads());
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
                new Privacy(record.people(), record.mutes(), record.apps()),
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
                node.redis.queues());
        InstantSource clock = InstantSource.system();
        Router router = Router.router(vertx);
        new TencentRoutes(
                        tenants,
                        registration,
                        conversations,
                        sending,
                        reading,
                        receipts,
                        facts,
                        limits,
                        (call, code) -> {},
                        clock)
                .mount(router);
        new RocketChatRoutes(rocketChat, limits, metrics, clock).mount(router);
        new ZulipRoutes(zulip, limits, (call, code) -> {}, clock).mount(router);
        server = await(vertx.createHttpServer(
                        new HttpServerOptions().setHost("127.0.0.1").setPort(0).setMaxInitialLineLength(16 << 10))
                .requestHandler(router)
                .listen());
    }

    public Vertx vertx() {
        return vertx;
    }

    public int port() {
        return server.actualPort();
    }

    /** Behind the calls of Rocket.Chat. */
    public dev.seenby.rocketchat.Services rocketChat() {
        return rocketChat;
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
        await(server.close());
        if (!closed) {
            node.close();
        }
        await(vertx.close());
    }
}
