package dev.seenby.storage;

import org.jspecify.annotations.Nullable;

/**
 * A person to be made.
 *
 * @param zulipId null = the next free integer of the app
 * @see Person
 */
public record NewPerson(
        String userId,
        String rocketChatId,
        @Nullable Integer zulipId,
        String username,
        String name,
        @Nullable String email,
        Person.Role role,
        boolean bot,
        @Nullable String avatarUrl) {}
