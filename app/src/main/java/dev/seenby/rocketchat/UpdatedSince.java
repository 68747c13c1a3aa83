package dev.seenby.rocketchat;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The parameter {@code updatedSince}: a moment as {@link Times#parse} takes it. */
final class UpdatedSince {
    private UpdatedSince() {}

    /** Null if it is absent. @param malformed what is thrown when it is no date */
    static @Nullable Instant of(Query query, RocketChatException malformed) {
        String text = query.text("updatedSince");
        return text == null || text.isEmpty() ? null : Times.parse(text).orElseThrow(() -> malformed);
    }
}
