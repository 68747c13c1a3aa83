package dev.seenby.storage.model;

import dev.seenby.storage.Credential;
import dev.seenby.storage.Listed;
import dev.seenby.storage.NewPerson;
import dev.seenby.storage.People;
import dev.seenby.storage.Person;
import dev.seenby.storage.PersonChange;
import dev.seenby.storage.StorageException.Conflict;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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

    @Override
    public Future<List<Person>> createAll(long app, List<NewPerson> people) {
        State.atMost(people, 1_000);
        return log.look(() -> {
            state.app(app);
            List<Person> made = new ArrayList<>();
            for (NewPerson person : people) {
                try {
                    made.add(add(state, app, person, List.of()));
                } catch (Conflict taken) {
                    // Passed over.
                }
            }
            return made;
        });
    }

    @Override
    public Future<Void> describe(long app, List<Profile> profiles) {
        State.atMost(profiles, 1_000);
        return log.look(() -> {
            state.app(app);
            for (Profile profile : profiles) {
                Person former = state.people.get(profile.person());
                if (former != null && former.app() == app && !former.deleted()) {
                    state.people.put(
                            former.id(),
                            changed(
                                    former,
                                    PersonChange.NOTHING
                                            .withName(profile.name())
                                            .withAvatarUrl(profile.avatarUrl())));
                }
            }
            state.changed(app);
            return null;
        });
    }

    static Person add(State state, long app, NewPerson person, List<Credential> credentials) {
        int highest = 0;
        for (Person other : state.people.values()) {
            if (other.app() != app) {
                continue;
            }
            highest = Math.max(highest, other.zulipId());
            refuse(other.rocketChatId().equals(person.rocketChatId()), Conflict.Of.ROCKETCHAT_ID);
            refuse(person.zulipId() != null && other.zulipId() == person.zulipId(), Conflict.Of.ZULIP_ID);
            if (other.deleted()) {
                continue;
            }
            refuse(other.userId().equals(person.userId()), Conflict.Of.USER_ID);
            refuse(State.lower(other.username()).equals(State.lower(person.username())), Conflict.Of.USERNAME);
            refuse(
                    other.email() != null
                            && person.email() != null
                            && State.lower(other.email()).equals(State.lower(person.email())),
                    Conflict.Of.EMAIL);
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
                person.active(),
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
        boolean only =
                credential.kind() == Credential.Kind.PASSWORD || credential.kind() == Credential.Kind.ZULIP_API_KEY;
        kept.removeIf(former -> former.kind() == credential.kind()
                && (only || former.name() != null && former.name().equals(credential.name())));
        kept.add(credential);
    }

    @Override
    public Future<Person> update(long person, PersonChange change) {
        return log.look(() -> {
            Person former = state.person(person);
            Person updated = changed(former, change);
            if (isOwner(former)
                    && !isOwner(updated)
                    && those(former.app(), InMemoryPeople::isOwner).count() == 1) {
                throw new Conflict(Conflict.Of.LAST_OWNER);
            }
            state.people.put(person, updated);
            state.changed(former.app());
            return updated;
        });
    }

    private static Person changed(Person former, PersonChange change) {
        return new Person(
                former.id(),
                former.app(),
                former.userId(),
                former.rocketChatId(),
                former.zulipId(),
                former.username(),
                change.name() != null ? change.name() : former.name(),
                former.email(),
                change.role() != null ? change.role() : former.role(),
                former.bot(),
                change.active() != null ? change.active() : former.active(),
                change.sendsReadReceipts() != null ? change.sendsReadReceipts() : former.sendsReadReceipts(),
                change.avatarUrl() != null ? change.avatarUrl() : former.avatarUrl(),
                former.deleted(),
                former.details(),
                former.createdAt());
    }

    private static boolean isOwner(Person person) {
        return person.role() == Person.Role.OWNER && person.active();
    }

    @Override
    public Future<List<Person>> byUserIds(long app, Collection<String> userIds) {
        State.atMost(userIds, 1_000);
        return log.look(
                () -> those(app, person -> userIds.contains(person.userId())).toList());
    }

    @Override
    public Future<List<Person>> byIds(Collection<Long> ids) {
        State.atMost(ids, 1_000);
        return log.look(() -> new HashSet<>(ids)
                .stream().map(state.people::get).filter(Objects::nonNull).toList());
    }

    @Override
    public Future<Void> delete(long person) {
        return log.look(() -> {
            Person former = State.found(state.people.get(person), "person");
            if (!former.deleted()) {
                state.people.put(
                        person,
                        new Person(
                                former.id(),
                                former.app(),
                                former.userId(),
                                former.rocketChatId(),
                                former.zulipId(),
                                former.username(),
                                former.name(),
                                former.email(),
                                former.role(),
                                former.bot(),
                                false,
                                former.sendsReadReceipts(),
                                former.avatarUrl(),
                                true,
                                former.details(),
                                former.createdAt()));
                state.credentials.put(person, new ArrayList<>());
                state.attempts.remove(person);
                state.changed(former.app());
            }
            return null;
        });
    }

    @Override
    public Future<List<Person>> byRocketChatIds(long app, Collection<String> rocketChatIds) {
        State.atMost(rocketChatIds, 1_000);
        return log.look(() -> those(app, person -> rocketChatIds.contains(person.rocketChatId()))
                .toList());
    }

    @Override
    public Future<List<Person>> byUsernames(long app, Collection<String> usernames) {
        State.atMost(usernames, 1_000);
        Set<String> lower = usernames.stream().map(State::lower).collect(Collectors.toSet());
        return log.look(() -> those(app, person -> lower.contains(State.lower(person.username())))
                .toList());
    }

    @Override
    public Future<List<Person>> byZulipIds(long app, Collection<Integer> zulipIds) {
        State.atMost(zulipIds, 1_000);
        return log.look(
                () -> those(app, person -> zulipIds.contains(person.zulipId())).toList());
    }

    @Override
    public Future<Optional<Person>> byEmail(long app, String email) {
        return log.look(() -> those(
                        app,
                        person -> person.email() != null
                                && State.lower(person.email()).equals(State.lower(email)))
                .findFirst());
    }

    @Override
    public Future<Listed<Person>> list(long app, long offset, int limit) {
        return log.look(() -> State.listed(
                those(app, person -> true)
                        .sorted(Comparator.comparing(person -> State.lower(person.username())))
                        .toList(),
                offset,
                limit));
    }

    /** Those of the app who are not deleted. */
    private Stream<Person> those(long app, Predicate<Person> asked) {
        return state.people.values().stream()
                .filter(person -> person.app() == app && !person.deleted() && asked.test(person));
    }
}
