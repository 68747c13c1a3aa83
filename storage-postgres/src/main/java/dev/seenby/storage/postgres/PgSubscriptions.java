package dev.seenby.storage.postgres;

import static dev.seenby.storage.postgres.Columns.longs;

import dev.seenby.storage.Member;
import dev.seenby.storage.StorageException;
import dev.seenby.storage.Subscriptions;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What members have looked at, from {@code member} and {@code thread_follower}. Whoever changes rows of both locks the
 * member's first.
 */
final class PgSubscriptions implements Subscriptions {
    /** After what the member looked at last, or after the join. */
    private static final String SINCE = " > coalesce(m.seen_clock, m.since_clock - 1) ";

    /** The timeline is looked up for replies only. */
    private static final String UNREAD = """
            (select count(*)::int from (
                select from message x
                where x.room = m.room and x.clock""" + SINCE + """
                    and x.deleted_at is null and x.sender <> m.person
                    and (x.parent is null or (select t.kind from timeline t where t.id = x.timeline) <> 'THREAD')
                limit 1000) u) as unread,
            """;

    private static final String MENTIONS = """
            (select count(*)::int from (
                select from message_mention n
                join message x on x.room = n.room and x.clock = n.clock
                where n.room = m.room and n.person = %s and n.clock""" + SINCE + """
                    and x.deleted_at is null and x.sender <> m.person
                limit 1000) u) as %s,
            """;

    private static final String UNSEEN_THREADS = """
            array(
                select f.parent from thread_follower f
                join thread t on t.parent = f.parent and t.last_clock > f.seen_clock
                join message p on p.id = f.parent and p.deleted_at is null
                where f.person = m.person and f.room = m.room
                order by f.parent limit 1000) as unseen_threads,
            """;

    private static final String SELECT = "select m.room, m.person, m.role, m.joined_at, m.seen_at, "
            + UNREAD
            + MENTIONS.formatted("m.person", "mentions")
            + MENTIONS.formatted("0", "group_mentions")
            + UNSEEN_THREADS
            + """
            greatest(m.joined_at, m.changed_at, r.last_message_at) as updated_at
            from member m join room r on r.id = m.room and r.deleted_at is null
            where m.person = $1::bigint and m.present and\s""";
    private static final String IN_ROOMS = SELECT + "m.room = any($2::bigint[]) order by m.room";
    private static final String AFTER = SELECT + "m.room > $2::bigint order by m.room limit $3::int";

    private static final String LEFT = """
            select m.room, m.left_at as at from member m
            where m.person = $1::bigint and not m.present and m.left_at > $2::timestamptz
            union all
            select m.room, r.deleted_at from member m join room r on r.id = m.room
            where m.person = $1::bigint and m.present and r.deleted_at > $2::timestamptz
            order by at desc, room limit 1000""";

    /** What is known of the room may be older than what another call has seen of it meanwhile. */
    private static final String SEEN = """
            update member m
            set seen_at = clock_timestamp(), seen_clock = greatest(m.seen_clock, r.clock), changed_at = clock_timestamp()
            from room r
            where m.room = $1::bigint and m.person = $2::bigint and m.present and r.id = m.room and r.deleted_at is null""";
    /** Keeps sends away, which change followers of several threads in an order of their own. Rooms are locked before members. */
    private static final String NO_SENDS = "select 1 from room where id = $1::bigint for share";

    private static final String THREADS_SEEN = """
            update thread_follower f set seen_clock = t.last_clock from thread t
            where f.person = $2::bigint and f.room = $1::bigint and t.parent = f.parent and t.last_clock > f.seen_clock""";

    private static final String UNSEEN = """
            update member m
            set seen_clock = least(coalesce(m.seen_clock, m.since_clock - 1), $3::bigint - 1), changed_at = clock_timestamp(),
                seen_at = case when m.seen_at is not null then least(m.seen_at, (
                    select x.sent_at - interval '1 millisecond' from message x
                    where x.room = m.room and x.clock = $3::bigint)) end
            from room r
            where m.room = $1::bigint and m.person = $2::bigint and m.present and r.id = m.room and r.deleted_at is null""";

    private static final String CHANGED = """
            update member m set changed_at = clock_timestamp() from thread_follower f
            where f.parent = $1::bigint and f.person = $2::bigint and m.room = f.room and m.person = f.person""";
    private static final String THREAD_SEEN = """
            update thread_follower f set seen_clock = greatest(f.seen_clock, t.last_clock) from thread t
            where f.parent = $1::bigint and f.person = $2::bigint and t.parent = f.parent""";

    private static final String KNOWN = """
            select m.room from message m join room r on r.id = m.room and r.deleted_at is null
            where m.id = $1::bigint and m.deleted_at is null""";
    private static final String FOLLOW = """
            insert into thread_follower (parent, person, room, seen_clock)
            select $1::bigint, $2::bigint, $3::bigint,
                coalesce((select t.last_clock from thread t where t.parent = $1::bigint), 0)
            on conflict (parent, person) do nothing""";
    private static final String UNFOLLOW =
            "delete from thread_follower where parent = $1::bigint and person = $2::bigint";

    private static final String THREADS = """
            select k.parent, coalesce(t.replies, 0) as replies, t.last_reply_at, f.followers
            from (select distinct parent from unnest($1::bigint[]) k (parent)) k
            join message m on m.id = k.parent and m.deleted_at is null
            join room r on r.id = m.room and r.deleted_at is null
            left join thread t on t.parent = k.parent
            cross join lateral (
                select array(
                    select f.person from thread_follower f where f.parent = k.parent order by f.number limit 1000)
                as followers) f
            where t.replies > 0 or cardinality(f.followers) > 0""";

    private final Database database;

    PgSubscriptions(Database database) {
        this.database = database;
    }

    @Override
    public Future<List<Subscription>> of(long person, Collection<Long> rooms) {
        return subscriptions(database.readLong(IN_ROOMS, Tuple.of(person, longs(rooms))));
    }

    @Override
    public Future<List<Subscription>> of(long person, long after, int limit) {
        return subscriptions(database.readLong(AFTER, Tuple.of(person, after, limit)));
    }

    private static Future<List<Subscription>> subscriptions(Future<RowSet<Row>> rows) {
        return rows.map(all -> Database.list(
                all,
                row -> new Subscription(
                        row.getLong("room"),
                        row.getLong("person"),
                        Member.Role.valueOf(row.getString("role")),
                        row.getOffsetDateTime("joined_at").toInstant(),
                        instant(row.getOffsetDateTime("seen_at")),
                        row.getInteger("unread"),
                        row.getInteger("mentions"),
                        row.getInteger("group_mentions"),
                        Arrays.asList(row.getArrayOfLongs("unseen_threads")),
                        row.getOffsetDateTime("updated_at").toInstant())));
    }

    @Override
    public Future<List<Left>> left(long person, Instant after) {
        return database.read(LEFT, Tuple.of(person, Columns.time(after)))
                .map(rows -> Database.list(
                        rows,
                        row -> new Left(
                                row.getLong("room"), row.getOffsetDateTime("at").toInstant())));
    }

    @Override
    public Future<Void> seen(long room, long person, boolean threads) {
        Tuple who = Tuple.of(room, person);
        return database.write(c -> threads
                ? c.preparedQuery(NO_SENDS)
                        .execute(Tuple.of(room))
                        .compose(locked -> ofMember(c, SEEN, who))
                        .compose(seen -> c.preparedQuery(THREADS_SEEN).execute(who))
                        .mapEmpty()
                : ofMember(c, SEEN, who));
    }

    @Override
    public Future<Void> unseen(long room, long person, long clock) {
        return database.write(c -> ofMember(c, UNSEEN, Tuple.of(room, person, clock)));
    }

    private static Future<Void> ofMember(SqlConnection c, String update, Tuple parameters) {
        return c.preparedQuery(update)
                .execute(parameters)
                .compose(rows -> rows.rowCount() == 0
                        ? Future.failedFuture(new StorageException.NotFound("member"))
                        : Future.succeededFuture());
    }

    @Override
    public Future<Void> threadSeen(long parent, long person) {
        return changing(THREAD_SEEN, parent, person);
    }

    @Override
    public Future<Void> follow(long parent, long person) {
        return database.write(c -> c.preparedQuery(KNOWN)
                .execute(Tuple.of(parent))
                .compose(rows -> rows.size() == 0
                        ? Future.failedFuture(new StorageException.NotFound("message"))
                        : c.preparedQuery(FOLLOW)
                                .execute(Tuple.of(
                                        parent, person, rows.iterator().next().getLong("room"))))
                .mapEmpty());
    }

    @Override
    public Future<Void> unfollow(long parent, long person) {
        return changing(UNFOLLOW, parent, person);
    }

    /** Changes what a person sees of a thread they follow, and so their subscription. */
    private Future<Void> changing(String sql, long parent, long person) {
        Tuple who = Tuple.of(parent, person);
        return database.write(c -> c.preparedQuery(CHANGED)
                .execute(who)
                .compose(done -> c.preparedQuery(sql).execute(who))
                .mapEmpty());
    }

    @Override
    public Future<List<Thread>> threads(Collection<Long> parents) {
        return database.read(THREADS, Tuple.of(longs(parents)))
                .map(rows -> Database.list(
                        rows,
                        row -> new Thread(
                                row.getLong("parent"),
                                row.getLong("replies"),
                                instant(row.getOffsetDateTime("last_reply_at")),
                                Arrays.asList(row.getArrayOfLongs("followers")))));
    }

    private static @Nullable Instant instant(@Nullable OffsetDateTime time) {
        return time == null ? null : time.toInstant();
    }
}
