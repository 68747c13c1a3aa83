package dev.seenby.storage.model;

import dev.seenby.storage.Credential;
import dev.seenby.storage.Credentials;
import dev.seenby.storage.Person;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

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
        return log.look(() -> {
            state.changed(state.person(person).app());
            InMemoryPeople.keep(state, person, credential);
            return null;
        });
    }

    @Override
    public Future<List<Credential>> of(long person) {
        return log.look(() -> valid(person).toList());
    }

    private Stream<Credential> valid(long person) {
        Instant now = state.now();
        return state.credentials.getOrDefault(person, List.of()).stream()
                .filter(credential ->
                        credential.expiresAt() == null || credential.expiresAt().isAfter(now));
    }

    @Override
    public Future<Optional<Holder>> holder(long app, Set<Credential.Kind> kinds, String hash) {
        return log.look(() -> state.people.values().stream()
                .filter(person -> person.app() == app)
                .flatMap(person -> valid(person.id())
                        .filter(credential -> kinds.contains(credential.kind())
                                && credential.hash().equals(hash))
                        .map(credential -> new Holder(person, credential)))
                .findFirst());
    }

    @Override
    public Future<Boolean> remove(long person, Credential.Kind kind, String hash) {
        return log.look(() -> {
            Optional<Credential> kept = valid(person)
                    .filter(credential ->
                            credential.kind() == kind && credential.hash().equals(hash))
                    .findFirst();
            kept.ifPresent(credential -> {
                state.credentials.getOrDefault(person, List.of()).remove(credential);
                state.changed(state.person(person).app());
            });
            return kept.isPresent();
        });
    }

    @Override
    public Future<Boolean> attempt(long person, int most, Duration window) {
        return log.look(() -> {
            Person known = State.found(state.people.get(person), "person");
            Instant now = state.now();
            State.Attempts former = state.attempts.get(known.id());
            if (former == null || !former.since().isAfter(now.minus(window))) {
                state.attempts.put(person, new State.Attempts(1, now));
                return true;
            }
            if (former.failed() >= most) {
                return false;
            }
            state.attempts.put(person, new State.Attempts(former.failed() + 1, former.since()));
            return true;
        });
    }

    @Override
    public Future<Void> succeeded(long person) {
        return log.look(() -> {
            state.attempts.remove(person);
            return null;
        });
    }
}
