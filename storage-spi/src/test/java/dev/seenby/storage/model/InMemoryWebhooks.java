package dev.seenby.storage.model;

import dev.seenby.storage.App;
import dev.seenby.storage.MessageFacts;
import dev.seenby.storage.Positions;
import dev.seenby.storage.Webhooks;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

final class InMemoryWebhooks implements Webhooks {
    private static final int DROPPED_AT_ONCE = 10_000;

    private final State state;
    private final Log log;
    private final Map<Long, Set<Long>> batches = new HashMap<>();

    InMemoryWebhooks(State state, Log log) {
        this.state = state;
        this.log = log;
    }

    private long version(long app) {
        App known = state.apps.get(app);
        return known == null ? 0 : known.version();
    }

    private long appOf(Event event) {
        return state.room(event.group().room()).room.app();
    }

    private List<Event> of(long app) {
        return state.webhookEvents.values().stream()
                .filter(event -> appOf(event) == app)
                .toList();
    }

    @Override
    public Future<List<Waiting>> waiting() {
        return log.look(() -> {
            Map<Long, Instant> oldest = new TreeMap<>();
            state.webhookEvents.values().forEach(event -> oldest.putIfAbsent(appOf(event), event.at()));
            return oldest.entrySet().stream()
                    .map(entry -> new Waiting(entry.getKey(), entry.getValue(), version(entry.getKey())))
                    .toList();
        });
    }

    @Override
    public Future<Long> count(long most) {
        return log.look(() -> Math.min(most, state.webhookEvents.size()));
    }

    @Override
    public Future<List<Event>> take(long app) {
        return log.look(() -> {
            List<Event> all = of(app);
            Set<Long> taken = batches.getOrDefault(app, Set.of());
            if (all.stream().noneMatch(event -> taken.contains(event.id()))) {
                batches.put(app, all.stream().limit(MAX_BATCH).map(Event::id).collect(Collectors.toSet()));
            }
            return all.stream()
                    .filter(event -> batches.getOrDefault(app, Set.of()).contains(event.id()))
                    .toList();
        });
    }

    @Override
    public Future<Void> done(long app, Collection<Long> events) {
        State.atMost(events, MAX_BATCH);
        return log.look(() -> {
            of(app).stream()
                    .filter(event -> events.contains(event.id()))
                    .forEach(event -> state.webhookEvents.remove(event.id()));
            return null;
        });
    }

    @Override
    public Future<Integer> drop(long app, Instant before, long keep) {
        return log.look(() -> {
            List<Event> all = of(app);
            long tooMany = all.size() - keep;
            List<Event> dropped = all.stream()
                    .filter(event -> event.at().isBefore(before) || all.indexOf(event) < tooMany)
                    .limit(DROPPED_AT_ONCE)
                    .toList();
            dropped.forEach(event -> state.webhookEvents.remove(event.id()));
            return dropped.size();
        });
    }

    @Override
    public Future<List<MessageFacts>> messages(long timeline, Positions within) {
        return log.look(() -> state.timeline(timeline).messages.stream()
                .filter(message -> !state.isDeleted(message))
                .map(message -> message.message().facts())
                .filter(facts -> within.first() <= facts.position() && facts.position() <= within.last())
                .toList());
    }
}
