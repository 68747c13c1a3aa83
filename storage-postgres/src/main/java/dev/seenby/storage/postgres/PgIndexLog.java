package dev.seenby.storage.postgres;

import static dev.seenby.storage.postgres.Columns.longs;

import dev.seenby.storage.IndexEntry;
import dev.seenby.storage.IndexLog;
import dev.seenby.storage.IndexUnit;
import dev.seenby.storage.LogBatch;
import dev.seenby.storage.Positions;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The log of the writers' batches, and whole units for a rebuild. */
final class PgIndexLog implements IndexLog {
    /** One statement, hence one moment: lanes with their new batches, and lanes asked for that are no more. */
    private static final String TAIL = """
            with asked as (select * from unnest($1::bigint[], $2::bigint[]) k (id, n))
            select l.id, l.retired, l.pruned_to,
                coalesce((select max(n) from index_log g where g.lane = l.id), l.pruned_to) as last, b.n, b.changes
            from lane l
            left join asked a on a.id = l.id
            left join lateral (
                select g.n, g.changes::text as changes
                from (
                    select n, changes, sum(weight) over (order by n) - weight as before from index_log
                    where lane = l.id and n > coalesce(a.n, 0) order by n limit $3::int) g
                where g.before < $4::int order by g.n) b on not l.retired
            where not l.retired or a.id is not null
            union all
            select a.id, null, 0, 0, null, null from asked a where not exists (select from lane l where l.id = a.id)
            order by 1, 5""";

    private static final String TIMELINE_ENTRIES = """
            select h.reader as person, h.version, h.gone, r.first, r.last
            from (
                select * from read_head h
                where h.timeline = $1::bigint and h.reader > $2::bigint and h.version > 0
                order by h.reader limit $3::int) h
            left join read_run r on r.timeline = h.timeline and r.reader = h.reader
            order by h.reader, r.first""";
    /** Also what was deleted or forgotten, of person 0, on the first page. Of the runs that begin with the first clock the longest stands. */
    private static final String ROOM_ENTRIES = """
            with deletions as materialized (
                select id, deletions, forgotten_clock as floor, deleted_at is not null as whole from room
                where id = $1::bigint and deletions > 0 and $2::bigint < 0)
            select 0::bigint as person, d.deletions as version, false as gone, r.first, r.last
            from deletions d
            left join lateral (
                select m.clock as first, m.clock as last from message m
                where m.room = $1::bigint and m.deleted_at is not null and m.clock > d.floor
                    and not (d.whole and m.clock = 1)
                union all
                select 1, case when d.whole then 9007199254740991 else d.floor end
                where d.whole or d.floor > 0) r on true
            union all
            select m.person, m.version, not m.present, p.first_clock, p.last_clock
            from (
                select * from member m
                where m.room = $1::bigint and m.person > $2::bigint and m.version > 0
                order by m.person limit $3::int - (select count(*) from deletions)) m
            left join past_membership p on p.room = m.room and p.person = m.person and not m.present
            order by person, first""";

    /** One node at a time. */
    private static final String PRUNE_LOCK = "select pg_advisory_xact_lock(2208154920013644871)";

    private static final String PRUNE_TO = """
            update lane l set pruned_to = greatest(l.pruned_to, old.n), last_at = greatest(l.last_at, old.at)
            from (
                select lane, max(n) as n, max(at) as at from index_log
                where at < clock_timestamp() - interval '1 hour' group by lane) old
            where l.id = old.lane""";
    private static final String PRUNE = """
            delete from index_log g using lane l
            where g.lane = l.id and g.n <= l.pruned_to""";
    private static final String RETIRE = """
            update lane l set retired = true
            where not l.retired and l.last_at < clock_timestamp() - interval '1 day'
                and not exists (select from index_log g where g.lane = l.id)""";

    /** What is read of a lane at once: about as many runs, some 10 MB. */
    private static final int MAX_WEIGHT = 100_000;

    private final Database database;

    PgIndexLog(Database database) {
        this.database = database;
    }

    @Override
    public Future<Tail> tail(Map<Long, Long> after, int limit) {
        List<Map.Entry<Long, Long>> asked = List.copyOf(after.entrySet());
        return database.readLong(
                        TAIL,
                        Tuple.of(longs(asked, Map.Entry::getKey), longs(asked, Map.Entry::getValue), limit, MAX_WEIGHT))
                .map(rows -> tail(rows, after, limit));
    }

    private static Tail tail(RowSet<Row> rows, Map<Long, Long> after, int limit) {
        List<Lane> lanes = new ArrayList<>();
        List<Long> retired = new ArrayList<>();
        List<Long> unknown = new ArrayList<>();
        List<LogBatch> batches = new ArrayList<>();
        Map<Long, Long> read = new HashMap<>(after);
        Long former = null;
        for (Row row : rows) {
            Long id = row.getLong("id");
            if (!id.equals(former)) {
                former = id;
                Boolean isRetired = row.getBoolean("retired");
                if (isRetired == null) {
                    unknown.add(id);
                } else if (isRetired) {
                    retired.add(id);
                } else {
                    lanes.add(new Lane(id, row.getLong("pruned_to"), row.getLong("last")));
                }
            }
            Long n = row.getLong("n");
            if (n != null) {
                if (batches.size() < limit) {
                    batches.add(new LogBatch(id, n, ChangesJson.read(row.getString("changes"))));
                    read.put(id, n);
                }
            }
        }
        boolean complete =
                lanes.stream().allMatch(lane -> lane.last() <= read.getOrDefault(lane.id(), lane.prunedTo()));
        return new Tail(lanes, retired, unknown, batches, complete);
    }

    @Override
    public Future<List<IndexEntry>> entries(IndexUnit unit, long after, int limit) {
        String sql = unit.kind() == IndexUnit.Kind.TIMELINE ? TIMELINE_ENTRIES : ROOM_ENTRIES;
        return database.readLong(sql, Tuple.of(unit.id(), after, limit)).map(PgIndexLog::entries);
    }

    private static List<IndexEntry> entries(RowSet<Row> rows) {
        List<IndexEntry> entries = new ArrayList<>();
        List<Positions> runs = new ArrayList<>();
        Row former = null;
        for (Row row : rows) {
            if (former != null && !former.getLong("person").equals(row.getLong("person"))) {
                entries.add(entry(former, runs));
                runs = new ArrayList<>();
            }
            former = row;
            if (row.getLong("first") != null) {
                runs.add(new Positions(row.getLong("first"), row.getLong("last")));
            }
        }
        if (former != null) {
            entries.add(entry(former, runs));
        }
        return entries;
    }

    private static IndexEntry entry(Row row, List<Positions> runs) {
        return new IndexEntry(row.getLong("person"), row.getLong("version"), row.getBoolean("gone"), runs);
    }

    @Override
    public Future<Void> prune() {
        return database.write(c -> c.query(PRUNE_LOCK)
                .execute()
                .compose(locked -> c.query(PRUNE_TO).execute())
                .compose(noted -> c.query(PRUNE).execute())
                .compose(pruned -> c.query(RETIRE).execute())
                .mapEmpty());
    }
}
