package dev.seenby.storage;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A conversation of an app.
 *
 * @param id of the storage, unique over all apps, never shown; also decides the room's partition of the index
 * @param roomId Tencent's GroupId and Rocket.Chat's room {@code _id}, unique in the app
 * @param streamId Zulip's channel id, unique in the app
 * @param name unique in the app regardless of case
 * @param displayName as it was given
 * @param owner the storage id of the person who owns it, if any
 * @param details what only one dialect knows of the room, a JSON object
 */
public record Room(
        long id,
        long app,
        String roomId,
        int streamId,
        Kind kind,
        String name,
        String displayName,
        @Nullable Long owner,
        String details,
        Instant createdAt) {
    /** What sort of room it is; the first three and {@link #DIRECT} carry read receipts. */
    public enum Kind {
        /** Tencent Private (Work); Rocket.Chat {@code p}; a private channel of Zulip. */
        PRIVATE(true),
        /** Tencent Public; Rocket.Chat {@code c}; a public channel of Zulip. */
        PUBLIC(true),
        /** Tencent ChatRoom (Meeting); otherwise as public. */
        MEETING(true),
        /** A conversation of a fixed set of people; not a group for Tencent. */
        DIRECT(true),
        /** Tencent AVChatRoom. */
        LIVE(false),
        /** Tencent Community. */
        COMMUNITY(false);

        private final boolean receipts;

        Kind(boolean receipts) {
            this.receipts = receipts;
        }

        public boolean carriesReceipts() {
            return receipts;
        }
    }
}
