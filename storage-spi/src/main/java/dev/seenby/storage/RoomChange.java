package dev.seenby.storage;

import org.jspecify.annotations.Nullable;

/**
 * What is to become of a room; null leaves it as it is.
 *
 * @param displayName as it is given; the unique name stays
 * @param details what only one dialect knows of the room, a JSON object, whole
 */
public record RoomChange(
        @Nullable String displayName, @Nullable String details) {}
