package dev.seenby.storage.postgres;

import static dev.seenby.storage.postgres.MessageStatements.topicFolded;

import dev.seenby.storage.Positions;
import dev.seenby.storage.StorageException;
import dev.seenby.storage.Topics;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The topics that messages stand under now: columns of {@code message}, with indexes of their own. */
final class PgTopics implements Topics {
    private static final int TOLD = 10_000;

    /** From one topic to the next, however many messages are between them. */
    private static final String EACH = """
            topic as (
                (select m.topic_folded from message m
                    join room r on r.id = m.room and r.deleted_at is null
                    where m.room = $1::bigint and m.deleted_at is null order by m.topic_folded limit 1)
                union all
                select (select m.topic_folded from message m
                    where m.room = $1::bigint and m.deleted_at is null and m.topic_folded > t.topic_folded
                    order by m.topic_folded limit 1)
                from topic t where t.topic_folded is not null)""";

    /**
     * The stays of a person as stretches of ids, which grow along the clock; a message is received in one of them, or
     * was sent by the person from outside.
     */
    private static final String STAYS = """
            stay as materialized (
                select f.id as first, coalesce(l.id, 9223372036854775807) as last
                from (
                    select since_clock as first, null as last from member
                    where room = $1::bigint and person = $2::bigint and present
                    union all
                    select first_clock, last_clock from past_membership
                    where room = $1::bigint and person = $2::bigint) s
                join message f on f.room = $1::bigint and f.clock = s.first
                left join message l on l.room = $1::bigint and l.clock = s.last)""";

    private static final String LIST = """
            select case t.topic_folded when '(no topic)' then t.topic_folded else n.topic end as topic, n.id
            from topic t
            cross join lateral (%s) n
            where t.topic_folded is not null
            order by n.id desc limit $3::int""";

    private static final String OF_TOPIC = """
            select m.topic, m.id from message m
            where m.room = $1::bigint and m.topic_folded = %s and m.deleted_at is null\s""";

    private static final String ALL = "with recursive " + EACH
            // The second parameter is nobody here.
            + LIST.formatted(
                    OF_TOPIC.formatted("t.topic_folded") + "and $2::bigint is null order by m.id desc limit 1");
    private static final String RECEIVED =
            "with recursive " + EACH + ", " + STAYS + LIST.formatted(received("t.topic_folded", "desc"));

    private static final String FIRST = OF_TOPIC.formatted("$3::text") + """
            and $2::bigint is null and exists (select from room r where r.id = $1::bigint and r.deleted_at is null)
            order by m.id limit 1""";
    private static final String FIRST_RECEIVED = "with " + STAYS + """
            select n.id from room r cross join lateral (%s) n
            where r.id = $1::bigint and r.deleted_at is null""".formatted(received("$3::text", "asc"));

    /** Of a timeline whose own topic it is: all but what has left. Of others: what has come. */
    private static final String STRETCHES = """
            with own as materialized (
                select t.id, t.last_position from timeline t
                join room r on r.id = t.room and r.deleted_at is null
                where t.room = $1::bigint and t.last_position > 0
                    and case t.kind
                        when 'TOPIC' then t.discriminator_folded = $2::text
                        when 'THREAD' then false
                        else $2::text = '(no topic)' end),
            come as (
                select m.timeline, m.position,
                    m.position - row_number() over (partition by m.timeline order by m.position) as island
                from message m
                join room r on r.id = m.room and r.deleted_at is null
                where m.room = $1::bigint and m.topic_folded = $2::text and m.elsewhere
                    and not exists (select from own o where o.id = m.timeline))
            select o.id as timeline, g.first, g.last
            from own o
            cross join lateral (
                select coalesce(lag(e.position) over (order by e.position), 0) + 1 as first, e.position - 1 as last
                from (
                    select m.position from message m
                    where m.timeline = o.id and m.elsewhere and m.topic_folded <> $2::text
                    union all
                    select o.last_position + 1) e) g
            where g.first <= g.last
            union all
            select c.timeline, min(c.position), max(c.position) from come c group by c.timeline, c.island
            order by timeline, first""";

    private static final String ROOM = """
            select id from room where id = (select room from message where id = $1::bigint) and deleted_at is null
            for no key update""";
    private static final String TOPIC = "select topic_folded from message where id = $1::bigint and deleted_at is null";
    private static final String MOVE = """
            with moved as (
                update message m
                set topic = $4::text, topic_folded = $5::text,
                    elsewhere = case t.kind
                        when 'TOPIC' then t.discriminator_folded <> $5::text
                        when 'THREAD' then true
                        else $5::text <> '(no topic)' end
                from timeline t
                where t.id = m.timeline and m.room = $1::bigint and m.topic_folded = $2::text and m.deleted_at is null
                    and m.id >= $3::bigint and m.id <= $6::bigint
                returning m.id)
            select (select count(*) from moved) as count,
                array(select id from moved order by id limit $7::int) as ids""";

    private final Database database;

    PgTopics(Database database) {
        this.database = database;
    }

    /** One look into an index for each stay, and one for what was sent from outside. */
    private static String received(String topic, String order) {
        String found = OF_TOPIC.formatted(topic);
        String one = " order by m.id " + order + " limit 1";
        return "select e.topic, e.id from (select i.* from stay s cross join lateral ("
                + found + "and m.id between s.first and s.last" + one
                + ") i union all ("
                + found + "and m.sender = $2::bigint and not m.sender_was_member" + one
                + ")) e order by e.id " + order + " limit 1";
    }

    @Override
    public Future<List<Topic>> of(long room, @Nullable Long receiver, int limit) {
        return database.readLong(receiver == null ? ALL : RECEIVED, Tuple.of(room, receiver, limit))
                .map(rows -> Database.list(rows, row -> new Topic(row.getString("topic"), row.getLong("id"))));
    }

    @Override
    public Future<Optional<Long>> first(long room, String topic, @Nullable Long receiver) {
        return database.read(
                        receiver == null ? FIRST : FIRST_RECEIVED,
                        Tuple.of(room, receiver, topicFolded(Topics.kept(topic))))
                .map(rows -> Database.first(rows, row -> row.getLong("id")));
    }

    @Override
    public Future<List<Stretch>> stretches(long room, String topic) {
        return database.readLong(STRETCHES, Tuple.of(room, topicFolded(Topics.kept(topic))))
                .map(rows -> Database.list(
                        rows,
                        row -> new Stretch(
                                row.getLong("timeline"), new Positions(row.getLong("first"), row.getLong("last")))));
    }

    @Override
    public Future<Moved> move(long message, Along along, String topic) {
        return database.write(
                c -> c.preparedQuery(ROOM).execute(Tuple.of(message)).compose(locked -> c.preparedQuery(TOPIC)
                        .execute(Tuple.of(message))
                        .compose(found -> locked.size() == 0 || found.size() == 0
                                ? Future.failedFuture(new StorageException.NotFound("message"))
                                : move(
                                        c,
                                        locked.iterator().next().getLong("id"),
                                        found.iterator().next().getString("topic_folded"),
                                        message,
                                        along,
                                        Topics.kept(topic)))));
    }

    private static Future<Moved> move(
            SqlConnection c, long room, String from, long message, Along along, @Nullable String to) {
        return c.preparedQuery(MOVE)
                .execute(Tuple.of(
                        room,
                        from,
                        along == Along.ALL ? 0 : message,
                        to,
                        topicFolded(to),
                        along == Along.NONE ? message : Long.MAX_VALUE,
                        TOLD))
                .map(rows -> {
                    Row row = rows.iterator().next();
                    return new Moved(List.of(row.getArrayOfLongs("ids")), row.getLong("count"));
                });
    }
}
