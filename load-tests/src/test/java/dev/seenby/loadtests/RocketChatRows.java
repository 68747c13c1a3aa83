package dev.seenby.loadtests;

import dev.seenby.receipts.Names;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

/**
 * A row for each message and reader, written when it is read: Rocket.Chat's collection {@code rocketchat_read_receipts} as a
 * table, with the indexes of its newest versions. {@code _id} is message id and user id together; ids have 17 characters.
 *
 * <p>Reading a room selects its messages after the last one seen and writes a receipt for each, all of one time. What the
 * server writes beside that, the reader's subscription and the messages' {@code unread} flags, is left out.
 */
final class RocketChatRows implements Scheme {
    private static final String ROOM = "GENERALGENERAL000";

    private static final String READ = """
            insert into rocketchat_read_receipts (_id, "messageId", "roomId", "userId", ts, "_updatedAt")
            select m._id || $1::text, m._id, m.rid, $1::text, now(), now() from rocketchat_message m
            where m.rid = $2::text and m.unread and m.ts > $3::timestamptz and m.ts <= $4::timestamptz""";

    /** Everybody reads a sitting's messages, then the next sitting's. */
    private static final String FILL = """
            with m as materialized (select n, substr(md5('message' || n), 1, 17) as id from generate_series(1, $2::bigint) n),
                u as materialized (select n, substr(md5('user' || n), 1, 17) as id from generate_series(0, $1::bigint - 1) n)
            insert into rocketchat_read_receipts (_id, "messageId", "roomId", "userId", ts, "_updatedAt")
            select m.id || u.id, m.id, $4::text, u.id, k.at, k.at
            from (
                select n / ($1::bigint * $3::bigint) * $3::bigint + n % $3::bigint + 1 as m, n / $3::bigint % $1::bigint as u,
                    now() + make_interval(secs => n / $3::bigint) as at
                from generate_series(0, $1::bigint * $2::bigint - 1) n) k
            join m on m.n = k.m join u on u.n = k.u""";

    private final SqlConnection connection;

    /** On tables that are there. */
    RocketChatRows(SqlConnection connection) {
        this.connection = connection;
    }

    /** Makes the tables anew: messages, no receipts. */
    static void create(Servers servers, int messages) throws Exception {
        servers.sql("drop table if exists rocketchat_read_receipts, rocketchat_message");
        servers.sql("create table rocketchat_message"
                + " (_id text primary key, rid text not null, ts timestamptz not null, unread boolean)");
        servers.sql("create index on rocketchat_message (rid, ts)");
        servers.sql(
                "insert into rocketchat_message (_id, rid, ts, unread)"
                        + " select substr(md5('message' || n), 1, 17), $1::text, to_timestamp(n), true"
                        + " from generate_series(1, $2::bigint) n",
                ROOM,
                (long) messages);
        servers.sql("analyze rocketchat_message");
        servers.sql("create table rocketchat_read_receipts (_id text not null, \"messageId\" text not null,"
                + " \"roomId\" text not null, \"userId\" text not null, ts timestamptz not null,"
                + " \"_updatedAt\" timestamptz not null)");
    }

    /** What was loaded before it stands in them as densely as it can. */
    static void index(Servers servers) throws Exception {
        servers.sql("alter table rocketchat_read_receipts add primary key (_id)");
        for (String columns : new String[] {"\"messageId\"", "\"userId\"", "\"roomId\"", "ts desc"}) {
            servers.sql("create index on rocketchat_read_receipts (" + columns + ")");
        }
    }

    /** As if everybody had read everything, {@code each} messages at a time. */
    static void load(Servers servers, int readers, int messages, int each) throws Exception {
        servers.sql(FILL, (long) readers, (long) messages, (long) each, ROOM);
    }

    @Override
    public String name() {
        return "row per reader (Rocket.Chat)";
    }

    @Override
    public Future<?> read(int reader, long first, long last) {
        return connection
                .preparedQuery(READ)
                .execute(Tuple.of(Names.idOf("reader" + reader), ROOM, sent(first - 1), sent(last)));
    }

    /** Message n was sent n seconds after the epoch. */
    private static OffsetDateTime sent(long message) {
        return Instant.ofEpochSecond(message).atOffset(ZoneOffset.UTC);
    }
}
