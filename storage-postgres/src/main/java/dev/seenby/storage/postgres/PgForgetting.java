package dev.seenby.storage.postgres;

import static dev.seenby.storage.postgres.Columns.longs;

import dev.seenby.storage.Forgetting;
import dev.seenby.storage.Page;
import dev.seenby.storage.StorageException;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Moves the floor of rooms, through their writer, and drops the rows of {@code read_span} below it.
 *
 * <p>A row is dropped when all of its stretch is below the floor, under the lock of its reader's head, which marks take too. A mark
 * that was under way as the floor moved may not have seen it, and leave rows below it when it commits; so nobody says that all are
 * dropped before the transactions of that time are over.
 */
final class PgForgetting implements Forgetting {
    /** Messages passed at once; a change of so many runs can still be followed by the index. */
    private static final int CLOCKS = 4_000;
    /** Rows dropped at once. */
    private static final int SPANS = 2_000;
    /** How often it is looked whether transactions are over; then it is left to the next round. */
    private static final int LOOKS = 20;

    private static final String DUE = """
            with page as materialized (
                select r.id, r.dropped_clock, r.forgotten_clock from room r
                where r.app = $1::bigint and r.id > $3::bigint order by r.id limit $4::int)
            select p.id, m.sent_at,
                p.dropped_clock < p.forgotten_clock or coalesce(m.sent_at < $2::timestamptz, false) as due
            from page p left join message m on m.room = p.id and m.clock = p.dropped_clock + 1
            order by p.id""";

    /**
     * The floor, how far rows are dropped, the first message above the floor that is to be kept for now, and a transaction after all
     * that may have seen another floor.
     */
    private static final String STATE = """
            select r.forgotten_clock as floor, r.dropped_clock as dropped,
                pg_snapshot_xmax(pg_current_snapshot())::text as after, coalesce(
                (select min(m.clock) from message m
                    where m.room = r.id and m.clock > r.forgotten_clock and m.clock <= r.forgotten_clock + $3::int
                        and m.sent_at >= $2::timestamptz) - 1,
                least(r.clock, r.forgotten_clock + $3::int)) as upto
            from room r where r.id = $1::bigint""";

    private static final String ARE_OVER = "select pg_snapshot_xmin(pg_current_snapshot()) >= $1::text::xid8 as over";
    private static final String PAUSE = "select pg_sleep(0.05)";

    /** Rows that are below the floor, of the timelines in which it has passed messages. */
    private static final String SPANS_BELOW = """
            with passed as materialized (
                select m.timeline, max(m.position) as last from room r
                join message m on m.room = r.id and m.clock > r.dropped_clock and m.clock <= $2::bigint
                where r.id = $1::bigint group by m.timeline)
            select s.timeline, s.reader, lower(s.span) as first, upper(s.span) - 1 as last
            from passed p
            cross join lateral (
                select * from read_span s
                where s.timeline = p.timeline and s.span <@ int8range(1, p.last, '[]') limit $3::int) s
            limit $3::int""";

    private static final String LOCK = """
            select from read_head h
            join (select distinct * from unnest($1::bigint[], $2::bigint[]) k (timeline, reader)) k
                on h.timeline = k.timeline and h.reader = k.reader
            order by h.timeline, h.reader for update of h""";
    private static final String DROPPED =
            "update room set dropped_clock = greatest(dropped_clock, $2::bigint) where id = $1::bigint";

    private final Database database;
    private final RoomWriter writer;
    private final Touching touching;

    PgForgetting(Database database, RoomWriter writer, Touching touching) {
        this.database = database;
        this.touching = touching;
        this.writer = writer;
    }

    @Override
    public Future<Page<Due, Long>> due(long app, Instant sentBefore, long after, int limit) {
        return database.readLong(DUE, Tuple.of(app, Columns.time(sentBefore), after, limit))
                .map(rows -> {
                    List<Due> due = new ArrayList<>();
                    Long last = null;
                    for (Row row : rows) {
                        last = row.getLong("id");
                        if (row.getBoolean("due")) {
                            due.add(new Due(
                                    last, row.getOffsetDateTime("sent_at").toInstant()));
                        }
                    }
                    return new Page<>(due, rows.size() == limit ? last : null);
                });
    }

    @Override
    public Future<Step> forget(long room, Instant sentBefore) {
        return database.readLong(STATE, Tuple.of(room, Columns.time(sentBefore), CLOCKS))
                .compose(rows -> {
                    if (rows.size() == 0) {
                        return Future.failedFuture(new StorageException.NotFound("room"));
                    }
                    Row state = rows.iterator().next();
                    long floor = state.getLong("floor");
                    if (state.getLong("dropped") < floor) {
                        String after = state.getString("after");
                        return database.write(c -> drop(c, room, floor, after, LOOKS));
                    }
                    long upTo = state.getLong("upto");
                    return upTo > floor
                            ? touching.room(room, () -> writer.forget(room, upTo))
                                    .map(passed -> new Step(0, false))
                            : Future.succeededFuture(new Step(0, true));
                });
    }

    private static Future<Step> drop(SqlConnection c, long room, long floor, String after, int looks) {
        // Asked first, so that it holds for what is looked at then.
        return c.preparedQuery(ARE_OVER).execute(Tuple.of(after)).compose(asked -> c.preparedQuery(SPANS_BELOW)
                .execute(Tuple.of(room, floor, SPANS))
                .compose(rows -> {
                    if (rows.size() > 0) {
                        return drop(c, rows);
                    }
                    if (asked.iterator().next().getBoolean("over")) {
                        return c.preparedQuery(DROPPED)
                                .execute(Tuple.of(room, floor))
                                .map(done -> new Step(0, false));
                    }
                    return looks == 0
                            ? Future.succeededFuture(new Step(0, true))
                            : c.query(PAUSE).execute().compose(later -> drop(c, room, floor, after, looks - 1));
                }));
    }

    private static Future<Step> drop(SqlConnection c, RowSet<Row> spans) {
        List<Row> rows = Database.list(spans, row -> row);
        Object timelines = longs(rows, row -> row.getLong("timeline"));
        Object readers = longs(rows, row -> row.getLong("reader"));
        return c.preparedQuery(LOCK)
                .execute(Tuple.of(timelines, readers))
                .compose(locked -> c.preparedQuery(ReadWrites.DELETE_SPANS)
                        .execute(Tuple.of(
                                timelines,
                                readers,
                                longs(rows, row -> row.getLong("first")),
                                longs(rows, row -> row.getLong("last")))))
                .map(deleted -> new Step(deleted.rowCount(), false));
    }
}
