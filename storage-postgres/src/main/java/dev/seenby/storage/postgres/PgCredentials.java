package dev.seenby.storage.postgres;

import dev.seenby.storage.Credential;
import dev.seenby.storage.Credentials;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Credentials as rows of {@code credential}. */
final class PgCredentials implements Credentials {
    private final Database database;

    PgCredentials(Database database) {
        this.database = database;
    }

    @Override
    public Future<Void> add(long person, Credential credential) {
        return database.write(c -> PgPeople.changed(c, person).compose(done -> PgPeople.insert(c, person, credential)));
    }

    @Override
    public Future<List<Credential>> of(long person) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Future<Optional<Holder>> holder(long app, Set<Credential.Kind> kinds, String hash) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Future<Boolean> remove(long person, Credential.Kind kind, String hash) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Future<Boolean> attempt(long person, int most, Duration window) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Future<Void> succeeded(long person) {
        throw new UnsupportedOperationException();
    }
}
