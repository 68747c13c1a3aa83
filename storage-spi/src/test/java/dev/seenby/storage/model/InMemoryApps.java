package dev.seenby.storage.model;

import dev.seenby.storage.App;
import dev.seenby.storage.Apps;
import dev.seenby.storage.NewApp;
import dev.seenby.storage.Person;
import dev.seenby.storage.StorageException.Conflict;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

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
            if (given != null && state.apps.containsKey(given)) {
                throw new Conflict(Conflict.Of.SDK_APP_ID);
            }
            for (App other : state.apps.values()) {
                if (app.hosts().isEmpty() && other.hosts().isEmpty()) {
                    throw new Conflict(Conflict.Of.DEFAULT_APP);
                }
                if (app.hosts().stream().anyMatch(other.hosts()::contains)) {
                    throw new Conflict(Conflict.Of.HOST);
                }
            }
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

    private long free() {
        long id = FIRST_ID;
        while (state.apps.containsKey(id)) {
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
        throw new UnsupportedOperationException();
    }

    @Override
    public Future<Void> delete(long sdkAppId) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Future<List<Long>> deleted(int limit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Future<Boolean> purge(long sdkAppId) {
        throw new UnsupportedOperationException();
    }
}
