package dev.seenby.storage.model;

import dev.seenby.storage.App;
import dev.seenby.storage.AppOptions;
import dev.seenby.storage.Credential;
import dev.seenby.storage.Inbox;
import dev.seenby.storage.Listed;
import dev.seenby.storage.Member;
import dev.seenby.storage.Message;
import dev.seenby.storage.MessageFacts;
import dev.seenby.storage.Person;
import dev.seenby.storage.Positions;
import dev.seenby.storage.Room;
import dev.seenby.storage.StorageException.NotFound;
import dev.seenby.storage.Timeline;
import dev.seenby.storage.TimelineKey;
import dev.seenby.storage.Webhooks;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Everything recorded, as plain sets. Used only under the lock of {@link Log}. */
final class State {
    /** Ids below are for imported messages. */
    private static final long FIRST_MESSAGE_ID = 1_001;

    final InstantSource clock;
    final TreeMap<Long, App> apps = new TreeMap<>();
    /** Those that still have data. */
    /** When. */
    final TreeMap<Long, Instant> deletedApps = new TreeMap<>();

    final TreeMap<Long, Person> people = new TreeMap<>();
    final Map<Long, List<Credential>> credentials = new HashMap<>();
    final TreeMap<Long, RoomState> rooms = new TreeMap<>();
    final TreeMap<Long, TimelineState> timelines = new TreeMap<>();
    final TreeMap<Long, MessageState> messages = new TreeMap<>();
    /** By message: who follows its thread, in the order in which they came, and up to which clock they have seen it. */
    final Map<Long, Map<Long, Long>> followers = new HashMap<>();
    /** By person: attempts to sign in since the last success. */
    final Map<Long, Attempts> attempts = new HashMap<>();

    /** By person: whom they mute since when, in that order. */
    final Map<Long, Map<Long, Instant>> mutes = new HashMap<>();

    final Map<Long, Map<String, String>> settings = new HashMap<>();
    /** By person: the messages they have put a flag on. */
    final Map<Long, Map<Inbox.Flag, Set<Long>>> flags = new HashMap<>();

    final TreeMap<Long, Webhooks.Event> webhookEvents = new TreeMap<>();

    private long lastId;
    private long nextMessageId = FIRST_MESSAGE_ID;

    /** How many since when. */
    record Attempts(int failed, Instant since) {}

    State(InstantSource clock) {
        this.clock = clock;
    }

    /** Who is and was in a room, and what was said there. */
    static final class RoomState {
        Room room;
        final TreeMap<Long, Member> members = new TreeMap<>();
        /** By person: the clocks of the messages that were sent while they were a member. */
        final Map<Long, TreeSet<Long>> presentAt = new HashMap<>();
        /** By person: how often they have left or come back. */
        final TreeMap<Long, Long> versions = new TreeMap<>();
        /** The message of clock c stands at c − 1. */
        final List<MessageState> messages = new ArrayList<>();

        final TreeMap<Long, TimelineState> timelines = new TreeMap<>();
        /** How often something was deleted: a message, or the room itself. */
        long deletions;

        final TreeSet<Long> deletedClocks = new TreeSet<>();
        boolean deleted;
        /** Who has read messages up to this clock is told no more. */
        long floor;
        /** Up to which nothing is left that says when they were read. */
        long dropped;

        @Nullable
        Instant deletedAt;

        /** By member: what they have looked at in this stay. */
        final Map<Long, View> views = new HashMap<>();
        /** By person: when they left last. */
        final Map<Long, Instant> leftAt = new HashMap<>();
        /** By clock: whom the message speaks to. */
        final Map<Long, Set<Long>> mentions = new HashMap<>();

        RoomState(Room room) {
            this.room = room;
        }

        @Nullable
        Instant lastMessageAt() {
            return messages.stream()
                    .map(each -> each.message().sentAt())
                    .max(Comparator.naturalOrder())
                    .orElse(null);
        }

        /** Whether nobody is told who has read the message. */
        boolean tellsNobodyOf(long clock) {
            return clock <= floor || hasDeleted(clock);
        }

        boolean hasDeleted(long clock) {
            return deleted || deletedClocks.contains(clock);
        }

        @Nullable
        TimelineState timeline(TimelineKey key) {
            for (TimelineState timeline : timelines.values()) {
                TimelineKey other = timeline.key;
                if (other.kind() == key.kind() && lower(other.discriminator()).equals(lower(key.discriminator()))) {
                    return timeline;
                }
            }
            return null;
        }
    }

    /** What a member has looked at. */
    static final class View {
        @Nullable
        Instant seenAt;
        /** Everything up to it. */
        long seenClock;

        Instant changedAt;

        View(long seenClock, Instant changedAt) {
            this.seenClock = seenClock;
            this.changedAt = changedAt;
        }
    }

    /** What was said in a timeline, and who has read it. */
    static final class TimelineState {
        final long id;
        final RoomState room;
        final TimelineKey key;
        /** The message of position p stands at p − 1. */
        final List<MessageState> messages = new ArrayList<>();
        /** By person: when which position was read first. */
        final Map<Long, TreeMap<Long, Instant>> reads = new HashMap<>();
        /** By person: how often their share has changed. */
        final TreeMap<Long, Long> versions = new TreeMap<>();

        TimelineState(long id, RoomState room, TimelineKey key) {
            this.id = id;
            this.room = room;
            this.key = key;
        }

        TreeMap<Long, Instant> readsOf(long person) {
            return reads.computeIfAbsent(person, p -> new TreeMap<>());
        }

        Timeline timeline() {
            return new Timeline(id, room.room.id(), key, messages.size());
        }
    }

    /** A message, and those who were members when it was sent, less its sender. */
    static final class MessageState {
        private final @Nullable Long random;
        private final Set<Long> audience;
        private Message message;

        /** When it was deleted; null = it was not. Its room may be deleted all the same. */
        @Nullable
        Instant deletedAt;

        MessageState(Message message, @Nullable Long random, Set<Long> audience) {
            this.message = message;
            this.random = random;
            this.audience = new HashSet<>(audience);
        }

        Message message() {
            return message;
        }

        @Nullable
        Long random() {
            return random;
        }

        Set<Long> audience() {
            return audience;
        }

        void edit(String text, String payload, Message.Edit edit) {
            become(text, payload, message.topic(), edit.at(), edit);
        }

        /** It is now what it was, but changed at that time, unless it was changed later. */
        void changed(Instant at) {
            Instant latest = at.isAfter(message.updatedAt()) ? at : message.updatedAt();
            become(message.text(), message.payload(), message.topic(), latest, message.edit());
        }

        void empty() {
            become("", "{}", message.topic(), message.updatedAt(), message.edit());
        }

        void move(@Nullable String topic) {
            become(message.text(), message.payload(), topic, message.updatedAt(), message.edit());
        }

        private void become(
                String text, String payload, @Nullable String topic, Instant updatedAt, Message.@Nullable Edit edit) {
            message = new Message(
                    message.facts(),
                    message.stringId(),
                    message.sentAt(),
                    text,
                    payload,
                    message.parent(),
                    topic,
                    updatedAt,
                    edit);
        }
    }

    /** Queues what happened in a room, if the app's webhook asks for it. */
    void told(RoomState in, AppOptions.Event kind, long timeline, List<Positions> stretches, List<Long> people) {
        Room room = in.room;
        AppOptions.Webhook webhook = app(room.app()).options().webhook();
        boolean group = room.kind().carriesReceipts() && room.kind() != Room.Kind.DIRECT;
        if (webhook != null && webhook.events().contains(kind) && group) {
            Webhooks.Group told =
                    new Webhooks.Group(room.id(), room.roomId(), room.kind(), room.displayName(), room.owner());
            int parts = (Math.max(stretches.size(), people.size()) + Webhooks.MAX_OF_ONE - 1) / Webhooks.MAX_OF_ONE;
            for (int part = 0; part < Math.max(1, parts); part++) {
                long id = nextId();
                List<Long> who = stretches.isEmpty() ? part(people, part) : people;
                webhookEvents.put(id, new Webhooks.Event(id, told, kind, now(), timeline, part(stretches, part), who));
            }
        }
    }

    private static <T> List<T> part(List<T> all, int part) {
        return all.stream()
                .skip((long) part * Webhooks.MAX_OF_ONE)
                .limit(Webhooks.MAX_OF_ONE)
                .toList();
    }

    long nextId() {
        return ++lastId;
    }

    long nextMessageId() {
        return nextMessageId++;
    }

    Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    App app(long id) {
        return found(apps.get(id), "app");
    }

    /** Not one who is deleted. */
    Person person(long id) {
        Person person = people.get(id);
        return found(person == null || person.deleted() ? null : person, "person");
    }

    RoomState room(long id) {
        return found(rooms.get(id), "room");
    }

    /** Not one that is deleted. */
    RoomState openRoom(long id) {
        return found(ifOpen(id).orElse(null), "room");
    }

    Optional<RoomState> ifOpen(long id) {
        return Optional.ofNullable(rooms.get(id)).filter(room -> !room.deleted);
    }

    boolean isDeleted(MessageState message) {
        MessageFacts facts = message.message().facts();
        return room(facts.room()).hasDeleted(facts.clock());
    }

    /** Not one that is deleted. */
    MessageState message(long id) {
        MessageState message = messages.get(id);
        return found(message == null || isDeleted(message) ? null : message, "message");
    }

    /** The replies to a message that are not deleted. */
    List<Message> replies(long parent) {
        return messages.values().stream()
                .filter(each -> Objects.equals(each.message().parent(), parent) && !isDeleted(each))
                .map(MessageState::message)
                .toList();
    }

    TimelineState timeline(long id) {
        return found(timelines.get(id), "timeline");
    }

    /** What a node has cached of the app is no longer so. */
    void changed(long id) {
        App app = app(id);
        apps.put(id, app.withVersion(app.version() + 1));
    }

    static <T> T found(@Nullable T thing, String what) {
        if (thing == null) {
            throw new NotFound(what);
        }
        return thing;
    }

    static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    /** The maximal stretches of a set of numbers. */
    static List<Positions> runs(SortedSet<Long> numbers) {
        List<Positions> runs = new ArrayList<>();
        long first = 0;
        long last = 0;
        for (long number : numbers) {
            if (first > 0 && number == last + 1) {
                last = number;
                continue;
            }
            if (first > 0) {
                runs.add(new Positions(first, last));
            }
            first = number;
            last = number;
        }
        if (first > 0) {
            runs.add(new Positions(first, last));
        }
        return runs;
    }

    /** The part of a list that was asked for by number. */
    static <T> Listed<T> listed(List<T> all, long offset, int limit) {
        return new Listed<>(all.stream().skip(offset).limit(limit).toList(), all.size());
    }

    /** A bound that an interface states; crossing it is a programming error. */
    static void within(int n, int most) {
        if (n < 1 || n > most) {
            throw new IllegalArgumentException(n + " is not within 1 to " + most);
        }
    }

    static void atMost(Collection<?> asked, int most) {
        if (asked.size() > most) {
            throw new IllegalArgumentException(asked.size() + " are more than " + most);
        }
    }
}
