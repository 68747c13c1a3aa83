package dev.seenby.storage.model;

import dev.seenby.storage.AppOptions;
import dev.seenby.storage.IndexChange;
import dev.seenby.storage.IndexEntry;
import dev.seenby.storage.IndexUnit;
import dev.seenby.storage.Listed;
import dev.seenby.storage.Message;
import dev.seenby.storage.MessageFacts;
import dev.seenby.storage.MessageSearch;
import dev.seenby.storage.Messages;
import dev.seenby.storage.NewMessage;
import dev.seenby.storage.Positions;
import dev.seenby.storage.StorageException;
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
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

final class InMemoryMessages implements Messages {
    private static final Duration SAME_RANDOM = Duration.ofMinutes(5);
    private static final int BATCH = 500;
    private static final long RECEIVER_SECONDS = 10;

    private final State state;
    private final Log log;
    private final InMemorySearch searches;

    InMemoryMessages(State state, Log log) {
        this.state = state;
        this.log = log;
        this.searches = new InMemorySearch(state);
    }

    @Override
    public Future<Message> send(NewMessage message) {
        return log.commit(() -> {
            RoomState room = state.openRoom(message.room());
            state.person(message.sender());
            MessageState same = alreadySent(room, message);
            if (same != null) {
                return new Log.Done<>(same.message(), List.of());
            }
            if (message.parent() != null
                    && state.message(message.parent()).message().facts().room() != message.room()) {
                throw new NotFound("message");
            }
            if (message.id() != null && (state.messages.containsKey(message.id()) || message.id() < newest(room))) {
                throw new Conflict(Conflict.Of.MESSAGE_ID);
            }
            return append(room, message);
        });
    }

    private static long newest(RoomState room) {
        return room.messages.stream()
                .mapToLong(each -> each.message().facts().id())
                .max()
                .orElse(0);
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
                message.updatedAt() != null ? message.updatedAt().truncatedTo(ChronoUnit.MILLIS) : sentAt,
                null);
        if (message.parent() != null) {
            reply(room, state.message(message.parent()), sent, message.mentions());
        }
        MessageState kept = new MessageState(sent, message.random(), audience);
        room.members.keySet().forEach(member -> room.presentAt
                .computeIfAbsent(member, m -> new TreeSet<>())
                .add(clock));
        room.messages.add(kept);
        room.mentions.put(clock, message.mentions());
        timeline.messages.add(kept);
        state.messages.put(facts.id(), kept);
        if (message.sentAt() == null) {
            state.told(room, AppOptions.Event.SENT, 0, List.of(new Positions(clock, clock)), List.of());
        }
        IndexChange change = Shares.change(Shares.unit(timeline), before, after);
        return new Log.Done<>(sent, List.of(change));
    }

    /** Before the reply itself is there. */
    private void reply(RoomState room, MessageState parent, Message reply, Set<Long> mentions) {
        long thread = parent.message().facts().id();
        boolean first = state.messages.values().stream()
                .noneMatch(each -> Objects.equals(each.message().parent(), thread));
        Map<Long, Long> followers = state.followers.computeIfAbsent(thread, t -> new LinkedHashMap<>());
        long author = parent.message().facts().sender();
        if (first && room.members.containsKey(author)) {
            followers.putIfAbsent(author, 0L);
        }
        followers.put(reply.facts().sender(), reply.facts().clock());
        mentions.stream()
                .sorted()
                .filter(room.members::containsKey)
                .forEach(person -> followers.putIfAbsent(person, 0L));
        parent.changed(reply.sentAt());
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
                .filter(message -> appOf(message) == app && asked.test(message.message()) && !state.isDeleted(message))
                .map(MessageState::message)
                .toList());
    }

    @Override
    public Future<Message> edit(long message, String text, String payload, long editor) {
        return log.look(() -> {
            MessageState edited = state.message(message);
            edited.edit(text, payload, new Message.Edit(editor, state.now().truncatedTo(ChronoUnit.MILLIS)));
            return edited.message();
        });
    }

    @Override
    public Future<Void> delete(long message) {
        return log.commit(() -> {
            MessageState deleted = state.message(message);
            MessageFacts facts = deleted.message().facts();
            RoomState room = state.room(facts.room());
            Instant now = state.now();
            IndexEntry before = Shares.ofDeletions(room);
            deleted.deletedAt = now;
            room.deletedClocks.add(facts.clock());
            room.deletions++;
            room.mentions.remove(facts.clock());
            state.followers.remove(message);
            Long parent = deleted.message().parent();
            if (parent != null) {
                State.found(state.messages.get(parent), "message").changed(now.truncatedTo(ChronoUnit.MILLIS));
            }
            state.told(
                    room,
                    AppOptions.Event.RECALLED,
                    0,
                    List.of(new Positions(facts.clock(), facts.clock())),
                    List.of());
            IndexChange change = Shares.change(IndexUnit.room(facts.room()), before, Shares.ofDeletions(room));
            return new Log.Done<>(null, List.of(change));
        });
    }

    @Override
    public Future<Optional<Long>> newestOf(long person) {
        Comparator<Message> age = Comparator.comparing(Message::sentAt)
                .thenComparing(message -> message.facts().id());
        return log.look(() -> state.rooms.values().stream()
                .filter(room -> !room.deleted && room.members.containsKey(person))
                .flatMap(room -> room.messages.stream()
                        .filter(message -> message.deletedAt == null)
                        .map(MessageState::message)
                        .max(age)
                        .stream())
                .map(message -> message.facts().id())
                .max(Comparator.naturalOrder()));
    }

    @Override
    public Future<Map<Long, String>> stringIds(Collection<Long> ids) {
        State.atMost(ids, 1_000);
        return log.look(() -> state.messages.values().stream()
                .map(MessageState::message)
                .filter(message -> ids.contains(message.facts().id()))
                .collect(Collectors.toMap(message -> message.facts().id(), Message::stringId)));
    }

    @Override
    public Future<Listed<Message>> search(MessageSearch search) {
        return log.look(() -> {
            List<Message> found = searches.all(search);
            return new Listed<>(
                    InMemorySearch.part(search, found), search.counted() ? found.size() : MessageSearch.NOT_COUNTED);
        });
    }

    @Override
    public Future<Long> stream(MessageSearch search, Function<List<Message>, Future<Void>> batches) {
        return log.look(() -> searches.all(search)).compose(found -> {
            List<Message> part = InMemorySearch.part(search, found);
            Future<Void> taken = Future.succeededFuture();
            for (int i = 0; i < part.size(); i += BATCH) {
                List<Message> batch = part.subList(i, Math.min(part.size(), i + BATCH));
                taken = taken.compose(before -> batches.apply(batch)
                        .timeout(RECEIVER_SECONDS, TimeUnit.SECONDS)
                        .recover(e -> Future.failedFuture(
                                e instanceof TimeoutException
                                        ? new StorageException.Unavailable("a batch was not taken in time", e)
                                        : e)));
            }
            return taken.map(search.counted() ? found.size() : MessageSearch.NOT_COUNTED);
        });
    }

    @Override
    public Future<List<String>> deletedReplies(long parent, Instant after) {
        return log.look(() -> state.messages.values().stream()
                .filter(m -> Objects.equals(m.message().parent(), parent)
                        && m.deletedAt != null
                        && m.deletedAt.isAfter(after))
                .sorted(Comparator.comparing((MessageState m) -> Objects.requireNonNull(m.deletedAt))
                        .thenComparing(m -> m.message().facts().id())
                        .reversed())
                .limit(1_000)
                .map(m -> m.message().stringId())
                .toList());
    }

    @Override
    public Future<List<Place>> places(long room, long last, int limit) {
        return log.look(() -> {
            RoomState found = state.rooms.get(room);
            if (found == null || found.deleted) {
                return List.of();
            }
            return found.messages.stream()
                    .filter(message -> message.message().facts().clock() <= last)
                    .sorted(Comparator.comparing((MessageState message) ->
                                    message.message().facts().clock())
                            .reversed())
                    .limit(limit)
                    .map(InMemoryMessages::place)
                    .toList();
        });
    }

    private static Place place(MessageState state) {
        Message message = state.message();
        if (state.deletedAt == null) {
            return new Place(message, false);
        }
        Message emptied = new Message(
                message.facts(),
                message.stringId(),
                message.sentAt(),
                "",
                "{}",
                message.parent(),
                message.topic(),
                message.updatedAt(),
                message.edit());
        return new Place(emptied, true);
    }
}
