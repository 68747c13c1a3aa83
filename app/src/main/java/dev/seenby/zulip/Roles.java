package dev.seenby.zulip;

import dev.seenby.storage.Person;
import org.jspecify.annotations.Nullable;

/** The roles by their numbers: 100 owner, 200 administrator, 400 member, 600 guest. Nobody is a moderator (300). */
final class Roles {
    private Roles() {}

    static int number(Person person) {
        return switch (person.role()) {
            case OWNER -> 100;
            case ADMIN -> 200;
            case MEMBER -> 400;
            case GUEST -> 600;
        };
    }

    /** Null if no role has this number. */
    static Person.@Nullable Role of(long number) {
        if (number == 100) {
            return Person.Role.OWNER;
        }
        if (number == 200) {
            return Person.Role.ADMIN;
        }
        if (number == 400) {
            return Person.Role.MEMBER;
        }
        return number == 600 ? Person.Role.GUEST : null;
    }

    static boolean isOwner(Person person) {
        return person.role() == Person.Role.OWNER;
    }

    static boolean isAdministrator(Person person) {
        return isOwner(person) || person.role() == Person.Role.ADMIN;
    }

    /** @throws ZulipException 400 {@code UNAUTHORIZED_PRINCIPAL} if the person is neither owner nor administrator */
    static void mustBeAdministrator(Person person) {
        if (!isAdministrator(person)) {
            throw ZulipException.of(400, "Must be an organization administrator", "UNAUTHORIZED_PRINCIPAL");
        }
    }

    /** @throws ZulipException 400 {@code UNAUTHORIZED_PRINCIPAL} if the person is no owner */
    static void mustBeOwner(Person person) {
        if (!isOwner(person)) {
            throw ZulipException.of(400, "Must be an organization owner", "UNAUTHORIZED_PRINCIPAL");
        }
    }
}
