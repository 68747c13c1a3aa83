package dev.seenby.storage;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A message as it stands.
 *
 * @param facts what receipts need of it; never changes
 * @param stringId Rocket.Chat's {@code _id}
 * @param sentAt to the millisecond
 * @param updatedAt when it was last changed, by an edit or a reply; {@code sentAt} if never; to the millisecond
 * @param edit the last edit, null = none
 * @see NewMessage
 */
public record Message(
        MessageFacts facts,
        String stringId,
        Instant sentAt,
        String text,
        String payload,
        @Nullable Long parent,
        @Nullable String topic,
        Instant updatedAt,
        @Nullable Edit edit) {
    /** @param editor storage id of a person */
    public record Edit(long editor, Instant at) {}
}
