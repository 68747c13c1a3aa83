package dev.seenby.storage;

import io.vertx.core.Future;
import java.time.Instant;

/**
 * Lets go of who has read messages that are old enough.
 *
 * <p>A room forgets its messages from the first on, in the order in which they were sent: those up to its floor count as {@link
 * Counts#DELETED}, and have neither readers nor people who have not read them, from the moment at which the floor passes them. The rows that
 * say when somebody read go by and by after it, each when all of its stretch is below the floor. What stays is each person's own merged stretches, without times, so that nothing
 * becomes unread again.
 */
public interface Forgetting {
    /**
     * A room with something to forget.
     *
     * @param sentAt of the oldest message of which anything is left to forget
     */
    record Due(long room, Instant sentAt) {}

    /**
     * What one step did.
     *
     * @param reads rows dropped, each a stretch that somebody read at one time
     * @param done whether nothing is left to forget in the room for now
     */
    record Step(int reads, boolean done) {}

    /**
     * Looks at rooms of an app, deleted ones too, in ascending order of their storage id.
     *
     * @param sentBefore of messages sent earlier nothing is to be told
     * @param after only rooms with a greater id
     * @param limit how many rooms are looked at, 1 to 10,000: a page may come back short, or empty, with the cursor
     */
    Future<Page<Due, Long>> due(long app, Instant sentBefore, long after, int limit);

    /**
     * Does a part of what a room has to forget, so much that it takes a fraction of a second: passes messages, or drops rows
     * of those passed. May be killed at any moment and repeated. A message that was sent later than its followers, which
     * only an import can make, keeps them from being forgotten before it. Fails with NotFound for an unknown room.
     */
    Future<Step> forget(long room, Instant sentBefore);
}
