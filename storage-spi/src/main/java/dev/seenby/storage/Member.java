package dev.seenby.storage;

import java.time.Instant;

/**
 * A person who is a member of a room now.
 *
 * @param person storage id
 * @param sinceClock the first clock of the room that counts as theirs in this stay: one above the clock at the join
 */
public record Member(long person, Role role, long sinceClock, Instant joinedAt) {
    /** A member's role in the room. */
    public enum Role {
        OWNER,
        ADMIN,
        MEMBER
    }
}
