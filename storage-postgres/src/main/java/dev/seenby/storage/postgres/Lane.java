package dev.seenby.storage.postgres;

import dev.seenby.storage.LogBatch;
import dev.seenby.storage.StorageException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection that runs one transaction at a time and commits with each its row of the index log. Everything here
 * happens on one event loop.
 *
 * <p>When a connection is lost while a commit is under way, the log tells whether it happened: if the row is there, it
 * did; if not, it still may, so the lane's number is given up and the work, which must bear repetition, is done again.
 */
final class Lane {
    private static final Logger LOGGER = LoggerFactory.getLogger(Lane.class);
    private static final String OPEN = "insert into lane (id) values ($1::bigint)";
    /** Null, hence refused, if the lane was retired meanwhile. */
    private static final String LOG = """
            insert into index_log (lane, n, changes, weight)
            values ((select id from lane where id = $1::bigint and not retired), $2::bigint, $3::text::json, $4::int)""";

    private static final String LOGGED = "select 1 from index_log where lane = $1::bigint and n = $2::bigint";

    private static final long CONNECT_MILLIS = 3_000;
    /** Above the server's own statement timeout: beyond it the connection is taken for dead. */
    private static final long ATTEMPT_MILLIS = 9_000;

    private static final long MAX_IDLE_NANOS = TimeUnit.MINUTES.toNanos(50);

    private final Vertx vertx;
    private final PgConnectOptions options;
    private final Runnable lost;
    private @Nullable SqlConnection connection;
    private long id;
    private long last;
    private long usedAt;

    /** One transaction's way through its attempts. */
    private static final class Effort {
        final long deadline;
        final Function<SqlConnection, Future<Written>> work;
        boolean unknown;

        @Nullable
        LogBatch pending;

        long backoff = 10;

        Effort(long deadline, Function<SqlConnection, Future<Written>> work) {
            this.deadline = deadline;
            this.work = work;
        }

        boolean over() {
            return System.nanoTime() - deadline >= 0;
        }
    }

    Lane(Vertx vertx, PgConnectOptions options, Runnable lost) {
        this.vertx = vertx;
        this.options = options;
        this.lost = lost;
    }

    /**
     * Runs work in a transaction of its own, again and again while the database cannot be reached or the reason of the
     * failure passes.
     *
     * @param deadline of {@link System#nanoTime()}, after which no further attempt is made
     * @return what was committed for the index, if anything
     */
    Future<Optional<LogBatch>> transact(long deadline, Function<SqlConnection, Future<Written>> work) {
        return attempt(new Effort(deadline, work));
    }

    private Future<Optional<LogBatch>> attempt(Effort effort) {
        return connected()
                .compose(c -> settle(c, effort)
                        .compose(done -> done.isPresent() ? Future.succeededFuture(done) : run(c, effort)))
                .recover(e -> {
                    boolean again = PgErrors.isLost(e) || PgErrors.isPassing(e);
                    if (!again) {
                        return Future.failedFuture(e);
                    }
                    if (PgErrors.isLost(e)) {
                        giveUpConnection();
                    }
                    if (effort.over()) {
                        return Future.failedFuture(
                                effort.unknown
                                        ? new StorageException.OutcomeUnknown("the outcome of a commit is not known", e)
                                        : new StorageException.Unavailable("PostgreSQL cannot be reached", e));
                    }
                    return pause(effort).compose(now -> attempt(effort));
                });
    }

    /** After a commit of unknown outcome: the batch, if it is in the log. */
    private Future<Optional<LogBatch>> settle(SqlConnection c, Effort effort) {
        LogBatch pending = effort.pending;
        if (pending == null) {
            return Future.succeededFuture(Optional.empty());
        }
        return c.preparedQuery(LOGGED)
                .execute(Tuple.of(pending.lane(), pending.n()))
                .timeout(CONNECT_MILLIS, TimeUnit.MILLISECONDS)
                .map(rows -> {
                    effort.pending = null;
                    return rows.size() > 0 ? Optional.of(pending) : Optional.empty();
                });
    }

    private Future<Optional<LogBatch>> run(SqlConnection c, Effort effort) {
        return opened(c).compose(open -> {
            Attempt attempt = new Attempt(c, effort);
            return attempt.run()
                    .timeout(ATTEMPT_MILLIS, TimeUnit.MILLISECONDS)
                    .onFailure(e -> attempt.abandoned = true);
        });
    }

    /** One try on one connection. */
    private final class Attempt {
        private final SqlConnection c;
        private final Effort effort;
        private boolean abandoned;

        Attempt(SqlConnection c, Effort effort) {
            this.c = c;
            this.effort = effort;
        }

        Future<Optional<LogBatch>> run() {
            // Not waited for: statements are executed in the order in which they are sent.
            Future<?> begun = c.query("BEGIN").execute();
            return begin(begun)
                    .compose(
                            this::commit,
                            e -> PgErrors.isLost(e)
                                    ? Future.failedFuture(e)
                                    : rollback().transform(r -> Future.failedFuture(e)));
        }

        private Future<Written> begin(Future<?> begun) {
            try {
                Future<Written> written = effort.work.apply(c);
                return Future.join(begun, written)
                        .transform(both -> begun.failed() ? Future.failedFuture(begun.cause()) : written);
            } catch (RuntimeException e) {
                return Future.failedFuture(e);
            }
        }

        private Future<Void> rollback() {
            return c.query("ROLLBACK").execute().mapEmpty();
        }

        private Future<Optional<LogBatch>> commit(Written written) {
            if (abandoned) {
                return Future.failedFuture(new IllegalStateException("given up before the commit"));
            }
            if (written.writes().isEmpty()) {
                return rollback().map(r -> Optional.empty());
            }
            List<Future<?>> sent = new ArrayList<>(written.writes());
            LogBatch logged = written.changes().isEmpty() ? null : new LogBatch(id, last + 1, written.changes());
            Future<?> log = logged == null ? Future.succeededFuture() : log(c, logged);
            sent.add(log);
            Future<?> commit = c.query("COMMIT").execute();
            sent.add(commit);
            boolean before = effort.unknown;
            effort.unknown = true;
            effort.pending = logged;
            return Future.join(sent).transform(all -> {
                if (abandoned || connection != c) {
                    // Somebody else goes on with this effort: what comes late must not change what they know.
                    return Future.failedFuture(new IOException("the connection was given up"));
                }
                if (log.failed() && PgErrors.isBrokenConstraint(log.cause())) {
                    // The lane was retired, or has lost count: nothing was committed, and another lane will do.
                    effort.unknown = before;
                    effort.pending = null;
                    return Future.failedFuture(new IOException("the lane takes no more", log.cause()));
                }
                for (Future<?> statement : sent) {
                    // The server answers COMMIT with ROLLBACK after a statement that it refused.
                    if (statement.failed()
                            && statement.cause() instanceof PgException
                            && !PgErrors.isLost(statement.cause())) {
                        effort.unknown = before;
                        effort.pending = null;
                        return Future.failedFuture(statement.cause());
                    }
                }
                if (all.failed()) {
                    return Future.failedFuture(all.cause());
                }
                effort.unknown = false;
                effort.pending = null;
                if (logged != null) {
                    last = logged.n();
                }
                usedAt = System.nanoTime();
                return Future.succeededFuture(Optional.ofNullable(logged));
            });
        }
    }

    private Future<?> log(SqlConnection c, LogBatch batch) {
        return c.preparedQuery(LOG)
                .execute(Tuple.of(
                        batch.lane(),
                        batch.n(),
                        ChangesJson.write(batch.changes()),
                        ChangesJson.weight(batch.changes())));
    }

    private Future<SqlConnection> connected() {
        SqlConnection open = connection;
        if (open != null) {
            return Future.succeededFuture(open);
        }
        return connect().map(c -> {
            connection = c;
            // What is under way fails with it as well; nobody else needs to know.
            c.exceptionHandler(e -> LOGGER.debug("a writer's connection failed", e));
            c.closeHandler(closed -> {
                if (connection == c) {
                    giveUpConnection();
                }
            });
            return c;
        });
    }

    private Future<SqlConnection> connect() {
        Promise<SqlConnection> promise = Promise.promise();
        long timer = vertx.setTimer(CONNECT_MILLIS, late -> promise.tryFail(new TimeoutException("connecting")));
        PgConnection.connect(vertx, options)
                .onComplete(
                        c -> {
                            vertx.cancelTimer(timer);
                            if (!promise.tryComplete(c)) {
                                c.close();
                            }
                        },
                        e -> {
                            vertx.cancelTimer(timer);
                            promise.tryFail(PgErrors.isLost(e) ? e : new IOException("cannot connect", e));
                        });
        return promise.future();
    }

    /** A number for this connection's batches: a new one after every lost connection and every long silence. */
    private Future<Void> opened(SqlConnection c) {
        if (id != 0 && System.nanoTime() - usedAt < MAX_IDLE_NANOS) {
            return Future.succeededFuture();
        }
        long fresh = ThreadLocalRandom.current().nextLong(1, Long.MAX_VALUE);
        return c.preparedQuery(OPEN)
                .execute(Tuple.of(fresh))
                .timeout(CONNECT_MILLIS, TimeUnit.MILLISECONDS)
                .map(rows -> {
                    id = fresh;
                    last = 0;
                    usedAt = System.nanoTime();
                    return null;
                });
    }

    private void giveUpConnection() {
        SqlConnection dead = connection;
        id = 0;
        if (dead != null) {
            connection = null;
            dead.close();
            lost.run();
        }
    }

    private Future<Void> pause(Effort effort) {
        long millis = effort.backoff + ThreadLocalRandom.current().nextLong(effort.backoff);
        effort.backoff = Math.min(500, effort.backoff * 2);
        return vertx.timer(millis).mapEmpty();
    }

    Future<Void> close() {
        SqlConnection open = connection;
        connection = null;
        return open == null ? Future.succeededFuture() : open.close();
    }
}
