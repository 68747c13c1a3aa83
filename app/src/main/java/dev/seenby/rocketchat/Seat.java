package dev.seenby.rocketchat;

import dev.seenby.storage.Member;
import dev.seenby.storage.Room;
import org.jspecify.annotations.Nullable;

/**
 * A caller's place in a room.
 *
 * @param member null = the caller is not a member
 */
record Seat(Caller caller, Room room, @Nullable Member member) {
    boolean isMember() {
        return member != null;
    }

    /** Whether a role of the caller, in the workspace or in the room, has the permission. */
    boolean may(Permission permission) {
        return caller.may(permission, member == null ? null : member.role());
    }

    /**
     * Whether the caller may see the room and what is in it: a public one by {@code view-c-room}; any as a member
     * with {@code view-joined-room} or the permission for rooms of its type.
     */
    boolean canAccess() {
        RoomType type = RoomType.of(room);
        if (type == RoomType.CHANNEL && caller.may(Permission.VIEW_C_ROOM)) {
            return true;
        }
        return isMember() && (caller.may(Permission.VIEW_JOINED_ROOM) || caller.may(type.view()));
    }
}
