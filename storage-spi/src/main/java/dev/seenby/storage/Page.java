package dev.seenby.storage;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part of a long list.
 *
 * @param items may be fewer than were asked for, even none, though more follow
 * @param next where the following page starts; null = this was the last
 */
public record Page<T, C>(List<T> items, @Nullable C next) {
    public Page {
        items = List.copyOf(items);
    }
}
