package dev.seenby.receipts;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.seenby.storage.Member;
import dev.seenby.storage.NewRoom;
import dev.seenby.storage.Person;
import dev.seenby.storage.Room;
import dev.seenby.storage.RoomChange;
import dev.seenby.storage.Rooms;
import dev.seenby.storage.StorageException.Conflict;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Makes rooms, finds and deletes them, and lets people in and out. What a node has seen of a room it keeps for a second: so
 * long it may not know that another node has changed or deleted it.
 */
public final class Conversations {
    /** The member of a room's details that says, as a text, what it is for, whatever the dialect. */
    public static final String DESCRIPTION = "description";

    private static final int ATTEMPTS = 6;

    private record Key(long app, String roomId) {}

    private final Rooms rooms;
    private final Cache<Key, Room> cache = Caffeine.newBuilder()
            .maximumSize(100_000)
            .expireAfterWrite(Duration.ofSeconds(1))
            .build();

    public Conversations(Rooms rooms) {
        this.rooms = rooms;
    }

    /**
     * A room as some dialect knows it.
     *
     * @param roomId null = 17 random letters and digits
     * @param name null = made from {@code displayName}, varied until it is free
     * @param owner storage id of a person, who must stand in {@code members} to be one
     * @param details what only the dialect knows, a JSON object
     */
    public record Request(
            long app,
            @Nullable String roomId,
            Room.Kind kind,
            @Nullable String name,
            String displayName,
            @Nullable Long owner,
            String details,
            List<NewRoom.NewMember> members,
            @Nullable Instant createdAt) {
        public Request {
            members = List.copyOf(members);
        }
    }

    /** Fails with {@link Conflict} when the given room id or name is taken. */
    public Future<Room> create(Request request) {
        return attempt(request, 0).onSuccess(room -> cache.put(new Key(room.app(), room.roomId()), room));
    }

    public Future<Optional<Room>> byRoomId(long app, String roomId) {
        Key key = new Key(app, roomId);
        Room known = cache.getIfPresent(key);
        if (known != null) {
            return Future.succeededFuture(Optional.of(known));
        }
        return look(key);
    }

    /** The room as it is now, whatever this node has seen of it. */
    public Future<Optional<Room>> byRoomIdAnew(long app, String roomId) {
        Key key = new Key(app, roomId);
        cache.invalidate(key);
        return look(key);
    }

    private Future<Optional<Room>> look(Key key) {
        return rooms.byRoomId(key.app(), key.roomId())
                .onSuccess(found -> found.ifPresent(room -> cache.put(key, room)));
    }

    /** As {@link Rooms#delete}; this node knows of it at once. */
    public Future<Void> delete(Room room) {
        // Whatever the outcome: it may be gone now.
        return rooms.delete(room.id()).onComplete(any -> cache.invalidate(new Key(room.app(), room.roomId())));
    }

    /** As {@link Rooms#change}; this node knows of it at once. */
    public Future<Room> change(Room room, Function<Room, RoomChange> change) {
        Key key = new Key(room.app(), room.roomId());
        return rooms.change(room.id(), change)
                .onSuccess(changed -> cache.put(key, changed))
                .onFailure(unknown -> cache.invalidate(key));
    }

    /**
     * The conversation of just these people, which is made if there is none. For two of them its room id is their two
     * Rocket.Chat ids in order, one after the other.
     *
     * @param creator storage id of one of them
     * @param people 1 to 100, without duplicates
     */
    public Future<Room> direct(long app, long creator, Collection<Person> people) {
        String name = Names.directRoomName(people);
        return rooms.byName(app, name).compose(found -> found.map(Future::succeededFuture)
                .orElseGet(() -> makeDirect(app, creator, people, name, directRoomId(people))));
    }

    /** The conversation of just these people, if there is one. @param people 1 to 100, without duplicates */
    public Future<Optional<Room>> existingDirect(long app, Collection<Person> people) {
        return rooms.byName(app, Names.directRoomName(people));
    }

    private Future<Room> makeDirect(
            long app, long creator, Collection<Person> people, String name, @Nullable String roomId) {
        List<NewRoom.NewMember> members = people.stream()
                .map(person -> new NewRoom.NewMember(person.id(), Member.Role.MEMBER))
                .toList();
        Request request = new Request(app, roomId, Room.Kind.DIRECT, name, "", creator, "{}", members, null);
        return create(request).recover(failure -> {
            if (!(failure instanceof Conflict conflict)) {
                return Future.failedFuture(failure);
            }
            if (conflict.of() == Conflict.Of.ROOM_ID && roomId != null) {
                // Another room, or this one: made by somebody else in between.
                return rooms.byName(app, name).compose(found -> found.map(Future::succeededFuture)
                        .orElseGet(() -> makeDirect(app, creator, people, name, null)));
            }
            return rooms.byName(app, name)
                    .compose(found -> found.map(Future::succeededFuture).orElseGet(() -> Future.failedFuture(failure)));
        });
    }

    private static @Nullable String directRoomId(Collection<Person> people) {
        return people.size() > 2
                ? null
                : people.stream().map(Person::rocketChatId).sorted().collect(Collectors.joining());
    }

    /** As {@link Rooms#join}. */
    public Future<List<Rooms.Joined>> join(Room room, List<NewRoom.NewMember> members) {
        return rooms.join(room.id(), members);
    }

    /** As {@link Rooms#leave}. */
    public Future<Integer> leave(Room room, List<Long> persons) {
        return rooms.leave(room.id(), persons);
    }

    /** Those of the given people who are members now. @param persons storage ids, at most 1,000 */
    public Future<List<Member>> members(Room room, Collection<Long> persons) {
        return rooms.members(room.id(), persons);
    }

    /** How many members the room has now. */
    public Future<Integer> size(Room room) {
        return rooms.size(room.id());
    }

    private Future<Room> attempt(Request request, int attempt) {
        String roomId = request.roomId() != null ? request.roomId() : Names.randomId();
        String name =
                request.name() != null ? request.name() : Names.variant(Names.roomName(request.displayName()), attempt);
        NewRoom room = new NewRoom(
                request.app(),
                roomId,
                request.kind(),
                name,
                request.displayName(),
                request.owner(),
                request.details(),
                request.members(),
                request.createdAt());
        return rooms.create(room).recover(failure -> {
            boolean another = failure instanceof Conflict conflict
                    && (conflict.of() == Conflict.Of.ROOM_NAME && request.name() == null
                            || conflict.of() == Conflict.Of.ROOM_ID && request.roomId() == null);
            return another && attempt + 1 < ATTEMPTS ? attempt(request, attempt + 1) : Future.failedFuture(failure);
        });
    }
}
