package dev.seenby.storage;

import io.vertx.core.Future;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Rooms, who is in them, and their timelines.
 *
 * <p>A membership is a run of the room's clocks: it starts one above the clock at the join and ends at the clock at the
 * leave. Joining and leaving take no clock themselves.
 */
public interface Rooms {
    /** How a join ended. */
    enum Joined {
        JOINED,
        ALREADY_MEMBER
    }

    /**
     * What changes of a room all the time.
     *
     * @param size how many members it has now
     * @param messages how many there are, deleted ones not counted
     * @param lastMessageAt when the newest was sent; null = none ever was
     * @param clock the clock of the newest message, 0 if none ever was
     */
    record Status(
            long room, int size, long messages, @Nullable Instant lastMessageAt, long clock) {}

    /** When a person sent the latest of the messages that were looked at. */
    record LastSent(long room, long person, Instant at) {}

    /** Fails with {@link StorageException.Conflict} when room id or name is taken in the app. */
    Future<Room> create(NewRoom room);

    Future<Optional<Room>> byRoomId(long app, String roomId);

    /** Those that exist, in no particular order. @param roomIds at most 1,000 */
    Future<List<Room>> byRoomIds(long app, Collection<String> roomIds);

    /** Those that exist, in no particular order. @param streamIds at most 1,000 */
    Future<List<Room>> byStreamIds(long app, Collection<Integer> streamIds);

    /** @param name compared regardless of case */
    Future<Optional<Room>> byName(long app, String name);

    /**
     * Rooms of an app by name.
     *
     * @param kinds of these sorts
     * @param member null = all, else only rooms that this person is a member of
     * @param offset how many to pass over
     * @param limit 0 to 1,000
     */
    Future<Listed<Room>> list(long app, Set<Room.Kind> kinds, @Nullable Long member, long offset, int limit);

    /**
     * Deletes a room with its messages and receipts: nothing of it is found any more, and its id and name are free.
     * Completes as {@link Messages#send} does. Fails with NotFound for an unknown room.
     */
    Future<Void> delete(long room);

    /**
     * Changes what a room is called and what is told of it. Fails with NotFound for an unknown room.
     *
     * @param change told of the room as it is; nobody else changes it meanwhile. It must not fail
     * @return as it is now
     */
    Future<Room> change(long room, Function<Room, RoomChange> change);

    /** A room as it stands, for those that exist. @param rooms storage ids, at most 1,000 */
    Future<List<Status>> statuses(Collection<Long> rooms);

    /** Those that exist, in no particular order. @param ids storage ids, at most 1,000 */
    Future<List<Room>> byIds(Collection<Long> ids);

    /** Those of the given rooms that a person is a member of now. @param rooms storage ids, at most 1,000 */
    Future<Set<Long>> joined(long person, Collection<Long> rooms);

    /** The id of the oldest message of each room that has any, by room. @param rooms storage ids, at most 1,000 */
    Future<Map<Long, Long>> oldest(Collection<Long> rooms);

    /**
     * Adds people, who must exist; all or none. A person given twice is already a member the second time.
     *
     * @param members 1 to 10,000
     * @return one outcome for each, in the same order. Fails with NotFound for an unknown room or person
     */
    Future<List<Joined>> join(long room, List<NewRoom.NewMember> members);

    /**
     * Removes people; those who are not members are passed over.
     *
     * @param persons storage ids, 1 to 10,000
     * @return how many were members. Fails with NotFound for an unknown room
     */
    Future<Integer> leave(long room, List<Long> persons);

    /** Those of the given people who are members now. @param persons storage ids, at most 1,000 */
    Future<List<Member>> members(long room, Collection<Long> persons);

    /**
     * Members now, in ascending order of their storage id.
     *
     * @param after only members with a greater id
     * @param limit 1 to 10,000
     */
    Future<List<Member>> members(long room, long after, int limit);

    /**
     * Members now, by username.
     *
     * @param namesHolding only people whose username or full name holds this text, regardless of case; empty = all
     * @param offset how many to pass over
     * @param limit 0 to 1,000
     */
    Future<Listed<Member>> membersByName(long room, String namesHolding, long offset, int limit);

    /**
     * Members now of several rooms, of each room a part, in ascending order of room and person.
     *
     * @param rooms storage ids, at most 50
     * @param roles only members in one of these
     * @param after only people with a greater storage id
     * @param offset how many of each room to pass over
     * @param limit of each room, 1 to 10,000
     */
    Future<List<Attendance>> attendance(
            Collection<Long> rooms, Set<Member.Role> roles, long after, long offset, int limit);

    /**
     * The rooms that a person is a member of now, in ascending order of their storage id.
     *
     * @param kinds of these sorts
     * @param unused whether private rooms in which nobody ever said anything are listed too
     * @param offset how many to pass over
     * @param limit 0 to 1,000
     */
    Future<Listed<Attendance>> attended(long person, Set<Room.Kind> kinds, boolean unused, long offset, int limit);

    /**
     * Who sent the newest 1,000 messages of each room, deleted ones too, and when last, in no particular order.
     *
     * @param rooms storage ids, at most 50
     */
    Future<List<LastSent>> lastSent(Collection<Long> rooms);

    /** How many members the room has now; 0 for an unknown room. */
    Future<Integer> size(long room);

    /** Empty until the first message was sent to it. */
    Future<Optional<Timeline>> timeline(long room, TimelineKey key);

    /**
     * The room's timelines in ascending order of their id.
     *
     * @param after only timelines with a greater id
     * @param limit 1 to 1,000
     */
    Future<List<Timeline>> timelines(long room, long after, int limit);
}
