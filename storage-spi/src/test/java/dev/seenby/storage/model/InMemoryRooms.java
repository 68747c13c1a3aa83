package dev.seenby.storage.model;

import dev.seenby.storage.AppOptions;
import dev.seenby.storage.Attendance;
import dev.seenby.storage.IndexChange;
import dev.seenby.storage.IndexEntry;
import dev.seenby.storage.IndexUnit;
import dev.seenby.storage.Listed;
import dev.seenby.storage.Member;
import dev.seenby.storage.NewRoom;
import dev.seenby.storage.Person;
import dev.seenby.storage.Room;
import dev.seenby.storage.RoomChange;
import dev.seenby.storage.Rooms;
import dev.seenby.storage.StorageException.Conflict;
import dev.seenby.storage.Timeline;
import dev.seenby.storage.TimelineKey;
import dev.seenby.storage.model.State.RoomState;
import dev.seenby.storage.model.State.TimelineState;
import io.vertx.core.Future;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

final class InMemoryRooms implements Rooms {
    private final State state;
    private final InMemoryAttendance attendance;
    private final Log log;

    InMemoryRooms(State state, Log log) {
        this.state = state;
        this.attendance = new InMemoryAttendance(state);
        this.log = log;
    }

    @Override
    public Future<Room> create(NewRoom room) {
        return log.look(() -> {
            state.app(room.app());
            int highest = 0;
            for (RoomState each : state.rooms.values()) {
                Room other = each.room;
                if (other.app() != room.app()) {
                    continue;
                }
                highest = Math.max(highest, other.streamId());
                if (each.deleted) {
                    continue;
                }
                if (other.roomId().equals(room.roomId())) {
                    throw new Conflict(Conflict.Of.ROOM_ID);
                }
                if (State.lower(other.name()).equals(State.lower(room.name()))) {
                    throw new Conflict(Conflict.Of.ROOM_NAME);
                }
            }
            room.members().forEach(member -> state.person(member.person()));
            if (room.owner() != null) {
                state.person(room.owner());
            }
            Instant createdAt =
                    room.createdAt() != null ? room.createdAt().truncatedTo(ChronoUnit.MICROS) : state.now();
            RoomState created = new RoomState(new Room(
                    state.nextId(),
                    room.app(),
                    room.roomId(),
                    highest + 1,
                    room.kind(),
                    room.name(),
                    room.displayName(),
                    room.owner(),
                    room.details(),
                    createdAt));
            state.rooms.put(created.room.id(), created);
            room.members().forEach(member -> add(created, member, createdAt));
            return created.room;
        });
    }

    private static void add(RoomState room, NewRoom.NewMember member, Instant at) {
        long clock = room.messages.size();
        room.members.put(member.person(), new Member(member.person(), member.role(), clock + 1, at));
        room.views.put(member.person(), new State.View(clock, at));
    }

    @Override
    public Future<Optional<Room>> byRoomId(long app, String roomId) {
        return log.look(() -> state.rooms.values().stream()
                .filter(each -> !each.deleted)
                .map(each -> each.room)
                .filter(room -> room.app() == app && room.roomId().equals(roomId))
                .findFirst());
    }

    @Override
    public Future<List<Room>> byRoomIds(long app, Collection<String> roomIds) {
        State.atMost(roomIds, 1_000);
        return log.look(() -> open(app)
                .map(each -> each.room)
                .filter(room -> roomIds.contains(room.roomId()))
                .toList());
    }

    @Override
    public Future<List<Room>> byStreamIds(long app, Collection<Integer> streamIds) {
        State.atMost(streamIds, 1_000);
        return log.look(() -> state.rooms.values().stream()
                .filter(each -> !each.deleted && each.room.app() == app && streamIds.contains(each.room.streamId()))
                .map(each -> each.room)
                .toList());
    }

    @Override
    public Future<List<Room>> byIds(Collection<Long> ids) {
        State.atMost(ids, 1_000);
        return log.look(() -> ids.stream()
                .distinct()
                .map(state.rooms::get)
                .filter(Objects::nonNull)
                .filter(each -> !each.deleted)
                .map(each -> each.room)
                .toList());
    }

    @Override
    public Future<List<Joined>> join(long room, List<NewRoom.NewMember> members) {
        State.within(members.size(), 10_000);
        return log.commit(() -> {
            RoomState joined = state.openRoom(room);
            members.forEach(member -> state.person(member.person()));
            List<Joined> outcomes = new ArrayList<>();
            List<Long> came = new ArrayList<>();
            List<IndexChange> changes = new ArrayList<>();
            for (NewRoom.NewMember member : members) {
                if (joined.members.containsKey(member.person())) {
                    outcomes.add(Joined.ALREADY_MEMBER);
                    continue;
                }
                List<Shares.Before> before = Shares.of(joined, member.person());
                add(joined, member, state.now());
                // Whoever never left has nothing in the room's unit, so a first join changes nothing there.
                before.removeIf(share -> share.unit().kind() == IndexUnit.Kind.ROOM
                        && share.share().version() == 0);
                changes.addAll(flip(joined, member.person(), before));
                outcomes.add(Joined.JOINED);
                came.add(member.person());
            }
            if (!came.isEmpty()) {
                state.told(joined, AppOptions.Event.JOINED, 0, List.of(), came);
            }
            return new Log.Done<>(outcomes, changes);
        });
    }

    @Override
    public Future<Integer> leave(long room, List<Long> persons) {
        State.within(persons.size(), 10_000);
        return log.commit(() -> {
            RoomState left = state.openRoom(room);
            List<Long> went = new ArrayList<>();
            List<IndexChange> changes = new ArrayList<>();
            for (long person : persons) {
                if (left.members.containsKey(person)) {
                    List<Shares.Before> before = Shares.of(left, person);
                    left.members.remove(person);
                    left.leftAt.put(person, state.now());
                    changes.addAll(flip(left, person, before));
                    went.add(person);
                }
            }
            if (!went.isEmpty()) {
                state.told(left, AppOptions.Event.LEFT, 0, List.of(), went);
            }
            return new Log.Done<>(went.size(), changes);
        });
    }

    /** Each share went from the set of members to the set of those gone, or back. */
    private List<IndexChange> flip(RoomState room, long person, List<Shares.Before> shares) {
        List<IndexChange> changes = new ArrayList<>();
        for (Shares.Before before : shares) {
            if (before.unit().kind() == IndexUnit.Kind.ROOM) {
                room.versions.merge(person, 1L, Long::sum);
                changes.add(Shares.change(before.unit(), before.share(), Shares.ofRoom(room, person)));
            } else {
                TimelineState timeline = state.timeline(before.unit().id());
                timeline.versions.merge(person, 1L, Long::sum);
                changes.add(Shares.change(before.unit(), before.share(), Shares.ofTimeline(timeline, person)));
            }
        }
        return changes;
    }

    @Override
    public Future<List<Member>> members(long room, Collection<Long> persons) {
        State.atMost(persons, 1_000);
        return log.look(() -> state.ifOpen(room)
                .map(found -> found.members.values().stream()
                        .filter(member -> persons.contains(member.person()))
                        .toList())
                .orElse(List.of()));
    }

    @Override
    public Future<List<Member>> members(long room, long after, int limit) {
        State.within(limit, 10_000);
        return log.look(() -> state.ifOpen(room)
                .map(found -> found.members.tailMap(after, false).values().stream()
                        .limit(limit)
                        .toList())
                .orElse(List.of()));
    }

    @Override
    public Future<Integer> size(long room) {
        return log.look(
                () -> state.ifOpen(room).map(found -> found.members.size()).orElse(0));
    }

    @Override
    public Future<Optional<Timeline>> timeline(long room, TimelineKey key) {
        return log.look(
                () -> state.ifOpen(room).map(found -> found.timeline(key)).map(TimelineState::timeline));
    }

    @Override
    public Future<List<Timeline>> timelines(long room, long after, int limit) {
        State.within(limit, 1_000);
        return log.look(() -> state.ifOpen(room)
                .map(found -> found.timelines.tailMap(after, false).values().stream()
                        .limit(limit)
                        .map(TimelineState::timeline)
                        .toList())
                .orElse(List.of()));
    }

    @Override
    public Future<Optional<Room>> byName(long app, String name) {
        return log.look(() -> open(app)
                .map(each -> each.room)
                .filter(room -> State.lower(room.name()).equals(State.lower(name)))
                .findFirst());
    }

    @Override
    public Future<Listed<Room>> list(long app, Set<Room.Kind> kinds, @Nullable Long member, long offset, int limit) {
        return log.look(() -> State.listed(
                open(app)
                        .filter(each -> member == null || each.members.containsKey(member))
                        .map(each -> each.room)
                        .filter(room -> kinds.contains(room.kind()))
                        .sorted(Comparator.comparing(room -> State.lower(room.name())))
                        .toList(),
                offset,
                limit));
    }

    private Stream<RoomState> open(long app) {
        return state.rooms.values().stream().filter(each -> !each.deleted && each.room.app() == app);
    }

    @Override
    public Future<Void> delete(long room) {
        return log.commit(() -> {
            RoomState found = state.openRoom(room);
            IndexEntry before = Shares.ofDeletions(found);
            found.deleted = true;
            found.deletedAt = state.now();
            found.deletions++;
            state.told(
                    found,
                    AppOptions.Event.GROUP_DELETED,
                    0,
                    List.of(),
                    found.members.keySet().stream().limit(500).toList());
            IndexChange change = Shares.change(IndexUnit.room(room), before, Shares.ofDeletions(found));
            return new Log.Done<>(null, List.of(change));
        });
    }

    @Override
    public Future<Set<Long>> joined(long person, Collection<Long> rooms) {
        State.atMost(rooms, 1_000);
        return log.look(() -> rooms.stream()
                .filter(room -> state.ifOpen(room)
                        .filter(found -> found.members.containsKey(person))
                        .isPresent())
                .collect(Collectors.toSet()));
    }

    @Override
    public Future<Map<Long, Long>> oldest(Collection<Long> rooms) {
        State.atMost(rooms, 1_000);
        return log.look(() -> {
            Map<Long, Long> oldest = new HashMap<>();
            rooms.forEach(room -> state.ifOpen(room).stream()
                    .flatMap(found -> found.messages.stream())
                    .filter(message -> message.deletedAt == null)
                    .map(message -> message.message().facts().id())
                    .min(Comparator.naturalOrder())
                    .ifPresent(id -> oldest.put(room, id)));
            return oldest;
        });
    }

    @Override
    public Future<Room> change(long room, Function<Room, RoomChange> change) {
        return log.look(() -> {
            RoomState found = state.openRoom(room);
            Room was = found.room;
            RoomChange wanted = change.apply(was);
            found.room = new Room(
                    was.id(),
                    was.app(),
                    was.roomId(),
                    was.streamId(),
                    was.kind(),
                    was.name(),
                    Objects.requireNonNullElse(wanted.displayName(), was.displayName()),
                    was.owner(),
                    Objects.requireNonNullElse(wanted.details(), was.details()),
                    was.createdAt());
            return found.room;
        });
    }

    @Override
    public Future<List<Attendance>> attendance(
            Collection<Long> rooms, Set<Member.Role> roles, long after, long offset, int limit) {
        State.atMost(rooms, 50);
        return log.look(() -> attendance.members(rooms, roles, after, offset, limit));
    }

    @Override
    public Future<Listed<Attendance>> attended(
            long person, Set<Room.Kind> kinds, boolean unused, long offset, int limit) {
        return log.look(() -> State.listed(attendance.rooms(person, kinds, unused), offset, limit));
    }

    @Override
    public Future<List<LastSent>> lastSent(Collection<Long> rooms) {
        State.atMost(rooms, 50);
        return log.look(() -> attendance.lastSent(rooms));
    }

    @Override
    public Future<List<Status>> statuses(Collection<Long> rooms) {
        State.atMost(rooms, 1_000);
        return log.look(() -> rooms.stream()
                .distinct()
                .flatMap(room -> state.ifOpen(room).stream())
                .map(each -> new Status(
                        each.room.id(),
                        each.members.size(),
                        each.messages.size() - each.deletedClocks.size(),
                        each.lastMessageAt(),
                        each.messages.size()))
                .toList());
    }

    @Override
    public Future<Listed<Member>> membersByName(long room, String namesHolding, long offset, int limit) {
        String held = State.lower(namesHolding);
        return log.look(() -> State.listed(
                state.ifOpen(room)
                        .map(found -> found.members.values().stream()
                                .filter(member -> {
                                    Person person = personOf(member);
                                    return State.lower(person.username()).contains(held)
                                            || State.lower(person.name()).contains(held);
                                })
                                .sorted(Comparator.comparing(
                                        member -> State.lower(personOf(member).username())))
                                .toList())
                        .orElse(List.of()),
                offset,
                limit));
    }

    private Person personOf(Member member) {
        return Objects.requireNonNull(state.people.get(member.person()));
    }
}
