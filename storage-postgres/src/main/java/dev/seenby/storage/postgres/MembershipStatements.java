package dev.seenby.storage.postgres;

import static dev.seenby.storage.postgres.Columns.longs;

import dev.seenby.storage.Positions;
import dev.seenby.storage.postgres.ReadWrites.Head;
import dev.seenby.storage.postgres.ReadWrites.Key;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Locks and reads what joins and leaves must know, in one round trip; the room is locked first. */
final class MembershipStatements {
    /** A head with more runs than this is not told to the index run by run. */
    static final int MAX_RUNS_OF_ONE = 256;
    /** Nor is any, when all heads together have more than this. */
    static final int MAX_RUNS = 2_000;

    /** A membership, present or former, under its lock. */
    record MemberState(boolean present, long since, long version) {}

    /**
     * @param unknownPeople how many of the people are not of the room's app
     * @param followsAnother members whose present stay began where a former one ended
     * @param pasts former stays; not all of them if there are too many
     * @param heads only those that the change moves, under their locks
     * @param allRuns of the heads, ascending; not all of them if there are too many
     */
    record Found(
            boolean exists,
            long clock,
            int unknownPeople,
            Map<Long, MemberState> members,
            Set<Long> followsAnother,
            Map<Long, List<Positions>> pasts,
            boolean tooManyStays,
            Map<Key, Head> heads,
            Map<Key, List<Positions>> allRuns,
            boolean tooManyRuns) {
        List<Positions> past(long person) {
            return pasts.getOrDefault(person, List.of());
        }

        List<Positions> runs(Key key) {
            return allRuns.getOrDefault(key, List.of());
        }
    }

    private static final String ROOM =
            "select clock from room where id = $1::bigint and deleted_at is null for no key update";
    private static final String UNKNOWN = """
            select count(*)::int from unnest($2::bigint[]) k (person)
            where not exists (
                select from person p join room r on r.app = p.app
                where r.id = $1::bigint and p.id = k.person and p.deleted_at is null)""";
    private static final String MEMBERS = """
            select person, present, since_clock, version from member
            where room = $1::bigint and person = any($2::bigint[]) order by person for update""";
    private static final String FOLLOWERS = """
            select m.person from member m
            join past_membership p on p.room = m.room and p.person = m.person and p.last_clock = m.since_clock - 1
            where m.room = $1::bigint and m.person = any($2::bigint[]) and m.present""";
    private static final String PAST = """
            select person, first_clock, last_clock from past_membership
            where room = $1::bigint and person = any($2::bigint[]) order by person, first_clock limit $3::int""";
    private static final String HEADS = """
            select h.timeline, h.reader, h.version, h.gone from timeline t
            join read_head h on h.timeline = t.id and h.reader = any($2::bigint[]) and not h.gone
            where t.room = $1::bigint order by h.timeline, h.reader for update of h""";
    /** Those who join find their heads among the gone ones, which are few and have an index of their own. */
    private static final String GONE_HEADS = HEADS.replace("not h.gone", "h.gone");

    private static final String RUNS = """
            select h.timeline, h.reader, r.first, r.last from timeline t
            join read_head h on h.timeline = t.id and h.reader = any($2::bigint[]) and not h.gone
            cross join lateral (
                select r.first, r.last from read_run r where r.timeline = h.timeline and r.reader = h.reader
                order by r.first limit $3::int) r
            where t.room = $1::bigint limit $4::int""";
    private static final String GONE_RUNS = RUNS.replace("not h.gone", "h.gone");

    private MembershipStatements() {}

    /** @param joining whether it is the heads of people gone that will move, or those of members */
    static Future<Found> find(SqlConnection c, long room, Set<Long> people, boolean joining) {
        Object persons = longs(people);
        Tuple both = Tuple.of(room, persons);
        Future<RowSet<Row>> locked = c.preparedQuery(ROOM).execute(Tuple.of(room));
        Future<RowSet<Row>> unknown = c.preparedQuery(UNKNOWN).execute(both);
        Future<RowSet<Row>> members = c.preparedQuery(MEMBERS).execute(both);
        Future<RowSet<Row>> followers = c.preparedQuery(FOLLOWERS).execute(both);
        Future<RowSet<Row>> past = c.preparedQuery(PAST).execute(Tuple.of(room, persons, MAX_RUNS + 1));
        Future<RowSet<Row>> heads =
                c.preparedQuery(joining ? GONE_HEADS : HEADS).execute(both);
        Future<RowSet<Row>> runs = c.preparedQuery(joining ? GONE_RUNS : RUNS)
                .execute(Tuple.of(room, persons, MAX_RUNS_OF_ONE + 1, MAX_RUNS + 1));
        return Future.all(List.of(locked, unknown, members, followers, past, heads, runs))
                .map(all -> {
                    boolean exists = locked.result().size() > 0;
                    Map<Long, MemberState> states = new HashMap<>();
                    members.result()
                            .forEach(row -> states.put(
                                    row.getLong("person"),
                                    new MemberState(
                                            row.getBoolean("present"),
                                            row.getLong("since_clock"),
                                            row.getLong("version"))));
                    Set<Long> follows = new HashSet<>();
                    followers.result().forEach(row -> follows.add(row.getLong(0)));
                    Map<Long, List<Positions>> pasts = new HashMap<>();
                    past.result().forEach(row -> pasts.computeIfAbsent(row.getLong("person"), p -> new ArrayList<>())
                            .add(new Positions(row.getLong("first_clock"), row.getLong("last_clock"))));
                    Map<Key, Head> headRows = new LinkedHashMap<>();
                    heads.result()
                            .forEach(row ->
                                    headRows.put(key(row), new Head(row.getLong("version"), row.getBoolean("gone"))));
                    Map<Key, List<Positions>> runRows = new HashMap<>();
                    runs.result().forEach(row -> runRows.computeIfAbsent(key(row), k -> new ArrayList<>())
                            .add(new Positions(row.getLong("first"), row.getLong("last"))));
                    return new Found(
                            exists,
                            exists ? locked.result().iterator().next().getLong(0) : 0,
                            unknown.result().iterator().next().getInteger(0),
                            states,
                            follows,
                            pasts,
                            past.result().size() > MAX_RUNS,
                            headRows,
                            runRows,
                            runs.result().size() > MAX_RUNS);
                });
    }

    private static Key key(Row row) {
        return new Key(row.getLong("timeline"), row.getLong("reader"));
    }
}
