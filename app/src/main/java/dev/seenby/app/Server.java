package dev.seenby.app;

import dev.seenby.admin.AdminToken;
import dev.seenby.config.Config;
import dev.seenby.config.Setting;
import dev.seenby.credentials.Passwords;
import dev.seenby.credentials.Secrets;
import dev.seenby.demo.DemoApp;
import dev.seenby.limits.Admission;
import dev.seenby.limits.Limits;
import dev.seenby.observability.Health;
import dev.seenby.observability.ManagementRoutes;
import dev.seenby.observability.Metrics;
import dev.seenby.observability.RequestIds;
import dev.seenby.receipts.IndexKeeper;
import dev.seenby.receipts.QueueTelling;
import dev.seenby.receipts.Telling;
import dev.seenby.tencent.TencentRoutes;
import dev.seenby.zulip.EventPublisher;
import dev.seenby.zulip.EventWaiting;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.impl.cpu.CpuCoreSensor;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.ext.web.Router;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts everything in order, on one plain thread: the data directory, the management port (which says "starting"), the
 * databases, the index, the demo app, and last the port of the calls. {@link Started} stops it in the opposite order.
 */
final class Server {
    private static final Logger LOG = LoggerFactory.getLogger(Server.class);
    private static final long LONGEST_STEP_SECONDS = 300;
    /** A UserSig may have 4 KiB, and stands in the request line. */
    private static final int REQUEST_LINE_BYTES = 16 << 10;

    private static final int IDLE_SECONDS = 75;
    /** Without room for its log PostgreSQL stops. */
    private static final long LEAST_FREE_BYTES = 512L << 20;
    /** Bodies of calls may take this part of the memory. */
    private static final int SHARE_OF_BODIES = 8;

    private final Config config;
    private final PrintStream out;
    private final Started started;
    private final Health health = new Health();
    private final AtomicInteger httpPort = new AtomicInteger();
    private final AtomicInteger connections = new AtomicInteger();

    /** @param out takes what the operator is to see, whatever becomes of the log */
    Server(Config config, PrintStream out, Started started) {
        this.config = config;
        this.out = out;
        this.started = started;
    }

    /** Completes when calls are answered. @throws StartException or another one-line error; the steps taken stay taken */
    void start() {
        long begin = System.nanoTime();
        LOG.info("starting: {}", config);
        ClassArchive archive = new ClassArchive(System.getProperty(ClassArchive.PROPERTY));
        started.add("the archive of classes", archive::write);
        Path dataDir = config.dataDir();
        byte[] secretsKey =
                config.secretsKey() == null ? new byte[0] : config.secretsKey().bytes();
        String adminTokenHash = config.adminToken() == null ? "" : Secrets.hash(config.adminToken());
        if (config.usesDataDir()) {
            DataDirectory data = DataDirectory.open(config.dataDir());
            started.add("the data directory", data::close);
            dataDir = data.path();
            secretsKey = config.secretsKey() == null ? data.secretsKey() : secretsKey;
            adminTokenHash = config.adminToken() == null ? new KeptAdminToken(dataDir).hash(out) : adminTokenHash;
        }
        warnOfWhatMaySurprise();

        int eventLoops = CpuCoreSensor.availableProcessors();
        Metrics.Measured measured = Metrics.start(
                new VertxOptions().setEventLoopPoolSize(eventLoops).setPreferNativeTransport(true));
        Vertx vertx = measured.vertx();
        Metrics metrics = measured.metrics();
        started.add("Vert.x", () -> {
            await(vertx.close());
            metrics.close();
        });
        // Before anything is started, so that a file of the wrong kind is found at once.
        PemKeyCertOptions tls = config.tls() == null ? null : TlsFiles.read(config.tls(), vertx);
        metrics.node().build(version());
        await(metrics.node().eventLoops(vertx, eventLoops));
        if (config.usesDataDir()) {
            watchDisk(dataDir, metrics);
        }
        int managementPort = listenToManagement(vertx, metrics);

        Databases databases = new Databases(config, dataDir, vertx, started, health, metrics);
        LateListener listener = new LateListener();
        Stores stores = databases.open(secretsKey, listener);
        IndexKeeper keeper = new IndexKeeper(vertx, stores.index(), stores.log(), metrics);
        listener.is(keeper.listener(), stores.stamps());
        Future<Void> following = keeper.start();
        started.add("the index keeper", () -> await(keeper.stop()));
        metrics.following(keeper::behindNanos);
        health.add("index", Health.State.DEGRADED, keeper::check);

        EventWaiting waiting = new EventWaiting(vertx, stores.queues());
        metrics.node().waitingClients(waiting::size);
        Telling telling = new QueueTelling(vertx, stores.queues(), events(stores), waiting::given);
        UseCases useCases = UseCases.over(stores, keeper, metrics, telling);
        new Background(vertx, stores, useCases, telling, metrics, started).start();
        useCases.tenants().figures().forEach(metrics.node()::cache);
        metrics.node().cache(useCases.facts().figures());
        boolean demo = config.demo() && await(demoApp(useCases).create());
        started.goOn();
        List<Consumer<Router>> routes = new CallRoutes(
                        stores,
                        useCases,
                        telling,
                        waiting,
                        new Passwords(vertx),
                        limits(vertx, stores, metrics),
                        metrics)
                .all(new AdminToken(adminTokenHash));
        await(following);
        listenToCalls(vertx, eventLoops, routes, metrics, tls);
        // Before the port, which waits for calls that are running.
        started.add("clients that wait for events", waiting::stop);
        health.running();
        started.add("readiness", health::stopping);
        tellReady(begin, managementPort, demo);
        archive.ready();
    }

    private static String version() {
        return Objects.requireNonNullElse(Server.class.getPackage().getImplementationVersion(), "unpackaged");
    }

    private void watchDisk(Path dataDir, Metrics metrics) {
        metrics.node().disk(dataDir);
        health.add("disk", Health.State.DEGRADED, () -> {
            long free = dataDir.toFile().getUsableSpace();
            return free >= LEAST_FREE_BYTES
                    ? Future.succeededFuture()
                    : Future.failedFuture("only " + (free >> 20) + " MiB are free for " + dataDir);
        });
    }

    private Limits limits(Vertx vertx, Stores stores, Metrics metrics) {
        long bodyBytes = Runtime.getRuntime().maxMemory() / SHARE_OF_BODIES;
        Admission admission = new Admission(config.maxConcurrentCalls(), bodyBytes, metrics);
        admission.start(vertx);
        metrics.admission(admission);
        metrics.connections(
                connections::get,
                Stream.of(Connections.Why.values()).map(Enum::name).toList());
        return new Limits(stores.limiter(), metrics, TencentRoutes.documentedLimits(), admission);
    }

    private void warnOfWhatMaySurprise() {
        if (config.redis() instanceof Config.Database.None) {
            LOG.warn("no Redis: counts come from PostgreSQL, and calls are limited by this node alone,"
                    + " so it must be the only one");
        }
        if (config.adminToken() == null && config.postgres() instanceof Config.Database.At) {
            LOG.warn(
                    "the admin token is this node's own; set {} to have one for all nodes",
                    Setting.ADMIN_TOKEN.variable());
        }
        if (config.demo() && !config.address().isLoopbackAddress()) {
            LOG.warn(
                    "the demo app's secrets are public, and {} can be reached from elsewhere; {} = false leaves it out",
                    config.host(),
                    Setting.DEMO.variable());
        }
    }

    private int listenToManagement(Vertx vertx, Metrics metrics) {
        HttpServer server = vertx.createHttpServer(new HttpServerOptions()
                        .setHost(config.host())
                        .setPort(config.managementPort())
                        .setIdleTimeout(IDLE_SECONDS)
                        .setHttp2ClearTextEnabled(false))
                .requestHandler(new RequestIds(new ManagementRoutes(metrics, health)));
        int port =
                listen(server.listen().map(HttpServer::actualPort), config.managementPort(), Setting.MANAGEMENT_PORT);
        started.add("the management port", () -> await(server.shutdown(1, TimeUnit.SECONDS)));
        return port;
    }

    private void listenToCalls(
            Vertx vertx,
            int eventLoops,
            List<Consumer<Router>> routes,
            Metrics metrics,
            @Nullable PemKeyCertOptions tls) {
        HttpServerOptions options = new HttpServerOptions()
                .setHost(config.host())
                // A negative port is any free one, the same for all instances; 0 would be another one for each.
                .setPort(config.httpPort() == 0 ? -1 : config.httpPort())
                .setMaxInitialLineLength(REQUEST_LINE_BYTES)
                .setIdleTimeout(IDLE_SECONDS)
                .setHttp2ClearTextEnabled(false);
        if (tls != null) {
            options.setSsl(true).setKeyCertOptions(tls);
        }
        Future<String> deployed = vertx.deployVerticle(
                () -> new HttpFront(
                        options, routes, httpPort::set, connections, why -> metrics.connectionClosed(why.name())),
                new DeploymentOptions().setInstances(eventLoops));
        String front = listen(deployed, config.httpPort(), Setting.HTTP_PORT);
        started.add("the HTTP port", () -> await(vertx.undeploy(front)));
    }

    private <T> T listen(Future<T> listening, int port, Setting setting) {
        try {
            return await(listening);
        } catch (Exception e) {
            // Awaiting throws the failure as it is, which here is a checked exception.
            throw ListenErrors.of(e, config, port, setting);
        }
    }

    private static EventPublisher events(Stores stores) {
        return new EventPublisher(stores.rooms(), stores.messages(), stores.people(), stores.mutes(), stores.inbox());
    }

    private static DemoApp demoApp(UseCases useCases) {
        return new DemoApp(
                useCases.tenants(),
                useCases.registration(),
                useCases.conversations(),
                useCases.sending(),
                useCases.reading());
    }

    private void tellReady(long begin, int managementPort, boolean demo) {
        String scheme = config.tls() == null ? "http://" : "https://";
        String host = config.host().contains(":") ? "[" + config.host() + "]" : config.host();
        double seconds = (System.nanoTime() - begin) / 1e9;
        out.printf(
                "ready in %.1f s%n  calls, /admin/v1       %s%s:%d%n  /metrics, /health      http://%s:%d%n",
                seconds, scheme, host, httpPort.get(), host, managementPort);
        if (demo) {
            out.printf(
                    "  demo app %d    README.md shows calls to copy and paste; start with%n"
                            + "    ./seenby usersig --sdkappid %d --identifier %s --key %s%n",
                    DemoApp.SDK_APP_ID, DemoApp.SDK_APP_ID, DemoApp.ADMINISTRATOR, DemoApp.SECRET_KEY);
        }
        out.flush();
    }

    /** Waits on the starting or stopping thread, which is no event loop. */
    static <T> T await(Future<T> future) {
        return await(future, LONGEST_STEP_SECONDS);
    }

    /** The same for a step that may take longer. */
    static <T> T await(Future<T> future, long seconds) {
        try {
            return future.await(seconds, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new StartException("no answer within " + seconds + " s", e);
        }
    }
}
