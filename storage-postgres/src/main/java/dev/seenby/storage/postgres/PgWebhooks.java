package dev.seenby.storage.postgres;

import static dev.seenby.storage.postgres.Columns.longs;

import dev.seenby.storage.AppOptions;
import dev.seenby.storage.MessageFacts;
import dev.seenby.storage.Positions;
import dev.seenby.storage.Room;
import dev.seenby.storage.Webhooks;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/** The queues as rows of {@code webhook_event}, which {@link WebhookWrites} inserts. */
final class PgWebhooks implements Webhooks {
    private static final int DROPPED_AT_ONCE = 10_000;
    /** Stretches and people of a batch; that of one event more may come on top. */
    private static final int LARGE = 30_000;

    /** Goes from app to app along the index instead of over all events. */
    static final String WAITING = """
            with recursive oldest as (
                (select app, at from webhook_event order by app, id limit 1)
                union all
                select n.app, n.at from oldest o cross join lateral (
                    select app, at from webhook_event where app > o.app order by app, id limit 1) n)
            select o.app, o.at, coalesce(a.version, 0) as version
            from oldest o left join app a on a.sdk_app_id = o.app and a.deleted_at is null
            order by o.app""";

    static final String COUNT = "select count(*) from (select from webhook_event order by app limit $1::bigint) e";

    /** Waits for whoever is just taking. */
    private static final String LOCK = """
            insert into webhook_batch as b (app, events) values ($1::bigint, '{}')
            on conflict (app) do update set events = b.events""";

    static final String FILL = """
            update webhook_batch b
            set events = array(
                select s.id
                from (
                    select c.id, c.size, sum(c.size) over (order by c.id) as before
                    from (
                        select e.id, cardinality(e.firsts) + cardinality(e.people) as size
                        from webhook_event e join room r on r.id = e.room
                        where e.app = $1::bigint order by e.id limit $2::int) c) s
                where s.before - s.size < $3::bigint
                order by s.id)
            where b.app = $1::bigint
                and not exists (select from webhook_event e where e.app = $1::bigint and e.id = any(b.events))""";

    static final String TAKEN = """
            select e.id, e.room, e.kind, e.at, e.timeline, e.firsts, e.lasts, r.room_id, r.kind as room_kind,
                r.display_name, r.owner,
                case when e.kind = 'GROUP_DELETED'
                    then array(select m.person from member m where m.room = e.room and m.present order by m.person limit 500)
                    else e.people end as people
            from webhook_batch b
            join webhook_event e on e.app = b.app and e.id = any(b.events)
            join room r on r.id = e.room
            where b.app = $1::bigint
            order by e.id""";

    static final String DONE = "delete from webhook_event where app = $1::bigint and id = any($2::bigint[])";

    /**
     * Looks at the oldest only, so that it costs nothing when there is nothing to drop. How many there are is not counted unless
     * the ids, which have gaps but no doubles, leave room for too many.
     */
    static final String DROP = """
            delete from webhook_event where app = $1::bigint and id = any(array(
                select o.id
                from (select id, at from webhook_event where app = $1::bigint order by id limit $4::int) o
                where o.at < $2::timestamptz or o.id <= coalesce((
                    select case
                        when newest.id - (select id from webhook_event where app = $1::bigint order by id limit 1) >= $3::bigint
                        then (
                            select n.id from webhook_event n where n.app = $1::bigint
                            order by n.id desc offset $3::bigint limit 1)
                        end
                    from (select id from webhook_event where app = $1::bigint order by id desc limit 1) newest), 0)))""";

    private static final String MESSAGES = "select " + MessageRows.FACTS + MessageRows.WHERE_ALIVE
            + "m.timeline = $1::bigint and m.position between $2::bigint and $3::bigint order by m.position";

    private final Database database;

    PgWebhooks(Database database) {
        this.database = database;
    }

    @Override
    public Future<List<Waiting>> waiting() {
        return database.read(WAITING, Tuple.tuple())
                .map(rows -> Database.list(
                        rows,
                        row -> new Waiting(
                                row.getLong("app"), row.getOffsetDateTime("at").toInstant(), row.getLong("version"))));
    }

    @Override
    public Future<Long> count(long most) {
        return database.readLong(COUNT, Tuple.of(most))
                .map(rows -> rows.iterator().next().getLong(0));
    }

    @Override
    public Future<List<Event>> take(long app) {
        return database.write(c -> c.preparedQuery(LOCK)
                .execute(Tuple.of(app))
                .compose(locked -> c.preparedQuery(FILL).execute(Tuple.of(app, MAX_BATCH, LARGE)))
                .compose(filled -> c.preparedQuery(TAKEN).execute(Tuple.of(app)))
                .map(rows -> Database.list(rows, PgWebhooks::event)));
    }

    private static Event event(Row row) {
        Long[] firsts = row.getArrayOfLongs("firsts");
        Long[] lasts = row.getArrayOfLongs("lasts");
        List<Positions> stretches = new ArrayList<>(firsts.length);
        for (int i = 0; i < firsts.length; i++) {
            stretches.add(new Positions(firsts[i], lasts[i]));
        }
        return new Event(
                row.getLong("id"),
                new Group(
                        row.getLong("room"),
                        row.getString("room_id"),
                        Room.Kind.valueOf(row.getString("room_kind")),
                        row.getString("display_name"),
                        row.getLong("owner")),
                AppOptions.Event.valueOf(row.getString("kind")),
                row.getOffsetDateTime("at").toInstant(),
                row.getLong("timeline"),
                stretches,
                Arrays.asList(row.getArrayOfLongs("people")));
    }

    @Override
    public Future<Void> done(long app, Collection<Long> events) {
        return database.write(
                c -> c.preparedQuery(DONE).execute(Tuple.of(app, longs(events))).mapEmpty());
    }

    @Override
    public Future<Integer> drop(long app, Instant before, long keep) {
        return database.write(c -> c.preparedQuery(DROP)
                .execute(Tuple.of(app, Columns.time(before), keep, DROPPED_AT_ONCE))
                .map(rows -> rows.rowCount()));
    }

    @Override
    public Future<List<MessageFacts>> messages(long timeline, Positions within) {
        return database.read(MESSAGES, Tuple.of(timeline, within.first(), within.last()))
                .map(rows -> Database.list(rows, MessageRows::facts));
    }
}
