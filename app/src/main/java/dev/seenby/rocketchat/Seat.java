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

    /** As {@link #canAccess}; those who administer the workspace's rooms may see all, and may not write there for that. */
    boolean canInspect() {
        return canAccess() || caller.may(Permission.VIEW_ROOM_ADMINISTRATION);
    }

    boolean mayDelete() {
        return may(RoomType.of(room).delete());
    }

    /** Whether the caller may let others in: into rooms they are in, or into any of its type. */
    boolean mayInvite() {
        return isMember() && may(Permission.ADD_USER_TO_JOINED_ROOM)
                || caller.may(ofAny(Permission.ADD_USER_TO_ANY_C_ROOM, Permission.ADD_USER_TO_ANY_P_ROOM));
    }

    /** Whether the caller may send others away: from rooms they see, or from any of its type. */
    boolean mayKick() {
        return may(Permission.REMOVE_USER)
                && (canAccess()
                        || caller.may(
                                ofAny(Permission.KICK_USER_FROM_ANY_C_ROOM, Permission.KICK_USER_FROM_ANY_P_ROOM)));
    }

    boolean mayLeave() {
        return may(ofAny(Permission.LEAVE_C, Permission.LEAVE_P));
    }

    private Permission ofAny(Permission channel, Permission group) {
        return RoomType.of(room) == RoomType.CHANNEL ? channel : group;
    }
}
