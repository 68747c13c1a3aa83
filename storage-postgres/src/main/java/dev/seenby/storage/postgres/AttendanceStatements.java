package dev.seenby.storage.postgres;

import static dev.seenby.storage.postgres.Columns.longs;
import static dev.seenby.storage.postgres.Columns.strings;

import dev.seenby.storage.Attendance;
import dev.seenby.storage.Listed;
import dev.seenby.storage.Member;
import dev.seenby.storage.Room;
import dev.seenby.storage.Rooms.LastSent;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/** Who is in which rooms and how far they are, for many at once. */
final class AttendanceStatements {
    /** Of a member, a few look-ups in indexes: the last run of each of the room's two main flows. */
    private static final String READ_UP_TO = """
            greatest(coalesce(m.seen_clock, m.since_clock - 1), (
                select max(x.clock) from timeline t
                cross join lateral (
                    select u.last from read_run u
                    where u.timeline = t.id and u.reader = m.person order by u.first desc limit 1) u
                join message x on x.timeline = t.id and x.position = u.last
                where t.room = m.room and t.kind in ('MAIN', 'SILENT'))) as read_up_to
            """;

    private static final String COLUMNS = "m.room, m.person, m.role, m.since_clock, m.joined_at, p.user_id, ";

    private static final String ROOMS = """
            from (select distinct id from unnest($1::bigint[]) k (id)) k
            join room r on r.id = k.id and r.deleted_at is null
            """;

    private static final String MEMBERS = "select " + COLUMNS + READ_UP_TO + ROOMS + """
            cross join lateral (
                select * from member n
                where n.room = r.id and n.present and n.role = any($2::text[]) and n.person > $3::bigint
                order by n.person offset $4::bigint limit $5::int) m
            join person p on p.id = m.person
            order by m.room, m.person""";

    private static final String ATTENDED = """
            from member m
            join room r on r.id = m.room and r.deleted_at is null
            join person p on p.id = m.person
            where m.person = $1::bigint and m.present and r.kind = any($2::text[])
                and ($3::boolean or r.kind <> 'PRIVATE' or r.clock > 0)
            """;
    private static final String ROOMS_OF_MEMBER = "select t.total, k.* from (select count(*) as total " + ATTENDED + """
            ) t
            left join lateral (
                select m.room as id,\s"""
            + COLUMNS + READ_UP_TO + ATTENDED + """
             order by m.room offset $4::bigint limit $5::int) k on true
            order by k.id""";

    private static final String LAST_SENT = "select r.id as room, x.sender, max(x.sent_at) as at " + ROOMS + """
            cross join lateral (
                select sender, sent_at from message where room = r.id order by clock desc limit 1000) x
            group by r.id, x.sender""";

    private final Database database;

    AttendanceStatements(Database database) {
        this.database = database;
    }

    Future<List<Attendance>> members(
            Collection<Long> rooms, Set<Member.Role> roles, long after, long offset, int limit) {
        return database.readLong(
                        MEMBERS, Tuple.of(longs(rooms), strings(roles, Member.Role::name), after, offset, limit))
                .map(rows -> Database.list(rows, AttendanceStatements::attendance));
    }

    Future<Listed<Attendance>> rooms(long person, Set<Room.Kind> kinds, boolean unused, long offset, int limit) {
        return database.readLong(
                        ROOMS_OF_MEMBER, Tuple.of(person, strings(kinds, Room.Kind::name), unused, offset, limit))
                .map(rows -> Database.listed(rows, AttendanceStatements::attendance));
    }

    Future<List<LastSent>> lastSent(Collection<Long> rooms) {
        return database.readLong(LAST_SENT, Tuple.of(longs(rooms)))
                .map(rows -> Database.list(
                        rows,
                        row -> new LastSent(
                                row.getLong("room"),
                                row.getLong("sender"),
                                row.getOffsetDateTime("at").toInstant())));
    }

    private static Attendance attendance(Row row) {
        return new Attendance(
                row.getLong("room"), PgRooms.member(row), row.getString("user_id"), row.getLong("read_up_to"));
    }
}
