package dev.seenby.app;

import dev.seenby.admin.AdminRoutes;
import dev.seenby.admin.AdminToken;
import dev.seenby.credentials.Passwords;
import dev.seenby.limits.Limits;
import dev.seenby.observability.Metrics;
import dev.seenby.receipts.Telling;
import dev.seenby.rocketchat.RocketChatRoutes;
import dev.seenby.tencent.TencentRoutes;
import dev.seenby.zulip.EventWaiting;
import dev.seenby.zulip.ZulipRoutes;
import io.vertx.ext.web.Router;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the port of the calls answers: the three dialects and the admin API, each given what it needs. */
record CallRoutes(
        Stores stores,
        UseCases useCases,
        Telling telling,
        EventWaiting waiting,
        Passwords passwords,
        Limits limits,
        Metrics metrics) {
    /** Each adds what it answers to a router, in this order. */
    List<Consumer<Router>> all(AdminToken adminToken) {
        InstantSource clock = InstantSource.system();
        TencentRoutes tencent = new TencentRoutes(tencentServices(), limits, metrics.of("tencent"), clock);
        RocketChatRoutes rocketChat =
                new RocketChatRoutes(rocketChatServices(), limits, metrics.of("rocketchat"), clock);
        ZulipRoutes zulip = new ZulipRoutes(zulipServices(), limits, metrics.of("zulip"), clock);
        Set<String> calls = Stream.of(tencent.calls(), rocketChat.calls(), zulip.calls())
                .flatMap(Set::stream)
                .collect(Collectors.toUnmodifiableSet());
        AdminRoutes admin =
                new AdminRoutes(useCases.tenants(), passwords, adminToken, calls, stores.exports(), stores.erasures());
        // The calls that come most often are matched first; Zulip's are what Rocket.Chat leaves below /api/v1.
        return List.of(tencent::mount, rocketChat::mount, zulip::mount, admin::mount);
    }

    private dev.seenby.tencent.Services tencentServices() {
        return new dev.seenby.tencent.Services(
                useCases.tenants(),
                useCases.registration(),
                useCases.conversations(),
                useCases.sending(),
                useCases.reading(),
                useCases.receipts(),
                useCases.facts(),
                stores.people(),
                stores.rooms(),
                stores.messages(),
                stores.reads(),
                stores.subscriptions());
    }

    private dev.seenby.rocketchat.Services rocketChatServices() {
        return new dev.seenby.rocketchat.Services(
                useCases.tenants(),
                useCases.registration(),
                useCases.conversations(),
                useCases.sending(),
                useCases.reading(),
                useCases.receipts(),
                passwords,
                stores.apps(),
                stores.people(),
                stores.credentials(),
                stores.rooms(),
                stores.messages(),
                stores.subscriptions());
    }

    private dev.seenby.zulip.Services zulipServices() {
        return new dev.seenby.zulip.Services(
                useCases.tenants(),
                useCases.registration(),
                useCases.conversations(),
                useCases.sending(),
                useCases.reading(),
                useCases.receipts(),
                useCases.privacy(),
                passwords,
                stores.apps(),
                stores.people(),
                stores.credentials(),
                stores.rooms(),
                stores.messages(),
                stores.subscriptions(),
                stores.inbox(),
                stores.topics(),
                stores.mutes(),
                stores.queues(),
                telling,
                waiting);
    }
}
