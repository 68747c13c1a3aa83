package dev.seenby.storage.postgres;

import dev.seenby.storage.CommitListener;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Tells behind a change that what nodes have read of its app may be wrong: whatever became of it, since what failed may still come to
 * pass.
 */
final class Touching {
    private static final long PATIENCE_MILLIS = 100;
    private static final String OF_PERSON = "select app from person where id = $1::bigint";
    private static final String OF_ROOM = "select app from room where id = $1::bigint";
    private static final String OF_TIMELINE =
            "select r.app from timeline t join room r on r.id = t.room where t.id = $1::bigint";

    private final Database database;
    private final CommitListener listener;

    Touching(Database database, CommitListener listener) {
        this.database = database;
        this.listener = listener;
    }

    /** Completes as the change does, at most 100 ms later. */
    <T> Future<T> app(long app, Supplier<Future<T>> change) {
        return behind(Future.succeededFuture(Optional.of(app)), change);
    }

    /** The same for something of a person's. */
    <T> Future<T> person(long person, Supplier<Future<T>> change) {
        return behind(app(OF_PERSON, person), change);
    }

    /** The same for something of a room's. */
    <T> Future<T> room(long room, Supplier<Future<T>> change) {
        return behind(app(OF_ROOM, room), change);
    }

    /** The same for something of a timeline's. */
    <T> Future<T> timeline(long timeline, Supplier<Future<T>> change) {
        return behind(app(OF_TIMELINE, timeline), change);
    }

    /** Asked for beside the change, so that it costs no time: people, rooms and timelines are never without their rows. */
    private Future<Optional<Long>> app(String statement, long id) {
        return database.read(statement, Tuple.of(id)).map(rows -> Database.first(rows, row -> row.getLong(0)));
    }

    private <T> Future<T> behind(Future<Optional<Long>> app, Supplier<Future<T>> change) {
        return change.get().eventually(() -> app.compose(
                        known -> known.map(listener::touched).orElseGet(Future::succeededFuture))
                .timeout(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)
                .otherwiseEmpty());
    }
}
