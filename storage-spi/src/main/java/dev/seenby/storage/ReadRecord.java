package dev.seenby.storage;

import io.vertx.core.Future;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who has read what, and when first: the truth.
 *
 * <p>A mark counts only at positions whose audience holds the reader (people who were members when the message was
 * sent, less its sender), and only where they had not read already: the first time stays. A send reads its own position
 * for the sender; that read can neither be marked again nor taken back. Of messages that are {@link Forgetting forgotten} nobody
 * is told who has read them.
 */
public interface ReadRecord {
    /**
     * Records an act of reading. Positions outside the reader's audience or past the newest message are passed over.
     * Completes after the commit and, unless that takes too long, after the index knows of it. Repeating it changes
     * nothing, so it may be repeated after any failure. Fails with NotFound for an unknown timeline or person.
     */
    Future<Void> mark(Mark mark);

    /**
     * Takes reads back, and their times with them, as if they had never been; the sender's own stay. Otherwise like
     * {@link #mark}; {@link Mark#readAt} is not looked at.
     */
    Future<Void> unmark(Mark mark);

    /**
     * Exact counts, all from one moment.
     *
     * @param messages of one room, at most 1,000
     * @return one for each, in the same order
     */
    Future<List<Counts>> counts(List<MessageFacts> messages);

    /**
     * Who has read the message, the sender's own read included, by time of reading, then by storage id.
     *
     * @param after the last reader of the page before; null for the first page
     * @param limit 1 to 10,000
     */
    Future<Page<Reader, Reader>> readers(MessageFacts message, @Nullable Reader after, int limit);

    /**
     * Members now who were members when the message was sent, are not its sender and have not read it, in ascending
     * order of their storage id. Examines a bounded number of members for one page.
     *
     * @param after only people with a greater id; 0 for the first page. The page's {@code next} is the value to give here
     * @param limit 1 to 10,000
     */
    Future<Page<Long, Long>> unreaders(MessageFacts message, long after, int limit);

    /**
     * What a person has read of a timeline: maximal stretches, disjoint and not adjacent, ascending.
     *
     * @param after only stretches that start above it; 0 for the first page
     * @param limit 1 to 10,000
     */
    Future<List<Positions>> readBy(long timeline, long person, long after, int limit);
}
