package dev.seenby.storage;

/**
 * A member of a room now, and how far they are.
 *
 * @param room storage id
 * @param userId the person's {@link Person#userId}
 * @param readUpTo the clock up to which the member has looked at the room, or that of the newest message outside threads
 *     and topics that they have read or sent, whichever is greater; one below {@link Member#sinceClock} if neither
 */
public record Attendance(long room, Member member, String userId, long readUpTo) {}
