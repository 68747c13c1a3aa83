package dev.seenby.zulip;

import dev.seenby.receipts.Directory;
import dev.seenby.storage.Inbox;
import dev.seenby.storage.Message;
import dev.seenby.storage.Messages;
import dev.seenby.storage.Person;
import dev.seenby.storage.Room;
import dev.seenby.storage.Rooms;
import io.vertx.core.Future;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which messages and channels a caller may see: those of public channels, unless they are a guest; those of all other channels
 * and direct conversations that they are in, also from before they came, if its history is not protected. Administrators see
 * no more of what was said, but know of all channels. One message that is not there and one that may not be seen are told apart by nothing.
 */
final class Access {
    /** No id has more digits. */
    private static final int MOST_DIGITS = 18;

    private final Messages messages;
    private final Rooms rooms;
    private final Inbox inbox;

    Access(Services services) {
        this(services.messages(), services.rooms(), services.inbox());
    }

    Access(Messages messages, Rooms rooms, Inbox inbox) {
        this.messages = messages;
        this.rooms = rooms;
        this.inbox = inbox;
    }

    /** What stands for {@code :id} in a path. @param digits at least one. @return 0, which nothing has, if it is too long */
    static long id(String digits) {
        String id = digits.replaceFirst("^0+", "");
        return id.isEmpty() || id.length() > MOST_DIGITS ? 0 : Long.parseLong(id);
    }

    /** Somebody in a room, now. */
    private record Seat(long person, long room) {}

    /** @param digits the message's id, at least one digit. Fails with 400 when the caller does not see such a message */
    Future<Message> message(Directory.View known, Person caller, String digits) {
        long id = id(digits);
        if (id == 0) {
            throw invalid();
        }
        return messages.byIds(caller.app(), List.of(id))
                .compose(found -> seen(known, caller, found))
                .map(found -> {
                    if (found.isEmpty()) {
                        throw invalid();
                    }
                    return found.get(0);
                });
    }

    /** Those that exist and that the caller may see, in no particular order. @param ids at most 1,000 */
    Future<List<Message>> messages(Person caller, Collection<Long> ids) {
        return ids.isEmpty()
                ? Future.succeededFuture(List.of())
                : messages.byIds(caller.app(), ids).compose(found -> seen(caller, found));
    }

    /** Those of the messages that the caller may see, in the same order. @param found at most 1,000 */
    Future<List<Message>> seen(Person caller, List<Message> found) {
        return seen(Directory.NOTHING, caller, found);
    }

    private Future<List<Message>> seen(Directory.View known, Person caller, List<Message> found) {
        Set<Long> roomIds = new HashSet<>();
        found.forEach(message -> roomIds.add(message.facts().room()));
        if (roomIds.isEmpty()) {
            return Future.succeededFuture(List.of());
        }
        Future<Map<Long, Room>> in = known.all(Room.class, roomIds, rooms::byIds, Room::id);
        return in.compose(all -> visible(known, caller, all.values())).compose(visible -> {
            List<Long> perhaps = found.stream()
                    .filter(message -> isProtected(visible.get(message.facts().room())))
                    .map(message -> message.facts().id())
                    .toList();
            return standings(caller, perhaps).map(standings -> found.stream()
                    .filter(message -> visible.containsKey(message.facts().room()))
                    .filter(message ->
                            !isProtected(visible.get(message.facts().room())) || received(standings, message))
                    .toList());
        });
    }

    private static boolean isProtected(@Nullable Room room) {
        return room != null && Channel.is(room) && !new Channel(room).historyIsPublic();
    }

    private static boolean received(Map<Long, Inbox.Standing> standings, Message message) {
        Inbox.Standing standing = standings.get(message.facts().id());
        return standing != null && standing.received();
    }

    private Future<Map<Long, Inbox.Standing>> standings(Person caller, List<Long> ids) {
        return ids.isEmpty() ? Future.succeededFuture(Map.of()) : inbox.standings(caller.app(), caller.id(), ids);
    }

    /** Those of the rooms that the caller may see into, by storage id. @param all at most 1,000 */
    Future<Map<Long, Room>> visible(Person caller, Collection<Room> all) {
        return visible(Directory.NOTHING, caller, all);
    }

    private Future<Map<Long, Room>> visible(Directory.View known, Person caller, Collection<Room> all) {
        Map<Long, Room> visible = new HashMap<>();
        Map<Long, Room> closed = new HashMap<>();
        for (Room room : all) {
            if (isOpen(caller, room)) {
                visible.put(room.id(), room);
            } else if (room.kind().carriesReceipts()) {
                closed.put(room.id(), room);
            }
        }
        if (closed.isEmpty()) {
            return Future.succeededFuture(visible);
        }
        List<Seat> seats = closed.keySet().stream()
                .map(room -> new Seat(caller.id(), room))
                .toList();
        return known.all(Seat.class, seats, asked -> taken(caller, asked), seat -> seat)
                .map(taken -> {
                    taken.keySet().forEach(seat -> visible.put(seat.room(), closed.get(seat.room())));
                    return visible;
                });
    }

    private Future<List<Seat>> taken(Person caller, List<Seat> seats) {
        return rooms.joined(caller.id(), seats.stream().map(Seat::room).toList())
                .map(joined ->
                        joined.stream().map(room -> new Seat(caller.id(), room)).toList());
    }

    private static boolean isOpen(Person caller, Room room) {
        return Channel.is(room) && !new Channel(room).inviteOnly() && caller.role() != Person.Role.GUEST;
    }

    /** Whether the caller may see into a room; of a channel with protected history only what they received. */
    Future<Boolean> sees(Person caller, Room room) {
        return visible(caller, List.of(room)).map(visible -> !visible.isEmpty());
    }

    /** @param id of any size. Fails with 400 when the caller does not see into such a channel */
    Future<Channel> channel(Person caller, long id) {
        return found(caller, id).compose(channel -> mustSee(caller, channel));
    }

    /**
     * A channel of which the caller may know that it is there, what it is called and who is in it: of administrators any.
     * Fails with 400 when there is no such one.
     *
     * @param id of any size
     */
    Future<Channel> listed(Person caller, long id) {
        return found(caller, id)
                .compose(channel ->
                        Roles.isAdministrator(caller) ? Future.succeededFuture(channel) : mustSee(caller, channel));
    }

    private Future<Channel> found(Person caller, long id) {
        if (id <= 0 || id > Integer.MAX_VALUE) {
            throw invalidChannel();
        }
        return rooms.byStreamIds(caller.app(), List.of((int) id)).map(found -> found.stream()
                .filter(Channel::is)
                .findFirst()
                .map(Channel::new)
                .orElseThrow(Access::invalidChannel));
    }

    private Future<Channel> mustSee(Person caller, Channel channel) {
        return sees(caller, channel.room()).map(sees -> {
            if (!sees) {
                throw invalidChannel();
            }
            return channel;
        });
    }

    static ZulipException invalidChannel() {
        return ZulipException.badRequest("Invalid channel ID");
    }

    static ZulipException invalid() {
        return ZulipException.badRequest("Invalid message(s)");
    }
}
