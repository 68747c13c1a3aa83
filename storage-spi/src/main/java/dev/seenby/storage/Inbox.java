package dev.seenby.storage;

import io.vertx.core.Future;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What messages are to one person: which they received, have read, have put a flag on. A message is received by those who
 * were members of its room when it was sent, and by its sender.
 */
public interface Inbox {
    /** What people put on messages for themselves alone. */
    enum Flag {
        STARRED,
        COLLAPSED
    }

    /**
     * How a message stands with one person.
     *
     * @param received whether it came to the person
     * @param read whether the person has read it; never of what was not received
     * @param mentioned whether it speaks to the person, or to everybody in its room
     */
    record Standing(boolean received, boolean read, boolean mentioned, Set<Flag> flags) {
        public Standing {
            flags = Set.copyOf(flags);
        }
    }

    /**
     * An unread message.
     *
     * @param topic as {@link Message#topic}; null = none
     */
    record Unread(long message, long room, @Nullable String topic, long sender, boolean mentioned) {}

    /**
     * How messages stand with a person, by message id; those that do not exist in the app are absent.
     *
     * @param messages ids, at most 1,000
     */
    Future<Map<Long, Standing>> standings(long app, long person, Collection<Long> messages);

    /**
     * Finds messages in the order of their ids, starting somewhere. Fails with {@link StorageException.BadSearch} when
     * it takes too long.
     *
     * @return ids, in the direction that was asked for
     */
    Future<List<Long>> find(InboxSearch search);

    /**
     * Unread messages that a person received in rooms where they are a member, newest first.
     *
     * @param limit 1 to 50,000
     */
    Future<List<Unread>> unread(long person, int limit);

    /**
     * The ids of messages that a person received in a timeline, up to a position, and has not read, ascending.
     *
     * @param upTo a position
     * @param after only messages with a greater id
     * @param limit 1 to 10,000
     */
    Future<List<Long>> unreadIn(long timeline, long person, long upTo, long after, int limit);

    /**
     * Puts a flag on messages, or takes it off.
     *
     * @param messages ids that exist, at most 10,000
     * @return those on which it was not before, or no longer is. Fails with NotFound for an unknown person
     */
    Future<Set<Long>> flag(long person, Collection<Long> messages, Flag flag, boolean on);
}
