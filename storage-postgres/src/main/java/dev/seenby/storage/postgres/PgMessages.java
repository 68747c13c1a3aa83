package dev.seenby.storage.postgres;

import static dev.seenby.storage.postgres.Columns.longs;
import static dev.seenby.storage.postgres.Columns.strings;

import dev.seenby.storage.Listed;
import dev.seenby.storage.Message;
import dev.seenby.storage.MessageFacts;
import dev.seenby.storage.MessageSearch;
import dev.seenby.storage.Messages;
import dev.seenby.storage.NewMessage;
import dev.seenby.storage.StorageException;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Messages as rows; sends go through the writer. */
final class PgMessages implements Messages {
    private static final String BY_CLOCK = "select " + MessageRows.FACTS + MessageRows.WHERE_ALIVE
            + "m.room = $1::bigint and m.clock = any($2::bigint[])";
    private static final String BY_IDS =
            "select " + MessageRows.ALL + MessageRows.WHERE_ALIVE + "m.app = $1::bigint and m.id = any($2::bigint[])";
    private static final String BY_STRING_IDS = "select " + MessageRows.ALL + MessageRows.WHERE_ALIVE
            + "m.app = $1::bigint and m.string_id = any($2::text[])";
    /** One by itself: of a list PostgreSQL makes a plan at each call, which takes longer than to find the message. */
    private static final String BY_STRING_ID =
            "select " + MessageRows.ALL + MessageRows.WHERE_ALIVE + "m.app = $1::bigint and m.string_id = $2::text";

    private static final String EDIT = """
            with edited as (
                update message m
                set text = $2::text, payload = $3::text, edited_by = $4::bigint, edited_at = n.now, updated_at = n.now
                from room r, (select date_trunc('milliseconds', clock_timestamp()) as now) n
                where m.id = $1::bigint and m.deleted_at is null and r.id = m.room and r.deleted_at is null
                returning m.*)
            select\s""" + MessageRows.ALL + " from edited m join timeline t on t.id = m.timeline";
    private static final String DELETED_REPLIES = """
            select string_id from message where parent = $1::bigint and deleted_at > $2::timestamptz
            order by deleted_at desc, id desc limit 1000""";

    /** One look into an index for each room. */
    private static final String NEWEST_OF = """
            select max(n.id) as id
            from member b
            join room r on r.id = b.room and r.deleted_at is null
            cross join lateral (
                select m.id from message m where m.room = b.room and m.deleted_at is null
                order by m.sent_at desc, m.id desc limit 1) n
            where b.person = $1::bigint and b.present""";

    private static final String STRING_IDS = "select id, string_id from message where id = any($1::bigint[])";

    private static final String PLACES = "select " + MessageRows.ALL.replace("m.text, m.payload", """
            case when m.deleted_at is null then m.text else '' end as text,
            case when m.deleted_at is null then m.payload else '{}' end as payload""") + """
            , m.deleted_at is not null as deleted
            from message m
            join timeline t on t.id = m.timeline
            join room r on r.id = m.room and r.deleted_at is null
            where m.room = $1::bigint and m.clock <= $2::bigint
            order by m.clock desc limit $3::int""";

    private final Database database;
    private final RoomWriter writer;
    private final PgMessageSearch searches;

    PgMessages(Database database, RoomWriter writer) {
        this.database = database;
        this.writer = writer;
        this.searches = new PgMessageSearch(database);
    }

    @Override
    public Future<Message> send(NewMessage message) {
        return writer.send(message);
    }

    @Override
    public Future<List<MessageFacts>> factsByClock(long room, Collection<Long> clocks) {
        return database.read(BY_CLOCK, Tuple.of(room, longs(clocks)))
                .map(rows -> Database.list(rows, MessageRows::facts));
    }

    @Override
    public Future<List<Message>> byIds(long app, Collection<Long> ids) {
        return database.read(BY_IDS, Tuple.of(app, longs(ids))).map(rows -> Database.list(rows, MessageRows::message));
    }

    @Override
    public Future<List<Message>> byStringIds(long app, Collection<String> stringIds) {
        return (stringIds.size() == 1
                        ? database.read(
                                BY_STRING_ID, Tuple.of(app, stringIds.iterator().next()))
                        : database.read(BY_STRING_IDS, Tuple.of(app, strings(stringIds))))
                .map(rows -> Database.list(rows, MessageRows::message));
    }

    @Override
    public Future<Message> edit(long message, String text, String payload, long editor) {
        return database.write(c -> c.preparedQuery(EDIT)
                .execute(Tuple.of(message, text, payload, editor))
                .compose(rows -> Database.first(rows, MessageRows::message)
                        .map(Future::succeededFuture)
                        .orElseGet(() -> Future.failedFuture(new StorageException.NotFound("message")))));
    }

    @Override
    public Future<Void> delete(long message) {
        return writer.delete(message);
    }

    @Override
    public Future<Optional<Long>> newestOf(long person) {
        return database.read(NEWEST_OF, Tuple.of(person))
                .map(rows -> Optional.ofNullable(rows.iterator().next().getLong("id")));
    }

    @Override
    public Future<Map<Long, String>> stringIds(Collection<Long> ids) {
        return database.read(STRING_IDS, Tuple.of((Object) longs(ids))).map(rows -> {
            Map<Long, String> byId = new HashMap<>();
            rows.forEach(row -> byId.put(row.getLong("id"), row.getString("string_id")));
            return byId;
        });
    }

    @Override
    public Future<Listed<Message>> search(MessageSearch search) {
        return searches.search(search);
    }

    @Override
    public Future<Long> stream(MessageSearch search, Function<List<Message>, Future<Void>> batches) {
        return searches.stream(search, batches);
    }

    @Override
    public Future<List<String>> deletedReplies(long parent, Instant after) {
        return database.read(DELETED_REPLIES, Tuple.of(parent, Columns.time(after)))
                .map(rows -> Database.list(rows, row -> row.getString("string_id")));
    }

    @Override
    public Future<List<Place>> places(long room, long last, int limit) {
        return database.read(PLACES, Tuple.of(room, last, limit))
                .map(rows ->
                        Database.list(rows, row -> new Place(MessageRows.message(row), row.getBoolean("deleted"))));
    }
}
