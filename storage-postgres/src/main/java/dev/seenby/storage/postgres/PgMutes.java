package dev.seenby.storage.postgres;

import static dev.seenby.storage.postgres.Columns.longs;

import dev.seenby.storage.Mutes;
import dev.seenby.storage.StorageException;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Who mutes whom: rows of {@code muted_person}. Those of deleted people stay, as if they were not there. */
final class PgMutes implements Mutes {
    /** One after the other for each person, so that the rows can be counted. */
    private static final String LOCK =
            "select app from person where id = $1::bigint and deleted_at is null for no key update";

    private static final String STATE = """
            select
                exists (select from person where id = $2::bigint and app = $3::bigint and deleted_at is null) as known,
                exists (select from muted_person where person = $1::bigint and muted = $2::bigint) as muted,
                (select count(*) from muted_person m join person p on p.id = m.muted and p.deleted_at is null
                    where m.person = $1::bigint) as others""";

    private static final String MUTE = "insert into muted_person (person, muted) values ($1::bigint, $2::bigint)";
    private static final String UNMUTE = """
            delete from muted_person m using person p, person o
            where m.person = $1::bigint and m.muted = $2::bigint
                and p.id = m.person and p.deleted_at is null and o.id = m.muted and o.deleted_at is null""";
    private static final String OF = """
            select m.muted, m.muted_at from muted_person m
            join person p on p.id = m.person and p.deleted_at is null
            join person o on o.id = m.muted and o.deleted_at is null
            where m.person = $1::bigint
            order by m.muted_at, m.muted""";
    private static final String BETWEEN = """
            select o.id from (
                select muted as id from muted_person where person = $1::bigint and muted = any($2::bigint[])
                union
                select person from muted_person where muted = $1::bigint and person = any($2::bigint[])) m
            join person o on o.id = m.id and o.deleted_at is null
            where exists (select from person p where p.id = $1::bigint and p.deleted_at is null)""";

    private final Database database;
    private final Touching touching;

    PgMutes(Database database, Touching touching) {
        this.database = database;
        this.touching = touching;
    }

    @Override
    public Future<Boolean> mute(long person, long other) {
        return touching.person(
                person,
                () -> database.write(c -> c.preparedQuery(LOCK)
                        .execute(Tuple.of(person))
                        .compose(locked -> locked.size() == 0
                                ? Future.failedFuture(new StorageException.NotFound("person"))
                                : c.preparedQuery(STATE)
                                        .execute(Tuple.of(
                                                person,
                                                other,
                                                locked.iterator().next().getLong("app")))
                                        .compose(state -> mute(
                                                c,
                                                person,
                                                other,
                                                state.iterator().next())))));
    }

    private static Future<Boolean> mute(SqlConnection c, long person, long other, Row state) {
        if (!state.getBoolean("known")) {
            return Future.failedFuture(new StorageException.NotFound("person"));
        }
        if (state.getBoolean("muted")) {
            return Future.succeededFuture(false);
        }
        if (state.getLong("others") >= MOST) {
            return Future.failedFuture(new StorageException.Overloaded("nobody can mute more people", null));
        }
        return c.preparedQuery(MUTE).execute(Tuple.of(person, other)).map(true);
    }

    @Override
    public Future<Boolean> unmute(long person, long other) {
        return touching.person(
                person,
                () -> database.write(c ->
                        c.preparedQuery(UNMUTE).execute(Tuple.of(person, other)).map(rows -> rows.rowCount() > 0)));
    }

    @Override
    public Future<List<Mute>> of(long person) {
        return database.read(OF, Tuple.of(person))
                .map(rows -> Database.list(
                        rows,
                        row -> new Mute(
                                row.getLong("muted"),
                                row.getOffsetDateTime("muted_at").toInstant())));
    }

    @Override
    public Future<Set<Long>> between(long person, Collection<Long> others) {
        return database.read(BETWEEN, Tuple.of(person, longs(others)))
                .map(rows -> new HashSet<>(Database.list(rows, row -> row.getLong("id"))));
    }
}
