package dev.seenby.storage;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which messages, in which order. Deleted ones are never found.
 *
 * @param order ties are broken by message id, in the direction of the last key; empty = by message id
 * @param offset how many to pass over, 0 to 2^53
 * @param limit how many at most, 0 to 1,000; {@link #NO_LIMIT} only when they are streamed
 * @param counted whether it is asked how many there are in all; else {@link #NOT_COUNTED} is told
 */
public record MessageSearch(
        Scope scope, MessageFilter filter, List<Order> order, long offset, int limit, boolean counted) {
    public static final long NOT_COUNTED = -1;

    public static final int NO_LIMIT = Integer.MAX_VALUE;
    /** Oldest first. */
    public static final List<Order> OLDEST_FIRST = List.of(new Order(MessageField.Column.SENT_AT, true));
    /** Newest first. */
    public static final List<Order> NEWEST_FIRST = List.of(new Order(MessageField.Column.SENT_AT, false));

    public MessageSearch {
        order = List.copyOf(order);
    }

    /** One that is counted. */
    public MessageSearch(Scope scope, MessageFilter filter, List<Order> order, long offset, int limit) {
        this(scope, filter, order, offset, limit, true);
    }

    /** The same, not counted: of a large room with a filter that is much less work. */
    public MessageSearch uncounted() {
        return new MessageSearch(scope, filter, order, offset, limit, false);
    }

    /** A key to sort by: absent values come before all others when ascending, after them when not. */
    public record Order(MessageField field, boolean ascending) {}

    /** Where to look. */
    public sealed interface Scope {}

    /** All messages of a room, replies in threads too. @param room storage id */
    public record InRoom(long room) implements Scope {}

    /** The replies to a message. @param parent message id */
    public record InThread(long parent) implements Scope {}

    /**
     * The messages of a room that have replies.
     *
     * @param follower only threads that this person follows; null = all
     * @param unseen of those, only threads with a reply that the follower has not seen
     */
    public record ThreadsOf(long room, @Nullable Long follower, boolean unseen) implements Scope {}
}
