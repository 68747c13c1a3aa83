package dev.seenby.storage.postgres;

import dev.seenby.storage.Mutes;
import io.vertx.core.Future;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/** Who mutes whom. */
final class PgMutes implements Mutes {
    private final Database database;

    PgMutes(Database database) {
        this.database = database;
    }

    @Override
    public Future<Boolean> mute(long person, long other) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Future<Boolean> unmute(long person, long other) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Future<List<Mute>> of(long person) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Future<Set<Long>> between(long person, Collection<Long> others) {
        throw new UnsupportedOperationException();
    }
}
