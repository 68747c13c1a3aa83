package dev.seenby.rocketchat;

import dev.seenby.storage.Credential;
import dev.seenby.storage.Member;
import dev.seenby.storage.Person;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who has signed in.
 *
 * @param credential the token they have shown
 */
record Caller(Person person, Credential credential, Settings settings) {
    /** The names of the roles that a person has in the whole workspace. */
    static List<String> roles(Person person) {
        String role = Roles.name(person.role());
        if (!person.bot()) {
            return List.of(role);
        }
        return person.role() == Person.Role.MEMBER && !UserJson.isUserToo(person)
                ? List.of(Roles.BOT)
                : List.of(role, Roles.BOT);
    }

    /** Whether one of the roles in the workspace has the permission. */
    boolean may(Permission permission) {
        return may(permission, null);
    }

    /** Whether one of the roles in the workspace, or that in a room, has the permission. @param inRoom null = not a member */
    boolean may(Permission permission, Member.@Nullable Role inRoom) {
        List<String> allowed = settings.roles(permission);
        if (inRoom != null && allowed.contains(RoomRole.name(inRoom))) {
            return true;
        }
        return roles(person).stream().anyMatch(allowed::contains);
    }

    /** @throws RocketChatException 403 unless {@link #may} */
    void must(Permission permission) {
        if (!may(permission)) {
            throw RocketChatException.forbidden();
        }
    }

    long id() {
        return person.id();
    }
}
