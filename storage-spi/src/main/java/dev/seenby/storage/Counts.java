package dev.seenby.storage;

/**
 * How many people have read a message.
 *
 * @param read people other than the sender who have read it, members now or not
 * @param unread members now who were members when it was sent, are not its sender and have not read it
 */
public record Counts(int read, int unread) {}
