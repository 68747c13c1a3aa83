package dev.seenby.storage;

import io.vertx.core.Future;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

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

    /** Fails with {@link StorageException.Conflict} when room id or name is taken in the app. */
    Future<Room> create(NewRoom room);

    Future<Optional<Room>> byRoomId(long app, String roomId);

    /** Those that exist, in no particular order. @param ids storage ids, at most 1,000 */
    Future<List<Room>> byIds(Collection<Long> ids);

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
