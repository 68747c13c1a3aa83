package dev.seenby.app;

import static dev.seenby.app.Server.await;

import dev.seenby.config.Config;
import dev.seenby.config.Config.Database;
import dev.seenby.limits.NodeAppStamps;
import dev.seenby.limits.NodeLimiter;
import dev.seenby.observability.Health;
import dev.seenby.observability.Metrics;
import dev.seenby.receipts.MeasuredQueues;
import dev.seenby.receipts.NoIndex;
import dev.seenby.receipts.NodeEventQueues;
import dev.seenby.storage.AppStamps;
import dev.seenby.storage.CommitListener;
import dev.seenby.storage.EventQueues;
import dev.seenby.storage.Limiter;
import dev.seenby.storage.ReceiptIndex;
import dev.seenby.storage.postgres.PostgresOptions;
import dev.seenby.storage.postgres.PostgresStorage;
import dev.seenby.storage.postgres.embedded.PostgresServer;
import dev.seenby.storage.redis.RedisStorage;
import dev.seenby.storage.redis.embedded.RedisServer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts the embedded servers, where the operator has none, and opens the storage. */
final class Databases {
    private static final Logger LOG = LoggerFactory.getLogger(Databases.class);

    /** Connections for long reads and the directory's writes, of each node. */
    private static final int POOL_SIZE = 8;
    /** Above what the storage gives itself. */
    private static final long LONGEST_MIGRATION_SECONDS = TimeUnit.HOURS.toSeconds(13);

    private final Config config;
    private final Path dataDir;
    private final Vertx vertx;
    private final Started started;
    private final Health health;
    private final Metrics metrics;

    Databases(Config config, Path dataDir, Vertx vertx, Started started, Health health, Metrics metrics) {
        this.config = config;
        this.dataDir = dataDir;
        this.vertx = vertx;
        this.started = started;
        this.health = health;
        this.metrics = metrics;
    }

    /** @param listener is told of every commit. @throws RuntimeException with one line for the operator */
    Stores open(byte[] secretsKey, CommitListener listener) {
        // Not waited for yet: the two take their time beside each other.
        Optional<Future<RedisStorage>> connecting = config.redis() instanceof Database.At at
                ? Optional.of(RedisStorage.open(vertx, at.uri().toString()))
                : Optional.empty();
        PostgresStorage postgres = postgres(secretsKey, listener);
        ReceiptIndex index = new NoIndex();
        NodeAppStamps alone = new NodeAppStamps();
        Limiter limiter = new NodeLimiter(alone);
        AppStamps stamps = alone;
        EventQueues queues = new NodeEventQueues();
        if (!(config.redis() instanceof Database.None)) {
            RedisStorage redis = redis(connecting);
            index = redis.index();
            limiter = redis.limiter();
            queues = redis.queues();
            stamps = redis.stamps();
        }
        return new Stores(
                postgres.apps(),
                postgres.people(),
                postgres.credentials(),
                postgres.rooms(),
                postgres.messages(),
                postgres.subscriptions(),
                postgres.inbox(),
                postgres.topics(),
                postgres.mutes(),
                postgres.reads(),
                postgres.log(),
                index,
                limiter,
                new MeasuredQueues(queues, metrics.events()),
                postgres.leases(),
                stamps,
                postgres.forgetting(),
                postgres.erasures(),
                postgres.exports(),
                postgres.webhooks());
    }

    private PostgresStorage postgres(byte[] secretsKey, CommitListener listener) {
        String uri;
        if (config.postgres() instanceof Database.At at) {
            uri = at.uri().toString();
        } else {
            PostgresServer server = PostgresServer.start(dataDir, LOG::info);
            started.add("the embedded PostgreSQL", server::stop);
            metrics.node().embedded("postgresql", server::restarts);
            uri = server.uri();
        }
        PostgresStorage storage = await(
                PostgresStorage.open(
                        vertx, new PostgresOptions(uri, secretsKey, POOL_SIZE, new WriterMeters(metrics)), listener),
                LONGEST_MIGRATION_SECONDS);
        started.add("the storage on PostgreSQL", () -> await(storage.close()));
        health.add("postgresql", Health.State.DOWN, storage::check);
        health.add("writers", Health.State.DEGRADED, storage::checkWriters);
        return storage;
    }

    private Future<RedisStorage> startRedis() {
        RedisServer server = RedisServer.start(dataDir, LOG::info);
        started.add("the embedded Redis", server::stop);
        metrics.node().embedded("redis", server::restarts);
        return RedisStorage.open(vertx, server.uri());
    }

    /** @param connecting to a Redis that is there; else one is started */
    private RedisStorage redis(Optional<Future<RedisStorage>> connecting) {
        RedisStorage storage = await(connecting.orElseGet(this::startRedis));
        started.add("the storage on Redis", () -> await(storage.close()));
        metrics.redis(storage::up);
        health.add("redis", Health.State.DEGRADED, storage::check);
        return storage;
    }
}
