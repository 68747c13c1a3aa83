package dev.seenby.zulip;

import dev.seenby.storage.Member;
import dev.seenby.storage.Message;
import dev.seenby.storage.People;
import dev.seenby.storage.Room;
import dev.seenby.storage.Rooms;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Which of those who wait for events are members of a room, or see a message of it. Asks for whichever are fewer, these people or
 * all members.
 */
final class EventAudience {
    private static final int PEOPLE_AT_ONCE = 1_000;
    private static final int MEMBERS_AT_ONCE = 10_000;

    private final Rooms rooms;
    private final People people;
    private final Access access;

    EventAudience(Rooms rooms, People people, Access access) {
        this.rooms = rooms;
        this.people = people;
        this.access = access;
    }

    /** @param clock only members who came before the message with this clock was sent */
    Future<Set<Long>> of(Room room, long clock, Set<Long> waiting) {
        Set<Long> found = new HashSet<>();
        if (waiting.size() <= PEOPLE_AT_ONCE) {
            return some(room, clock, new ArrayList<>(waiting), 0, found);
        }
        return rooms.size(room.id())
                .compose(size -> size < waiting.size()
                        ? all(room, clock, waiting, 0, found)
                        : some(room, clock, new ArrayList<>(waiting), 0, found));
    }

    /** Members who see a message of a room, and its sender, if they still see into it. @param clock of the message */
    Future<Set<Long>> seeing(Room room, Message message, long clock, Set<Long> waiting) {
        boolean all = !Channel.is(room) || new Channel(room).historyIsPublic();
        long sender = message.facts().sender();
        return of(room, all ? Long.MAX_VALUE : clock, waiting).compose(members -> {
            if (!waiting.contains(sender) || members.contains(sender)) {
                return Future.succeededFuture(members);
            }
            return sees(sender, room).map(sees -> {
                Set<Long> receivers = new HashSet<>(members);
                if (sees) {
                    receivers.add(sender);
                }
                return receivers;
            });
        });
    }

    private Future<Boolean> sees(long person, Room room) {
        return people.byIds(List.of(person))
                .compose(found -> found.isEmpty() ? Future.succeededFuture(false) : access.sees(found.get(0), room));
    }

    private Future<Set<Long>> some(Room room, long clock, List<Long> waiting, int from, Set<Long> found) {
        if (from >= waiting.size()) {
            return Future.succeededFuture(found);
        }
        int to = Math.min(waiting.size(), from + PEOPLE_AT_ONCE);
        return rooms.members(room.id(), waiting.subList(from, to)).compose(members -> {
            add(members, clock, found);
            return some(room, clock, waiting, to, found);
        });
    }

    private Future<Set<Long>> all(Room room, long clock, Set<Long> waiting, long after, Set<Long> found) {
        return rooms.members(room.id(), after, MEMBERS_AT_ONCE).compose(members -> {
            add(
                    members.stream()
                            .filter(member -> waiting.contains(member.person()))
                            .toList(),
                    clock,
                    found);
            return members.size() < MEMBERS_AT_ONCE
                    ? Future.succeededFuture(found)
                    : all(room, clock, waiting, members.get(members.size() - 1).person(), found);
        });
    }

    private static void add(List<Member> members, long clock, Set<Long> found) {
        members.stream()
                .filter(member -> member.sinceClock() <= clock)
                .map(Member::person)
                .forEach(found::add);
    }
}
