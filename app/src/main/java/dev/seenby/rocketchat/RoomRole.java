package dev.seenby.rocketchat;

import dev.seenby.storage.Member;
import java.util.List;

/** What a member's role in a room is called. */
final class RoomRole {
    private RoomRole() {}

    /** The role that permissions name; a mere member has none of its own. */
    static String name(Member.Role role) {
        return switch (role) {
            case OWNER -> "owner";
            case ADMIN -> "moderator";
            case MEMBER -> "";
        };
    }

    /** As a subscription lists it. */
    static List<String> names(Member.Role role) {
        return role == Member.Role.MEMBER ? List.of() : List.of(name(role));
    }
}
