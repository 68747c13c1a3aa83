package dev.seenby.storage;

import java.util.List;

/**
 * A part of a list that is paged by number.
 *
 * @param items those asked for, in order
 * @param total how many there are in all
 */
public record Listed<T>(List<T> items, long total) {
    public Listed {
        items = List.copyOf(items);
    }
}
