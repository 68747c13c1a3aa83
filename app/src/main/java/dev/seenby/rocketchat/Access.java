package dev.seenby.rocketchat;

import dev.seenby.receipts.Conversations;
import dev.seenby.receipts.Directory;
import dev.seenby.storage.Member;
import dev.seenby.storage.Message;
import dev.seenby.storage.Messages;
import dev.seenby.storage.People;
import dev.seenby.storage.Room;
import dev.seenby.storage.Rooms;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Finds rooms and messages, and the caller's place there. What a caller may then do, {@link Seat} tells. */
final class Access {
    private final Conversations conversations;
    private final Rooms rooms;
    private final Messages messages;
    private final People people;

    Access(Services services) {
        this.conversations = services.conversations();
        this.rooms = services.rooms();
        this.messages = services.messages();
        this.people = services.people();
    }

    /** A message and the caller's place in its room. */
    record Found(Message message, Seat seat) {}

    /** The room with this id and the caller's place in it; empty if there is none. */
    Future<Optional<Seat>> byId(Caller caller, String roomId) {
        return seat(caller, conversations.byRoomId(caller.person().app(), roomId));
    }

    /** The same by the room's name, regardless of case; a direct conversation has none. */
    Future<Optional<Seat>> byName(Caller caller, String name) {
        return seat(
                caller,
                rooms.byName(caller.person().app(), name)
                        .map(found -> found.filter(room -> room.kind() != Room.Kind.DIRECT)));
    }

    /** The caller's direct conversation with somebody, or with themselves; empty if there is none. */
    Future<Optional<Seat>> direct(Caller caller, String username) {
        long app = caller.person().app();
        return people.byUsernames(app, List.of(username))
                .compose(found -> found.isEmpty()
                        ? Future.succeededFuture(Optional.empty())
                        : seat(
                                caller,
                                conversations.existingDirect(app, Set.copyOf(List.of(caller.person(), found.get(0))))));
    }

    private Future<Optional<Seat>> seat(Caller caller, Future<Optional<Room>> room) {
        return room.compose(found -> found.filter(RoomType::known)
                .map(known -> seat(caller, known).map(Optional::of))
                .orElseGet(() -> Future.succeededFuture(Optional.empty())));
    }

    /** The caller's place in a room. */
    Future<Seat> seat(Caller caller, Room room) {
        return rooms.members(room.id(), List.of(caller.id()))
                .map(found -> new Seat(caller, room, found.isEmpty() ? null : found.get(0)));
    }

    private record Place(long room, long person) {}

    /**
     * The message with this id and the caller's place in its room.
     *
     * @param unknown what is thrown when there is no such message, or it is deleted
     * @param denied what is thrown when the caller may not see the room
     */
    Future<Found> message(
            Directory.View known,
            Caller caller,
            String id,
            Supplier<RocketChatException> unknown,
            Supplier<RocketChatException> denied) {
        return messages.byStringIds(caller.person().app(), List.of(id)).compose(found -> {
            if (found.isEmpty()) {
                throw unknown.get();
            }
            Message message = found.get(0);
            long roomId = message.facts().room();
            Future<Optional<Room>> in = known.one(
                    Room.class, roomId, () -> rooms.byIds(List.of(roomId)).map(Access::only));
            return in.compose(room -> {
                if (room.filter(RoomType::known).isEmpty()) {
                    throw unknown.get();
                }
                return member(known, roomId, caller.id()).map(member -> {
                    Seat seat = new Seat(caller, room.get(), member.orElse(null));
                    if (!seat.canAccess()) {
                        throw denied.get();
                    }
                    return new Found(message, seat);
                });
            });
        });
    }

    private Future<Optional<Member>> member(Directory.View known, long room, long person) {
        return known.one(Member.class, new Place(room, person), () -> rooms.members(room, List.of(person))
                .map(Access::only));
    }

    private static <T> Optional<T> only(List<T> found) {
        return found.stream().findFirst();
    }
}
