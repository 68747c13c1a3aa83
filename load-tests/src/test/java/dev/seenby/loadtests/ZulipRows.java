package dev.seenby.loadtests;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;

/**
 * A row for each message and recipient, written when it is sent, with a bit that is set when it is read: Zulip's
 * {@code zerver_usermessage} with its indexes, all but one of which are empty here: nothing is starred, mentions anybody or
 * is private. Foreign keys are left out.
 */
final class ZulipRows implements Scheme {
    private static final String READ = """
            update zerver_usermessage set flags = flags | 1
            where user_profile_id = $1::int and message_id between $2::int and $3::int and flags & 1 = 0""";
    private static final String READ_THESE = """
            update zerver_usermessage set flags = flags | 1
            where user_profile_id = $1::int and message_id = any($2::int[]) and flags & 1 = 0""";
    private static final String READ_BY_ALL = """
            update zerver_usermessage set flags = flags | 1
            where message_id between $1::int and $2::int and flags & 1 = 0""";
    private static final String SEND = """
            insert into zerver_usermessage (user_profile_id, message_id, flags)
            select n % $1::int, $2::int + n / $1::int, 0 from generate_series(0, $1::int * $3::int - 1) n""";

    private static final String[] INDEXES = {
        "unique index on zerver_usermessage (user_profile_id, message_id)",
        "index on zerver_usermessage (message_id)",
        partial("flags & 1 = 0"), // unread
        partial("flags & 2 <> 0"), // starred
        partial("flags & 8 <> 0"), // mentioned
        partial("flags & 8 <> 0 and flags & 1 = 0"), // mentioned and unread
        partial("flags & 24 <> 0"), // mentioned, everybody counted
        partial("flags & 24 <> 0 and flags & 1 = 0"),
        partial("flags & 512 <> 0"), // has an alert word
        partial("flags & 2048 <> 0"), // private
        partial("flags & 4096 <> 0"), // a notification was pushed
    };

    private final SqlConnection connection;

    /** On a table that is there. */
    ZulipRows(SqlConnection connection) {
        this.connection = connection;
    }

    private static String partial(String which) {
        return "index on zerver_usermessage (user_profile_id, message_id) where " + which;
    }

    /** Makes the table anew, empty and without its indexes. */
    static void create(Servers servers) throws Exception {
        servers.sql("drop table if exists zerver_usermessage");
        servers.sql("create table zerver_usermessage (id bigint generated always as identity not null,"
                + " user_profile_id int not null, message_id int not null, flags bigint not null)");
    }

    /** What was loaded before it stands in them as densely as it can. */
    static void index(Servers servers) throws Exception {
        servers.sql("alter table zerver_usermessage add primary key (id)");
        for (String index : INDEXES) {
            servers.sql("create " + index);
        }
        servers.sql("analyze zerver_usermessage");
    }

    /** Messages are sent: their rows, unread. */
    static void send(Servers servers, int readers, int first, int messages) throws Exception {
        servers.sql(SEND, readers, first, messages);
    }

    /**
     * So many messages are sent, everybody reads them, and so on; the table is vacuumed when PostgreSQL would do it by itself,
     * whenever a fifth of it is dead.
     */
    static void load(Servers servers, int readers, int messages, int each) throws Exception {
        long dead = 0;
        for (int first = 1; first <= messages; first += each) {
            int last = Math.min(messages, first + each - 1);
            send(servers, readers, first, last - first + 1);
            servers.sql(READ_BY_ALL, first, last);
            dead += (long) readers * (last - first + 1);
            if (dead > (long) readers * last / 5) {
                servers.sql("vacuum zerver_usermessage");
                dead = 0;
            }
        }
    }

    @Override
    public String name() {
        return "row per recipient (Zulip)";
    }

    @Override
    public Future<?> read(int reader, long first, long last) {
        return connection.preparedQuery(READ).execute(Tuple.of(reader, (int) first, (int) last));
    }

    /** One act of reading messages that do not follow one another. */
    Future<?> read(int reader, Integer[] messages) {
        Object these = messages;
        return connection.preparedQuery(READ_THESE).execute(Tuple.of(reader, these));
    }
}
