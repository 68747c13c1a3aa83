package dev.seenby.tencent;

import dev.seenby.limits.CallLimit;
import dev.seenby.limits.NodeAppStamps;
import dev.seenby.receipts.Conversations;
import dev.seenby.receipts.MessageFactsCache;
import dev.seenby.receipts.Reading;
import dev.seenby.receipts.Registration;
import dev.seenby.receipts.Sending;
import dev.seenby.receipts.Telling;
import dev.seenby.receipts.Tenants;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The dialect alone, on a port of its own. */
final class TencentServer {
    private TencentServer() {}

    static HttpServer start(
            Vertx vertx, Stores stores, CallLimit limits, InstantSource clock, HttpServerOptions options) {
        TencentRoutes routes =
                new TencentRoutes(services(stores), limits, (call, outcome, status, code, nanos) -> {}, clock);
        Router router = Router.router(vertx);
        routes.mount(router);
        try {
            return vertx.createHttpServer(
                            options.setHost("127.0.0.1").setPort(0).setMaxInitialLineLength(8_192))
                    .requestHandler(router)
                    .listen()
                    .await(20, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    static Services services(Stores stores) {
        MessageFactsCache facts = new MessageFactsCache(stores.messages(), 10_000);
        return new Services(
                new Tenants(stores.apps(), new NodeAppStamps()),
                new Registration(stores.people()),
                new Conversations(stores.rooms()),
                new Sending(stores.messages(), facts, Telling.NOBODY),
                new Reading(stores.rooms(), stores.reads(), stores.inbox(), stores.messages(), Telling.NOBODY),
                stores.receipts(),
                facts,
                stores.people(),
                stores.rooms(),
                stores.messages(),
                stores.reads(),
                stores.subscriptions());
    }
}
