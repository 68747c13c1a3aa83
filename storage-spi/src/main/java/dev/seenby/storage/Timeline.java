package dev.seenby.storage;

/**
 * Messages that are read together, in order.
 *
 * @param id of the storage, unique over all rooms
 * @param lastPosition the position of the newest message, 0 if none; positions are 1, 2, 3 … without gaps
 */
public record Timeline(long id, long room, TimelineKey key, long lastPosition) {}
