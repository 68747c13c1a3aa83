package dev.seenby.storage;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A message as it was sent.
 *
 * @param facts what receipts need of it
 * @param stringId Rocket.Chat's {@code _id}
 * @param sentAt to the millisecond
 * @see NewMessage
 */
public record Message(
        MessageFacts facts,
        String stringId,
        Instant sentAt,
        String text,
        String payload,
        @Nullable Long parent,
        @Nullable String topic) {}
