package dev.seenby.rocketchat;

import dev.seenby.storage.Person;
import java.util.List;
import java.util.Set;

/** The roles that exist in a workspace. */
final class Roles {
    static final String ADMIN = "admin";
    static final String USER = "user";
    static final String BOT = "bot";
    static final String GUEST = "guest";

    /** Those that permissions may name: also those in a room, and those that nobody here can have. */
    private static final Set<String> KNOWN =
            Set.of(ADMIN, USER, BOT, GUEST, "app", "anonymous", "owner", "moderator", "leader");

    private static final Set<String> ASSIGNABLE = Set.of(ADMIN, USER, BOT, GUEST);

    private Roles() {}

    static boolean known(String role) {
        return KNOWN.contains(role);
    }

    /** Whether a person can have it in the whole workspace. */
    static boolean assignable(String role) {
        return ASSIGNABLE.contains(role);
    }

    static String name(Person.Role role) {
        return switch (role) {
            case OWNER, ADMIN -> ADMIN;
            case MEMBER -> USER;
            case GUEST -> GUEST;
        };
    }

    /** The role of somebody with these roles beside that of a bot: the one that may do most. */
    static Person.Role of(List<String> roles) {
        if (roles.contains(ADMIN)) {
            return Person.Role.ADMIN;
        }
        return roles.contains(GUEST) && !roles.contains(USER) ? Person.Role.GUEST : Person.Role.MEMBER;
    }
}
