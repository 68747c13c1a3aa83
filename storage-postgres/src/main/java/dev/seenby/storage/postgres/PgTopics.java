package dev.seenby.storage.postgres;

import dev.seenby.storage.Topics;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The topics of rooms. */
final class PgTopics implements Topics {
    private final Database database;

    PgTopics(Database database) {
        this.database = database;
    }

    @Override
    public Future<List<Topic>> of(long room, @Nullable Long receiver, int limit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Future<Optional<Long>> first(long room, String topic, @Nullable Long receiver) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Future<List<Stretch>> stretches(long room, String topic) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Future<Moved> move(long message, Along along, String topic) {
        throw new UnsupportedOperationException();
    }
}
