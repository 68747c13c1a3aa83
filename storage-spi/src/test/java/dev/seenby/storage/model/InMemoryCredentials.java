package dev.seenby.storage.model;

import dev.seenby.storage.Credential;
import dev.seenby.storage.Credentials;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Credentials in memory. */
final class InMemoryCredentials implements Credentials {
    private final State state;
    private final Log log;

    InMemoryCredentials(State state, Log log) {
        this.state = state;
        this.log = log;
    }

    @Override
    public Future<Void> add(long person, Credential credential) {
        throw new UnsupportedOperationException();
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
