package dev.seenby.storage.postgres;

import dev.seenby.storage.CommitListener;
import dev.seenby.storage.contract.Records;
import dev.seenby.storage.contract.Story;
import dev.seenby.storage.postgres.embedded.PostgresServer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.net.URI;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

/** A PostgreSQL of a test class's own, with as many empty databases as its tests want. */
final class TestDatabases implements AutoCloseable {
    private static final AtomicInteger NUMBER = new AtomicInteger();

    final Vertx vertx = Vertx.vertx();
    private final PostgresServer server;

    TestDatabases(Path directory) {
        server = PostgresServer.start(directory, line -> {});
    }

    /** The address of a new, empty database. */
    String empty() {
        String name = "story" + NUMBER.incrementAndGet();
        run(server.uri(), "create database " + name);
        URI uri = URI.create(server.uri());
        return server.uri().replace(uri.getPath(), "/" + name);
    }

    /** A storage on a database, whose commits nobody hears. The caller closes it. */
    PostgresStorage open(String uri) {
        return open(uri, batch -> Future.succeededFuture());
    }

    /** The same, with somebody who hears them. */
    PostgresStorage open(String uri, CommitListener listener) {
        return Story.await(PostgresStorage.open(vertx, new PostgresOptions(uri, new byte[32]), listener));
    }

    /** The faces of a storage's record, for stories. */
    static Records records(PostgresStorage storage) {
        return new Records(
                storage.apps(),
                storage.people(),
                storage.credentials(),
                storage.rooms(),
                storage.messages(),
                storage.subscriptions(),
                storage.inbox(),
                storage.topics(),
                storage.mutes(),
                storage.reads(),
                storage.log(),
                storage.leases(),
                storage.forgetting(),
                storage.erasures(),
                storage.webhooks());
    }

    RowSet<Row> run(String uri, String sql) {
        return run(uri, sql, Tuple.tuple());
    }

    RowSet<Row> run(String uri, String sql, Tuple parameters) {
        return Story.await(PgConnection.connect(vertx, PgConnectOptions.fromUri(uri))
                .compose(c -> c.preparedQuery(sql).execute(parameters).eventually(c::close)));
    }

    static long number(RowSet<Row> rows) {
        return rows.iterator().next().getLong(0);
    }

    @Override
    public void close() {
        server.stop();
        Story.await(vertx.close());
    }
}
