package dev.seenby.loadtests;

import static dev.seenby.loadtests.Bench.await;
import static dev.seenby.loadtests.Bench.millis;

import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.Locale;

/**
 * Fills rooms by statements over whole sets, many thousand rows at a time, with the rows that the server itself would have
 * written by then: people as Tencent's account import makes them, who join an empty room; messages that its first members
 * send in turn, each read by its sender; reads of everybody or of some. A million members and messages take minutes.
 *
 * <p>The server must not be asked for the room before it is full: what is written past it is not in the index's log.
 *
 * <p>{@code Generator <PostgreSQL URI> <sdkAppId> <name> <members> <messages>} fills a room of an app that is there, and lets
 * nine of ten members read its first half.
 */
final class Generator implements AutoCloseable {
    private static final int BATCH = 20_000;
    private static final int DEFAULT_SENDERS = 1_000;
    /** Members read in another order than that in which they joined: their numbers, times this prime. */
    private static final long SCATTERED = 2_147_483_647L;

    private static final String PEOPLE = """
            with taken as (
                update app set next_zulip_id = next_zulip_id + ($4::int - $3::int + 1) where sdk_app_id = $1::bigint
                returning next_zulip_id - ($4::int - $3::int + 1) as first)
            insert into person (app, user_id, rocketchat_id, zulip_id, username, username_folded, name, role, bot)
            select $1::bigint, $2::text || n, rpad($2::text, 7, 'x') || lpad(n::text, 10, '0'), t.first + n - $3::int,
                $2::text || n, $2::text || n, $2::text || n, 'MEMBER', false
            from taken t, generate_series($3::int, $4::int) n order by n""";
    private static final String PERSON =
            "select id, zulip_id from person where app = $1::bigint and user_id = $2::text and deleted_at is null";
    private static final String ROOM = """
            with taken as (
                update app set next_stream_id = next_stream_id + 1 where sdk_app_id = $1::bigint
                returning next_stream_id - 1 as id)
            insert into room (app, room_id, stream_id, kind, name, name_folded, display_name, details, created_at)
            select $1::bigint, $2::text, t.id, 'PUBLIC', $2::text, $2::text, $2::text, '{}', clock_timestamp() from taken t
            returning id, stream_id""";
    private static final String MEMBERS = """
            with grown as (update room set size = size + ($3::bigint - $2::bigint + 1) where id = $1::bigint)
            insert into member (room, person, present, since_clock, role, joined_at, changed_at)
            select $1::bigint, p, true, 1, 'MEMBER', now(), now() from generate_series($2::bigint, $3::bigint) p""";
    private static final String TIMELINE = """
            insert into timeline (room, kind, discriminator, discriminator_folded)
            values ($1::bigint, 'MAIN', '', '') returning id""";
    private static final String MESSAGES = """
            with sent as (
                insert into message (id, app, string_id, room, clock, timeline, position, sender, sender_version,
                    sender_was_member, audience, sent_at, text, payload, topic_folded, elsewhere)
                select nextval('message_id'), $1::bigint, rpad($2::text, 7, 'x') || lpad(n::text, 10, '0'), $3::bigint, n,
                    $4::bigint, n, $5::bigint + (n - 1) % $6::int, (n - 1) / $6::int + 1, true, $7::int - 1,
                    date_trunc('milliseconds', clock_timestamp()), 'message ' || n, '{}', '(no topic)', false
                from generate_series($8::bigint, $9::bigint) n
                returning position, sender, sent_at),
            spans as (
                insert into read_span (timeline, reader, span, read_at, own)
                select $4::bigint, sender, int8range(position, position, '[]'), sent_at, true from sent),
            runs as (
                insert into read_run (timeline, reader, first, last)
                select $4::bigint, sender, position, position from sent),
            heads as (
                insert into read_head (timeline, reader, version, gone)
                select $4::bigint, sender, count(*), false from sent group by sender order by sender
                on conflict (timeline, reader) do update set version = read_head.version + excluded.version),
            moved as (update timeline set last_position = $9::bigint where id = $4::bigint)
            update room set clock = $9::bigint, last_message_at = (select max(sent_at) from sent)
            where id = $3::bigint""";
    private static final String MESSAGE = "select id from message where room = $1::bigint and clock = $2::bigint";

    /** What some members read now, and what they have read then. */
    private static final String READING = """
            create temporary table reading on commit drop as
            select w.reader, int8multirange(int8range(%d, %d, '[]')) - coalesce(b.runs, '{}') as newly,
                coalesce(b.runs, '{}') + int8multirange(int8range(%d, %d, '[]')) as after, b.runs is null as first
            from (
                select %d + k as reader
                from (select n, n * %d %% %d as k from generate_series(%d::bigint, %d::bigint) n) n
                where k %% 100 < %d) w
            left join lateral (
                select range_agg(int8range(r.first, r.last, '[]')) as runs from read_run r
                where r.timeline = %d and r.reader = w.reader) b on true
            where b.runs is null or not b.runs @> int8range(%d, %d, '[]')""";

    private static final String HEADS = """
            insert into read_head (timeline, reader, version, gone)
            select $1::bigint, reader, 1, false from reading order by reader
            on conflict (timeline, reader) do update set version = read_head.version + 1""";
    private static final String DELETE_RUNS = """
            delete from read_run r using reading g
            where r.timeline = $1::bigint and r.reader = g.reader and not g.first
                and not exists (select from unnest(g.after) a where a = int8range(r.first, r.last, '[]'))""";
    private static final String INSERT_RUNS = """
            insert into read_run (timeline, reader, first, last)
            select $1::bigint, g.reader, lower(a), upper(a) - 1 from reading g, unnest(g.after) a
            where g.first or not exists (
                select from read_run r where r.timeline = $1::bigint and r.reader = g.reader and r.first = lower(a))""";
    private static final String SPANS = """
            insert into read_span (timeline, reader, span, read_at)
            select $1::bigint, g.reader, s, clock_timestamp() from reading g, unnest(g.newly) s""";

    private final PgConnection sql;

    private Generator(PgConnection sql) {
        this.sql = sql;
    }

    /** Connects to a database in which a server has made its tables. */
    static Generator open(Vertx vertx, String uri) throws Exception {
        PgConnectOptions options = PgConnectOptions.fromUri(uri).addProperty("jit", "off");
        return new Generator(await(PgConnection.connect(vertx, options)));
    }

    public static void main(String[] args) throws Exception {
        if (args.length != 5) {
            System.err.println("Generator <PostgreSQL URI> <sdkAppId> <name> <members> <messages>");
            System.exit(2);
        }
        Vertx vertx = Vertx.vertx();
        try (Generator generator = open(vertx, args[0])) {
            int members = Integer.parseInt(args[3]);
            GeneratedRoom room = generator.fill(Long.parseLong(args[1]), args[2], members, Long.parseLong(args[4]));
            generator.read(room, 1, room.messages() / 2, 90);
            generator.settle();
            System.out.println(room);
        }
        await(vertx.close());
    }

    /** {@link #fill(long, String, int, long, int)} with 1,000 senders, or as many as there are members. */
    GeneratedRoom fill(long app, String name, int members, long messages) throws Exception {
        return fill(app, name, members, messages, Math.min(members, DEFAULT_SENDERS));
    }

    /**
     * Makes people, a public room of them and its messages.
     *
     * @param app that is there
     * @param name of the room, and what all others in the app begin with: 1 to 7 small letters, of no room of the app
     * @param members at least 2
     * @param messages at least 1
     * @param senders the first so many members send in turn, 2 to {@code members}
     */
    GeneratedRoom fill(long app, String name, int members, long messages, int senders) throws Exception {
        if (!name.matches("[a-z]{1,7}") || senders < 2 || senders > members || messages < 1) {
            throw new IllegalArgumentException(name + ", " + members + ", " + messages + ", " + senders);
        }
        inBatches(name + ": people", members, (from, to) -> run(PEOPLE, app, name, (int) from, (int) to));
        Row first = person(app, name + 1);
        long firstPerson = first.getLong("id");
        if (person(app, name + members).getLong("id") - firstPerson != members - 1) {
            throw new IllegalStateException("somebody else makes people in this database");
        }
        Row room = one(ROOM, app, name);
        long id = room.getLong("id");
        inBatches(
                name + ": members",
                members,
                (from, to) -> run(MEMBERS, id, firstPerson + from - 1, firstPerson + to - 1));
        long timeline = one(TIMELINE, id).getLong("id");
        inBatches(
                name + ": messages",
                messages,
                (from, to) -> run(MESSAGES, app, name, id, timeline, firstPerson, senders, members, from, to));
        long firstMessage = one(MESSAGE, id, 1L).getLong("id");
        if (one(MESSAGE, id, messages).getLong("id") - firstMessage != messages - 1) {
            throw new IllegalStateException("somebody else sends messages in this database");
        }
        return new GeneratedRoom(
                app,
                id,
                name,
                room.getInteger("stream_id"),
                timeline,
                members,
                messages,
                senders,
                firstPerson,
                first.getInteger("zulip_id"),
                firstMessage);
    }

    /**
     * Lets members read a stretch of messages, each in one act, one after the other in an order unlike that of their ids.
     *
     * @param first the first position
     * @param last the last
     * @param percent how many of the members: those whose number, less one, has last two digits below this
     */
    void read(GeneratedRoom room, long first, long last, int percent) throws Exception {
        String what = String.format(Locale.ROOT, "%s: readers of %d to %d", room.roomId(), first, last);
        inBatches(what, room.members(), (from, to) -> {
            await(sql.query("begin").execute());
            await(sql.query(String.format(
                            Locale.ROOT,
                            READING,
                            first,
                            last,
                            first,
                            last,
                            room.firstPerson(),
                            SCATTERED,
                            room.members(),
                            from,
                            to,
                            percent,
                            room.timeline(),
                            first,
                            last))
                    .execute());
            run(HEADS, room.timeline());
            run(DELETE_RUNS, room.timeline());
            run(INSERT_RUNS, room.timeline());
            run(SPANS, room.timeline());
            await(sql.query("commit").execute());
        });
    }

    /** Whether a member takes part when so many percent read. */
    static boolean reads(long member, int percent) {
        return (member - 1) % 100 < percent;
    }

    /** What autovacuum would have done by and by. */
    void settle() throws Exception {
        long start = System.nanoTime();
        await(sql.query("vacuum (analyze)").execute());
        await(sql.query("checkpoint").execute());
        System.err.printf(Locale.ROOT, "vacuum, analyze and checkpoint in %.1f s%n", millis(start) / 1e3);
    }

    @Override
    public void close() throws Exception {
        await(sql.close());
    }

    /** Rows {@code from} to {@code to}, both included. */
    @FunctionalInterface
    private interface Batch {
        void write(long from, long to) throws Exception;
    }

    private static void inBatches(String what, long count, Batch batch) throws Exception {
        long start = System.nanoTime();
        for (long from = 1; from <= count; from += BATCH) {
            long to = Math.min(count, from + BATCH - 1);
            batch.write(from, to);
            System.err.printf(Locale.ROOT, "\r%s: %d%%  ", what, 100 * to / count);
        }
        System.err.printf(Locale.ROOT, "\r%s: %,d in %.1f s%n", what, count, millis(start) / 1e3);
    }

    private Row person(long app, String userId) throws Exception {
        return one(PERSON, app, userId);
    }

    private Row one(String statement, Object... parameters) throws Exception {
        return await(sql.preparedQuery(statement).execute(Tuple.from(parameters)))
                .iterator()
                .next();
    }

    private void run(String statement, Object... parameters) throws Exception {
        await(sql.preparedQuery(statement).execute(Tuple.from(parameters)));
    }
}
