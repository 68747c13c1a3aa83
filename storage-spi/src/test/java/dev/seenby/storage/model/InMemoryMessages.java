package dev.seenby.storage.model;

import dev.seenby.storage.IndexChange;
import dev.seenby.storage.IndexEntry;
import dev.seenby.storage.IndexUnit;
import dev.seenby.storage.Listed;
import dev.seenby.storage.Message;
import dev.seenby.storage.MessageFacts;
import dev.seenby.storage.MessageSearch;
import dev.seenby.storage.Messages;
import dev.seenby.storage.NewMessage;
import dev.seenby.storage.StorageException.Conflict;
import dev.seenby.storage.StorageException.NotFound;
import dev.seenby.storage.model.State.MessageState;
import dev.seenby.storage.model.State.RoomState;
import dev.seenby.storage.model.State.TimelineState;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

final class InMemoryMessages implements Messages {
    private static final Duration SAME_RANDOM = Duration.ofMinutes(5);

    private final State state;
    private final Log log;

    InMemoryMessages(State state, Log log) {
        this.state = state;
        this.log = log;
    }

    @Override
    public Future<Message> send(NewMessage message) {
        return log.commit(() -> {
            RoomState room = state.openRoom(message.room());
            state.person(message.sender());
            if (message.parent() != null) {
                MessageState parent = state.messages.get(message.parent());
                if (parent == null || appOf(parent) != room.room.app()) {
                    throw new NotFound("parent message");
                }
            }
            MessageState same = alreadySent(room, message);
            if (same != null) {
                return new Log.Done<>(same.message(), List.of());
            }
            if (message.id() != null && state.messages.containsKey(message.id())) {
                throw new Conflict(Conflict.Of.MESSAGE_ID);
            }
            return append(room, message);
        });
    }

    private @Nullable MessageState alreadySent(RoomState room, NewMessage message) {
        for (MessageState other : state.messages.values()) {
            MessageFacts facts = other.message().facts();
            boolean sameRoomAndSender = facts.room() == message.room() && facts.sender() == message.sender();
            if (appOf(other) == room.room.app() && other.message().stringId().equals(message.stringId())) {
                if (!sameRoomAndSender) {
                    throw new Conflict(Conflict.Of.MESSAGE_ID);
                }
                return other;
            }
        }
        for (MessageState other : room.messages) {
            if (message.random() != null
                    && message.random().equals(other.random())
                    && other.message().facts().sender() == message.sender()
                    && other.message().sentAt().isAfter(state.now().minus(SAME_RANDOM))) {
                return other;
            }
        }
        return null;
    }

    private Log.Done<Message> append(RoomState room, NewMessage message) {
        TimelineState timeline = room.timeline(message.timeline());
        if (timeline == null) {
            timeline = new TimelineState(state.nextId(), room, message.timeline());
            state.timelines.put(timeline.id, timeline);
            room.timelines.put(timeline.id, timeline);
        }
        long sender = message.sender();
        Set<Long> audience = new HashSet<>(room.members.keySet());
        audience.remove(sender);
        long clock = room.messages.size() + 1L;
        long position = timeline.messages.size() + 1L;
        Instant sentAt = (message.sentAt() != null ? message.sentAt() : state.now()).truncatedTo(ChronoUnit.MILLIS);

        IndexEntry before = Shares.ofTimeline(timeline, sender);
        timeline.readsOf(sender).put(position, sentAt);
        timeline.versions.merge(sender, 1L, Long::sum);
        IndexEntry after = Shares.ofTimeline(timeline, sender);

        MessageFacts facts = new MessageFacts(
                message.id() != null ? message.id() : state.nextMessageId(),
                room.room.id(),
                clock,
                timeline.id,
                timeline.key.kind(),
                position,
                sender,
                after.version(),
                room.members.containsKey(sender),
                audience.size());
        Message sent = new Message(
                facts,
                message.stringId(),
                sentAt,
                message.text(),
                message.payload(),
                message.parent(),
                message.topic(),
                message.updatedAt() != null ? message.updatedAt() : sentAt,
                null);
        MessageState kept = new MessageState(sent, message.random(), audience);
        room.members.keySet().forEach(member -> room.presentAt
                .computeIfAbsent(member, m -> new TreeSet<>())
                .add(clock));
        room.messages.add(kept);
        room.mentions.put(clock, message.mentions());
        timeline.messages.add(kept);
        state.messages.put(facts.id(), kept);
        IndexChange change = Shares.change(Shares.unit(timeline), before, after);
        return new Log.Done<>(sent, List.of(change));
    }

    private long appOf(MessageState message) {
        return state.room(message.message().facts().room()).room.app();
    }

    @Override
    public Future<List<MessageFacts>> factsByClock(long room, Collection<Long> clocks) {
        State.atMost(clocks, 1_000);
        return log.look(() -> {
            RoomState found = state.rooms.get(room);
            return clocks.stream()
                    .distinct()
                    .filter(clock -> found != null && clock >= 1 && clock <= found.messages.size())
                    .filter(clock -> !Objects.requireNonNull(found).hasDeleted(clock))
                    .map(clock -> Objects.requireNonNull(found)
                            .messages
                            .get((int) (clock - 1))
                            .message()
                            .facts())
                    .toList();
        });
    }

    @Override
    public Future<List<Message>> byIds(long app, Collection<Long> ids) {
        State.atMost(ids, 1_000);
        return those(app, message -> ids.contains(message.facts().id()));
    }

    @Override
    public Future<List<Message>> byStringIds(long app, Collection<String> stringIds) {
        State.atMost(stringIds, 1_000);
        return those(app, message -> stringIds.contains(message.stringId()));
    }

    private Future<List<Message>> those(long app, Predicate<Message> asked) {
        return log.look(() -> state.messages.values().stream()
                .filter(message -> appOf(message) == app && asked.test(message.message()) && !isDeleted(message))
                .map(MessageState::message)
                .toList());
    }

    @Override
    public Future<Message> edit(long message, String text, String payload, long editor) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Future<Void> delete(long message) {
        return log.commit(() -> {
            MessageState found = State.found(state.messages.get(message), "message");
            if (isDeleted(found)) {
                throw new NotFound("message");
            }
            MessageFacts facts = found.message().facts();
            RoomState room = state.room(facts.room());
            IndexEntry before = Shares.ofDeletions(room);
            room.deletedClocks.add(facts.clock());
            room.deletions++;
            IndexChange change = Shares.change(IndexUnit.room(facts.room()), before, Shares.ofDeletions(room));
            return new Log.Done<>(null, List.of(change));
        });
    }

    private boolean isDeleted(MessageState message) {
        MessageFacts facts = message.message().facts();
        return state.room(facts.room()).hasDeleted(facts.clock());
    }

    @Override
    public Future<Listed<Message>> search(MessageSearch search) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Future<Long> stream(MessageSearch search, Function<List<Message>, Future<Void>> batches) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Future<List<String>> deletedReplies(long parent, Instant after) {
        throw new UnsupportedOperationException();
    }
}
