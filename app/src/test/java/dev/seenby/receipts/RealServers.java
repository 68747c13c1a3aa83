package dev.seenby.receipts;

import dev.seenby.storage.CommitListener;
import dev.seenby.storage.postgres.PostgresOptions;
import dev.seenby.storage.postgres.PostgresStorage;
import dev.seenby.storage.postgres.embedded.PostgresServer;
import dev.seenby.storage.redis.RedisStorage;
import dev.seenby.storage.redis.embedded.RedisServer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
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
import java.util.concurrent.TimeUnit;

/** An embedded PostgreSQL and Redis of their own, and nodes of the server upon them, without HTTP. */
public final class RealServers implements AutoCloseable {
    private final Vertx vertx = Vertx.vertx();
    private final PostgresServer postgres;
    private final RedisServer redis;
    private final Redis redisClient;
    private final List<Node> nodes = new ArrayList<>();

    private RealServers(Path dataDir) {
        this.postgres = PostgresServer.start(dataDir, line -> {});
        this.redis = RedisServer.start(dataDir, line -> {});
        this.redisClient = Redis.createClient(vertx, redis.uri());
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
        private volatile CommitListener listener = batch -> Future.succeededFuture();

        private Node(Vertx vertx, String postgres, String redis) {
            record = World.await(PostgresStorage.open(
                    vertx, new PostgresOptions(postgres, new byte[32]), batch -> listener.committed(batch)));
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
            World.await(keeper.stop());
            World.await(record.close());
            World.await(redis.close());
        }

        World world(List<String> people, List<String> members) {
            return new World(
                    new Tenants(record.apps()),
                    record.people(),
                    record.rooms(),
                    record.messages(),
                    record.reads(),
                    index,
                    keeper,
                    people,
                    members);
        }
    }

    public Node node() {
        return node(postgres.port(), redis.port());
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
        nodes.forEach(Node::close);
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
