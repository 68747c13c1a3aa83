package dev.seenby.storage.postgres;

import dev.seenby.storage.Apps;
import dev.seenby.storage.CommitListener;
import dev.seenby.storage.Credentials;
import dev.seenby.storage.Erasures;
import dev.seenby.storage.Exports;
import dev.seenby.storage.Forgetting;
import dev.seenby.storage.Inbox;
import dev.seenby.storage.IndexLog;
import dev.seenby.storage.Leases;
import dev.seenby.storage.Messages;
import dev.seenby.storage.Mutes;
import dev.seenby.storage.People;
import dev.seenby.storage.ReadRecord;
import dev.seenby.storage.Rooms;
import dev.seenby.storage.StorageException;
import dev.seenby.storage.Subscriptions;
import dev.seenby.storage.Topics;
import dev.seenby.storage.Webhooks;
import dev.seenby.storage.embedded.Progress;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClientOptions;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.Tuple;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The record and the directory on one PostgreSQL database. Any number of nodes may share it. */
public final class PostgresStorage {
    private static final Logger LOG = LoggerFactory.getLogger(PostgresStorage.class);
    private static final int SILENT_SECONDS = 30;
    private static final int CONNECT_MILLIS = 3_000;
    /** At the start nobody waits for an answer, and all that starts beside may keep the machine busy. */
    private static final long FIRST_CONNECT_MILLIS = 20_000;

    /** A change of a large table takes as long as it takes; the log tells that it goes on. */
    private static final long MIGRATION_HOURS = 12;

    private static final long MIGRATION_NOTICE_MILLIS = 10_000;
    private static final int PIPELINED_CONNECTIONS = 2;
    /** Two more than are streamed from at once. */
    private static final int SEARCH_CONNECTIONS = PgMessageSearch.MAX_STREAMS + PgExports.MAX_EXPORTS + 2;

    private static final int MAX_WAITING = 1_000;
    private static final long CHECK_MILLIS = 2_000;

    private final Database database;
    private final MarkWriter marks;
    private final RoomWriter roomWrites;
    private final Apps apps;
    private final People people;
    private final Credentials credentials;
    private final Rooms rooms;
    private final Messages messages;
    private final Subscriptions subscriptions;
    private final Inbox inbox;
    private final Topics topics;
    private final Mutes mutes;
    private final ReadRecord reads;
    private final IndexLog log;
    private final Leases leases;
    private final Forgetting forgetting;
    private final Erasures erasures;
    private final Exports exports;
    private final Webhooks webhooks;

    private PostgresStorage(Vertx vertx, PgConnectOptions connect, PostgresOptions options, CommitListener listener) {
        database = database(vertx, connect, options);
        marks = new MarkWriter(vertx, writing(connect), listener, options.observer());
        roomWrites = new RoomWriter(vertx, writing(connect), listener, options.observer());
        Touching touching = new Touching(database, listener);
        apps = new PgApps(database, new SecretBox(options.secretsKey()), touching);
        people = new PgPeople(database, touching);
        credentials = new PgCredentials(database, touching);
        rooms = new PgRooms(database, roomWrites, touching);
        messages = new PgMessages(database, roomWrites);
        subscriptions = new PgSubscriptions(database);
        inbox = new PgInbox(database);
        topics = new PgTopics(database);
        mutes = new PgMutes(database, touching);
        reads = new PgReadRecord(database, marks, touching);
        log = new PgIndexLog(database);
        leases = new PgLeases(database);
        forgetting = new PgForgetting(database, roomWrites, touching);
        erasures = new PgErasures(database, roomWrites, marks, touching);
        exports = new PgExports(database);
        webhooks = new PgWebhooks(database);
    }

    /**
     * Connects and brings the schema up to date. Fails with {@link StorageException.Unavailable} when the database cannot be
     * reached or does not let us in, and with {@link StorageException.Broken} when it is not one to work with.
     *
     * @param listener told of every batch that this node commits
     */
    public static Future<PostgresStorage> open(Vertx vertx, PostgresOptions options, CommitListener listener) {
        PgConnectOptions connect;
        try {
            connect = PgConnectOptions.fromUri(options.uri());
        } catch (RuntimeException e) {
            // Its message may hold the password.
            return Future.failedFuture(
                    new StorageException.Unavailable("the PostgreSQL address is not a valid URI", null));
        }
        connect.setCachePreparedStatements(true)
                .setPreparedStatementCacheMaxSize(256)
                .setPreparedStatementCacheSqlLimit(8_192)
                .addProperty("application_name", "seenby")
                // "already exists, skipping" is no news.
                .addProperty("client_min_messages", "warning");
        String where = connect.getHost() + ":" + connect.getPort() + "/" + connect.getDatabase();
        return PgConnection.connect(vertx, new PgConnectOptions(connect))
                .timeout(FIRST_CONNECT_MILLIS, TimeUnit.MILLISECONDS)
                .recover(e -> Future.failedFuture(new StorageException.Unavailable(
                        "cannot connect to PostgreSQL at " + where + " as " + connect.getUser() + ": " + reason(e), e)))
                .compose(c -> migrate(vertx, c).eventually(() -> c.close().otherwiseEmpty()))
                .map(done -> new PostgresStorage(vertx, connect, options, listener))
                .recover(e -> Future.failedFuture(PgErrors.map(e)));
    }

    private static Future<Void> migrate(Vertx vertx, PgConnection connection) {
        Progress progress = new Progress("bringing the schema up to date, or waiting for a node that does", LOG::info);
        long timer = vertx.setPeriodic(MIGRATION_NOTICE_MILLIS, tick -> progress.elapsed());
        return Migrator.migrate(connection)
                .timeout(MIGRATION_HOURS, TimeUnit.HOURS)
                .onComplete(done -> vertx.cancelTimer(timer));
    }

    private static String reason(Throwable e) {
        String message = e.getMessage();
        return message == null ? e.getClass().getSimpleName() : message;
    }

    private static Database database(Vertx vertx, PgConnectOptions connect, PostgresOptions options) {
        // Longer than any statement may take: a connection as silent as this leads to a server that is gone.
        NetClientOptions net =
                new NetClientOptions().setConnectTimeout(CONNECT_MILLIS).setIdleTimeout(SILENT_SECONDS);
        PgConnectOptions bounded = limits(connect, "10000", "5000");
        return new Database(
                PgBuilder.client()
                        .with(new PoolOptions()
                                .setName("seenby-pipelined")
                                .setMaxSize(PIPELINED_CONNECTIONS)
                                .setMaxWaitQueueSize(MAX_WAITING))
                        .with(net)
                        .connectingTo(bounded)
                        .using(vertx)
                        .build(),
                pool(vertx, "seenby-pool", options.poolSize(), net, bounded),
                pool(vertx, "seenby-searches", SEARCH_CONNECTIONS, net, bounded));
    }

    private static Pool pool(Vertx vertx, String name, int size, NetClientOptions net, PgConnectOptions connect) {
        return PgBuilder.pool()
                .with(new PoolOptions()
                        .setName(name)
                        .setMaxSize(size)
                        .setMaxWaitQueueSize(MAX_WAITING)
                        .setConnectionTimeout(CONNECT_MILLIS)
                        .setConnectionTimeoutUnit(TimeUnit.MILLISECONDS))
                .with(net)
                .connectingTo(connect)
                .using(vertx)
                .build();
    }

    private static PgConnectOptions writing(PgConnectOptions connect) {
        return limits(connect, "8000", "4000");
    }

    private static PgConnectOptions limits(PgConnectOptions connect, String statementMillis, String lockMillis) {
        return new PgConnectOptions(connect)
                .addProperty("statement_timeout", statementMillis)
                .addProperty("lock_timeout", lockMillis)
                // Compiling a statement takes longer than running it.
                .addProperty("jit", "off")
                .addProperty("idle_in_transaction_session_timeout", "15000");
    }

    public Apps apps() {
        return apps;
    }

    public People people() {
        return people;
    }

    public Credentials credentials() {
        return credentials;
    }

    public Subscriptions subscriptions() {
        return subscriptions;
    }

    public Inbox inbox() {
        return inbox;
    }

    public Topics topics() {
        return topics;
    }

    public Mutes mutes() {
        return mutes;
    }

    public Rooms rooms() {
        return rooms;
    }

    public Messages messages() {
        return messages;
    }

    public ReadRecord reads() {
        return reads;
    }

    public IndexLog log() {
        return log;
    }

    public Leases leases() {
        return leases;
    }

    public Forgetting forgetting() {
        return forgetting;
    }

    public Erasures erasures() {
        return erasures;
    }

    public Exports exports() {
        return exports;
    }

    public Webhooks webhooks() {
        return webhooks;
    }

    /** Whether the database answers, within two seconds. */
    public Future<Void> check() {
        return database.read("select 1", Tuple.tuple())
                .timeout(CHECK_MILLIS, TimeUnit.MILLISECONDS)
                .recover(e -> Future.failedFuture(new StorageException.Unavailable("PostgreSQL does not answer", e)))
                .mapEmpty();
    }

    /** Whether the writers keep up: fails when a queue of theirs is four fifths full. Asks nobody. */
    public Future<Void> checkWriters() {
        return marks.full()
                .or(roomWrites::full)
                .<Future<Void>>map(full -> Future.failedFuture(new StorageException.Overloaded(full, null)))
                .orElseGet(Future::succeededFuture);
    }

    /** Takes no more writes, finishes those taken, and closes the connections. */
    public Future<Void> close() {
        return Future.join(marks.close(), roomWrites.close())
                .eventually(() -> database.close())
                .mapEmpty();
    }
}
