package dev.seenby.storage.postgres;

import static dev.seenby.storage.postgres.Columns.strings;

import dev.seenby.storage.Listed;
import dev.seenby.storage.Message;
import dev.seenby.storage.MessageSearch;
import dev.seenby.storage.StorageException;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** Finds messages, a page at a time or all of them. What a caller made up may not keep the database busy for long. */
final class PgMessageSearch {
    static final int MAX_STREAMS = 4;
    /** However fast a receiver is, it may not hold its connection for longer. */
    private static final long STREAM_NANOS = TimeUnit.MINUTES.toNanos(5);

    /** For each statement of a search with a filter. */
    private static final String SHORT_TIME = "select set_config('statement_timeout', '2000', true)";

    private static final String TRY_PATTERNS = "select count('' ~ pattern) from unnest($1::text[]) pattern";

    private final Database database;
    private final AtomicInteger streams = new AtomicInteger();

    PgMessageSearch(Database database) {
        this.database = database;
    }

    Future<Listed<Message>> search(MessageSearch search) {
        SearchStatement page;
        try {
            page = SearchStatement.page(search);
        } catch (StorageException.BadSearch e) {
            return Future.failedFuture(e);
        }
        return SearchStatement.isShort(search)
                ? database.read(page.sql(), page.parameters()).map(PgMessageSearch::listed)
                : database.readMoment(c -> {
                    List<Future<?>> before = prepare(c, search, page);
                    return result(before, c.preparedQuery(page.sql()).execute(page.parameters()))
                            .map(PgMessageSearch::listed);
                });
    }

    private static Listed<Message> listed(RowSet<Row> rows) {
        long total = 0;
        List<Message> found = new ArrayList<>(rows.size());
        for (Row row : rows) {
            total = row.getLong("total");
            if (row.getLong("id") != null) {
                found.add(MessageRows.message(row));
            }
        }
        return new Listed<>(found, total);
    }

    /** Sends what must come before the search itself. */
    private static List<Future<?>> prepare(SqlConnection c, MessageSearch search, SearchStatement statement) {
        List<Future<?>> sent = new ArrayList<>();
        if (!SearchStatement.isOfAll(search)) {
            sent.add(c.query(SHORT_TIME).execute());
        }
        if (!statement.patterns().isEmpty()) {
            sent.add(c.preparedQuery(TRY_PATTERNS).execute(Tuple.of(strings(statement.patterns()))));
        }
        return sent;
    }

    /** The first failure is the one to tell: those after it only say that the transaction has failed. */
    private static Future<RowSet<Row>> result(List<Future<?>> before, Future<RowSet<Row>> rows) {
        List<Future<?>> all = new ArrayList<>(before);
        all.add(rows);
        return Future.join(all).transform(done -> {
            for (Future<?> each : all) {
                if (each.failed()) {
                    return Future.<RowSet<Row>>failedFuture(PgErrors.mapSearch(each.cause()));
                }
            }
            return rows;
        });
    }

    Future<Long> stream(MessageSearch search, Function<List<Message>, Future<Void>> batches) {
        SearchStatement total;
        SearchStatement rows;
        try {
            total = SearchStatement.total(search);
            rows = SearchStatement.rows(search);
        } catch (StorageException.BadSearch e) {
            return Future.failedFuture(e);
        }
        if (streams.incrementAndGet() > MAX_STREAMS) {
            streams.decrementAndGet();
            return Future.failedFuture(new StorageException.Overloaded("too many searches are being streamed", null));
        }
        return database.readMoment(c -> {
                    List<Future<?>> before = prepare(c, search, rows);
                    return result(before, c.preparedQuery(total.sql()).execute(total.parameters()))
                            .map(counted -> counted.iterator().next().getLong("total"))
                            .compose(counted -> new HandOver<>(
                                            c,
                                            MessageRows::message,
                                            PgErrors::mapSearch,
                                            batches,
                                            System.nanoTime() + STREAM_NANOS,
                                            "a stream took too long")
                                    .of(rows.sql(), rows.parameters())
                                    .map(done -> counted));
                })
                .onComplete(done -> streams.decrementAndGet());
    }
}
