package dev.seenby.storage.model;

import dev.seenby.storage.App;
import dev.seenby.storage.Apps;
import dev.seenby.storage.NewApp;
import dev.seenby.storage.Person;
import dev.seenby.storage.StorageException.Conflict;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

final class InMemoryApps implements Apps {
    private static final long FIRST_ID = 1_400_000_001L;

    private final State state;
    private final Log log;

    InMemoryApps(State state, Log log) {
        this.state = state;
        this.log = log;
    }

    @Override
    public Future<Created> create(NewApp app) {
        return log.look(() -> {
            Long given = app.sdkAppId();
            if (given != null && isTaken(given)) {
                throw new Conflict(Conflict.Of.SDK_APP_ID);
            }
            hostsMustBeFree(app.hosts(), 0);
            long id = given != null ? given : free();
            App created = new App(
                    id,
                    app.name(),
                    app.hosts(),
                    app.callsPerSecond(),
                    app.ceilingPerSecond(),
                    app.callsPerSecondPerPerson(),
                    app.secretKey(),
                    app.owner().userId(),
                    state.now(),
                    1,
                    app.options());
            state.apps.put(id, created);
            Person owner = InMemoryPeople.add(state, id, app.owner(), app.ownerCredentials());
            return new Created(created, owner);
        });
    }

    /** @param own the app whose hosts they are to be, 0 = a new one */
    private void hostsMustBeFree(List<String> hosts, long own) {
        for (App other : state.apps.values()) {
            if (other.sdkAppId() == own) {
                continue;
            }
            if (hosts.isEmpty() && other.hosts().isEmpty()) {
                throw new Conflict(Conflict.Of.DEFAULT_APP);
            }
            if (hosts.stream().anyMatch(other.hosts()::contains)) {
                throw new Conflict(Conflict.Of.HOST);
            }
        }
    }

    private boolean isTaken(long id) {
        return state.apps.containsKey(id) || state.deletedApps.containsKey(id);
    }

    private long free() {
        long id = FIRST_ID;
        while (isTaken(id)) {
            id++;
        }
        return id;
    }

    @Override
    public Future<Optional<App>> bySdkAppId(long sdkAppId) {
        return log.look(() -> Optional.ofNullable(state.apps.get(sdkAppId)));
    }

    @Override
    public Future<Optional<App>> byHost(String host) {
        return log.look(() -> state.apps.values().stream()
                .filter(app -> app.hosts().contains(host))
                .findFirst()
                .or(() -> state.apps.values().stream()
                        .filter(app -> app.hosts().isEmpty())
                        .findFirst()));
    }

    @Override
    public Future<List<App>> list(long after, int limit) {
        State.within(limit, 1_000);
        return log.look(() ->
                state.apps.tailMap(after, false).values().stream().limit(limit).toList());
    }

    @Override
    public Future<Map<String, String>> settings(long app) {
        return log.look(() -> Map.copyOf(state.settings.getOrDefault(app, Map.of())));
    }

    @Override
    public Future<Void> changeSettings(long app, Map<String, String> values) {
        State.within(values.size(), 1_000);
        return log.look(() -> {
            state.changed(app);
            state.settings.computeIfAbsent(app, a -> new HashMap<>()).putAll(values);
            return null;
        });
    }

    @Override
    public Future<App> change(long sdkAppId, UnaryOperator<App> change) {
        // The change throws what it likes.
        return Future.succeededFuture()
                .compose(begun -> log.look(() -> {
                    App former = state.app(sdkAppId);
                    App asked = change.apply(former);
                    hostsMustBeFree(asked.hosts(), sdkAppId);
                    App changed = new App(
                            sdkAppId,
                            asked.name(),
                            asked.hosts().stream().sorted().toList(),
                            asked.callsPerSecond(),
                            asked.ceilingPerSecond(),
                            asked.callsPerSecondPerPerson(),
                            asked.secretKey(),
                            former.administrator(),
                            former.createdAt(),
                            former.version() + 1,
                            asked.options());
                    state.apps.put(sdkAppId, changed);
                    return changed;
                }));
    }

    @Override
    public Future<Void> delete(long sdkAppId, Consumer<App> check) {
        // The check throws what it likes.
        return Future.succeededFuture()
                .compose(begun -> log.look(() -> {
                    App app = state.app(sdkAppId);
                    check.accept(app);
                    state.deletedApps.put(sdkAppId, state.clock.instant());
                    state.apps.remove(sdkAppId);
                    return null;
                }));
    }

    @Override
    public Future<List<Long>> deleted(Duration ago, int limit) {
        State.within(limit, 1_000);
        return log.look(() -> {
            Instant last = state.clock.instant().minus(ago);
            return state.deletedApps.entrySet().stream()
                    .filter(app -> !app.getValue().isAfter(last))
                    .map(Map.Entry::getKey)
                    .limit(limit)
                    .toList();
        });
    }

    @Override
    public Future<Boolean> purge(long sdkAppId) {
        return log.look(() -> {
            if (state.apps.containsKey(sdkAppId)) {
                throw new Conflict(Conflict.Of.SDK_APP_ID);
            }
            state.webhookEvents
                    .values()
                    .removeIf(event -> state.room(event.group().room()).room.app() == sdkAppId);
            state.messages
                    .values()
                    .removeIf(message ->
                            state.room(message.message().facts().room()).room.app() == sdkAppId);
            state.timelines.values().removeIf(timeline -> timeline.room.room.app() == sdkAppId);
            state.rooms.values().removeIf(room -> room.room.app() == sdkAppId);
            Set<Long> people = state.people.values().stream()
                    .filter(person -> person.app() == sdkAppId)
                    .map(Person::id)
                    .collect(Collectors.toSet());
            state.people.keySet().removeAll(people);
            state.credentials.keySet().removeAll(people);
            state.attempts.keySet().removeAll(people);
            state.mutes.keySet().removeAll(people);
            state.flags.keySet().removeAll(people);
            state.followers.keySet().retainAll(state.messages.keySet());
            state.settings.remove(sdkAppId);
            state.deletedApps.remove(sdkAppId);
            return true;
        });
    }
}
