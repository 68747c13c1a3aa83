package dev.seenby.storage.postgres;

import dev.seenby.storage.Erasures.Erasure;
import dev.seenby.storage.Erasures.Step;
import dev.seenby.storage.Mark;
import dev.seenby.storage.Message;
import dev.seenby.storage.Positions;
import dev.seenby.storage.StorageException;
import dev.seenby.storage.postgres.PgErasures.State;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * What an erasure does, a part at a time. A part may be done twice: it looks for what is left, and notes where it is afterwards.
 * Rooms, reads and messages go through the writers, so that the index follows.
 */
final class ErasureSteps {
    /** All memberships of a person, present and former, each from an index of its own. */
    static final String MEMBERSHIPS_OF = """
            (select * from member where person = $1::bigint and present
            union all select * from member where person = $1::bigint and not present)\s""";

    private static final int ROOMS = 50;
    private static final int MESSAGES = 50;
    private static final int RUNS = 500;
    /** Of one act: each may have been read at a time of its own. */
    private static final int POSITIONS = 5_000;

    private static final int ROWS = 5_000;

    private static final String IN_ROOMS = """
            select m.room from member m join room r on r.id = m.room and r.deleted_at is null
            where m.person = $1::bigint and m.present order by m.room limit $2::int""";
    private static final String LEFT_EMPTY = """
            select m.room from member m
            join room r on r.id = m.room and r.deleted_at is null and r.size = 0 and r.kind <> 'DIRECT'
            where m.person = $1::bigint and not m.present and m.role = 'OWNER' limit $2::int""";
    /** Room by room, so that each look goes on where the one before it ended. */
    private static final String NEXT_TIMELINE = """
            select t.id from (
                select m.room, f.room as reached from\s""" + MEMBERSHIPS_OF + """
             m cross join (select coalesce((select room from timeline where id = $2::bigint), 0) as room) f
                where m.room >= f.room order by m.room) m
            cross join lateral (
                select t.id from timeline t
                join read_head h on h.timeline = t.id and h.reader = $1::bigint and h.version > 0
                where t.room = m.room and (t.room > m.reached or t.id > $2::bigint)
                order by t.id limit 1) t
            order by m.room limit 1""";

    private static final String RUNS_LEFT = """
            select greatest(first, $3::bigint + 1) as first, last from read_run
            where timeline = $1::bigint and reader = $2::bigint and last > $3::bigint order by first limit $4::int""";
    private static final String WRITTEN =
            "select m.deleted_at is null and r.deleted_at is null as open, " + MessageRows.ALL + """

            from message m join room r on r.id = m.room join timeline t on t.id = m.timeline
            where m.sender = $1::bigint and m.id > $2::bigint order by m.id limit $3::int""";
    private static final String EMPTY =
            "update message set text = '', payload = '{}', random = null where id = any($1::bigint[])";

    private static final String MARKS = """
            with flags as (
                delete from message_flag where ctid = any(array(
                    select ctid from message_flag where person = $1::bigint limit $2::int)) returning 1),
            mentions as (
                delete from message_mention where ctid = any(array(
                    select n.ctid from {memberships} m join message_mention n on n.room = m.room and n.person = m.person
                    limit $2::int)) returning 1),
            threads as (
                delete from thread_follower where ctid = any(array(
                    select ctid from thread_follower where person = $1::bigint limit $2::int)) returning 1),
            mutes as (
                delete from muted_person where person = $1::bigint or muted = $1::bigint returning 1),
            attempts as (
                delete from sign_in_attempt where person = $1::bigint returning 1),
            directs as (
                update room set room_id = left(replace(gen_random_uuid()::text, '-', ''), 17)
                where id = any(array(
                    select r.id from {memberships} m join room r on r.id = m.room and r.kind = 'DIRECT'
                    join person p on p.id = m.person and position(p.rocketchat_id in r.room_id) > 0
                    limit $2::int)) returning 1)
            select (select count(*) from flags) + (select count(*) from mentions) + (select count(*) from threads)
                + (select count(*) from mutes) + (select count(*) from attempts) + (select count(*) from directs) as n""".replace("{memberships}", MEMBERSHIPS_OF);

    private static final String MEMBERSHIPS = """
            update member set role = 'MEMBER', joined_at = to_timestamp(0), left_at = null, seen_at = null, seen_clock = null,
                changed_at = null
            where person = $1::bigint and room = any(array(select m.room from\s""" + MEMBERSHIPS_OF + " m))";
    /** Rocket.Chat's id has 17 characters, of which none it makes up begins so and goes on with digits alone. */
    private static final String NAMES = """
            update person
            set user_id = 'erased-' || id, rocketchat_id = 'erased' || lpad(id::text, 11, '0'), username = 'erased-' || id,
                username_folded = 'erased-' || id, name = 'Erased', email = null, email_folded = null, role = 'MEMBER',
                avatar_url = null, details = '{}', sends_read_receipts = true, created_at = to_timestamp(0)
            where id = $1::bigint returning app""";

    private static final String CHANGED = "update app set version = version + 1 where sdk_app_id = $1::bigint";

    /** Unless somebody else has gone on from there. */
    private static final String NOTE = """
            update erasure
            set step = $5::text, timeline = $6::bigint, position = $7::bigint, rooms = rooms + $8::bigint,
                reads = reads + $9::bigint, messages = messages + $10::bigint,
                done_at = case when $5::text = 'DONE' then clock_timestamp() end
            where id = $1::bigint and step = $2::text and timeline = $3::bigint and position = $4::bigint""";

    private final Database database;
    private final RoomWriter rooms;
    private final MarkWriter marks;

    ErasureSteps(Database database, RoomWriter rooms, MarkWriter marks) {
        this.database = database;
        this.rooms = rooms;
        this.marks = marks;
    }

    /** @return messages that were deleted, as they were before */
    Future<List<Message>> goOn(State state) {
        Step step = state.erasure().step();
        if (step == Step.MESSAGES && !state.erasure().keepsMessages()) {
            return messages(state);
        }
        Future<Void> done =
                switch (step) {
                    case ROOMS -> rooms(state);
                    case READS -> reads(state);
                    case MESSAGES -> next(state, Step.MARKS);
                    case MARKS -> marks(state);
                    case NAMES -> names(state);
                    case DONE -> Future.succeededFuture();
                };
        return done.map(List.of());
    }

    private Future<Void> next(State state, Step step) {
        return note(state, step, 0, 0, 0, 0, 0);
    }

    private Future<Void> note(
            State state, Step step, long timeline, long position, long rooms, long reads, long messages) {
        Erasure erasure = state.erasure();
        return database.write(c -> c.preparedQuery(NOTE)
                .execute(Tuple.of(
                        erasure.id(),
                        erasure.step().name(),
                        state.timeline(),
                        state.position(),
                        step.name(),
                        timeline,
                        position,
                        rooms,
                        reads,
                        messages))
                .mapEmpty());
    }

    private Future<Void> rooms(State state) {
        List<Long> person = List.of(state.person());
        return database.readLong(IN_ROOMS, Tuple.of(state.person(), ROOMS))
                .compose(found -> found.size() > 0
                        ? each(found, row -> rooms.leave(row.getLong("room"), person)
                                        .mapEmpty())
                                .compose(left -> note(state, Step.ROOMS, 0, 0, found.size(), 0, 0))
                        : database.readLong(LEFT_EMPTY, Tuple.of(state.person(), ROOMS))
                                .compose(empty -> empty.size() > 0
                                        ? each(empty, row -> rooms.deleteRoom(row.getLong("room")))
                                        : next(state, Step.READS)));
    }

    /** What somebody deleted meanwhile needs nothing more. */
    private static <T> Future<Void> each(Iterable<T> all, Function<T, Future<Void>> step) {
        Future<Void> done = Future.succeededFuture();
        for (T one : all) {
            done = done.compose(before -> step.apply(one))
                    .recover(e ->
                            e instanceof StorageException.NotFound ? Future.succeededFuture() : Future.failedFuture(e));
        }
        return done;
    }

    private Future<Void> reads(State state) {
        return state.timeline() == 0
                ? nextTimeline(state)
                : database.readLong(RUNS_LEFT, Tuple.of(state.timeline(), state.person(), state.position(), RUNS))
                        .compose(runs -> runs.size() == 0 ? nextTimeline(state) : takeBack(state, runs));
    }

    private Future<Void> nextTimeline(State state) {
        return database.readLong(NEXT_TIMELINE, Tuple.of(state.person(), state.timeline()))
                .compose(rows -> {
                    Row row = Database.first(rows, found -> found).orElse(null);
                    return row == null
                            ? next(state, Step.MESSAGES)
                            : note(state, Step.READS, row.getLong("id"), 0, 0, 0, 0);
                });
    }

    private Future<Void> takeBack(State state, RowSet<Row> runs) {
        List<Positions> some = new ArrayList<>();
        long left = POSITIONS;
        for (Row row : runs) {
            if (left > 0) {
                long first = row.getLong("first");
                long last = Math.min(row.getLong("last"), first + left - 1);
                some.add(new Positions(first, last));
                left -= last - first + 1;
            }
        }
        return marks.erase(new Mark(state.timeline(), state.person(), some, null))
                .compose(erased -> note(
                        state,
                        Step.READS,
                        state.timeline(),
                        some.get(some.size() - 1).last(),
                        0,
                        some.size(),
                        0));
    }

    private Future<List<Message>> messages(State state) {
        return database.readLong(WRITTEN, Tuple.of(state.person(), state.position(), MESSAGES))
                .compose(found -> {
                    if (found.size() == 0) {
                        return next(state, Step.MARKS).map(List.of());
                    }
                    List<Long> ids = Database.list(found, row -> row.getLong("id"));
                    List<Message> open = new ArrayList<>();
                    for (Row row : found) {
                        if (row.getBoolean("open")) {
                            open.add(MessageRows.message(row));
                        }
                    }
                    return each(open, message -> rooms.delete(message.facts().id()))
                            .compose(deleted ->
                                    database.write(c -> c.preparedQuery(EMPTY).execute(Tuple.of(Columns.longs(ids)))))
                            .compose(
                                    emptied -> note(state, Step.MESSAGES, 0, ids.get(ids.size() - 1), 0, 0, ids.size()))
                            .map(open);
                });
    }

    private Future<Void> marks(State state) {
        return database.write(c -> c.preparedQuery(MARKS).execute(Tuple.of(state.person(), ROWS)))
                .compose(rows ->
                        rows.iterator().next().getLong("n") > 0 ? Future.succeededFuture() : next(state, Step.NAMES));
    }

    private Future<Void> names(State state) {
        Tuple who = Tuple.of(state.person());
        return database.write(c -> c.preparedQuery(CHANGED)
                        .execute(Tuple.of(state.erasure().app()))
                        .compose(locked -> c.preparedQuery(NAMES).execute(who))
                        .compose(named -> c.preparedQuery(MEMBERSHIPS).execute(who)))
                .compose(named -> next(state, Step.DONE));
    }
}
