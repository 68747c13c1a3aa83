package dev.seenby.storage;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A room to be made, with its first members.
 *
 * @param owner storage id of the owner; to be a member as well it must stand in {@code members}
 * @param members without duplicates
 * @param createdAt null = the storage's clock
 * @see Room
 */
public record NewRoom(
        long app,
        String roomId,
        Room.Kind kind,
        String name,
        String displayName,
        @Nullable Long owner,
        String details,
        List<NewMember> members,
        @Nullable Instant createdAt) {
    public NewRoom {
        members = List.copyOf(members);
    }

    /** A person who joins, in a role of the room. */
    public record NewMember(long person, Member.Role role) {}
}
