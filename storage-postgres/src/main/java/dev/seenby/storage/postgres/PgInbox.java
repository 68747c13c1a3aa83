package dev.seenby.storage.postgres;

import static dev.seenby.storage.postgres.Columns.longs;

import dev.seenby.storage.Inbox;
import dev.seenby.storage.InboxSearch;
import dev.seenby.storage.StorageException;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What messages are to one person, from {@code message}, {@code member}, {@code read_run} and {@code message_flag}. */
final class PgInbox implements Inbox {
    private static final String STANDINGS = """
            select m.id, %s as received, %s as read, %s as mentioned,
                array(select f.flag from message_flag f
                    where f.person = $2::bigint and f.flag in (%s) and f.message = m.id) as flags
            from message m join room r on r.id = m.room and r.deleted_at is null
            where m.id = any($3::bigint[]) and m.app = $1::bigint and m.deleted_at is null""".formatted(
            InboxSql.received("m", "$2::bigint"),
            InboxSql.read("m", "$2::bigint"),
            InboxSql.mentioned("m", "$2::bigint"),
            Arrays.stream(Flag.values()).map(flag -> "'" + flag.name() + "'").collect(Collectors.joining(", ")));

    static final String UNREAD = """
            select m.id, m.room, m.topic, m.sender, %s as mentioned
            from (
                select u.id from member b
                join room r on r.id = b.room and r.deleted_at is null
                join timeline t on t.room = r.id
                cross join lateral %s u
                where b.person = $1::bigint and b.present
                order by u.id desc limit $2::bigint) u
            join message m on m.id = u.id
            order by m.id desc""".formatted(
                    InboxSql.mentioned("m", "$1::bigint"),
                    InboxSql.unread("$1::bigint", "1", InboxSql.LAST, InboxSql.LAST, "", false, "$2::bigint"));

    static final String UNREAD_IN = """
            select u.id from timeline t
            join room r on r.id = t.room and r.deleted_at is null
            cross join lateral (select %s as clock) edge
            cross join lateral %s u
            where t.id = $1::bigint and edge.clock is not null
            order by u.id limit $5::bigint""".formatted(
                    InboxSql.clockAt("r.id", "$4::bigint", true),
                    InboxSql.unread("$2::bigint", "edge.clock", InboxSql.LAST, "$3::bigint", "", true, "$5::bigint"));

    private static final String NOT_FOR_LONG = "select set_config('statement_timeout', '2000', true)";

    /** The person stays while the flags are put on. */
    private static final String PERSON = """
            select 1 from person where id = $1::bigint and deleted_at is null for key share""";

    /** Concurrent calls meet at the same keys in the same order. */
    private static final String FLAG = """
            insert into message_flag (person, flag, message)
            select p.id, $2::text, m.id from person p
            join message m on m.app = p.app and m.id = any($3::bigint[]) and m.deleted_at is null
            join room r on r.id = m.room and r.deleted_at is null
            where p.id = $1::bigint
            order by m.id
            on conflict do nothing
            returning message""";

    private static final String UNFLAG = """
            with found as materialized (
                select f.person, f.flag, f.message from message_flag f
                where f.person = $1::bigint and f.flag = $2::text and f.message = any($3::bigint[])
                    and exists (
                        select from message m join room r on r.id = m.room and r.deleted_at is null
                        where m.id = f.message and m.deleted_at is null)
                order by f.message for update of f)
            delete from message_flag f using found
            where f.person = found.person and f.flag = found.flag and f.message = found.message
            returning f.message""";

    private final Database database;

    PgInbox(Database database) {
        this.database = database;
    }

    @Override
    public Future<Map<Long, Standing>> standings(long app, long person, Collection<Long> messages) {
        return database.read(STANDINGS, Tuple.of(app, person, longs(messages))).map(rows -> {
            Map<Long, Standing> standings = new HashMap<>();
            rows.forEach(row -> standings.put(row.getLong("id"), standing(row)));
            return standings;
        });
    }

    private static Standing standing(Row row) {
        Set<Flag> flags = Arrays.stream(row.getArrayOfStrings("flags"))
                .map(Flag::valueOf)
                .collect(Collectors.toUnmodifiableSet());
        return new Standing(row.getBoolean("received"), row.getBoolean("read"), row.getBoolean("mentioned"), flags);
    }

    @Override
    public Future<List<Long>> find(InboxSearch search) {
        InboxStatement statement = InboxStatement.of(search);
        return database.readMoment(c -> {
                    Future<RowSet<Row>> limited = c.query(NOT_FOR_LONG).execute();
                    Future<RowSet<Row>> found = c.preparedQuery(statement.sql()).execute(statement.parameters());
                    return Future.join(limited, found)
                            .transform(done -> limited.failed() ? limited : found)
                            .recover(e -> Future.failedFuture(PgErrors.mapSearch(e)));
                })
                .map(PgInbox::ids);
    }

    @Override
    public Future<List<Unread>> unread(long person, int limit) {
        return database.readMoment(c -> c.preparedQuery(UNREAD)
                        .execute(Tuple.of(person, (long) limit))
                        .recover(e -> Future.failedFuture(PgErrors.mapRead(e))))
                .map(rows -> Database.list(
                        rows,
                        row -> new Unread(
                                row.getLong("id"),
                                row.getLong("room"),
                                row.getString("topic"),
                                row.getLong("sender"),
                                row.getBoolean("mentioned"))));
    }

    @Override
    public Future<List<Long>> unreadIn(long timeline, long person, long upTo, long after, int limit) {
        // No id comes near it, and one more must still be a number.
        long from = Math.min(after, Long.MAX_VALUE - 1) + 1;
        // Marks wait for it, so it must not wait for searches.
        return database.readLong(UNREAD_IN, Tuple.of(timeline, person, upTo, from, (long) limit))
                .map(PgInbox::ids);
    }

    private static List<Long> ids(RowSet<Row> rows) {
        return Database.list(rows, row -> row.getLong(0));
    }

    @Override
    public Future<Set<Long>> flag(long person, Collection<Long> messages, Flag flag, boolean on) {
        return database.write(c -> {
            Future<RowSet<Row>> known = c.preparedQuery(PERSON).execute(Tuple.of(person));
            Future<RowSet<Row>> changed =
                    c.preparedQuery(on ? FLAG : UNFLAG).execute(Tuple.of(person, flag.name(), longs(messages)));
            return Future.join(known, changed)
                    .compose(done -> known.result().size() == 0
                            ? Future.failedFuture(new StorageException.NotFound("person"))
                            : Future.succeededFuture(new HashSet<>(ids(changed.result()))));
        });
    }
}
