package dev.seenby.storage.postgres;

import dev.seenby.storage.IndexChange;
import dev.seenby.storage.IndexUnit;
import dev.seenby.storage.Positions;
import dev.seenby.storage.StorageException;
import dev.seenby.storage.postgres.RoomWriter.Delete;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;

/**
 * Deletes a message. Its row and its place stay; the index learns that nobody need count it, as if person 0 had been in
 * the room at its clock alone.
 */
final class MessageDeletion {
    private static final String ROOM = """
            select id, deletions, forgotten_clock from room where id = (select room from message where id = $1::bigint) and deleted_at is null
            for no key update""";
    private static final String MESSAGE = """
            select clock, parent, clock_timestamp() as now from message where id = $1::bigint and deleted_at is null""";
    private static final String DELETE = """
            update message set deleted_at = $2::timestamptz, updated_at = date_trunc('milliseconds', $2::timestamptz)
            where id = $1::bigint""";
    private static final String COUNT = "update room set deletions = $2::bigint where id = $1::bigint";
    private static final String MENTIONS = "delete from message_mention where room = $1::bigint and clock = $2::bigint";
    private static final String FOLLOWERS = "delete from thread_follower where parent = $1::bigint";
    /** Of the thread in which it was a reply, after it is none. */
    private static final String THREAD = """
            update thread set replies = replies - 1, last_reply_at = l.sent_at, last_clock = coalesce(l.clock, 0)
            from (select) one left join lateral (
                select m.sent_at, m.clock from message m where m.parent = $1::bigint and m.deleted_at is null
                order by m.sent_at desc, m.id desc limit 1) l on true
            where thread.parent = $1::bigint""";

    private static final String PARENT = """
            update message set updated_at = greatest(updated_at, sent_at, date_trunc('milliseconds', $2::timestamptz))
            where id = $1::bigint""";

    private MessageDeletion() {}

    static Future<Written> write(SqlConnection c, Delete call) {
        long message = call.input;
        Future<RowSet<Row>> locked = c.preparedQuery(ROOM).execute(Tuple.of(message));
        Future<RowSet<Row>> read = c.preparedQuery(MESSAGE).execute(Tuple.of(message));
        return Future.all(locked, read).map(both -> {
            if (locked.result().size() == 0 || read.result().size() == 0) {
                call.fails(new StorageException.NotFound("message"));
                return Written.NOTHING;
            }
            call.succeeds();
            return write(
                    c,
                    message,
                    locked.result().iterator().next(),
                    read.result().iterator().next());
        });
    }

    private static Written write(SqlConnection c, long message, Row room, Row found) {
        long roomId = room.getLong("id");
        long deletions = room.getLong("deletions") + 1;
        long clock = found.getLong("clock");
        Long parent = found.getLong("parent");
        OffsetDateTime now = found.getOffsetDateTime("now");
        List<Future<?>> sent = new ArrayList<>();
        sent.add(c.preparedQuery(DELETE).execute(Tuple.of(message, now)));
        sent.add(c.preparedQuery(COUNT).execute(Tuple.of(roomId, deletions)));
        sent.add(c.preparedQuery(MENTIONS).execute(Tuple.of(roomId, clock)));
        sent.add(c.preparedQuery(FOLLOWERS).execute(Tuple.of(message)));
        if (parent != null) {
            sent.add(c.preparedQuery(THREAD).execute(Tuple.of(parent)));
            sent.add(c.preparedQuery(PARENT).execute(Tuple.of(parent, now)));
        }
        sent.add(WebhookWrites.recalled(c, roomId, clock));
        return new Written(
                List.of(new IndexChange.Share(
                        IndexUnit.room(roomId),
                        0,
                        deletions,
                        false,
                        false,
                        List.of(),
                        // Below the floor a run holds it already.
                        clock <= room.getLong("forgotten_clock") ? List.of() : List.of(new Positions(clock, clock)))),
                sent);
    }
}
