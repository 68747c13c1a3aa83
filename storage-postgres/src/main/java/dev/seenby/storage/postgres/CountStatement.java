package dev.seenby.storage.postgres;

import static dev.seenby.storage.postgres.Columns.longs;

import dev.seenby.storage.Counts;
import dev.seenby.storage.MessageFacts;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Counts messages of one room in one statement, hence from one moment, with one pass over the runs of each timeline
 * however many messages are asked for.
 *
 * <p>A run covers the sorted positions asked for from the {@code a}-th (exclusive) to the {@code b}-th; the statement
 * answers how many runs begin after and end at each, the sums along the positions are how many cover it. Runs that are alike as
 * far as the positions asked for can tell, which most are in a large room, are told apart by number alone before that.
 */
final class CountStatement {
    /**
     * {@code what}: r = runs of all, g = runs of people gone, d = memberships of people gone, s = senders who are gone,
     * x = clocks of messages deleted or forgotten, 0 if the room is deleted.
     */
    private static final String COUNT = """
            with asked as materialized (
                select k.timeline, array_agg(distinct k.position order by k.position) as points,
                    min(k.position) as low, max(k.position) as high
                from unnest($2::bigint[], $3::bigint[]) k (timeline, position) group by k.timeline),
            clocks as materialized (
                select array_agg(distinct k.clock order by k.clock) as points, min(k.clock) as low, max(k.clock) as high
                from unnest($4::bigint[]) k (clock))
            select 'r' as what, a.timeline as id, e.point, sum(e.step * g.n)::bigint as n
            from (
                select r.timeline, greatest(r.first, a.low) as first, least(r.last, a.high) as last, count(*) as n
                from asked a
                join read_run r on r.timeline = a.timeline and r.first <= a.high and r.last >= a.low
                group by 1, 2, 3) g
            join asked a on a.timeline = g.timeline
            cross join lateral (values
                (width_bucket(g.first - 1, a.points), 1), (width_bucket(g.last, a.points), -1)) e (point, step)
            group by a.timeline, e.point
            union all
            select 'g', a.timeline, e.point, sum(e.step)::bigint
            from asked a
            join read_head h on h.timeline = a.timeline and h.gone
            join read_run r on r.timeline = h.timeline and r.reader = h.reader and r.first <= a.high and r.last >= a.low
            cross join lateral (values
                (width_bucket(r.first - 1, a.points), 1), (width_bucket(r.last, a.points), -1)) e (point, step)
            group by a.timeline, e.point
            union all
            select 'd', 0, e.point, sum(e.step)::bigint
            from clocks a
            join member m on m.room = $1::bigint and not m.present and m.version > 0
            join past_membership p on p.room = m.room and p.person = m.person
                and p.first_clock <= a.high and p.last_clock >= a.low
            cross join lateral (values
                (width_bucket(p.first_clock - 1, a.points), 1), (width_bucket(p.last_clock, a.points), -1)) e (point, step)
            group by e.point
            union all
            select 's', k.person, 0, 0
            from (select distinct person from unnest($5::bigint[]) k (person)) k
            where not exists (
                select from member m where m.room = $1::bigint and m.person = k.person and m.present)
            union all
            select 'x', m.clock, 0, 0 from message m
            where m.room = $1::bigint and m.clock = any($4::bigint[]) and m.deleted_at is not null
            union all
            select 'x', k.clock, 0, 0 from room r, unnest($4::bigint[]) k (clock)
            where r.id = $1::bigint and k.clock <= r.forgotten_clock
            union all
            select 'x', 0, 0, 0 where not exists (select from room r where r.id = $1::bigint and r.deleted_at is null)""";

    private CountStatement() {}

    static Future<List<Counts>> counts(Database database, List<MessageFacts> messages) {
        return database.readLong(
                        COUNT,
                        Tuple.of(
                                messages.get(0).room(),
                                longs(messages, MessageFacts::timeline),
                                longs(messages, MessageFacts::position),
                                longs(messages, MessageFacts::clock),
                                longs(messages, MessageFacts::sender)))
                .map(rows -> counts(rows, messages));
    }

    private static List<Counts> counts(RowSet<Row> rows, List<MessageFacts> messages) {
        Map<Long, TreeSet<Long>> positions = new HashMap<>();
        TreeSet<Long> clocks = new TreeSet<>();
        for (MessageFacts m : messages) {
            positions.computeIfAbsent(m.timeline(), t -> new TreeSet<>()).add(m.position());
            clocks.add(m.clock());
        }
        Map<Long, Map<Integer, Long>> readSteps = new HashMap<>();
        Map<Long, Map<Integer, Long>> goneSteps = new HashMap<>();
        Map<Integer, Long> departedSteps = new HashMap<>();
        Set<Long> goneSenders = new HashSet<>();
        Set<Long> deleted = new HashSet<>();
        for (Row row : rows) {
            long id = row.getLong("id");
            int point = row.getInteger("point");
            long n = row.getLong("n");
            switch (row.getString("what")) {
                case "r" -> readSteps.computeIfAbsent(id, t -> new HashMap<>()).put(point, n);
                case "g" -> goneSteps.computeIfAbsent(id, t -> new HashMap<>()).put(point, n);
                case "d" -> departedSteps.put(point, n);
                case "x" -> deleted.add(id);
                default -> goneSenders.add(id);
            }
        }
        Map<Long, Map<Long, Long>> read = new HashMap<>();
        Map<Long, Map<Long, Long>> gone = new HashMap<>();
        positions.forEach((timeline, points) -> {
            read.put(timeline, covering(points, readSteps.getOrDefault(timeline, Map.of())));
            gone.put(timeline, covering(points, goneSteps.getOrDefault(timeline, Map.of())));
        });
        Map<Long, Long> departed = covering(clocks, departedSteps);
        List<Counts> counts = new ArrayList<>(messages.size());
        for (MessageFacts m : messages) {
            if (deleted.contains(m.clock()) || deleted.contains(0L)) {
                counts.add(Counts.DELETED);
                continue;
            }
            boolean senderGone = goneSenders.contains(m.sender());
            long readNum = at(read, m) - 1;
            long owedByGone = departed.getOrDefault(m.clock(), 0L) - (senderGone && m.senderWasMember() ? 1 : 0);
            long readByGone = at(gone, m) - (senderGone ? 1 : 0);
            counts.add(new Counts(
                    Math.toIntExact(readNum), Math.toIntExact(m.audience() - readNum - (owedByGone - readByGone))));
        }
        return counts;
    }

    private static long at(Map<Long, Map<Long, Long>> byTimeline, MessageFacts m) {
        return byTimeline.getOrDefault(m.timeline(), Map.of()).getOrDefault(m.position(), 0L);
    }

    /** How many runs cover each point. */
    private static Map<Long, Long> covering(TreeSet<Long> points, Map<Integer, Long> steps) {
        Map<Long, Long> covering = new HashMap<>();
        long sum = 0;
        int number = 0;
        for (long point : points) {
            sum += steps.getOrDefault(number, 0L);
            covering.put(point, sum);
            number++;
        }
        return covering;
    }
}
