package dev.seenby.storage;

import org.jspecify.annotations.Nullable;

/**
 * A person to be made.
 *
 * @param zulipId null = the next free integer of the app
 * @param active whether the person may sign in
 * @param details what only one dialect knows of the person, a JSON object
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
        boolean active,
        @Nullable String avatarUrl,
        String details) {
    /** One who may sign in, of whom no dialect knows anything more. */
    public NewPerson(
            String userId,
            String rocketChatId,
            @Nullable Integer zulipId,
            String username,
            String name,
            @Nullable String email,
            Person.Role role,
            boolean bot,
            @Nullable String avatarUrl) {
        this(userId, rocketChatId, zulipId, username, name, email, role, bot, true, avatarUrl, "{}");
    }

    /** One who may sign in. */
    public NewPerson(
            String userId,
            String rocketChatId,
            @Nullable Integer zulipId,
            String username,
            String name,
            @Nullable String email,
            Person.Role role,
            boolean bot,
            @Nullable String avatarUrl,
            String details) {
        this(userId, rocketChatId, zulipId, username, name, email, role, bot, true, avatarUrl, details);
    }
}
