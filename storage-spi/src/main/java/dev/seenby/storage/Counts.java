package dev.seenby.storage;

/**
 * How many people have read a message.
 *
 * @param read people other than the sender who have read it, members now or not
 * @param unread members now who were members when it was sent, are not its sender and have not read it
 * @param deleted the message, or its room, has been deleted; then the numbers are 0 and mean nothing
 */
public record Counts(int read, int unread, boolean deleted) {
    public static final Counts DELETED = new Counts(0, 0, true);

    public Counts(int read, int unread) {
        this(read, unread, false);
    }
}
