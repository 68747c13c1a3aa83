package dev.seenby.rocketchat;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The permissions that calls obey, and the roles that have them unless {@code permissions.update} said otherwise: the
 * real server's, as far as its roles exist here. {@code owner} and {@code moderator} are roles in a room.
 */
enum Permission {
    VIEW_C_ROOM("admin", "user", "bot", "app"),
    VIEW_P_ROOM("admin", "user", "bot", "guest"),
    VIEW_D_ROOM("admin", "user", "bot", "guest"),
    VIEW_JOINED_ROOM("guest", "bot", "app"),
    CREATE_C("admin", "user", "bot", "app"),
    CREATE_P("admin", "user", "bot", "app"),
    CREATE_D("admin", "user", "bot", "app"),
    DELETE_C("admin", "owner"),
    DELETE_P("admin", "owner"),
    DELETE_D("admin"),
    LEAVE_C("admin", "user", "bot", "app"),
    LEAVE_P("admin", "user", "bot", "app"),
    ADD_USER_TO_JOINED_ROOM("admin", "owner", "moderator"),
    ADD_USER_TO_ANY_C_ROOM("admin"),
    ADD_USER_TO_ANY_P_ROOM(),
    REMOVE_USER("admin", "owner", "moderator"),
    KICK_USER_FROM_ANY_C_ROOM("admin"),
    KICK_USER_FROM_ANY_P_ROOM(),
    EDIT_MESSAGE("admin", "owner", "moderator"),
    DELETE_MESSAGE("admin", "owner", "moderator"),
    DELETE_OWN_MESSAGE("admin", "user"),
    FORCE_DELETE_MESSAGE("admin", "owner"),
    MESSAGE_IMPERSONATE("bot", "app"),
    POST_READONLY("admin", "owner", "moderator"),
    MENTION_ALL("admin", "owner", "moderator", "user"),
    CREATE_USER("admin"),
    ASSIGN_ADMIN_ROLE("admin"),
    DELETE_USER("admin"),
    VIEW_FULL_OTHER_USER_INFO("admin"),
    VIEW_OTHER_USER_CHANNELS("admin"),
    VIEW_ROOM_ADMINISTRATION("admin"),
    VIEW_STATISTICS("admin"),
    CREATE_PERSONAL_ACCESS_TOKENS("admin", "user"),
    VIEW_PRIVILEGED_SETTING("admin"),
    EDIT_PRIVILEGED_SETTING("admin"),
    ACCESS_PERMISSIONS("admin");

    private final List<String> roles;

    Permission(String... roles) {
        this.roles = List.of(roles);
    }

    /** Its name on the wire, as {@code view-c-room}. */
    String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    List<String> defaultRoles() {
        return roles;
    }

    static Optional<Permission> of(String id) {
        for (Permission permission : values()) {
            if (permission.id().equals(id)) {
                return Optional.of(permission);
            }
        }
        return Optional.empty();
    }
}
