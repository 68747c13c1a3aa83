package dev.seenby.storage.postgres;

import dev.seenby.storage.Exports;
import dev.seenby.storage.StorageException;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** Reads what is kept of a person from cursors, one kind after the other; PostgreSQL makes the JSON. */
final class PgExports implements Exports {
    static final int MAX_EXPORTS = 2;
    private static final long EXPORT_NANOS = TimeUnit.MINUTES.toNanos(15);

    private static final String FIND = """
            select id from person where app = $1::bigint and user_id = $2::text
            order by deleted_at is not null, deleted_at desc limit 1""";

    private static final List<String> KINDS = List.of("""
            select json_build_object('kind', 'person', 'userId', p.user_id, 'rocketChatId', p.rocketchat_id,
                'zulipId', p.zulip_id, 'username', p.username, 'name', p.name, 'email', p.email, 'role', p.role,
                'bot', p.bot, 'active', p.active, 'sendsReadReceipts', p.sends_read_receipts, 'avatarUrl', p.avatar_url,
                'details', p.details::json, 'createdAt', {p.created_at}, 'deletedAt', {p.deleted_at},
                'failedSignIns', coalesce((select a.failed from sign_in_attempt a where a.person = p.id), 0))::text
            from person p where p.id = $1::bigint""", """
            select json_build_object('kind', 'credential', 'of', c.kind, 'name', c.name, 'createdAt', {c.created_at},
                'expiresAt', {c.expires_at})::text
            from credential c where c.person = $1::bigint order by c.id""", """
            select json_build_object('kind', 'membership', 'roomId', r.room_id, 'room', r.display_name, 'present', m.present,
                'role', m.role, 'joinedAt', {m.joined_at}, 'leftAt', {m.left_at}, 'seenAt', {m.seen_at},
                'sinceSeq', m.since_clock, 'pastStays', coalesce((
                    select json_agg(json_build_object('firstSeq', p.first_clock, 'lastSeq', p.last_clock)
                        order by p.first_clock)
                    from past_membership p where p.room = m.room and p.person = m.person), '[]'))::text
            from {memberships} m join room r on r.id = m.room order by m.room""", """
            select json_build_object('kind', 'message', 'id', m.id, 'stringId', m.string_id, 'roomId', r.room_id,
                'seq', m.clock, 'sentAt', {m.sent_at}, 'text', m.text, 'payload', m.payload::json, 'topic', m.topic,
                'replyTo', m.parent, 'editedAt', {m.edited_at}, 'deletedAt', {m.deleted_at})::text
            from message m join room r on r.id = m.room where m.sender = $1::bigint order by m.id""", """
            select json_build_object('kind', 'read', 'roomId', r.room_id, 'firstMessage', a.id, 'lastMessage', b.id,
                'readAt', {x.read_at})::text
            from {memberships} m
            join room r on r.id = m.room
            join timeline t on t.room = r.id
            join read_head h on h.timeline = t.id and h.reader = m.person
            left join lateral (
                select f.position from message f where f.timeline = t.id and f.clock <= r.forgotten_clock
                order by f.clock desc limit 1) f on r.forgotten_clock > 0
            cross join lateral (
                select n.first, least(n.last, f.position) as last, null::timestamptz as read_at from read_run n
                where n.timeline = t.id and n.reader = m.person and n.first <= f.position
                union all
                select greatest(lower(s.span), coalesce(f.position + 1, 1)), upper(s.span) - 1, s.read_at from read_span s
                where s.timeline = t.id and s.reader = m.person and not s.own
                    and upper(s.span) - 1 > coalesce(f.position, 0)) x
            join message a on a.timeline = t.id and a.position = x.first
            join message b on b.timeline = t.id and b.position = x.last""", """
            select json_build_object('kind', 'flag', 'flag', f.flag, 'message', f.message)::text
            from message_flag f where f.person = $1::bigint order by f.flag, f.message""", """
            select json_build_object('kind', 'mute', 'userId', o.user_id, 'mutedAt', {u.muted_at})::text
            from muted_person u join person o on o.id = u.muted where u.person = $1::bigint order by u.muted""", """
            select json_build_object('kind', 'mention', 'roomId', r.room_id, 'seq', n.clock)::text
            from {memberships} m join room r on r.id = m.room
            join message_mention n on n.room = m.room and n.person = m.person
            order by n.room, n.clock""", """
            select json_build_object('kind', 'thread', 'message', f.parent, 'seenSeq', f.seen_clock)::text
            from thread_follower f where f.person = $1::bigint order by f.parent""");

    private final Database database;
    private final AtomicInteger exports = new AtomicInteger();

    PgExports(Database database) {
        this.database = database;
    }

    @Override
    public Future<Void> export(long app, String userId, Function<List<String>, Future<Void>> batches) {
        if (exports.incrementAndGet() > MAX_EXPORTS) {
            exports.decrementAndGet();
            return Future.failedFuture(new StorageException.Overloaded("too many exports are under way", null));
        }
        long deadline = System.nanoTime() + EXPORT_NANOS;
        return database.<Void>readMoment(c -> c.preparedQuery(FIND)
                        .execute(Tuple.of(app, userId))
                        .recover(e -> Future.failedFuture(PgErrors.mapRead(e)))
                        .compose(rows -> rows.size() == 0
                                ? Future.failedFuture(new StorageException.NotFound("person"))
                                : all(c, rows.iterator().next().getLong("id"), batches, deadline)))
                .onComplete(done -> exports.decrementAndGet());
    }

    private static Future<Void> all(
            SqlConnection c, long person, Function<List<String>, Future<Void>> batches, long deadline) {
        HandOver<String> handOver = new HandOver<>(
                c, row -> row.getString(0), PgErrors::mapRead, batches, deadline, "an export took too long");
        Future<Void> done = Future.succeededFuture();
        for (String sql : KINDS) {
            done = done.compose(before -> handOver.of(whole(sql), Tuple.of(person)));
        }
        return done;
    }

    /** Columns in braces are times. */
    private static String whole(String sql) {
        return sql.replace("{memberships}", ErasureSteps.MEMBERSHIPS_OF)
                .replaceAll("\\{([a-z.]+_at)}", "to_char($1 at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"')");
    }
}
