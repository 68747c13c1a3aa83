package dev.seenby.storage;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One person of one app, under the names each dialect knows them by.
 *
 * @param id of the storage, unique over all apps, never shown
 * @param app the app's {@code sdkAppId}
 * @param userId Tencent's UserID, 1 to 32 bytes of UTF-8, unique in the app
 * @param rocketChatId 17 letters and digits, unique in the app
 * @param zulipId Zulip's integer id, unique in the app
 * @param username Rocket.Chat's, unique in the app regardless of case
 * @param name the full name
 * @param email null = the made-up address of {@code zulipId}
 * @param role what the person may do in the app
 * @param sendsReadReceipts false hides the person's reads in Zulip and Rocket.Chat
 * @param deleted is no more: found only by storage id, as the author of what was written; the names are free again
 * @param details what only one dialect knows of the person, a JSON object
 */
public record Person(
        long id,
        long app,
        String userId,
        String rocketChatId,
        int zulipId,
        String username,
        String name,
        @Nullable String email,
        Role role,
        boolean bot,
        boolean active,
        boolean sendsReadReceipts,
        @Nullable String avatarUrl,
        boolean deleted,
        String details,
        Instant createdAt) {
    /** A person's role in the app. */
    public enum Role {
        OWNER,
        ADMIN,
        MEMBER,
        GUEST
    }
}
