package dev.seenby.storage.model;

import dev.seenby.storage.Attendance;
import dev.seenby.storage.Member;
import dev.seenby.storage.Message;
import dev.seenby.storage.Room;
import dev.seenby.storage.Rooms.LastSent;
import dev.seenby.storage.TimelineKey;
import dev.seenby.storage.model.State.MessageState;
import dev.seenby.storage.model.State.RoomState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/** Who is in which rooms and how far they are, in memory. */
final class InMemoryAttendance {
    private static final int NEWEST = 1_000;

    private final State state;

    InMemoryAttendance(State state) {
        this.state = state;
    }

    List<Attendance> members(Collection<Long> rooms, Set<Member.Role> roles, long after, long offset, int limit) {
        State.within(limit, 10_000);
        return new TreeSet<>(rooms)
                .stream()
                        .flatMap(room -> state.ifOpen(room).stream())
                        .flatMap(room -> room.members.tailMap(after, false).values().stream()
                                .filter(member -> roles.contains(member.role()))
                                .skip(offset)
                                .limit(limit)
                                .map(member -> attendance(room, member)))
                        .toList();
    }

    List<Attendance> rooms(long person, Set<Room.Kind> kinds, boolean unused) {
        return state.rooms.values().stream()
                .filter(room -> !room.deleted && kinds.contains(room.room.kind()))
                .filter(room -> unused || room.room.kind() != Room.Kind.PRIVATE || !room.messages.isEmpty())
                .filter(room -> room.members.containsKey(person))
                .map(room -> attendance(room, Objects.requireNonNull(room.members.get(person))))
                .toList();
    }

    private Attendance attendance(RoomState room, Member member) {
        long person = member.person();
        long readUpTo = Objects.requireNonNull(room.views.get(person)).seenClock;
        for (TimelineKey key : List.of(TimelineKey.MAIN, TimelineKey.SILENT)) {
            State.TimelineState timeline = room.timeline(key);
            if (timeline != null && !timeline.readsOf(person).isEmpty()) {
                int position = timeline.readsOf(person).lastKey().intValue();
                Message newest = timeline.messages.get(position - 1).message();
                readUpTo = Math.max(readUpTo, newest.facts().clock());
            }
        }
        return new Attendance(room.room.id(), member, state.person(person).userId(), readUpTo);
    }

    List<LastSent> lastSent(Collection<Long> rooms) {
        List<LastSent> all = new ArrayList<>();
        for (long id : new TreeSet<>(rooms)) {
            Map<Long, Instant> latest = new HashMap<>();
            state.ifOpen(id).ifPresent(room -> {
                int size = room.messages.size();
                for (MessageState each : room.messages.subList(Math.max(0, size - NEWEST), size)) {
                    Message message = each.message();
                    latest.merge(message.facts().sender(), message.sentAt(), (a, b) -> a.isAfter(b) ? a : b);
                }
            });
            latest.forEach((person, at) -> all.add(new LastSent(id, person, at)));
        }
        return all;
    }
}
