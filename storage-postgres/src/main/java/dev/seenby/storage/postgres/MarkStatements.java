package dev.seenby.storage.postgres;

import static dev.seenby.storage.postgres.Columns.booleans;
import static dev.seenby.storage.postgres.Columns.longs;

import dev.seenby.storage.Positions;
import dev.seenby.storage.postgres.ReadWrites.Head;
import dev.seenby.storage.postgres.ReadWrites.Key;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Locks and reads what a batch of marks must know, in one round trip. Locks are taken by earlier statements than those
 * that read under them, so that these see the newest state. Only runs and spans that touch what is asked for are read.
 */
final class MarkStatements {
    /** What is to be read, at a time or now, or to be taken back, of one timeline by one person. */
    record Asked(
            Key key,
            List<Positions> stretches,
            boolean takenBack,
            boolean erased,
            @Nullable Instant readAt) {}

    /** A stretch read at one time, other than a sender's own. */
    record Span(Positions stretch, OffsetDateTime readAt) {}

    /**
     * @param rooms of the timelines that exist; those of deleted rooms do not
     * @param floors by timeline: the last position of which nobody is told any more who has read it, of those that have one
     * @param own positions below the floor of messages that the person sent, of what is to be taken back
     * @param people who exist, and who were deleted if what they read is erased
     * @param audience positions whose audience may hold the person; a person's own messages are among them, but are in the runs already
     */
    record Found(
            Map<Long, Long> rooms,
            Map<Long, Long> floors,
            Set<Long> people,
            Map<Key, Head> heads,
            Map<Key, List<Positions>> audience,
            Map<Key, Set<Positions>> touched,
            Map<Key, List<Span>> spans,
            Map<Key, List<Positions>> own) {
        boolean knowsTimeline(Key key) {
            return rooms.containsKey(key.timeline());
        }

        boolean knowsPerson(Key key) {
            return people.contains(key.person());
        }

        long room(Key key) {
            return Objects.requireNonNull(rooms.get(key.timeline()));
        }

        Head head(Key key) {
            return Objects.requireNonNull(heads.get(key));
        }

        /** What is forgotten of a timeline, and what is not, as sets. */
        List<Positions> forgotten(Key key) {
            long floor = floors.getOrDefault(key.timeline(), 0L);
            return floor == 0 ? List.of() : List.of(new Positions(1, floor));
        }

        List<Positions> runs(Key key) {
            return touched.getOrDefault(key, Set.of()).stream()
                    .sorted(Comparator.comparingLong(Positions::first))
                    .toList();
        }
    }

    private static final String ROOMS = """
            select t.id, t.room from timeline t join room r on r.id = t.room
            where t.id = any($1::bigint[]) and (r.deleted_at is null or t.id = any($2::bigint[]))""";
    private static final String PEOPLE = """
            select id from person where id = any($1::bigint[]) and (deleted_at is null or id = any($2::bigint[]))""";

    /**
     * Only who ever was a member can have an audience. The lock keeps them from leaving before the head is there. Each is looked
     * up in a subquery of its own, and in the order of the locks: joined, a plan made while the table was small may read all
     * members of the room for each of them.
     */
    static final String INSERT_HEADS = """
            insert into read_head (timeline, reader, version, gone)
            select k.timeline, k.reader, 0, not m.present
            from (
                select t.room, k.timeline, k.reader
                from unnest($1::bigint[], $2::bigint[], $3::boolean[]) k (timeline, reader, taken_back)
                join timeline t on t.id = k.timeline
                where not k.taken_back
                    and not exists (select from read_head h where h.timeline = k.timeline and h.reader = k.reader)
                order by t.room, k.reader, k.timeline) k
            cross join lateral (
                select m.present from member m where m.room = k.room and m.person = k.reader for share) m
            on conflict do nothing""";

    private static final String HEADS = """
            select h.timeline, h.reader, h.version, h.gone
            from unnest($1::bigint[], $2::bigint[]) k (timeline, reader)
            join read_head h on h.timeline = k.timeline and h.reader = k.reader
            order by h.timeline, h.reader
            for update of h""";

    private static final String AUDIENCE = """
            select k.timeline, k.reader, a.position as first, b.position as last
            from unnest($1::bigint[], $2::bigint[], $3::boolean[]) k (timeline, reader, taken_back)
            join timeline t on t.id = k.timeline
            cross join lateral (
                select m.since_clock as first, 9223372036854775807 as last
                from member m where m.room = t.room and m.person = k.reader and m.present
                union all
                select p.first_clock, p.last_clock
                from past_membership p where p.room = t.room and p.person = k.reader) stay
            cross join lateral (
                select m.position from message m where m.timeline = k.timeline and m.clock >= stay.first
                order by m.clock limit 1) a
            cross join lateral (
                select m.position from message m where m.timeline = k.timeline and m.clock <= stay.last
                order by m.clock desc limit 1) b
            where not k.taken_back and a.position <= b.position""";

    private static final String RUNS = """
            select k.timeline, k.reader, r.first, r.last
            from unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[]) k (timeline, reader, first, last)
            cross join lateral (
                (select r.first, r.last from read_run r
                 where r.timeline = k.timeline and r.reader = k.reader and r.first <= k.first
                 order by r.first desc limit 1)
                union all
                select r.first, r.last from read_run r
                where r.timeline = k.timeline and r.reader = k.reader
                    and r.first > k.first and r.first <= k.last + 1) r""";

    private static final String SPANS = """
            select distinct k.timeline, k.reader, lower(s.span) as first, upper(s.span) - 1 as last, s.read_at
            from unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[]) k (timeline, reader, first, last)
            cross join lateral (
                (select * from read_span s
                 where s.timeline = k.timeline and s.reader = k.reader and lower(s.span) <= k.first
                 order by lower(s.span) desc limit 1)
                union all
                select * from read_span s
                where s.timeline = k.timeline and s.reader = k.reader
                    and lower(s.span) > k.first and lower(s.span) <= k.last) s
            where not s.own and upper(s.span) > k.first""";

    /** Read after the spans, under the locks of the heads: below the floor that it sees spans may be gone, above it none is. */
    private static final String FLOORS = """
            select t.id, f.position from timeline t join room r on r.id = t.room and r.forgotten_clock > 0
            cross join lateral (
                select m.position from message m where m.timeline = t.id and m.clock <= r.forgotten_clock
                order by m.clock desc limit 1) f
            where t.id = any($1::bigint[])""";

    /** Read after the floors, so that it misses none below them. */
    private static final String OWN = """
            select k.timeline, k.reader, m.position as first, m.position as last
            from unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[]) k (timeline, reader, first, last)
            join timeline t on t.id = k.timeline
            join room r on r.id = t.room and r.forgotten_clock > 0
            join message m on m.timeline = k.timeline and m.position between k.first and k.last
                and m.clock <= r.forgotten_clock and m.sender = k.reader""";

    private MarkStatements() {}

    static Future<Found> find(SqlConnection c, List<Asked> asked) {
        Object timelines = longs(asked, one -> one.key().timeline());
        Object readers = longs(asked, one -> one.key().person());
        List<Asked> erased = asked.stream().filter(Asked::erased).toList();
        Object takenBack = booleans(asked, Asked::takenBack);
        Future<RowSet<Row>> rooms = c.preparedQuery(ROOMS)
                .execute(Tuple.of(timelines, longs(erased, one -> one.key().timeline())));
        Future<RowSet<Row>> people = c.preparedQuery(PEOPLE)
                .execute(Tuple.of(readers, longs(erased, one -> one.key().person())));
        Future<RowSet<Row>> inserted = c.preparedQuery(INSERT_HEADS).execute(Tuple.of(timelines, readers, takenBack));
        Future<RowSet<Row>> heads = c.preparedQuery(HEADS).execute(Tuple.of(timelines, readers));
        Future<RowSet<Row>> audience = c.preparedQuery(AUDIENCE).execute(Tuple.of(timelines, readers, takenBack));
        Future<RowSet<Row>> runs = c.preparedQuery(RUNS).execute(stretches(asked));
        List<Asked> back = asked.stream().filter(Asked::takenBack).toList();
        Future<? extends Iterable<Row>> spans = back.isEmpty()
                ? Future.succeededFuture(List.<Row>of())
                : c.preparedQuery(SPANS).execute(stretches(back));
        Future<RowSet<Row>> floors = c.preparedQuery(FLOORS).execute(Tuple.of(timelines));
        Future<? extends Iterable<Row>> own = back.isEmpty()
                ? Future.succeededFuture(List.<Row>of())
                : c.preparedQuery(OWN).execute(stretches(back));
        return Future.all(List.of(rooms, people, inserted, heads, audience, runs, spans, own, floors))
                .map(all -> new Found(
                        numbers(rooms.result()),
                        numbers(floors.result()),
                        people(people.result()),
                        heads(heads.result()),
                        audience(audience.result()),
                        touched(runs.result()),
                        spans(spans.result()),
                        audience(own.result())));
    }

    private static Tuple stretches(List<Asked> asked) {
        List<Long> timelines = new ArrayList<>();
        List<Long> readers = new ArrayList<>();
        List<Long> firsts = new ArrayList<>();
        List<Long> lasts = new ArrayList<>();
        for (Asked one : asked) {
            for (Positions stretch : one.stretches()) {
                timelines.add(one.key().timeline());
                readers.add(one.key().person());
                firsts.add(stretch.first());
                // No position comes near it, and one more must still be a number.
                lasts.add(Math.min(stretch.last(), Long.MAX_VALUE - 1));
            }
        }
        return Tuple.of(longs(timelines), longs(readers), longs(firsts), longs(lasts));
    }

    private static Key key(Row row) {
        return new Key(row.getLong("timeline"), row.getLong("reader"));
    }

    private static Positions stretch(Row row) {
        return new Positions(row.getLong("first"), row.getLong("last"));
    }

    private static Map<Long, Long> numbers(Iterable<Row> rows) {
        Map<Long, Long> numbers = new HashMap<>();
        rows.forEach(row -> numbers.put(row.getLong(0), row.getLong(1)));
        return numbers;
    }

    private static Set<Long> people(Iterable<Row> rows) {
        Set<Long> people = new HashSet<>();
        rows.forEach(row -> people.add(row.getLong(0)));
        return people;
    }

    private static Map<Key, Head> heads(Iterable<Row> rows) {
        Map<Key, Head> heads = new HashMap<>();
        rows.forEach(row -> heads.put(key(row), new Head(row.getLong("version"), row.getBoolean("gone"))));
        return heads;
    }

    private static Map<Key, List<Positions>> audience(Iterable<Row> rows) {
        Map<Key, List<Positions>> audience = new HashMap<>();
        rows.forEach(row ->
                audience.computeIfAbsent(key(row), key -> new ArrayList<>()).add(stretch(row)));
        return audience;
    }

    private static Map<Key, Set<Positions>> touched(Iterable<Row> rows) {
        Map<Key, Set<Positions>> runs = new HashMap<>();
        rows.forEach(
                row -> runs.computeIfAbsent(key(row), key -> new HashSet<>()).add(stretch(row)));
        return runs;
    }

    private static Map<Key, List<Span>> spans(Iterable<Row> rows) {
        Map<Key, List<Span>> spans = new HashMap<>();
        rows.forEach(row -> spans.computeIfAbsent(key(row), key -> new ArrayList<>())
                .add(new Span(stretch(row), row.getOffsetDateTime("read_at"))));
        return spans;
    }
}
