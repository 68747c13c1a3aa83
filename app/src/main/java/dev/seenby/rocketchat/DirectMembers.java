package dev.seenby.rocketchat;

import dev.seenby.receipts.Registration;
import dev.seenby.storage.Member;
import dev.seenby.storage.Person;
import dev.seenby.storage.Room;
import dev.seenby.storage.Rooms;
import io.vertx.core.Future;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Who is in direct conversations: these have no names of their own, but those of their people. */
final class DirectMembers {
    /** More never are in one. */
    static final int MOST = 100;

    private final Rooms rooms;
    private final Registration registration;

    DirectMembers(Services services) {
        this.rooms = services.rooms();
        this.registration = services.registration();
    }

    /**
     * The people of those of the rooms that are direct conversations, by storage id of the room, in order of their
     * usernames.
     *
     * @param all at most 100
     */
    Future<Map<Long, List<Person>>> of(Collection<Room> all) {
        Map<Long, Future<List<Member>>> members = new HashMap<>();
        for (Room room : all) {
            if (room.kind() == Room.Kind.DIRECT) {
                members.put(room.id(), rooms.members(room.id(), 0, MOST));
            }
        }
        return Future.all(List.copyOf(members.values())).compose(found -> {
            Set<Long> ids = new HashSet<>();
            members.values().forEach(some -> some.result().forEach(member -> ids.add(member.person())));
            return registration.byIds(ids).map(known -> {
                Map<Long, List<Person>> named = new HashMap<>();
                members.forEach((room, some) -> named.put(
                        room,
                        some.result().stream()
                                .map(member -> known.get(member.person()))
                                .filter(Objects::nonNull)
                                .sorted(Comparator.comparing(Person::username))
                                .toList()));
                return named;
            });
        });
    }
}
