package dev.seenby.storage.postgres;

import dev.seenby.storage.StorageException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.sqlclient.Cursor;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/**
 * Hands over all that a statement finds, from a cursor, in batches of {@value #BATCH}: the next one when the one before was taken.
 * A receiver has {@value #RECEIVER_SECONDS} s for each, and until the deadline for all.
 *
 * @param connection in a transaction
 * @param row makes of a row what is handed over
 * @param errors says in the storage's words what a statement fails with
 * @param batches takes a batch
 * @param deadline by {@link System#nanoTime}
 * @param tooLate what to say when the deadline has passed
 */
record HandOver<T>(
        SqlConnection connection,
        Function<Row, T> row,
        Function<Throwable, Throwable> errors,
        Function<List<T>, Future<Void>> batches,
        long deadline,
        String tooLate) {
    private static final int BATCH = 500;
    private static final int RECEIVER_SECONDS = 10;

    Future<Void> of(String sql, Tuple parameters) {
        return connection.prepare(sql).recover(this::failed).compose(prepared -> {
            Promise<Void> done = Promise.promise();
            Cursor cursor = prepared.cursor(parameters);
            next(cursor, done);
            return done.future()
                    .eventually(() -> cursor.close().otherwiseEmpty())
                    .eventually(() -> prepared.close().otherwiseEmpty());
        });
    }

    private <R> Future<R> failed(Throwable e) {
        return Future.failedFuture(errors.apply(e));
    }

    private void next(Cursor cursor, Promise<Void> done) {
        cursor.read(BATCH)
                .recover(this::failed)
                .compose(rows -> rows.size() == 0 ? Future.succeededFuture() : taken(Database.list(rows, row)))
                .onComplete(
                        taken -> {
                            if (!cursor.hasMore()) {
                                done.complete();
                            } else if (System.nanoTime() - deadline >= 0) {
                                done.fail(new StorageException.Unavailable(tooLate, null));
                            } else {
                                next(cursor, done);
                            }
                        },
                        done::fail);
    }

    private Future<Void> taken(List<T> batch) {
        return batches.apply(batch)
                .timeout(RECEIVER_SECONDS, TimeUnit.SECONDS)
                .recover(e -> Future.failedFuture(
                        e instanceof TimeoutException
                                ? new StorageException.Unavailable("a batch was not taken in time", e)
                                : e));
    }
}
