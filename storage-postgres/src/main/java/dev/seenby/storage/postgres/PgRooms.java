package dev.seenby.storage.postgres;

import static dev.seenby.storage.postgres.Columns.longs;
import static dev.seenby.storage.postgres.Columns.strings;
import static dev.seenby.storage.postgres.MessageStatements.fold;

import dev.seenby.storage.Attendance;
import dev.seenby.storage.Listed;
import dev.seenby.storage.Member;
import dev.seenby.storage.NewRoom;
import dev.seenby.storage.Room;
import dev.seenby.storage.RoomChange;
import dev.seenby.storage.Rooms;
import dev.seenby.storage.StorageException;
import dev.seenby.storage.Timeline;
import dev.seenby.storage.TimelineKey;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Rooms, memberships and timelines as rows; joins and leaves go through the writer. */
final class PgRooms implements Rooms {
    private static final String COLUMNS =
            " id, app, room_id, stream_id, kind, name, display_name, owner, details, created_at ";

    private static final String NEXT_STREAM_ID = """
            update app set next_stream_id = next_stream_id + 1 where sdk_app_id = $1::bigint
            returning next_stream_id - 1 as id""";
    private static final String INSERT = """
            insert into room (app, room_id, stream_id, kind, name, name_folded, display_name, owner, details, created_at, size)
            values ($1::bigint, $2::text, $3::int, $4::text, $5::text, $6::text, $7::text, $8::bigint, $9::text,
                coalesce($10::timestamptz, clock_timestamp()), $11::int)
            returning\s""" + COLUMNS;
    private static final String KNOWN =
            "select count(*)::int from person where app = $1::bigint and id = any($2::bigint[]) and deleted_at is null";
    private static final String INSERT_MEMBERS = """
            insert into member (room, person, present, since_clock, role, joined_at)
            select r.id, k.person, true, 1, k.role, r.created_at
            from room r, unnest($2::bigint[], $3::text[]) k (person, role) where r.id = $1::bigint""";

    private static final String BY_ROOM_ID =
            "select " + COLUMNS + " from room where app = $1::bigint and room_id = $2::text and deleted_at is null";
    private static final String BY_ROOM_IDS = "select " + COLUMNS
            + " from room where app = $1::bigint and room_id = any($2::text[]) and deleted_at is null";
    private static final String BY_NAME =
            "select " + COLUMNS + " from room where app = $1::bigint and name_folded = $2::text and deleted_at is null";
    private static final String BY_STREAM_IDS = "select " + COLUMNS
            + " from room where app = $1::bigint and stream_id = any($2::bigint[]) and deleted_at is null";
    private static final String BY_IDS =
            "select " + COLUMNS + " from room where id = any($1::bigint[]) and deleted_at is null";
    private static final String JOINED = """
            select r.id from member m join room r on r.id = m.room and r.deleted_at is null
            where m.person = $1::bigint and m.present and m.room = any($2::bigint[])""";
    private static final String OLDEST = """
            select r.id as room, m.id from room r
            join lateral (
                select id from message where room = r.id and deleted_at is null order by id limit 1) m on true
            where r.id = any($1::bigint[]) and r.deleted_at is null""";
    private static final String LISTED = """
            from room where app = $1::bigint and kind = any($2::text[]) and deleted_at is null""";
    private static final String LIST =
            "select t.total, r.* from (select count(*) as total " + LISTED + """
            ) t
            left join lateral (
                select name_folded,""" + COLUMNS + LISTED + """
             order by name_folded collate "C" offset $3::bigint limit $4::int) r on true
            order by r.name_folded collate "C\"""";
    /** Of the rooms that the person is in. */
    private static final String LIST_OF_MEMBER = LIST.replace(
            LISTED, LISTED + " and id in (select m.room from member m where m.person = $5::bigint and m.present)");

    private static final String LOCK =
            "select " + COLUMNS + " from room where id = $1::bigint and deleted_at is null for no key update";
    private static final String CHANGE = """
            update room set display_name = coalesce($2::text, display_name), details = coalesce($3::text, details)
            where id = $1::bigint returning\s""" + COLUMNS;

    private static final String SIZE = "select size from room where id = $1::bigint and deleted_at is null";
    private static final String STATUSES = """
            select id, size, clock - deletions as messages, last_message_at, clock from room
            where id = any($1::bigint[]) and deleted_at is null""";

    /** In a room that is there. */
    private static final String MEMBERS = """
            from member m join room r on r.id = m.room and r.deleted_at is null
            where m.room = $1::bigint and m.present
            """;

    private static final String MEMBERS_OF =
            "select m.person, m.role, m.since_clock, m.joined_at " + MEMBERS + "and m.person = any($2::bigint[])";
    private static final String MEMBERS_AFTER = "select m.person, m.role, m.since_clock, m.joined_at " + MEMBERS
            + "and m.person > $2::bigint order by m.person limit $3::int";
    private static final String NAMED_MEMBERS = """
            from member m
            join room r on r.id = m.room and r.deleted_at is null
            join person p on p.id = m.person
            where m.room = $1::bigint and m.present
                and (position($2::text in p.username_folded) > 0 or position($2::text in lower(p.name)) > 0)
            """;
    private static final String MEMBERS_BY_NAME =
            "select t.total, k.* from (select count(*) as total " + NAMED_MEMBERS + """
            ) t
            left join lateral (
                select m.person as id, m.person, m.role, m.since_clock, m.joined_at, p.username_folded\s""" + NAMED_MEMBERS + """
             order by p.username_folded collate "C" offset $3::bigint limit $4::int) k on true
            order by k.username_folded collate "C\"""";

    private static final String TIMELINE = """
            select t.id, t.room, t.kind, t.discriminator, t.last_position
            from timeline t join room r on r.id = t.room and r.deleted_at is null
            where t.room = $1::bigint and t.kind = $2::text and t.discriminator_folded = $3::text
                and t.last_position > 0""";
    private static final String TIMELINES = """
            select t.id, t.room, t.kind, t.discriminator, t.last_position
            from timeline t join room r on r.id = t.room and r.deleted_at is null
            where t.room = $1::bigint and t.id > $2::bigint and t.last_position > 0 order by t.id limit $3::int""";

    private final Database database;
    private final AttendanceStatements attendance;
    private final RoomWriter writer;
    private final Touching touching;

    PgRooms(Database database, RoomWriter writer, Touching touching) {
        this.database = database;
        this.touching = touching;
        this.attendance = new AttendanceStatements(database);
        this.writer = writer;
    }

    @Override
    public Future<Room> create(NewRoom room) {
        return database.write(c -> known(c, room)
                .compose(known -> c.preparedQuery(NEXT_STREAM_ID).execute(Tuple.of(room.app())))
                .compose(rows -> rows.size() == 0
                        ? Future.failedFuture(new StorageException.NotFound("app"))
                        : c.preparedQuery(INSERT)
                                .execute(parameters(room, rows.iterator().next().getInteger("id"))))
                .map(rows -> room(rows.iterator().next()))
                .compose(made -> c.preparedQuery(INSERT_MEMBERS)
                        .execute(Tuple.of(
                                made.id(),
                                longs(room.members(), NewRoom.NewMember::person),
                                strings(room.members(), member -> member.role().name())))
                        .map(made)));
    }

    private static Future<Void> known(SqlConnection c, NewRoom room) {
        List<Long> people = new ArrayList<>();
        room.members().forEach(member -> people.add(member.person()));
        Long owner = room.owner();
        if (owner != null && !people.contains(owner)) {
            people.add(owner);
        }
        return c.preparedQuery(KNOWN)
                .execute(Tuple.of(room.app(), longs(people)))
                .compose(rows -> rows.iterator().next().getInteger(0) == people.size()
                        ? Future.succeededFuture()
                        : Future.failedFuture(new StorageException.NotFound("person")));
    }

    private static Tuple parameters(NewRoom room, int streamId) {
        List<@Nullable Object> values = new ArrayList<>();
        values.add(room.app());
        values.add(room.roomId());
        values.add(streamId);
        values.add(room.kind().name());
        values.add(room.name());
        values.add(fold(room.name()));
        values.add(room.displayName());
        values.add(room.owner());
        values.add(room.details());
        values.add(Columns.time(room.createdAt()));
        values.add(room.members().size());
        return Tuple.from(values);
    }

    @Override
    public Future<Optional<Room>> byRoomId(long app, String roomId) {
        return database.read(BY_ROOM_ID, Tuple.of(app, roomId)).map(rows -> Database.first(rows, PgRooms::room));
    }

    @Override
    public Future<List<Room>> byRoomIds(long app, Collection<String> roomIds) {
        return database.read(BY_ROOM_IDS, Tuple.of(app, strings(roomIds)))
                .map(rows -> Database.list(rows, PgRooms::room));
    }

    @Override
    public Future<List<Room>> byIds(Collection<Long> ids) {
        return database.read(BY_IDS, Tuple.of((Object) longs(ids))).map(rows -> Database.list(rows, PgRooms::room));
    }

    @Override
    public Future<Set<Long>> joined(long person, Collection<Long> rooms) {
        return database.read(JOINED, Tuple.of(person, longs(rooms)))
                .map(rows -> Set.copyOf(Database.list(rows, row -> row.getLong(0))));
    }

    @Override
    public Future<Map<Long, Long>> oldest(Collection<Long> rooms) {
        return database.read(OLDEST, Tuple.of(longs(rooms))).map(rows -> {
            Map<Long, Long> oldest = new HashMap<>();
            rows.forEach(row -> oldest.put(row.getLong("room"), row.getLong("id")));
            return oldest;
        });
    }

    @Override
    public Future<List<Room>> byStreamIds(long app, Collection<Integer> streamIds) {
        return database.read(BY_STREAM_IDS, Tuple.of(app, longs(streamIds, Integer::longValue)))
                .map(rows -> Database.list(rows, PgRooms::room));
    }

    @Override
    public Future<List<Joined>> join(long room, List<NewRoom.NewMember> members) {
        return writer.join(room, members);
    }

    @Override
    public Future<Integer> leave(long room, List<Long> persons) {
        return touching.room(room, () -> writer.leave(room, persons));
    }

    @Override
    public Future<List<Member>> members(long room, Collection<Long> persons) {
        return database.read(MEMBERS_OF, Tuple.of(room, longs(persons)))
                .map(rows -> Database.list(rows, PgRooms::member));
    }

    @Override
    public Future<List<Member>> members(long room, long after, int limit) {
        return database.readLong(MEMBERS_AFTER, Tuple.of(room, after, limit))
                .map(rows -> Database.list(rows, PgRooms::member));
    }

    @Override
    public Future<Integer> size(long room) {
        return database.read(SIZE, Tuple.of(room))
                .map(rows -> Database.first(rows, row -> row.getInteger(0)).orElse(0));
    }

    @Override
    public Future<Optional<Timeline>> timeline(long room, TimelineKey key) {
        return database.read(TIMELINE, Tuple.of(room, key.kind().name(), fold(key.discriminator())))
                .map(rows -> Database.first(rows, PgRooms::timeline));
    }

    @Override
    public Future<List<Timeline>> timelines(long room, long after, int limit) {
        return database.read(TIMELINES, Tuple.of(room, after, limit))
                .map(rows -> Database.list(rows, PgRooms::timeline));
    }

    private static Room room(Row row) {
        return new Room(
                row.getLong("id"),
                row.getLong("app"),
                row.getString("room_id"),
                row.getInteger("stream_id"),
                Room.Kind.valueOf(row.getString("kind")),
                row.getString("name"),
                row.getString("display_name"),
                row.getLong("owner"),
                row.getString("details"),
                row.getOffsetDateTime("created_at").toInstant());
    }

    static Member member(Row row) {
        return new Member(
                row.getLong("person"),
                Member.Role.valueOf(row.getString("role")),
                row.getLong("since_clock"),
                row.getOffsetDateTime("joined_at").toInstant());
    }

    private static Timeline timeline(Row row) {
        return new Timeline(
                row.getLong("id"),
                row.getLong("room"),
                new TimelineKey(TimelineKey.Kind.valueOf(row.getString("kind")), row.getString("discriminator")),
                row.getLong("last_position"));
    }

    @Override
    public Future<Optional<Room>> byName(long app, String name) {
        return database.read(BY_NAME, Tuple.of(app, fold(name))).map(rows -> Database.first(rows, PgRooms::room));
    }

    @Override
    public Future<Listed<Room>> list(long app, Set<Room.Kind> kinds, @Nullable Long member, long offset, int limit) {
        Object names = strings(kinds, Room.Kind::name);
        Future<RowSet<Row>> rows = member == null
                ? database.readLong(LIST, Tuple.of(app, names, offset, limit))
                : database.readLong(LIST_OF_MEMBER, Tuple.of(app, names, offset, limit, member));
        return rows.map(all -> Database.listed(all, PgRooms::room));
    }

    @Override
    public Future<Void> delete(long room) {
        return touching.room(room, () -> writer.deleteRoom(room));
    }

    @Override
    public Future<Room> change(long room, Function<Room, RoomChange> change) {
        return touching.room(
                room,
                () -> database.write(c -> c.preparedQuery(LOCK)
                        .execute(Tuple.of(room))
                        .compose(rows -> rows.size() == 0
                                ? Future.failedFuture(new StorageException.NotFound("room"))
                                : Future.succeededFuture(
                                        change.apply(room(rows.iterator().next()))))
                        .compose(wanted ->
                                c.preparedQuery(CHANGE).execute(Tuple.of(room, wanted.displayName(), wanted.details())))
                        .map(rows -> room(rows.iterator().next()))));
    }

    @Override
    public Future<List<Attendance>> attendance(
            Collection<Long> rooms, Set<Member.Role> roles, long after, long offset, int limit) {
        return attendance.members(rooms, roles, after, offset, limit);
    }

    @Override
    public Future<Listed<Attendance>> attended(
            long person, Set<Room.Kind> kinds, boolean unused, long offset, int limit) {
        return attendance.rooms(person, kinds, unused, offset, limit);
    }

    @Override
    public Future<List<LastSent>> lastSent(Collection<Long> rooms) {
        return attendance.lastSent(rooms);
    }

    @Override
    public Future<List<Status>> statuses(Collection<Long> rooms) {
        return database.read(STATUSES, Tuple.of(longs(rooms))).map(rows -> Database.list(rows, PgRooms::status));
    }

    private static Status status(Row row) {
        OffsetDateTime last = row.getOffsetDateTime("last_message_at");
        return new Status(
                row.getLong("id"),
                row.getInteger("size"),
                row.getLong("messages"),
                last == null ? null : last.toInstant(),
                row.getLong("clock"));
    }

    @Override
    public Future<Listed<Member>> membersByName(long room, String namesHolding, long offset, int limit) {
        return database.readLong(MEMBERS_BY_NAME, Tuple.of(room, fold(namesHolding), offset, limit))
                .map(rows -> Database.listed(rows, PgRooms::member));
    }
}
