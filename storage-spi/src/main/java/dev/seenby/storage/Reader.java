package dev.seenby.storage;

import java.time.Instant;

/**
 * Who has read a message, and when first.
 *
 * @param person storage id
 * @param readAt to the microsecond
 */
public record Reader(long person, Instant readAt) {}
