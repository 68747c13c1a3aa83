package dev.seenby.storage;

import org.jspecify.annotations.Nullable;

/**
 * What is to become of a person; null leaves it as it is.
 *
 * @param active whether the person may sign in
 * @param sendsReadReceipts false hides the person's reads in Zulip and Rocket.Chat
 */
public record PersonChange(
        @Nullable String name,
        @Nullable String avatarUrl,
        Person.@Nullable Role role,
        @Nullable Boolean active,
        @Nullable Boolean sendsReadReceipts) {
    public static final PersonChange NOTHING = new PersonChange(null, null, null, null, null);

    public PersonChange withName(@Nullable String changed) {
        return new PersonChange(changed, avatarUrl, role, active, sendsReadReceipts);
    }

    public PersonChange withAvatarUrl(@Nullable String changed) {
        return new PersonChange(name, changed, role, active, sendsReadReceipts);
    }

    public PersonChange withRole(Person.@Nullable Role changed) {
        return new PersonChange(name, avatarUrl, changed, active, sendsReadReceipts);
    }

    public PersonChange withActive(@Nullable Boolean changed) {
        return new PersonChange(name, avatarUrl, role, changed, sendsReadReceipts);
    }

    public PersonChange withSendsReadReceipts(@Nullable Boolean changed) {
        return new PersonChange(name, avatarUrl, role, active, changed);
    }
}
