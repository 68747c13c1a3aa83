package dev.seenby.storage.postgres;

import dev.seenby.storage.IndexChange;
import dev.seenby.storage.IndexUnit;
import dev.seenby.storage.Positions;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Changes of heads, runs and spans, gathered over a transaction and written by one statement a table and sort. */
final class ReadWrites {
    /** Whose reads of which timeline. */
    record Key(long timeline, long person) {}

    /** A head row under its lock. */
    record Head(long version, boolean gone) {}

    /** A change of more runs than this is not followed; the timeline is dropped from the index instead. */
    private static final int MAX_RUNS = 5_000;

    private static final String HEADS = """
            update read_head h set version = k.version, gone = k.gone
            from unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::boolean[]) k (timeline, reader, version, gone)
            where h.timeline = k.timeline and h.reader = k.reader""";
    private static final String DELETE_RUNS = """
            delete from read_run r using unnest($1::bigint[], $2::bigint[], $3::bigint[]) k (timeline, reader, first)
            where r.timeline = k.timeline and r.reader = k.reader and r.first = k.first""";
    private static final String EXTEND_RUNS = """
            update read_run r set last = k.last
            from unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[]) k (timeline, reader, first, last)
            where r.timeline = k.timeline and r.reader = k.reader and r.first = k.first""";
    private static final String INSERT_RUNS = """
            insert into read_run (timeline, reader, first, last)
            select * from unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[])""";
    /** Of these timelines and readers, each from a first position to a last. */
    static final String DELETE_SPANS = """
            delete from read_span s
            using unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[]) k (timeline, reader, first, last)
            where s.timeline = k.timeline and s.reader = k.reader and lower(s.span) = k.first
                and s.span = int8range(k.first, k.last, '[]')""";

    private static final String INSERT_SPANS = """
            insert into read_span (timeline, reader, span, read_at, own)
            select timeline, reader, int8range(first, last, '[]'), coalesce(read_at, clock_timestamp()), own
            from unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[], $5::timestamptz[], $6::boolean[])
                k (timeline, reader, first, last, read_at, own)""";

    /** Rows for one statement, column by column. */
    private static final class Rows {
        private final List<List<Object>> rows = new ArrayList<>();

        void add(@Nullable Object... row) {
            List<Object> copy = new ArrayList<>();
            Collections.addAll(copy, row);
            rows.add(copy);
        }

        void sendTo(SqlConnection c, String sql, List<Future<?>> sent) {
            if (rows.isEmpty()) {
                return;
            }
            Tuple columns = Tuple.tuple();
            int width = rows.get(0).size();
            for (int i = 0; i < width; i++) {
                columns.addValue(column(i));
            }
            sent.add(c.preparedQuery(sql).execute(columns));
        }

        private Object column(int i) {
            Object sample = null;
            for (List<Object> row : rows) {
                sample = sample == null ? row.get(i) : sample;
            }
            if (sample instanceof Long) {
                return rows.stream().map(row -> row.get(i)).toArray(Long[]::new);
            }
            if (sample instanceof Boolean) {
                return rows.stream().map(row -> row.get(i)).toArray(Boolean[]::new);
            }
            return rows.stream().map(row -> row.get(i)).toArray(OffsetDateTime[]::new);
        }
    }

    private final Map<Key, Head> heads = new LinkedHashMap<>();
    private final Rows deletedRuns = new Rows();
    private final Rows extendedRuns = new Rows();
    private final Rows insertedRuns = new Rows();
    private final Rows deletedSpans = new Rows();
    private final Rows insertedSpans = new Rows();
    private final List<IndexChange> changes = new ArrayList<>();
    private final WebhookWrites webhooks = new WebhookWrites();

    /** The head as it will be. */
    void head(Key key, long version, boolean gone) {
        heads.put(key, new Head(version, gone));
    }

    /** The run that begins at this position grows to the end of {@code run}. */
    void extendRun(Key key, Positions run) {
        extendedRuns.add(key.timeline(), key.person(), run.first(), run.last());
    }

    void insertRun(Key key, Positions run) {
        insertedRuns.add(key.timeline(), key.person(), run.first(), run.last());
    }

    void deleteSpan(Key key, Positions span) {
        deletedSpans.add(key.timeline(), key.person(), span.first(), span.last());
    }

    /** @param readAt null = now, by the database's clock */
    void insertSpan(Key key, Positions span, @Nullable OffsetDateTime readAt, boolean own) {
        insertedSpans.add(key.timeline(), key.person(), span.first(), span.last(), readAt, own);
    }

    /** A stretch that nobody had marked before, to be told; not a sender's own. */
    void newlyRead(Key key, List<Positions> stretches) {
        webhooks.read(key, stretches);
    }

    void change(IndexChange change) {
        changes.add(change);
    }

    /** A person's runs become others: writes what differs, raises the version, tells the index. */
    void replaceRuns(long room, Key key, Head head, List<Positions> before, List<Positions> after) {
        Map<Long, Positions> old = new HashMap<>();
        before.forEach(run -> old.put(run.first(), run));
        Set<Long> kept = new HashSet<>();
        List<Positions> added = new ArrayList<>();
        for (Positions run : after) {
            Positions former = old.get(run.first());
            kept.add(run.first());
            if (former == null) {
                insertRun(key, run);
                added.add(run);
            } else if (former.last() != run.last()) {
                extendRun(key, run);
                added.add(run);
            }
        }
        List<Long> removed = new ArrayList<>();
        for (Positions run : before) {
            if (!kept.contains(run.first())) {
                deletedRuns.add(key.timeline(), key.person(), run.first());
                removed.add(run.first());
            }
        }
        head(key, head.version() + 1, head.gone());
        if (removed.size() + added.size() > MAX_RUNS) {
            change(new IndexChange.Dropped(IndexUnit.timeline(room, key.timeline())));
            return;
        }
        change(new IndexChange.Share(
                IndexUnit.timeline(room, key.timeline()),
                key.person(),
                head.version() + 1,
                head.gone(),
                head.gone(),
                removed,
                added));
    }

    List<IndexChange> changes() {
        return changes;
    }

    /** Sends everything, waits for nothing. */
    List<Future<?>> sendTo(SqlConnection c) {
        List<Future<?>> sent = new ArrayList<>();
        Rows headRows = new Rows();
        heads.forEach((key, head) -> headRows.add(key.timeline(), key.person(), head.version(), head.gone()));
        headRows.sendTo(c, HEADS, sent);
        deletedRuns.sendTo(c, DELETE_RUNS, sent);
        extendedRuns.sendTo(c, EXTEND_RUNS, sent);
        insertedRuns.sendTo(c, INSERT_RUNS, sent);
        deletedSpans.sendTo(c, DELETE_SPANS, sent);
        insertedSpans.sendTo(c, INSERT_SPANS, sent);
        webhooks.sendTo(c, sent);
        return sent;
    }
}
