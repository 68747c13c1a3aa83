package dev.seenby.storage.postgres;

import static dev.seenby.storage.postgres.Columns.longs;
import static dev.seenby.storage.postgres.Columns.strings;

import dev.seenby.storage.Listed;
import dev.seenby.storage.Message;
import dev.seenby.storage.MessageFacts;
import dev.seenby.storage.MessageSearch;
import dev.seenby.storage.Messages;
import dev.seenby.storage.NewMessage;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;

/** Messages as rows; sends go through the writer. */
final class PgMessages implements Messages {
    private static final String BY_CLOCK = "select " + MessageRows.FACTS + MessageRows.FROM
            + "where m.room = $1::bigint and m.clock = any($2::bigint[])";
    private static final String BY_IDS =
            "select " + MessageRows.ALL + MessageRows.FROM + "where m.app = $1::bigint and m.id = any($2::bigint[])";
    private static final String BY_STRING_IDS = "select " + MessageRows.ALL + MessageRows.FROM
            + "where m.app = $1::bigint and m.string_id = any($2::text[])";

    private final Database database;
    private final RoomWriter writer;

    PgMessages(Database database, RoomWriter writer) {
        this.database = database;
        this.writer = writer;
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
        return database.read(BY_STRING_IDS, Tuple.of(app, strings(stringIds)))
                .map(rows -> Database.list(rows, MessageRows::message));
    }

    @Override
    public Future<Message> edit(long message, String text, String payload, long editor) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Future<Void> delete(long message) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Future<Listed<Message>> search(MessageSearch search) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Future<Long> stream(MessageSearch search, Function<List<Message>, Future<Void>> batches) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Future<List<String>> deletedReplies(long parent, Instant after) {
        throw new UnsupportedOperationException();
    }
}
