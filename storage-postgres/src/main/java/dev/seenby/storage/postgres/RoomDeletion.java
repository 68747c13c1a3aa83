package dev.seenby.storage.postgres;

import dev.seenby.storage.IndexChange;
import dev.seenby.storage.IndexUnit;
import dev.seenby.storage.StorageException;
import dev.seenby.storage.postgres.RoomWriter.DeleteRoom;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.List;

/** Deletes a room: its rows stay, as if they were not there, and the index is told that all its messages are deleted. */
final class RoomDeletion {
    private static final String DELETE = """
            update room set deleted_at = clock_timestamp(), deletions = deletions + 1
            where id = $1::bigint and deleted_at is null
            returning deletions""";

    private RoomDeletion() {}

    static Future<Written> write(SqlConnection c, DeleteRoom call) {
        long room = call.input;
        return c.preparedQuery(DELETE).execute(Tuple.of(room)).map(rows -> {
            if (rows.size() == 0) {
                call.fails(new StorageException.NotFound("room"));
                return Written.NOTHING;
            }
            call.succeeds();
            IndexChange change = new IndexChange.Share(
                    IndexUnit.room(room),
                    IndexUnit.DELETED,
                    rows.iterator().next().getLong("deletions"),
                    false,
                    false,
                    List.of(),
                    List.of(IndexUnit.ALL_CLOCKS));
            return new Written(List.of(change), List.of(WebhookWrites.deleted(c, room)));
        });
    }
}
