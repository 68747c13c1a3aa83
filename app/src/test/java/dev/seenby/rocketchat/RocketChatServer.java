package dev.seenby.rocketchat;

import dev.seenby.credentials.Passwords;
import dev.seenby.credentials.Secrets;
import dev.seenby.limits.CallLimit;
import dev.seenby.receipts.Conversations;
import dev.seenby.receipts.MessageFactsCache;
import dev.seenby.receipts.Reading;
import dev.seenby.receipts.RealServers;
import dev.seenby.receipts.Registration;
import dev.seenby.receipts.Sending;
import dev.seenby.receipts.Telling;
import dev.seenby.receipts.Tenants;
import dev.seenby.storage.App;
import dev.seenby.storage.Credential;
import dev.seenby.storage.Limiter;
import dev.seenby.storage.NewApp;
import dev.seenby.storage.Person;
import dev.seenby.storage.postgres.PostgresStorage;
import dev.seenby.tencent.TencentRoutes;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** The dialect, and Tencent's beside it, on a port of their own, over the real PostgreSQL and Redis. */
final class RocketChatServer implements AutoCloseable, ExtensionContext.Store.CloseableResource {
    private static volatile @Nullable RocketChatServer shared;

    /** The one that all test classes share which are content with it; it ends with the tests, before the databases. */
    static final class Shared implements BeforeAllCallback {
        @Override
        public void beforeAll(ExtensionContext context) {
            new RealServers.Shared().beforeAll(context);
            context.getRoot()
                    .getStore(ExtensionContext.Namespace.create(RocketChatServer.class))
                    .getOrComputeIfAbsent(RocketChatServer.class, key -> {
                        RocketChatServer started = new RocketChatServer();
                        shared = started;
                        return started;
                    });
        }
    }

    /** To be used in tests extended with {@link Shared}. */
    static RocketChatServer shared() {
        return Objects.requireNonNull(shared, "the test class is not extended with RocketChatServer.Shared");
    }

    static final String SECRET_KEY = "0123456789abcdef".repeat(4);

    private final Vertx vertx = Vertx.vertx();
    private final RealServers.Node node = RealServers.shared().node();
    private final Services services;
    private final HttpServer server;
    /** Calls and what became of them, as the metrics are told. */
    final BlockingQueue<String> answers = new LinkedBlockingQueue<>();

    private boolean closed;

    RocketChatServer() {
        this((app, call) -> Future.succeededFuture(Limiter.Verdict.accepted(100)));
    }

    RocketChatServer(CallLimit limits) {
        PostgresStorage record = node.record;
        MessageFactsCache facts = new MessageFactsCache(record.messages(), 10_000);
        services = new Services(
                new Tenants(record.apps()),
                new Registration(record.people()),
                new Conversations(record.rooms()),
                new Sending(record.messages(), facts, Telling.NOBODY),
                new Reading(record.rooms(), record.reads(), record.inbox(), Telling.NOBODY),
                RealServers.receipts(node),
                new Passwords(vertx),
                record.apps(),
                record.people(),
                record.credentials(),
                record.rooms(),
                record.messages(),
                record.subscriptions());
        RocketChatRoutes routes = new RocketChatRoutes(
                services, limits, (call, code) -> answers.add(call + " " + code), InstantSource.system());
        TencentRoutes tencent = new TencentRoutes(
                services.tenants(),
                services.registration(),
                services.conversations(),
                services.sending(),
                services.reading(),
                services.receipts(),
                facts,
                limits,
                (call, code) -> {},
                InstantSource.system());
        Router router = Router.router(vertx);
        tencent.mount(router);
        routes.mount(router);
        server = await(vertx.createHttpServer(
                        new HttpServerOptions().setHost("127.0.0.1").setPort(0).setMaxInitialLineLength(16 << 10))
                .requestHandler(router)
                .listen());
    }

    /** The use cases and storage behind the calls. */
    Services services() {
        return services;
    }

    Vertx vertx() {
        return vertx;
    }

    int port() {
        return server.actualPort();
    }

    /** A new workspace, and its owner, who is admin and signed in. */
    Client workspace() {
        return workspace(UUID.randomUUID() + ".example");
    }

    /** @param host by which the workspace is found */
    Client workspace(String host) {
        String token = Secrets.rocketChatToken();
        Registration.Request owner = new Registration.Request(
                "administrator", null, null, "admin", "Admin", null, Person.Role.OWNER, false, null, List.of());
        App app = await(services.apps()
                        .create(new NewApp(
                                null,
                                "acme",
                                List.of(host),
                                1_000,
                                0,
                                SECRET_KEY,
                                Registration.fill(owner, 0),
                                List.of(Secrets.credential(Credential.Kind.ROCKETCHAT_TOKEN, token)))))
                .app();
        Person admin = await(services.people().byUserIds(app.sdkAppId(), List.of("administrator")))
                .get(0);
        return new Client(this, host, app.sdkAppId(), admin, token);
    }

    /** A person made past the API, with a token. */
    Client person(Client workspace, String username, Person.Role role) {
        String token = Secrets.rocketChatToken();
        String name = username.substring(0, 1).toUpperCase(java.util.Locale.ROOT) + username.substring(1);
        Person person = await(services.registration()
                .register(
                        workspace.app(),
                        new Registration.Request(
                                null,
                                null,
                                null,
                                username,
                                name,
                                username + "@wonder.example",
                                role,
                                false,
                                null,
                                List.of(Secrets.credential(Credential.Kind.ROCKETCHAT_TOKEN, token)))));
        return new Client(this, workspace.host(), workspace.app(), person, token);
    }

    static <T> T await(Future<T> future) {
        try {
            return future.await(20, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    /** The database goes away. */
    void closeStorage() {
        closed = true;
        node.close();
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
