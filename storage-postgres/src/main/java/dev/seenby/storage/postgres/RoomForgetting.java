package dev.seenby.storage.postgres;

import dev.seenby.storage.IndexChange;
import dev.seenby.storage.IndexUnit;
import dev.seenby.storage.Positions;
import dev.seenby.storage.StorageException;
import dev.seenby.storage.postgres.RoomWriter.Forget;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;

/**
 * Moves the floor up to which a room has forgotten who has read its messages. The index learns it as it learns deletions: one
 * run from the first clock to the floor, which takes the place of those of messages deleted below it.
 */
final class RoomForgetting {
    private static final String ROOM = """
            select forgotten_clock, deletions, deleted_at is not null as deleted from room where id = $1::bigint
            for no key update""";
    /** The one at the first clock is replaced, not removed: the new run begins there too. */
    private static final String DELETED = """
            select m.clock from room r join message m
                on m.room = r.id and m.clock > greatest(r.forgotten_clock, 1) and m.clock <= $2::bigint
            where r.id = $1::bigint and m.deleted_at is not null order by m.clock""";

    private static final String FORGET =
            "update room set forgotten_clock = $2::bigint, deletions = $3::bigint where id = $1::bigint";

    private RoomForgetting() {}

    static Future<Written> write(SqlConnection c, Forget call) {
        long room = call.input.room();
        long floor = call.input.clock();
        Future<RowSet<Row>> locked = c.preparedQuery(ROOM).execute(Tuple.of(room));
        Future<RowSet<Row>> deleted = c.preparedQuery(DELETED).execute(Tuple.of(room, floor));
        return Future.all(locked, deleted).map(both -> {
            if (locked.result().size() == 0) {
                call.fails(new StorageException.NotFound("room"));
                return Written.NOTHING;
            }
            call.succeeds();
            Row found = locked.result().iterator().next();
            if (found.getLong("forgotten_clock") >= floor) {
                return Written.NOTHING;
            }
            // Of a deleted room the index knows more already.
            boolean untold = !found.getBoolean("deleted");
            long deletions = found.getLong("deletions") + (untold ? 1 : 0);
            List<Long> replaced = new ArrayList<>();
            deleted.result().forEach(row -> replaced.add(row.getLong(0)));
            List<IndexChange> changes = untold
                    ? List.of(new IndexChange.Share(
                            IndexUnit.room(room),
                            IndexUnit.DELETED,
                            deletions,
                            false,
                            false,
                            replaced,
                            List.of(new Positions(1, floor))))
                    : List.of();
            return new Written(changes, List.of(c.preparedQuery(FORGET).execute(Tuple.of(room, floor, deletions))));
        });
    }
}
