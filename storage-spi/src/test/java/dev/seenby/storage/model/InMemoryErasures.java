package dev.seenby.storage.model;

import dev.seenby.storage.Erasures;
import dev.seenby.storage.Member;
import dev.seenby.storage.Message;
import dev.seenby.storage.Messages;
import dev.seenby.storage.People;
import dev.seenby.storage.Person;
import dev.seenby.storage.Room;
import dev.seenby.storage.Rooms;
import dev.seenby.storage.StorageException.Conflict;
import dev.seenby.storage.StorageException.NotFound;
import dev.seenby.storage.model.State.MessageState;
import dev.seenby.storage.model.State.RoomState;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;

/** Erasures that do each of their steps in one part. */
final class InMemoryErasures implements Erasures {
    private final State state;
    private final Log log;
    private final People people;
    private final Rooms rooms;
    private final Messages messages;
    private final InMemoryReads reads;
    private final TreeMap<Long, Erasure> erasures = new TreeMap<>();
    private final Map<Long, Long> persons = new HashMap<>();

    InMemoryErasures(State state, Log log, People people, Rooms rooms, Messages messages, InMemoryReads reads) {
        this.state = state;
        this.log = log;
        this.people = people;
        this.rooms = rooms;
        this.messages = messages;
        this.reads = reads;
    }

    @Override
    public Future<Erasure> begin(long app, String userId, boolean keepMessages) {
        return log.look(() -> {
                    Person person = state.people.values().stream()
                            .filter(one -> one.app() == app && one.userId().equals(userId))
                            .max(Comparator.<Person, Boolean>comparing(one -> !one.deleted())
                                    .thenComparing(Person::id))
                            .orElseThrow(() -> new NotFound("person"));
                    boolean last = state.people.values().stream()
                            .noneMatch(one -> one.app() == app && one.id() != person.id() && owns(one));
                    if (!person.deleted()
                            && (person.userId().equals(state.app(app).administrator()) || owns(person) && last)) {
                        throw new Conflict(Conflict.Of.LAST_OWNER);
                    }
                    return person;
                })
                .compose(person -> people.delete(person.id()).map(deleted -> {
                    for (Map.Entry<Long, Long> known : persons.entrySet()) {
                        if (known.getValue() == person.id()) {
                            return Objects.requireNonNull(erasures.get(known.getKey()));
                        }
                    }
                    Erasure made =
                            new Erasure(state.nextId(), app, keepMessages, Step.ROOMS, 0, 0, 0, state.now(), null);
                    erasures.put(made.id(), made);
                    persons.put(made.id(), person.id());
                    return made;
                }));
    }

    private static boolean owns(Person person) {
        return person.role() == Person.Role.OWNER && person.active() && !person.deleted();
    }

    @Override
    public Future<Optional<Erasure>> byId(long app, long erasure) {
        return Future.succeededFuture(Optional.ofNullable(erasures.get(erasure)).filter(found -> found.app() == app));
    }

    @Override
    public Future<List<Erasure>> list(long app, long after, int limit) {
        return Future.succeededFuture(erasures.tailMap(after, false).values().stream()
                .filter(one -> one.app() == app)
                .limit(limit)
                .toList());
    }

    @Override
    public Future<List<Erasure>> underWay(int limit) {
        return Future.succeededFuture(erasures.values().stream()
                .filter(one -> one.doneAt() == null && state.apps.containsKey(one.app()))
                .limit(limit)
                .toList());
    }

    @Override
    public Future<Part> goOn(long erasure) {
        Erasure now = erasures.get(erasure);
        if (now == null || !state.apps.containsKey(now.app())) {
            return Future.failedFuture(new NotFound("erasure"));
        }
        long person = Objects.requireNonNull(persons.get(erasure));
        if (now.step() == Step.MESSAGES) {
            return now.keepsMessages()
                    ? Future.succeededFuture(part(next(now, Step.MARKS, 0, 0, 0)))
                    : empty(now, person);
        }
        return switch (now.step()) {
            case ROOMS -> leave(person).map(n -> part(next(now, Step.READS, n, 0, 0)));
            case READS -> takeBack(person).map(n -> part(next(now, Step.MESSAGES, 0, n, 0)));
            case MARKS -> log.look(() -> marks(person)).map(done -> part(next(now, Step.NAMES, 0, 0, 0)));
            case NAMES -> log.look(() -> names(person)).map(done -> part(next(now, Step.DONE, 0, 0, 0)));
            default -> Future.succeededFuture(part(now));
        };
    }

    private static Part part(Erasure after) {
        return new Part(after, List.of());
    }

    private Erasure next(Erasure now, Step step, int left, int taken, int emptied) {
        Instant doneAt = step == Step.DONE ? state.now() : null;
        Erasure after = new Erasure(
                now.id(),
                now.app(),
                now.keepsMessages(),
                step,
                now.rooms() + left,
                now.reads() + taken,
                now.messages() + emptied,
                now.requestedAt(),
                doneAt);
        erasures.put(now.id(), after);
        return after;
    }

    private Future<Integer> leave(long person) {
        List<RoomState> in = state.rooms.values().stream()
                .filter(room -> !room.deleted && room.members.containsKey(person))
                .toList();
        Future<Void> done = Future.succeededFuture();
        for (RoomState room : in) {
            long id = room.room.id();
            boolean alone = Objects.requireNonNull(room.members.get(person)).role() == Member.Role.OWNER
                    && room.members.size() == 1
                    && room.room.kind() != Room.Kind.DIRECT;
            done = done.compose(before -> rooms.leave(id, List.of(person)))
                    .compose(left -> alone ? rooms.delete(id) : Future.succeededFuture());
        }
        return done.map(in.size());
    }

    private Future<Integer> takeBack(long person) {
        List<Long> timelines = state.timelines.values().stream()
                .filter(timeline -> timeline.reads.containsKey(person))
                .map(timeline -> timeline.id)
                .toList();
        Future<Void> done = Future.succeededFuture();
        for (long timeline : timelines) {
            done = done.compose(before -> reads.erase(timeline, person));
        }
        return done.map(timelines.size());
    }

    private Future<Part> empty(Erasure now, long person) {
        List<MessageState> written = state.messages.values().stream()
                .filter(message -> message.message().facts().sender() == person)
                .toList();
        List<Message> open = written.stream()
                .filter(message -> !state.isDeleted(message))
                .map(MessageState::message)
                .toList();
        Future<Void> done = Future.succeededFuture();
        for (Message message : open) {
            done = done.compose(before -> messages.delete(message.facts().id()));
        }
        return done.map(deleted -> {
            written.forEach(MessageState::empty);
            return new Part(next(now, Step.MARKS, 0, 0, written.size()), open);
        });
    }

    private boolean marks(long person) {
        state.flags.remove(person);
        state.mutes.remove(person);
        state.mutes.values().forEach(muted -> muted.remove(person));
        state.followers.values().forEach(followers -> followers.remove(person));
        state.rooms
                .values()
                .forEach(room -> room.mentions.replaceAll((clock, spokenTo) ->
                        spokenTo.stream().filter(one -> one != person).collect(Collectors.toSet())));
        String inRoomIds = Objects.requireNonNull(state.people.get(person)).rocketChatId();
        state.rooms.values().stream()
                .filter(room -> room.room.kind() == Room.Kind.DIRECT
                        && (room.members.containsKey(person) || room.leftAt.containsKey(person))
                        && room.room.roomId().contains(inRoomIds))
                .forEach(room -> room.room = withAnotherId(room.room));
        return true;
    }

    private static Room withAnotherId(Room room) {
        return new Room(
                room.id(),
                room.app(),
                UUID.randomUUID().toString().replace("-", "").substring(0, 17),
                room.streamId(),
                room.kind(),
                room.name(),
                room.displayName(),
                room.owner(),
                room.details(),
                room.createdAt());
    }

    private boolean names(long id) {
        Person former = State.found(state.people.get(id), "person");
        state.people.put(
                id,
                new Person(
                        id,
                        former.app(),
                        "erased-" + id,
                        "erased" + String.format("%011d", id),
                        former.zulipId(),
                        "erased-" + id,
                        "Erased",
                        null,
                        Person.Role.MEMBER,
                        former.bot(),
                        false,
                        true,
                        null,
                        true,
                        "{}",
                        Instant.EPOCH));
        state.changed(former.app());
        return true;
    }
}
