package dev.seenby.loadtests;

import static dev.seenby.loadtests.Bench.await;

import dev.seenby.receipts.IndexKeeper;
import dev.seenby.receipts.ReceiptMetrics;
import dev.seenby.storage.CommitListener;
import dev.seenby.storage.MessageFacts;
import dev.seenby.storage.ReceiptIndex;
import dev.seenby.storage.postgres.PostgresOptions;
import dev.seenby.storage.postgres.PostgresStorage;
import dev.seenby.storage.postgres.embedded.PostgresServer;
import dev.seenby.storage.redis.RedisStorage;
import dev.seenby.storage.redis.embedded.RedisServer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

/** A PostgreSQL and a Redis in a temporary folder, one node upon them, and what they weigh. */
final class Servers implements AutoCloseable {
    /** Commands on the way to Redis at once. */
    private static final int WAITING = 1 << 20;

    private final Path folder;
    private final Vertx vertx = Vertx.vertx();
    private final PostgresServer postgres;
    private final RedisServer redis;
    private final PostgresStorage record;
    private final RedisStorage storage;
    private final IndexKeeper keeper;
    private final PgConnection sql;
    private final Redis commands;
    private final List<SqlConnection> contenders = new ArrayList<>();

    private Servers() throws Exception {
        folder = Files.createTempDirectory("seenby-load-test");
        postgres = PostgresServer.start(folder, System.err::println);
        redis = RedisServer.start(folder, System.err::println);
        AtomicReference<CommitListener> listener = new AtomicReference<>(batch -> Future.succeededFuture());
        record = await(
                PostgresStorage.open(vertx, new PostgresOptions(postgres.uri(), new byte[32]), batch -> listener.get()
                        .committed(batch)));
        storage = await(RedisStorage.open(vertx, redis.uri()));
        keeper = new IndexKeeper(vertx, storage.index(), record.log(), ReceiptMetrics.NONE);
        listener.set(keeper.listener());
        await(keeper.start());
        sql = await(PgConnection.connect(vertx, postgres.uri()));
        commands = Redis.createClient(
                vertx, new RedisOptions().setConnectionString(redis.uri()).setMaxWaitingHandlers(WAITING));
    }

    static Servers start() throws Exception {
        return new Servers();
    }

    /** What an app's secrets are sealed with; a server that is to know them needs the same. */
    static String secretsKey() {
        return "0".repeat(64);
    }

    String postgresUri() {
        return postgres.uri();
    }

    String redisUri() {
        return redis.uri();
    }

    /** The node's own, whose event loops do what it does in the background. */
    Vertx vertx() {
        return vertx;
    }

    /** The processor's time that both have used, nanoseconds. */
    long cpuNanos() {
        return ProcessHandle.allProcesses()
                .filter(process -> process.info()
                        .command()
                        .filter(command -> command.startsWith(folder.toString()))
                        .isPresent())
                .mapToLong(ServerProcess::cpuNanos)
                .sum();
    }

    PostgresStorage record() {
        return record;
    }

    ReceiptIndex index() {
        return storage.index();
    }

    IndexKeeper keeper() {
        return keeper;
    }

    /** One more connection: statements are prepared once, and each waits for the answer to the one before. */
    SqlConnection connect() throws Exception {
        PgConnectOptions options = PgConnectOptions.fromUri(postgres.uri())
                .setCachePreparedStatements(true)
                .setPipeliningLimit(1);
        SqlConnection connection = await(PgConnection.connect(vertx, options));
        contenders.add(connection);
        return connection;
    }

    RedisConnection connectRedis() throws Exception {
        return await(commands.connect());
    }

    /** A setting as PostgreSQL runs with it. */
    String setting(String name) throws Exception {
        return sql("select current_setting($1::text)", name).iterator().next().getString(0);
    }

    /** Of all that was ever written to the log that makes commits durable. */
    long walBytes() throws Exception {
        return sql("select (pg_current_wal_insert_lsn() - pg_lsn '0/0')::bigint")
                .iterator()
                .next()
                .getLong(0);
    }

    /** What each of these tables weighs, with its indexes. */
    Map<String, Long> tableBytes(String... tables) throws Exception {
        Map<String, Long> bytes = new LinkedHashMap<>();
        for (String table : tables) {
            bytes.put(
                    table,
                    sql("select pg_total_relation_size($1::text::regclass)", table)
                            .iterator()
                            .next()
                            .getLong(0));
        }
        return bytes;
    }

    /** Tables with their indexes. */
    long postgresBytes() throws Exception {
        return await(sql.query("select pg_database_size(current_database())").execute())
                .iterator()
                .next()
                .getLong(0);
    }

    /** Of all keys with what they hold; what Redis takes for clients and buffers comes and goes. */
    long redisBytes() throws Exception {
        long bytes = 0;
        String cursor = "0";
        do {
            Response page = await(commands.send(
                    Request.cmd(Command.SCAN).arg(cursor).arg("COUNT").arg(1_000)));
            cursor = page.get(0).toString();
            List<Request> keys = new ArrayList<>();
            for (Response key : page.get(1)) {
                keys.add(Request.cmd(Command.MEMORY)
                        .arg("USAGE")
                        .arg(key.toBuffer())
                        .arg("SAMPLES")
                        .arg(0));
            }
            for (Response one : keys.isEmpty() ? List.<Response>of() : await(commands.batch(keys))) {
                bytes += one == null ? 0 : one.toLong();
            }
        } while (!cursor.equals("0"));
        return bytes;
    }

    void emptyIndex() throws Exception {
        await(commands.send(Request.cmd(Command.FLUSHALL).arg("ASYNC")));
    }

    /** A statement past the server. */
    RowSet<Row> sql(String statement, Object... parameters) throws Exception {
        return await(sql.preparedQuery(statement).execute(Tuple.from(parameters)));
    }

    /** Whether the index answers for all of these messages. */
    boolean warm(List<MessageFacts> messages) throws Exception {
        return await(storage.index().counts(messages)).counts().stream().allMatch(Optional::isPresent);
    }

    @Override
    public void close() throws Exception {
        await(keeper.stop());
        await(record.close());
        await(storage.close());
        commands.close();
        await(sql.close());
        for (SqlConnection connection : contenders) {
            await(connection.close());
        }
        redis.stop();
        postgres.stop();
        await(vertx.close());
        delete(folder);
    }

    /** With all that is in it. */
    static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
