package dev.seenby.storage.model;

import dev.seenby.storage.Mutes;
import dev.seenby.storage.Person;
import dev.seenby.storage.StorageException;
import dev.seenby.storage.StorageException.NotFound;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/** Who mutes whom. */
final class InMemoryMutes implements Mutes {
    private final State state;
    private final Log log;

    InMemoryMutes(State state, Log log) {
        this.state = state;
        this.log = log;
    }

    @Override
    public Future<Boolean> mute(long person, long other) {
        return log.look(() -> {
            if (state.person(other).app() != state.person(person).app()) {
                throw new NotFound("person");
            }
            if (mutes(person, other)) {
                return false;
            }
            Map<Long, Instant> muted = state.mutes.computeIfAbsent(person, p -> new LinkedHashMap<>());
            if (muted.size() >= MOST && all(person).size() >= MOST) {
                throw new StorageException.Overloaded("nobody can mute more people", null);
            }
            muted.put(other, state.now());
            return true;
        });
    }

    @Override
    public Future<Boolean> unmute(long person, long other) {
        return log.look(() -> mutes(person, other)
                && Objects.requireNonNull(state.mutes.get(person)).remove(other) != null);
    }

    @Override
    public Future<List<Mute>> of(long person) {
        return log.look(() -> all(person));
    }

    @Override
    public Future<Set<Long>> between(long person, Collection<Long> others) {
        State.atMost(others, MOST);
        return log.look(() -> others.stream()
                .filter(other -> mutes(person, other) || mutes(other, person))
                .collect(Collectors.toSet()));
    }

    private boolean mutes(long person, long other) {
        return exists(person)
                && exists(other)
                && state.mutes.getOrDefault(person, Map.of()).containsKey(other);
    }

    private List<Mute> all(long person) {
        Map<Long, Instant> muted = exists(person) ? state.mutes.getOrDefault(person, Map.of()) : Map.of();
        return muted.entrySet().stream()
                .filter(mute -> exists(mute.getKey()))
                .map(mute -> new Mute(mute.getKey(), mute.getValue()))
                .toList();
    }

    private boolean exists(long id) {
        Person person = state.people.get(id);
        return person != null && !person.deleted();
    }
}
