package dev.seenby.storage;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An act of reading: a person reads stretches of one timeline.
 *
 * @param timeline storage id
 * @param person storage id of the reader
 * @param stretches any order, may overlap and may run past the newest message; 1 to 10,000
 * @param readAt when; null = the storage's clock. Given only when importing
 */
public record Mark(
        long timeline,
        long person,
        List<Positions> stretches,
        @Nullable Instant readAt) {
    public Mark {
        stretches = List.copyOf(stretches);
    }
}
