package dev.seenby.storage.postgres;

import dev.seenby.storage.StorageException.Conflict;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.List;

/**
 * Deletes what is left of a deleted app, a part at a time: of its first rooms what is in them, then the rooms; then its people
 * likewise; then the app. Whatever a row refers to goes after it, in a transaction of a bounded number of rows, so that it can be
 * stopped anywhere and goes on by looking at what is there. Whatever works in the background leaves deleted apps alone, so that
 * nothing is added meanwhile.
 */
final class AppPurge {
    /** So many rows of a table go at a time, at most. */
    private static final int ROWS = 2_000;
    /** So many rooms, timelines, messages or people are looked at together. */
    private static final int TOGETHER = 200;

    /** Takes the app's row first, so that two who purge it do not meet. */
    private static final String STATE =
            "select deleted_at is not null as deleted from app where sdk_app_id = $1::bigint for no key update";

    private static final String ROOMS = "select id from room where app = $1::bigint order by stream_id limit $2::int";
    private static final String TIMELINES =
            "select id from timeline where room = any($1::bigint[]) order by id limit $2::int";

    private static final String MESSAGES =
            "select id from message where room = any($1::bigint[]) order by room, clock limit $2::int";
    private static final String PEOPLE = "select id from person where app = $1::bigint order by zulip_id limit $2::int";

    private static final List<String> OF_TIMELINES =
            List.of(some("read_span", "timeline"), some("read_run", "timeline"), some("read_head", "timeline"));
    private static final List<String> OF_MESSAGES =
            List.of(some("thread_follower", "parent"), some("message_flag", "message"));
    private static final List<String> OF_ROOMS =
            List.of(some("message_mention", "room"), some("past_membership", "room"), some("member", "room"));
    private static final List<String> OF_PEOPLE = List.of(
            some("credential", "person"),
            some("muted_person", "person"),
            some("muted_person", "muted"),
            some("message_flag", "person"));
    private static final List<String> OF_APP =
            List.of(some("app_setting", "app"), some("webhook_event", "app"), some("webhook_batch", "app"));

    private static final String DROP_TIMELINES = "delete from timeline where id = any($1::bigint[])";
    /** The rows of {@code thread}, one for each, go with them. */
    private static final String DROP_MESSAGES = "delete from message where id = any($1::bigint[])";

    private static final String DROP_ROOMS = "delete from room where id = any($1::bigint[])";
    /** The rows of {@code sign_in_attempt} and {@code erasure}, one for each at most, go with them. */
    private static final String DROP_PEOPLE = "delete from person where id = any($1::bigint[])";

    private static final String DROP_APP = "delete from app where sdk_app_id = $1::bigint";

    private final Database database;

    AppPurge(Database database) {
        this.database = database;
    }

    private static String some(String table, String column) {
        return "delete from " + table + " where ctid = any(array(select ctid from " + table + " where " + column
                + " = any($1::bigint[]) limit " + ROWS + "))";
    }

    /** As {@link dev.seenby.storage.Apps#purge}. */
    Future<Boolean> part(long app) {
        return database.write(c -> c.preparedQuery(STATE).execute(Tuple.of(app)).compose(found -> {
            if (found.size() == 0) {
                return Future.succeededFuture(true);
            }
            if (!found.iterator().next().getBoolean("deleted")) {
                return Future.failedFuture(new Conflict(Conflict.Of.SDK_APP_ID));
            }
            return rooms(c, app)
                    .compose(done -> done ? people(c, app) : Future.succeededFuture(false))
                    .compose(done -> done ? emptied(c, OF_APP, new Long[] {app}) : Future.succeededFuture(false))
                    .compose(done -> done
                            ? c.preparedQuery(DROP_APP).execute(Tuple.of(app)).map(true)
                            : Future.succeededFuture(false));
        }));
    }

    /** Whether none were left. */
    private static Future<Boolean> rooms(SqlConnection c, long app) {
        return ids(c, ROOMS, app)
                .compose(rooms -> rooms.length == 0
                        ? Future.succeededFuture(true)
                        : timelines(c, rooms)
                                .compose(done -> done ? messages(c, rooms) : Future.succeededFuture(false))
                                .compose(done -> done ? emptied(c, OF_ROOMS, rooms) : Future.succeededFuture(false))
                                .compose(done -> done ? dropped(c, DROP_ROOMS, rooms) : Future.succeededFuture(false)));
    }

    private static Future<Boolean> timelines(SqlConnection c, Long[] rooms) {
        return ids(c, TIMELINES, rooms)
                .compose(timelines -> timelines.length == 0
                        ? Future.succeededFuture(true)
                        : emptied(c, OF_TIMELINES, timelines)
                                .compose(done ->
                                        done ? dropped(c, DROP_TIMELINES, timelines) : Future.succeededFuture(false)));
    }

    private static Future<Boolean> messages(SqlConnection c, Long[] rooms) {
        return ids(c, MESSAGES, rooms)
                .compose(messages -> messages.length == 0
                        ? Future.succeededFuture(true)
                        : emptied(c, OF_MESSAGES, messages)
                                .compose(done ->
                                        done ? dropped(c, DROP_MESSAGES, messages) : Future.succeededFuture(false)));
    }

    private static Future<Boolean> people(SqlConnection c, long app) {
        return ids(c, PEOPLE, app)
                .compose(people -> people.length == 0
                        ? Future.succeededFuture(true)
                        : emptied(c, OF_PEOPLE, people)
                                .compose(done ->
                                        done ? dropped(c, DROP_PEOPLE, people) : Future.succeededFuture(false)));
    }

    /** Deletes some rows of each table, in turn. @return whether none are left */
    private static Future<Boolean> emptied(SqlConnection c, List<String> statements, Long[] ids) {
        Future<Boolean> emptied = Future.succeededFuture(true);
        for (String statement : statements) {
            emptied = emptied.compose(done -> done
                    ? c.preparedQuery(statement)
                            .execute(Tuple.tuple().addValue(ids))
                            .map(rows -> rows.rowCount() < ROWS)
                    : Future.succeededFuture(false));
        }
        return emptied;
    }

    /** Drops what nothing refers to any more; more of its kind may be left. */
    private static Future<Boolean> dropped(SqlConnection c, String statement, Long[] ids) {
        return c.preparedQuery(statement).execute(Tuple.tuple().addValue(ids)).map(false);
    }

    private static Future<Long[]> ids(SqlConnection c, String sql, Object of) {
        return c.preparedQuery(sql)
                .execute(Tuple.tuple().addValue(of).addInteger(TOGETHER))
                .map(AppPurge::ids);
    }

    private static Long[] ids(RowSet<Row> rows) {
        return Database.list(rows, row -> row.getLong("id")).toArray(Long[]::new);
    }
}
