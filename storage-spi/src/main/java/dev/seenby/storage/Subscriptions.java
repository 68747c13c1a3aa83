package dev.seenby.storage;

import io.vertx.core.Future;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What each member has looked at, for badges and lists. It is not who has read what: a marker can be moved back, receipts
 * stay.
 */
public interface Subscriptions {
    /**
     * A member's view of a room.
     *
     * @param seenAt when the member last looked at the room; null = never
     * @param unread messages since then, but the member's own and replies in threads; at most 1,000 are counted
     * @param mentions messages since then that mention the member, at most 1,000
     * @param groupMentions messages since then that mention everybody, at most 1,000
     * @param unseenThreads message ids of the threads the member follows that have replies of others not yet seen, at
     *     most 1,000
     * @param updatedAt when anything of it last changed
     */
    record Subscription(
            long room,
            long person,
            Member.Role role,
            Instant joinedAt,
            @Nullable Instant seenAt,
            int unread,
            int mentions,
            int groupMentions,
            List<Long> unseenThreads,
            Instant updatedAt) {
        public Subscription {
            unseenThreads = List.copyOf(unseenThreads);
        }
    }

    /** Somebody left a room. */
    record Left(long room, Instant at) {}

    /**
     * A thread as its parent shows it.
     *
     * @param replies how many there are now
     * @param lastReplyAt null = there are none
     * @param followers storage ids, in the order in which they came, the first 1,000
     */
    record Thread(long parent, long replies, @Nullable Instant lastReplyAt, List<Long> followers) {
        public Thread {
            followers = List.copyOf(followers);
        }
    }

    /** A person's, in those of the given rooms where they are a member. @param rooms storage ids, at most 1,000 */
    Future<List<Subscription>> of(long person, Collection<Long> rooms);

    /**
     * A person's, by storage id of the room.
     *
     * @param after only rooms with a greater storage id
     * @param limit 1 to 1,000
     */
    Future<List<Subscription>> of(long person, long after, int limit);

    /** The rooms, deleted ones too, that a person left after a moment and is not in now, the latest 1,000. */
    Future<List<Left>> left(long person, Instant after);

    /** A member has looked at all of a room, and its threads too if so told. Fails with NotFound if not a member. */
    Future<Void> seen(long room, long person, boolean threads);

    /**
     * Moves a member's marker back to just before a message, a millisecond before it was sent; never forward. Fails with
     * NotFound if not a member.
     *
     * @param clock of the message
     */
    Future<Void> unseen(long room, long person, long clock);

    /** Somebody has looked at all of a thread. Nothing happens if they do not follow it. */
    Future<Void> threadSeen(long parent, long person);

    /** Follows a thread from now on; again changes nothing. Fails with NotFound for an unknown message. */
    Future<Void> follow(long parent, long person);

    /** Follows it no more. */
    Future<Void> unfollow(long parent, long person);

    /** Those of the messages that have replies or followers. @param parents message ids, at most 1,000 */
    Future<List<Thread>> threads(Collection<Long> parents);
}
