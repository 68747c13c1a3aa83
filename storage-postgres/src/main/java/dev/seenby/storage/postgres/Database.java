package dev.seenby.storage.postgres;

import dev.seenby.storage.Listed;
import dev.seenby.storage.StorageException;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** The connections for everything but the two writers. */
final class Database {
    /** Above the server's own statement timeout. */
    private static final long TIMEOUT_MILLIS = 12_000;

    private final SqlClient pipelined;
    private final Pool pool;
    private final Pool searches;

    /**
     * @param pipelined for short reads, which share connections without waiting for each other's answers
     * @param pool for long reads, which would hold others up, and for transactions
     * @param searches for what callers make up or are slow to take, so that nobody else waits for it
     */
    Database(SqlClient pipelined, Pool pool, Pool searches) {
        this.pipelined = pipelined;
        this.pool = pool;
        this.searches = searches;
    }

    /** A short read. */
    Future<RowSet<Row>> read(String sql, Tuple parameters) {
        return reading(pipelined.preparedQuery(sql).execute(parameters));
    }

    /** A read that may be long. */
    Future<RowSet<Row>> readLong(String sql, Tuple parameters) {
        return reading(pool.preparedQuery(sql).execute(parameters));
    }

    private static Future<RowSet<Row>> reading(Future<RowSet<Row>> rows) {
        return rows.timeout(TIMEOUT_MILLIS, TimeUnit.MILLISECONDS)
                .recover(e -> Future.failedFuture(PgErrors.mapRead(e)));
    }

    /**
     * Reads everything as it is at one moment. The work must end by itself, and says in its own words what its
     * statements fail with.
     */
    <T> Future<T> readMoment(Function<SqlConnection, Future<T>> work) {
        return searches.getConnection()
                .timeout(TIMEOUT_MILLIS, TimeUnit.MILLISECONDS)
                .recover(e -> Future.failedFuture(PgErrors.mapRead(e)))
                .compose(c -> c.query("begin isolation level repeatable read read only")
                        .execute()
                        .timeout(TIMEOUT_MILLIS, TimeUnit.MILLISECONDS)
                        .recover(e -> Future.failedFuture(PgErrors.mapRead(e)))
                        .compose(begun -> work.apply(c))
                        .eventually(() -> c.query("rollback")
                                .execute()
                                .timeout(TIMEOUT_MILLIS, TimeUnit.MILLISECONDS)
                                .otherwiseEmpty())
                        .onComplete(over -> c.close()));
    }

    /** All or nothing of what the work writes. */
    <T> Future<T> write(Function<SqlConnection, Future<T>> work) {
        return pool.getConnection()
                .timeout(TIMEOUT_MILLIS, TimeUnit.MILLISECONDS)
                .recover(e -> Future.failedFuture(new StorageException.Unavailable("no connection to PostgreSQL", e)))
                .compose(c -> c.begin()
                        .timeout(TIMEOUT_MILLIS, TimeUnit.MILLISECONDS)
                        .recover(e -> Future.failedFuture(new StorageException.Unavailable("no transaction", e)))
                        .compose(transaction -> work.apply(c)
                                .timeout(TIMEOUT_MILLIS, TimeUnit.MILLISECONDS)
                                .transform(done -> done.succeeded()
                                        ? transaction
                                                .commit()
                                                .timeout(TIMEOUT_MILLIS, TimeUnit.MILLISECONDS)
                                                .recover(Database::unsure)
                                                .map(done.result())
                                        : transaction
                                                .rollback()
                                                .timeout(TIMEOUT_MILLIS, TimeUnit.MILLISECONDS)
                                                .transform(back -> Future.failedFuture(undone(done.cause())))))
                        // Nobody waits for its return to the pool: that has no bound, and the outcome is known.
                        .onComplete(over -> c.close()))
                .recover(e -> Future.failedFuture(PgErrors.map(e)));
    }

    private static Future<Void> unsure(Throwable e) {
        return Future.failedFuture(
                PgErrors.isLost(e)
                        ? new StorageException.OutcomeUnknown("the outcome of a commit is not known", e)
                        : e);
    }

    /** Before its commit, a transaction whatever happens to it leaves nothing behind. */
    private static Throwable undone(Throwable e) {
        return PgErrors.mapRead(e);
    }

    static <T> List<T> list(RowSet<Row> rows, Function<Row, T> row) {
        List<T> list = new ArrayList<>(rows.size());
        rows.forEach(one -> list.add(row.apply(one)));
        return list;
    }

    static <T> Optional<T> first(RowSet<Row> rows, Function<Row, T> row) {
        return rows.size() == 0
                ? Optional.empty()
                : Optional.of(row.apply(rows.iterator().next()));
    }

    /**
     * A part of a list and how long the whole is: rows with the {@code total} in each of them, a single one without an
     * {@code id} when the part is empty.
     */
    static <T> Listed<T> listed(RowSet<Row> rows, Function<Row, T> item) {
        List<T> items = new ArrayList<>(rows.size());
        long total = 0;
        for (Row row : rows) {
            total = row.getLong("total");
            if (row.getLong("id") != null) {
                items.add(item.apply(row));
            }
        }
        return new Listed<>(items, total);
    }

    Future<Void> close() {
        return Future.join(pipelined.close(), pool.close(), searches.close()).mapEmpty();
    }
}
