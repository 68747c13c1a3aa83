package dev.seenby.storage.postgres;

import static dev.seenby.storage.postgres.MessageStatements.topicFolded;

import dev.seenby.storage.Positions;
import dev.seenby.storage.StorageException;
import dev.seenby.storage.Topics;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The topics that messages stand under now: columns of {@code message}, with indexes of their own. */
final class PgTopics implements Topics {
    private static final int TOLD = 10_000;
    private static final int MOST_MOVED = 100_000;
    /** Sends to the room wait for so many, about a third of a second; then it is their turn. */
    private static final int MOVED_AT_ONCE = 5_000;

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
    private static final String ALONG = """
            select count(*) as count, max(a.id) as last from (
                select m.id from message m
                where m.room = $1::bigint and m.topic_folded = $2::text and m.deleted_at is null
                    and m.id > $3::bigint and m.id <= $4::bigint
                order by m.id limit $5::int) a""";

    /** The message that is asked to be moved is the last one: as long as it stands there the same can be asked again. */
    private static final String MOVE = """
            with part as materialized (
                select m.id from message m
                where m.room = $1::bigint and m.topic_folded = $2::text and m.deleted_at is null
                    and m.id > $3::bigint and m.id <= $4::bigint
                order by m.id limit $5::int),
            edge as materialized (
                select max(id) as last, count(*) = $5::int and max(id) < $4::bigint as more from part),
            moved as (
                update message m
                set topic = $7::text, topic_folded = $8::text,
                    elsewhere = case t.kind
                        when 'TOPIC' then t.discriminator_folded <> $8::text
                        when 'THREAD' then true
                        else $8::text <> '(no topic)' end
                from timeline t
                where t.id = m.timeline and m.id in (select id from part union select $6::bigint)
                    and (m.id <> $6::bigint or not (select more from edge))
                    and m.room = $1::bigint and m.topic_folded = $2::text and m.deleted_at is null
                returning m.id)
            select last, more, array(select id from moved order by id) as ids from edge""";

    /** @param after the last id looked at */
    private record Move(long message, @Nullable String to, long room, String from, long after, long upTo) {
        Move after(long id) {
            return new Move(message, to, room, from, id, upTo);
        }
    }

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
        List<Long> moved = new ArrayList<>();
        return database.write(c -> inRoom(c, message).compose(room -> c.preparedQuery(TOPIC)
                        .execute(Tuple.of(message))
                        .compose(found -> found.size() == 0
                                ? Future.failedFuture(new StorageException.NotFound("message"))
                                : bounded(
                                        c,
                                        new Move(
                                                message,
                                                Topics.kept(topic),
                                                room,
                                                found.iterator().next().getString("topic_folded"),
                                                along == Along.ALL ? 0 : message - 1,
                                                along == Along.NONE ? message : Long.MAX_VALUE)))
                        .compose(move -> part(c, move, moved))))
                .compose(next -> rest(next, moved))
                .map(done -> new Moved(moved.stream().sorted().limit(TOLD).toList(), moved.size()));
    }

    private static Future<Long> inRoom(SqlConnection c, long message) {
        return c.preparedQuery(ROOM)
                .execute(Tuple.of(message))
                .compose(locked -> locked.size() == 0
                        ? Future.failedFuture(new StorageException.NotFound("message"))
                        : Future.succeededFuture(locked.iterator().next().getLong("id")));
    }

    /** Up to the newest message that is there now; those sent later do not go along. */
    private static Future<Move> bounded(SqlConnection c, Move move) {
        return c.preparedQuery(ALONG)
                .execute(Tuple.of(move.room(), move.from(), move.after(), move.upTo(), MOST_MOVED + 1))
                .compose(rows -> {
                    Row row = rows.iterator().next();
                    return row.getLong("count") > MOST_MOVED
                            ? Future.failedFuture(new StorageException.Unavailable("too many messages to move", null))
                            : Future.succeededFuture(new Move(
                                    move.message(),
                                    move.to(),
                                    move.room(),
                                    move.from(),
                                    move.after(),
                                    row.getLong("last")));
                });
    }

    /** @return where the next part begins; empty after the last one */
    private static Future<Optional<Move>> part(SqlConnection c, Move move, List<Long> moved) {
        return c.preparedQuery(MOVE)
                .execute(Tuple.of(
                        move.room(),
                        move.from(),
                        move.after(),
                        move.upTo(),
                        MOVED_AT_ONCE,
                        move.message(),
                        move.to(),
                        topicFolded(move.to())))
                .map(rows -> {
                    Row row = rows.iterator().next();
                    moved.addAll(List.of(row.getArrayOfLongs("ids")));
                    return row.getBoolean("more") ? Optional.of(move.after(row.getLong("last"))) : Optional.empty();
                });
    }

    private Future<Void> rest(Optional<Move> next, List<Long> moved) {
        if (next.isEmpty()) {
            return Future.succeededFuture();
        }
        Move move = next.get();
        return database.write(c -> inRoom(c, move.message()).compose(room -> part(c, move, moved)))
                .recover(e ->
                        Future.failedFuture(new StorageException.OutcomeUnknown("a part of the messages was moved", e)))
                .compose(after -> rest(after, moved));
    }
}
