package dev.seenby.storage.postgres;

import static dev.seenby.storage.postgres.Columns.longs;
import static dev.seenby.storage.postgres.Columns.strings;

import dev.seenby.storage.Message;
import dev.seenby.storage.NewMessage;
import dev.seenby.storage.Positions;
import dev.seenby.storage.TimelineKey;
import dev.seenby.storage.Topics;
import dev.seenby.storage.postgres.ReadWrites.Head;
import dev.seenby.storage.postgres.ReadWrites.Key;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Locks and reads what a batch of sends must know, in one round trip; rooms are locked first. */
final class MessageStatements {
    /** A timeline as it is compared: without regard to case. */
    record Place(long room, String kind, String folded) {
        static Place of(long room, TimelineKey key) {
            return new Place(room, key.kind().name(), fold(key.discriminator()));
        }
    }

    /** A room under its lock. */
    record RoomState(long app, long clock, int size) {}

    /** @param hasThread whether it was replied to before */
    record Parent(long sender, boolean hasThread) {}

    /** A timeline of a room under its lock. */
    record TimelineState(long id, long last) {}

    /**
     * @param newest ids of the newest messages of the rooms that a message with a given id is sent to
     * @param senders by the number of the send: whether the sender, who exists, is a member
     * @param same by the number of the send: the message that it is, sent before
     * @param parents by the number of the send: the parent, if it exists in the room
     * @param lastRuns of senders
     * @param ids one for each send
     * @param now to the millisecond
     */
    record Found(
            Map<Long, RoomState> rooms,
            Map<Long, Long> newest,
            Map<Place, TimelineState> timelines,
            Map<Integer, Boolean> senders,
            Map<Integer, Message> same,
            Map<Integer, Parent> parents,
            Map<Key, Head> heads,
            Map<Key, Positions> lastRuns,
            List<Long> ids,
            OffsetDateTime now) {}

    private static final String ROOMS = """
            select id, app, clock, size from room
            where id = any($1::bigint[]) and deleted_at is null order by id for no key update""";

    /** A statement after the lock, so that it sees what others sent before. */
    private static final String NEWEST = """
            select r.id as room, m.id from room r join message m on m.room = r.id and m.clock = r.clock
            where r.id = any($1::bigint[])""";

    private static final String PLACES = "unnest($1::bigint[], $2::text[], $3::text[], $4::text[])";

    private static final String INSERT_TIMELINES =
            "insert into timeline (room, kind, discriminator, discriminator_folded)"
                    + " select distinct on (k.room, k.kind, k.folded) k.room, k.kind, k.discriminator, k.folded from "
                    + PLACES
                    + """
             with ordinality k (room, kind, discriminator, folded, ord)
            join room r on r.id = k.room
            where not exists (select from timeline t
                where t.room = k.room and t.kind = k.kind and t.discriminator_folded = k.folded)
            order by k.room, k.kind, k.folded, k.ord
            on conflict do nothing""";

    private static final String TIMELINES = """
            select t.id, t.room, t.kind, t.discriminator_folded, t.last_position
            from unnest($1::bigint[], $2::text[], $3::text[]) k (room, kind, folded)
            join timeline t on t.room = k.room and t.kind = k.kind and t.discriminator_folded = k.folded""";

    private static final String SENDERS = """
            select k.ord::int as ord, coalesce(m.present, false) as present
            from unnest($1::bigint[], $2::bigint[]) with ordinality k (room, sender, ord)
            join room r on r.id = k.room
            join person p on p.id = k.sender and p.app = r.app and p.deleted_at is null
            left join member m on m.room = k.room and m.person = k.sender""";

    /** By the string id, else by the random; the first one sent. */
    private static final String SAME = "select distinct on (k.ord) k.ord::int as ord, " + MessageRows.ALL + """

            from unnest($1::bigint[], $2::text[], $3::bigint[], $4::bigint[]) with ordinality
                k (room, string_id, sender, random, ord)
            join room r on r.id = k.room
            cross join lateral (
                select m.*, 0 as way from message m where m.app = r.app and m.string_id = k.string_id
                union all
                select m.*, 1 as way from message m
                where m.room = k.room and m.sender = k.sender and m.random = k.random
                    and m.sent_at > clock_timestamp() - interval '5 minutes') m
            join timeline t on t.id = m.timeline
            order by k.ord, m.way, m.clock""";

    private static final String PARENTS = """
            select k.ord::int as ord, m.sender, exists (select from thread h where h.parent = m.id) as has_thread
            from unnest($1::bigint[], $2::bigint[]) with ordinality k (room, parent, ord)
            join message m on m.id = k.parent and m.room = k.room and m.deleted_at is null""";

    private static final String SENDER_KEYS = """
            from unnest($1::bigint[], $2::text[], $3::text[], $4::bigint[]) k (room, kind, folded, sender)
            join timeline t on t.room = k.room and t.kind = k.kind and t.discriminator_folded = k.folded
           \s""";

    /** The room's lock keeps the sender from joining or leaving meanwhile. */
    private static final String INSERT_HEADS = """
            insert into read_head (timeline, reader, version, gone)
            select distinct t.id, k.sender, 0, not coalesce(m.present, false)
            """ + SENDER_KEYS + """
            join room r on r.id = k.room
            join person p on p.id = k.sender and p.app = r.app
            left join member m on m.room = k.room and m.person = k.sender
            where not exists (select from read_head h where h.timeline = t.id and h.reader = k.sender)
            order by 1, 2
            on conflict do nothing""";

    private static final String HEADS = "select h.timeline, h.reader, h.version, h.gone " + SENDER_KEYS + """
            join read_head h on h.timeline = t.id and h.reader = k.sender
            order by h.timeline, h.reader
            for update of h""";

    private static final String LAST_RUNS =
            "select t.id as timeline, k.sender as reader, l.first, l.last " + SENDER_KEYS + """
            cross join lateral (
                select r.first, r.last from read_run r where r.timeline = t.id and r.reader = k.sender
                order by r.first desc limit 1) l""";

    private static final String IDS = """
            select nextval('message_id') as id, date_trunc('milliseconds', clock_timestamp()) as now
            from generate_series(1, $1::int)""";

    private MessageStatements() {}

    static String fold(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    /** A topic as it is compared. */
    static String topicFolded(@Nullable String topic) {
        return topic == null ? Topics.NONE : fold(topic);
    }

    /** Whether a message may stand under another topic than its timeline's. */
    static boolean isElsewhere(TimelineKey timeline, @Nullable String topic) {
        return switch (timeline.kind()) {
            case MAIN, SILENT -> topic != null;
            case TOPIC -> !topicFolded(topic).equals(fold(timeline.discriminator()));
            case THREAD -> true;
        };
    }

    static Future<Found> find(SqlConnection c, List<NewMessage> sends) {
        Object rooms = longs(sends, NewMessage::room);
        Object senders = longs(sends, NewMessage::sender);
        Object kinds = strings(sends, m -> m.timeline().kind().name());
        Object discriminators = strings(sends, m -> m.timeline().discriminator());
        Object folded = strings(sends, m -> fold(m.timeline().discriminator()));
        Tuple senderKeys = Tuple.of(rooms, kinds, folded, senders);

        Future<RowSet<Row>> locked = c.preparedQuery(ROOMS).execute(Tuple.of(rooms));
        Future<RowSet<Row>> newest = c.preparedQuery(NEWEST).execute(Tuple.of((Object)
                longs(sends.stream().filter(send -> send.id() != null).toList(), NewMessage::room)));
        Future<RowSet<Row>> made =
                c.preparedQuery(INSERT_TIMELINES).execute(Tuple.of(rooms, kinds, discriminators, folded));
        Future<RowSet<Row>> timelines = c.preparedQuery(TIMELINES).execute(Tuple.of(rooms, kinds, folded));
        Future<RowSet<Row>> known = c.preparedQuery(SENDERS).execute(Tuple.of(rooms, senders));
        Future<RowSet<Row>> same = c.preparedQuery(SAME)
                .execute(Tuple.of(
                        rooms, strings(sends, NewMessage::stringId), senders, longs(sends, NewMessage::random)));
        Future<RowSet<Row>> parents =
                c.preparedQuery(PARENTS).execute(Tuple.of(rooms, longs(sends, NewMessage::parent)));
        Future<RowSet<Row>> begun = c.preparedQuery(INSERT_HEADS).execute(senderKeys);
        Future<RowSet<Row>> heads = c.preparedQuery(HEADS).execute(senderKeys);
        Future<RowSet<Row>> lastRuns = c.preparedQuery(LAST_RUNS).execute(senderKeys);
        Future<RowSet<Row>> ids = c.preparedQuery(IDS).execute(Tuple.of(sends.size()));
        return Future.all(List.of(locked, newest, made, timelines, known, same, parents, begun, heads, lastRuns, ids))
                .map(all -> {
                    Found found = new Found(
                            new HashMap<>(),
                            new HashMap<>(),
                            new HashMap<>(),
                            new HashMap<>(),
                            new HashMap<>(),
                            new HashMap<>(),
                            new HashMap<>(),
                            new HashMap<>(),
                            new ArrayList<>(),
                            ids.result().iterator().next().getOffsetDateTime("now"));
                    locked.result().forEach(row -> found.rooms()
                            .put(
                                    row.getLong("id"),
                                    new RoomState(row.getLong("app"), row.getLong("clock"), row.getInteger("size"))));
                    newest.result().forEach(row -> found.newest().put(row.getLong("room"), row.getLong("id")));
                    timelines.result().forEach(row -> found.timelines()
                            .put(
                                    new Place(
                                            row.getLong("room"),
                                            row.getString("kind"),
                                            row.getString("discriminator_folded")),
                                    new TimelineState(row.getLong("id"), row.getLong("last_position"))));
                    known.result()
                            .forEach(row -> found.senders().put(row.getInteger("ord") - 1, row.getBoolean("present")));
                    same.result().forEach(row -> found.same().put(row.getInteger("ord") - 1, MessageRows.message(row)));
                    parents.result().forEach(row -> found.parents()
                            .put(
                                    row.getInteger("ord") - 1,
                                    new Parent(row.getLong("sender"), row.getBoolean("has_thread"))));
                    heads.result().forEach(row -> found.heads()
                            .put(key(row), new Head(row.getLong("version"), row.getBoolean("gone"))));
                    lastRuns.result().forEach(row -> found.lastRuns()
                            .put(key(row), new Positions(row.getLong("first"), row.getLong("last"))));
                    ids.result().forEach(row -> found.ids().add(row.getLong("id")));
                    return found;
                });
    }

    private static Key key(Row row) {
        return new Key(row.getLong("timeline"), row.getLong("reader"));
    }
}
