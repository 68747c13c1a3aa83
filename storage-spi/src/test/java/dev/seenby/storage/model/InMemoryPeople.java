package dev.seenby.storage.model;

import dev.seenby.storage.App;
import dev.seenby.storage.Credential;
import dev.seenby.storage.Listed;
import dev.seenby.storage.NewPerson;
import dev.seenby.storage.People;
import dev.seenby.storage.Person;
import dev.seenby.storage.StorageException.Conflict;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

final class InMemoryPeople implements People {
    private final State state;
    private final Log log;

    InMemoryPeople(State state, Log log) {
        this.state = state;
        this.log = log;
    }

    @Override
    public Future<Person> create(long app, NewPerson person, List<Credential> credentials) {
        return log.look(() -> {
            state.app(app);
            return add(state, app, person, credentials);
        });
    }

    static Person add(State state, long app, NewPerson person, List<Credential> credentials) {
        int highest = 0;
        for (Person other : state.people.values()) {
            if (other.app() != app) {
                continue;
            }
            highest = Math.max(highest, other.zulipId());
            refuse(other.userId().equals(person.userId()), Conflict.Of.USER_ID);
            refuse(other.rocketChatId().equals(person.rocketChatId()), Conflict.Of.ROCKETCHAT_ID);
            refuse(State.lower(other.username()).equals(State.lower(person.username())), Conflict.Of.USERNAME);
            refuse(
                    other.email() != null
                            && person.email() != null
                            && State.lower(other.email()).equals(State.lower(person.email())),
                    Conflict.Of.EMAIL);
            refuse(person.zulipId() != null && other.zulipId() == person.zulipId(), Conflict.Of.ZULIP_ID);
        }
        Person created = new Person(
                state.nextId(),
                app,
                person.userId(),
                person.rocketChatId(),
                person.zulipId() != null ? person.zulipId() : highest + 1,
                person.username(),
                person.name(),
                person.email(),
                person.role(),
                person.bot(),
                true,
                true,
                person.avatarUrl(),
                false,
                person.details(),
                state.now());
        state.people.put(created.id(), created);
        state.credentials.put(created.id(), new ArrayList<>());
        credentials.forEach(credential -> keep(state, created.id(), credential));
        return created;
    }

    private static void refuse(boolean taken, Conflict.Of what) {
        if (taken) {
            throw new Conflict(what);
        }
    }

    static void keep(State state, long person, Credential credential) {
        List<Credential> kept = State.found(state.credentials.get(person), "person");
        if (credential.kind() != Credential.Kind.ROCKETCHAT_TOKEN) {
            kept.removeIf(former -> former.kind() == credential.kind());
        }
        kept.add(credential);
    }

    @Override
    public Future<Person> update(long person, @Nullable String name, @Nullable String avatarUrl) {
        return log.look(() -> {
            Person former = state.person(person);
            Person updated = new Person(
                    former.id(),
                    former.app(),
                    former.userId(),
                    former.rocketChatId(),
                    former.zulipId(),
                    former.username(),
                    name != null ? name : former.name(),
                    former.email(),
                    former.role(),
                    former.bot(),
                    former.active(),
                    former.sendsReadReceipts(),
                    avatarUrl != null ? avatarUrl : former.avatarUrl(),
                    former.deleted(),
                    former.details(),
                    former.createdAt());
            state.people.put(person, updated);
            changed(former.app());
            return updated;
        });
    }

    /** What a node has cached of the app is no longer so. */
    void changed(long id) {
        App app = state.app(id);
        state.apps.put(
                id,
                new App(
                        id,
                        app.name(),
                        app.hosts(),
                        app.callsPerSecond(),
                        app.ceilingPerSecond(),
                        app.secretKey(),
                        app.administrator(),
                        app.createdAt(),
                        app.version() + 1));
    }

    @Override
    public Future<List<Person>> byUserIds(long app, Collection<String> userIds) {
        State.atMost(userIds, 1_000);
        return log.look(() -> state.people.values().stream()
                .filter(person -> person.app() == app && userIds.contains(person.userId()))
                .toList());
    }

    @Override
    public Future<List<Person>> byIds(Collection<Long> ids) {
        State.atMost(ids, 1_000);
        return log.look(() -> new HashSet<>(ids)
                .stream().filter(state.people::containsKey).map(state::person).toList());
    }

    @Override
    public Future<Void> delete(long person) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Future<List<Person>> byRocketChatIds(long app, Collection<String> rocketChatIds) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Future<List<Person>> byUsernames(long app, Collection<String> usernames) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Future<Optional<Person>> byEmail(long app, String email) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Future<Listed<Person>> list(long app, long offset, int limit) {
        throw new UnsupportedOperationException();
    }
}
