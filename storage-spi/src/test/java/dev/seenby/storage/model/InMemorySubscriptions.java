package dev.seenby.storage.model;

import dev.seenby.storage.Member;
import dev.seenby.storage.Message;
import dev.seenby.storage.Subscriptions;
import dev.seenby.storage.TimelineKey;
import dev.seenby.storage.model.State.MessageState;
import dev.seenby.storage.model.State.RoomState;
import dev.seenby.storage.model.State.View;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What members have looked at, in memory. */
final class InMemorySubscriptions implements Subscriptions {
    private static final int MOST = 1_000;

    private final State state;
    private final Log log;

    InMemorySubscriptions(State state, Log log) {
        this.state = state;
        this.log = log;
    }

    @Override
    public Future<List<Subscription>> of(long person, Collection<Long> rooms) {
        State.atMost(rooms, 1_000);
        return log.look(
                () -> those(person).filter(each -> rooms.contains(each.room())).toList());
    }

    @Override
    public Future<List<Subscription>> of(long person, long after, int limit) {
        State.within(limit, 1_000);
        return log.look(() ->
                those(person).filter(each -> each.room() > after).limit(limit).toList());
    }

    private Stream<Subscription> those(long person) {
        return state.rooms.values().stream()
                .filter(room -> !room.deleted && room.members.containsKey(person))
                .map(room -> subscription(room, Objects.requireNonNull(room.members.get(person))));
    }

    private Subscription subscription(RoomState room, Member member) {
        long person = member.person();
        View view = view(room.room.id(), person);
        Instant last = room.lastMessageAt();
        return new Subscription(
                room.room.id(),
                person,
                member.role(),
                member.joinedAt(),
                view.seenAt,
                unseen(
                        room,
                        person,
                        message -> message.message().parent() == null
                                || message.message().facts().timelineKind() != TimelineKey.Kind.THREAD),
                unseen(room, person, message -> mentions(room, message).contains(person)),
                unseen(room, person, message -> mentions(room, message).contains(0L)),
                unseenThreads(room, person),
                last != null && last.isAfter(view.changedAt) ? last : view.changedAt);
    }

    private static Set<Long> mentions(RoomState room, MessageState message) {
        return room.mentions.getOrDefault(message.message().facts().clock(), Set.of());
    }

    /** How many messages of others the member has not looked at. */
    private int unseen(RoomState room, long person, Predicate<MessageState> counted) {
        long seen = view(room.room.id(), person).seenClock;
        return (int) room.messages.stream()
                .filter(message -> message.message().facts().clock() > seen
                        && !room.hasDeleted(message.message().facts().clock())
                        && message.message().facts().sender() != person
                        && counted.test(message))
                .limit(MOST)
                .count();
    }

    private List<Long> unseenThreads(RoomState room, long person) {
        List<Long> threads = new ArrayList<>();
        for (MessageState each : room.messages) {
            long id = each.message().facts().id();
            Long seen = followers(id).get(person);
            boolean unseen = seen != null
                    && !room.hasDeleted(each.message().facts().clock())
                    && replies(room, id)
                            .anyMatch(reply -> reply.facts().clock() > seen
                                    && reply.facts().sender() != person);
            if (unseen && threads.size() < MOST) {
                threads.add(id);
            }
        }
        threads.sort(null);
        return threads;
    }

    private static Stream<Message> replies(RoomState room, long parent) {
        return room.messages.stream()
                .map(MessageState::message)
                .filter(message -> Objects.equals(message.parent(), parent)
                        && !room.hasDeleted(message.facts().clock()));
    }

    private Map<Long, Long> followers(long parent) {
        return state.followers.getOrDefault(parent, Map.of());
    }

    /** Fails if there is no such room or no such member. */
    private View view(long room, long person) {
        RoomState found = state.openRoom(room);
        return State.found(found.members.containsKey(person) ? found.views.get(person) : null, "member");
    }

    @Override
    public Future<List<Left>> left(long person, Instant after) {
        return log.look(() -> state.rooms.values().stream()
                .flatMap(room -> {
                    Instant at = room.members.containsKey(person) ? room.deletedAt : room.leftAt.get(person);
                    return at != null && at.isAfter(after) ? Stream.of(new Left(room.room.id(), at)) : Stream.empty();
                })
                .sorted(Comparator.comparing(Left::at).reversed().thenComparing(Left::room))
                .limit(MOST)
                .toList());
    }

    @Override
    public Future<Void> seen(long room, long person, boolean threads) {
        return log.look(() -> {
            View view = view(room, person);
            RoomState found = state.openRoom(room);
            view.seenAt = state.now();
            view.changedAt = state.now();
            view.seenClock = found.messages.size();
            if (threads) {
                found.messages.forEach(
                        message -> seeThread(message.message().facts().id(), person));
            }
            return null;
        });
    }

    private void seeThread(long parent, long person) {
        Map<Long, Long> followers = state.followers.getOrDefault(parent, new HashMap<>());
        followers.computeIfPresent(person, (p, seen) -> Math.max(seen, lastClock(parent)));
    }

    /** Whatever is sent from now on has a greater one. */
    private long lastClock(long parent) {
        MessageState message = State.found(state.messages.get(parent), "message");
        return state.room(message.message().facts().room()).messages.size();
    }

    @Override
    public Future<Void> unseen(long room, long person, long clock) {
        return log.look(() -> {
            View view = view(room, person);
            view.seenClock = Math.min(view.seenClock, clock - 1);
            RoomState in = state.room(room);
            if (view.seenAt != null && clock >= 1 && clock <= in.messages.size()) {
                Instant before =
                        in.messages.get((int) (clock - 1)).message().sentAt().minusMillis(1);
                view.seenAt = view.seenAt.isBefore(before) ? view.seenAt : before;
            }
            view.changedAt = state.now();
            return null;
        });
    }

    @Override
    public Future<Void> threadSeen(long parent, long person) {
        return log.look(() -> {
            if (followers(parent).containsKey(person)) {
                seeThread(parent, person);
                changed(parent, person);
            }
            return null;
        });
    }

    private void changed(long parent, long person) {
        MessageState message = State.found(state.messages.get(parent), "message");
        View view = state.room(message.message().facts().room()).views.get(person);
        if (view != null) {
            view.changedAt = state.now();
        }
    }

    @Override
    public Future<Void> follow(long parent, long person) {
        return log.look(() -> {
            MessageState message = State.found(known(parent), "message");
            state.followers
                    .computeIfAbsent(message.message().facts().id(), p -> new LinkedHashMap<>())
                    .putIfAbsent(person, lastClock(parent));
            return null;
        });
    }

    /** Not one that is deleted. */
    private @Nullable MessageState known(long id) {
        MessageState message = state.messages.get(id);
        return message == null
                        || state.room(message.message().facts().room())
                                .hasDeleted(message.message().facts().clock())
                ? null
                : message;
    }

    @Override
    public Future<Void> unfollow(long parent, long person) {
        return log.look(() -> {
            if (followers(parent).containsKey(person)) {
                state.followers.getOrDefault(parent, new HashMap<>()).remove(person);
                changed(parent, person);
            }
            return null;
        });
    }

    @Override
    public Future<List<Thread>> threads(Collection<Long> parents) {
        State.atMost(parents, 1_000);
        return log.look(() -> parents.stream()
                .distinct()
                .filter(parent -> known(parent) != null)
                .map(this::thread)
                .filter(thread -> thread.replies() > 0 || !thread.followers().isEmpty())
                .toList());
    }

    private Thread thread(long parent) {
        MessageState message = State.found(state.messages.get(parent), "message");
        List<Message> replies =
                replies(state.room(message.message().facts().room()), parent).toList();
        Instant last = replies.stream()
                .map(Message::sentAt)
                .max(Comparator.naturalOrder())
                .orElse(null);
        return new Thread(
                parent,
                replies.size(),
                last,
                followers(parent).keySet().stream().limit(MOST).toList());
    }
}
