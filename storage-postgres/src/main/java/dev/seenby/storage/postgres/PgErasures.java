package dev.seenby.storage.postgres;

import dev.seenby.storage.Erasures;
import dev.seenby.storage.StorageException;
import dev.seenby.storage.StorageException.Conflict;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;

/** Erasures as rows of {@code erasure}; {@link ErasureSteps} does the work. */
final class PgErasures implements Erasures {
    private static final String COLUMNS = """
            select id, app, person, keeps_messages, step, timeline, position, rooms, reads, messages, requested_at, done_at
            from erasure e\s""";
    private static final String FIND = """
            select p.id, p.deleted_at is not null as deleted, p.user_id = a.administrator as administrator,
                p.role = 'OWNER' and p.active as owner
            from person p join app a on a.sdk_app_id = p.app
            where p.app = $1::bigint and p.user_id = $2::text
            order by p.deleted_at is not null, p.deleted_at desc limit 1""";
    private static final String INSERT = """
            insert into erasure (app, person, keeps_messages, step)
            values ($1::bigint, $2::bigint, $3::boolean, 'ROOMS') on conflict (person) do nothing""";
    private static final String BY_PERSON = COLUMNS + "where person = $1::bigint";
    private static final String BY_ID = COLUMNS + "where id = $1::bigint";
    private static final String LIST = COLUMNS + "where app = $1::bigint and id > $2::bigint order by id limit $3::int";
    /** Of a deleted app all goes anyway, and nothing may be added to it. */
    private static final String OF_LIVING_APP =
            " and exists (select from app a where a.sdk_app_id = e.app and a.deleted_at is null)";

    private static final String UNDER_WAY =
            COLUMNS + "where done_at is null" + OF_LIVING_APP + " order by id limit $1::int";

    private final Database database;
    private final ErasureSteps steps;
    private final Touching touching;

    PgErasures(Database database, RoomWriter rooms, MarkWriter marks, Touching touching) {
        this.database = database;
        this.touching = touching;
        this.steps = new ErasureSteps(database, rooms, marks);
    }

    /** An erasure, and where exactly it is. */
    record State(Erasure erasure, long person, long timeline, long position) {}

    @Override
    public Future<Erasure> begin(long app, String userId, boolean keepMessages) {
        return touching.app(app, () -> database.write(c -> c.preparedQuery(FIND)
                        .execute(Tuple.of(app, userId))
                        .compose(rows -> {
                            if (rows.size() == 0) {
                                return Future.failedFuture(new StorageException.NotFound("person"));
                            }
                            Row found = rows.iterator().next();
                            long person = found.getLong("id");
                            return (found.getBoolean("deleted") ? Future.succeededFuture() : delete(c, app, found))
                                    .compose(deleted ->
                                            c.preparedQuery(INSERT).execute(Tuple.of(app, person, keepMessages)))
                                    .compose(made -> c.preparedQuery(BY_PERSON).execute(Tuple.of(person)));
                        }))
                .map(rows -> state(rows.iterator().next()).erasure()));
    }

    private static Future<Void> delete(SqlConnection c, long app, Row person) {
        if (person.getBoolean("administrator")) {
            return Future.failedFuture(new Conflict(Conflict.Of.LAST_OWNER));
        }
        Future<Void> deleted = PgPeople.delete(c, person.getLong("id"));
        return person.getBoolean("owner") ? deleted.compose(done -> PgPeople.mustHaveOwner(c, app)) : deleted;
    }

    @Override
    public Future<Optional<Erasure>> byId(long app, long erasure) {
        return database.read(BY_ID, Tuple.of(erasure))
                .map(rows -> Database.first(rows, row -> state(row).erasure()).filter(found -> found.app() == app));
    }

    @Override
    public Future<List<Erasure>> list(long app, long after, int limit) {
        return database.read(LIST, Tuple.of(app, after, limit))
                .map(rows -> Database.list(rows, row -> state(row).erasure()));
    }

    @Override
    public Future<List<Erasure>> underWay(int limit) {
        return database.read(UNDER_WAY, Tuple.of(limit))
                .map(rows -> Database.list(rows, row -> state(row).erasure()));
    }

    @Override
    public Future<Part> goOn(long erasure) {
        return state(erasure)
                .compose(before -> touching.app(before.erasure().app(), () -> steps.goOn(before)))
                .compose(deleted -> state(erasure).map(after -> new Part(after.erasure(), deleted)));
    }

    private Future<State> state(long erasure) {
        return database.read(BY_ID + OF_LIVING_APP, Tuple.of(erasure))
                .compose(rows -> rows.size() == 0
                        ? Future.failedFuture(new StorageException.NotFound("erasure"))
                        : Future.succeededFuture(state(rows.iterator().next())));
    }

    private static State state(Row row) {
        OffsetDateTime doneAt = row.getOffsetDateTime("done_at");
        return new State(
                new Erasure(
                        row.getLong("id"),
                        row.getLong("app"),
                        row.getBoolean("keeps_messages"),
                        Step.valueOf(row.getString("step")),
                        row.getLong("rooms"),
                        row.getLong("reads"),
                        row.getLong("messages"),
                        row.getOffsetDateTime("requested_at").toInstant(),
                        doneAt == null ? null : doneAt.toInstant()),
                row.getLong("person"),
                row.getLong("timeline"),
                row.getLong("position"));
    }
}
