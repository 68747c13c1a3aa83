package dev.seenby.receipts;

import dev.seenby.limits.NodeAppStamps;
import dev.seenby.storage.CommitListener;
import dev.seenby.storage.LogBatch;
import dev.seenby.storage.postgres.PostgresOptions;
import dev.seenby.storage.postgres.PostgresStorage;
import dev.seenby.storage.postgres.embedded.PostgresServer;
import dev.seenby.storage.redis.RedisStorage;
import dev.seenby.storage.redis.embedded.RedisServer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnection;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/** An embedded PostgreSQL and Redis of their own, and nodes of the server upon them, without HTTP. */
public final class RealServers implements AutoCloseable, ExtensionContext.Store.CloseableResource {
    private final Vertx vertx = Vertx.vertx();
    private final PostgresServer postgres;
    private final RedisServer redis;
    private final Redis redisClient;
    private final List<Node> nodes = new ArrayList<>();
    private final AtomicInteger databases = new AtomicInteger();

    private RealServers(Path dataDir) {
        this.postgres = PostgresServer.start(dataDir, line -> {});
        this.redis = RedisServer.start(dataDir, line -> {});
        this.redisClient = Redis.createClient(vertx, redis.uri());
    }

    /** Those that all test classes share which do not break anything; they end with the tests. */
    public static final class Shared implements BeforeAllCallback {
        private static final Namespace NAMESPACE = Namespace.create(RealServers.class);

        @Override
        public void beforeAll(ExtensionContext context) {
            of(context);
        }

        private static RealServers of(ExtensionContext context) {
            return context.getRoot()
                    .getStore(NAMESPACE)
                    .getOrComputeIfAbsent(RealServers.class, key -> remembered(), RealServers.class);
        }

        private static RealServers remembered() {
            shared = start();
            return shared;
        }
    }

    private static volatile @Nullable RealServers shared;

    /** To be used in tests extended with {@link Shared}. */
    public static RealServers shared() {
        return Objects.requireNonNull(shared, "the test class is not extended with RealServers.Shared");
    }

    /** A record on an empty database of its own. The caller closes it. */
    public PostgresStorage emptyRecord() {
        String name = "empty" + databases.incrementAndGet();
        PgConnection connection = World.await(PgConnection.connect(vertx, postgres.uri()));
        World.await(connection.query("create database " + name).execute());
        World.await(connection.close());
        String uri = postgres.uri().substring(0, postgres.uri().lastIndexOf('/') + 1) + name;
        return World.await(
                PostgresStorage.open(vertx, new PostgresOptions(uri, new byte[32]), batch -> Future.succeededFuture()));
    }

    /** The one number that a statement finds in the record, past all nodes. */
    public long number(String sql) {
        PgConnection connection = World.await(PgConnection.connect(vertx, postgres.uri()));
        long number =
                World.await(connection.query(sql).execute()).iterator().next().getLong(0);
        World.await(connection.close());
        return number;
    }

    public static RealServers start() {
        try {
            return new RealServers(Files.createTempDirectory("seenby-servers"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Vertx vertx() {
        return vertx;
    }

    public int postgresPort() {
        return postgres.port();
    }

    public int redisPort() {
        return redis.port();
    }

    public String postgresUri() {
        return postgres.uri();
    }

    public String redisUri() {
        return redis.uri();
    }

    /** A command to Redis, past all nodes. */
    public Response redis(Command command, Object... arguments) {
        Request request = Request.cmd(command);
        for (Object argument : arguments) {
            request.arg(argument.toString());
        }
        return World.await(redisClient.send(request));
    }

    /** A node as it stands: its view of record and index. */
    public static final class Node {
        public final PostgresStorage record;
        public final RedisStorage redis;
        public final IndexKeeper keeper;
        final LossyIndex index;
        private volatile boolean closed;
        private volatile CommitListener listener = batch -> Future.succeededFuture();

        private Node(Vertx vertx, String postgres, String redis) {
            record = World.await(
                    PostgresStorage.open(vertx, new PostgresOptions(postgres, new byte[32]), new CommitListener() {
                        @Override
                        public Future<Void> committed(LogBatch batch) {
                            return listener.committed(batch);
                        }

                        @Override
                        public Future<Void> touched(long app) {
                            return Node.this.redis.stamps().touched(app);
                        }
                    }));
            this.redis = World.await(RedisStorage.open(vertx, redis));
            index = new LossyIndex(this.redis.index());
            keeper = new IndexKeeper(vertx, index, record.log(), ReceiptMetrics.NONE);
            listener = keeper.listener();
            World.await(keeper.start());
        }

        /** What is committed from now on is told to another first. */
        public void listener(CommitListener other) {
            listener = other;
        }

        public void close() {
            closed = true;
            World.await(keeper.stop());
            World.await(record.close());
            World.await(redis.close());
        }

        World world(List<String> people, List<String> members) {
            return new World(
                    new Tenants(record.apps(), new NodeAppStamps()),
                    record.people(),
                    record.rooms(),
                    record.messages(),
                    record.reads(),
                    record.inbox(),
                    index,
                    keeper,
                    record.forgetting(),
                    record.erasures(),
                    people,
                    members);
        }
    }

    public Node node() {
        return node(postgres.port(), redis.port());
    }

    /** How that node answers who has read. */
    public static Receipts receipts(Node node) {
        return new Receipts(node.redis.index(), node.keeper, node.record.reads(), ReceiptMetrics.NONE);
    }

    /** A node that reaches its servers through other ports. */
    public Node node(int postgresPort, int redisPort) {
        Node node = new Node(
                vertx,
                postgres.uri().replace(":" + postgres.port() + "/", ":" + postgresPort + "/"),
                redis.uri().replace(":" + redis.port(), ":" + redisPort));
        nodes.add(node);
        return node;
    }

    /** Throws away all that Redis holds. */
    public void emptyRedis() {
        World.await(redisClient.send(Request.cmd(Command.FLUSHALL)));
    }

    @Override
    public void close() {
        nodes.stream().filter(node -> !node.closed).forEach(Node::close);
        redisClient.close();
        redis.stop();
        postgres.stop();
        try {
            vertx.close().await(20, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError("Vert.x did not close", e);
        }
    }
}
