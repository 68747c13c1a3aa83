package dev.seenby.storage.postgres;

import dev.seenby.storage.Counts;
import dev.seenby.storage.Mark;
import dev.seenby.storage.MessageFacts;
import dev.seenby.storage.Page;
import dev.seenby.storage.Positions;
import dev.seenby.storage.ReadRecord;
import dev.seenby.storage.Reader;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who has read what, from {@code read_span} and {@code read_run}; marks go through their writer. */
final class PgReadRecord implements ReadRecord {
    /** How many members a page of unreaders looks at, for each one asked for and at least. */
    private static final int EXAMINED_PER_ASKED = 4;

    private static final int EXAMINED = 1_000;

    /**
     * By the distance from a moment before all reads, the only order in which a GiST index can deliver times. Not from
     * an earlier moment: distances are doubles, and must tell microseconds apart.
     */
    private static final String READERS_ORDER = """
            order by s.read_at <-> timestamptz '1970-01-01 00:00:00+00', s.reader <-> 0::bigint limit $3::int""";

    /** Asked once, before anything is looked for. */
    private static final String REMEMBERED = """
             and $5::bigint > coalesce((select r.forgotten_clock from room r where r.id = $4::bigint), 0)
            """;

    static final String READERS = """
            select s.reader, s.read_at from read_span s
            where s.timeline = $1::bigint and s.span @> $2::bigint
            """ + REMEMBERED + READERS_ORDER;
    private static final String READERS_AFTER = """
            select s.reader, s.read_at from read_span s
            where s.timeline = $1::bigint and s.span @> $2::bigint
                and s.read_at >= $6::timestamptz and (s.read_at > $6::timestamptz or s.reader > $7::bigint)
            """ + REMEMBERED + READERS_ORDER;

    private static final String UNREADERS = """
            with page as materialized (
                select m.person, m.since_clock from member m
                where m.room = $1::bigint and m.present and m.person > $5::bigint
                    and $2::bigint > (select r.forgotten_clock from room r where r.id = $1::bigint)
                order by m.person limit $6::int),
            bounds as (select count(*)::int as examined, max(person) as last from page)
            select b.examined, b.last, u.person from bounds b
            left join (
                select g.person from page g
                where g.person <> $4::bigint
                    and (g.since_clock <= $2::bigint or exists (
                        select from past_membership p
                        where p.room = $1::bigint and p.person = g.person
                            and $2::bigint between p.first_clock and p.last_clock))
                    and not exists (
                        select from (
                            select r.last from read_run r
                            where r.timeline = $3::bigint and r.reader = g.person and r.first <= $7::bigint
                            order by r.first desc limit 1) r
                        where r.last >= $7::bigint)
                order by g.person limit $8::int) u on true
            order by u.person""";

    private static final String READ_BY = """
            select first, last from read_run
            where timeline = $1::bigint and reader = $2::bigint and first > $3::bigint order by first limit $4::int""";

    private final Database database;
    private final MarkWriter writer;
    private final Touching touching;

    PgReadRecord(Database database, MarkWriter writer, Touching touching) {
        this.database = database;
        this.touching = touching;
        this.writer = writer;
    }

    @Override
    public Future<Void> mark(Mark mark) {
        return writer.mark(mark, false);
    }

    @Override
    public Future<Void> unmark(Mark mark) {
        return touching.timeline(mark.timeline(), () -> writer.mark(mark, true));
    }

    @Override
    public Future<List<Counts>> counts(List<MessageFacts> messages) {
        return messages.isEmpty() ? Future.succeededFuture(List.of()) : CountStatement.counts(database, messages);
    }

    @Override
    public Future<Page<Reader, Reader>> readers(MessageFacts message, @Nullable Reader after, int limit) {
        Tuple first = Tuple.of(message.timeline(), message.position(), limit + 1, message.room(), message.clock());
        return (after == null
                        ? database.readLong(READERS, first)
                        : database.readLong(
                                READERS_AFTER,
                                first.addValue(Columns.time(after.readAt())).addValue(after.person())))
                .map(rows -> {
                    List<Reader> readers = Database.list(
                            rows,
                            row -> new Reader(
                                    row.getLong("reader"),
                                    row.getOffsetDateTime("read_at").toInstant()));
                    return readers.size() > limit
                            ? new Page<>(readers.subList(0, limit), readers.get(limit - 1))
                            : new Page<>(readers, null);
                });
    }

    @Override
    public Future<Page<Long, Long>> unreaders(MessageFacts message, long after, int limit) {
        int examined = Math.max(limit * EXAMINED_PER_ASKED, EXAMINED);
        return database.readLong(
                        UNREADERS,
                        Tuple.of(
                                message.room(),
                                message.clock(),
                                message.timeline(),
                                message.sender(),
                                after,
                                examined,
                                message.position(),
                                limit))
                .map(rows -> {
                    List<Long> people = new ArrayList<>();
                    for (Row row : rows) {
                        Long person = row.getLong("person");
                        if (person != null) {
                            people.add(person);
                        }
                    }
                    Row bounds = rows.iterator().next();
                    Long lastExamined = bounds.getLong("last");
                    boolean more = bounds.getInteger("examined") == examined;
                    if (people.size() == limit) {
                        Long lastFound = people.get(limit - 1);
                        return new Page<>(people, more || !lastFound.equals(lastExamined) ? lastFound : null);
                    }
                    return new Page<>(people, more ? lastExamined : null);
                });
    }

    @Override
    public Future<List<Positions>> readBy(long timeline, long person, long after, int limit) {
        return database.readLong(READ_BY, Tuple.of(timeline, person, after, limit))
                .map(rows -> Database.list(rows, row -> new Positions(row.getLong("first"), row.getLong("last"))));
    }
}
