package dev.seenby.rocketchat;

import dev.seenby.clients.Dialects;
import dev.seenby.credentials.Secrets;
import dev.seenby.limits.CallLimit;
import dev.seenby.receipts.RealServers;
import dev.seenby.receipts.Registration;
import dev.seenby.storage.App;
import dev.seenby.storage.Credential;
import dev.seenby.storage.NewApp;
import dev.seenby.storage.Person;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** The three dialects, and people who speak Rocket.Chat's. */
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

    private final Dialects dialects;
    /** Calls and what became of them, as the metrics are told. */
    final BlockingQueue<String> answers = new LinkedBlockingQueue<>();

    RocketChatServer() {
        this(Dialects.NO_LIMITS);
    }

    RocketChatServer(CallLimit limits) {
        dialects = new Dialects(
                RealServers.shared().node(),
                limits,
                (call, outcome, status, code, nanos) -> answers.add(call + " " + code),
                UnaryOperator.identity());
    }

    /** The use cases and storage behind the calls. */
    Services services() {
        return dialects.rocketChat();
    }

    Vertx vertx() {
        return dialects.vertx();
    }

    int port() {
        return dialects.port();
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
        App app = await(services()
                        .apps()
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
        Person admin = await(services().people().byUserIds(app.sdkAppId(), List.of("administrator")))
                .get(0);
        return new Client(this, host, app.sdkAppId(), admin, token);
    }

    /** A person made past the API, with a token. */
    Client person(Client workspace, String username, Person.Role role) {
        String token = Secrets.rocketChatToken();
        String name = username.substring(0, 1).toUpperCase(java.util.Locale.ROOT) + username.substring(1);
        Person person = await(services()
                .registration()
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
        return Dialects.await(future);
    }

    /** The database goes away. */
    void closeStorage() {
        dialects.closeStorage();
    }

    @Override
    public void close() {
        dialects.close();
    }
}
