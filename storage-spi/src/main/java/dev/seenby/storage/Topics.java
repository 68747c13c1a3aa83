package dev.seenby.storage;

import io.vertx.core.Future;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The topics that the messages of a room stand under now. Which timeline a message belongs to was decided when it was
 * sent and stays, whichever topic it is moved to: so a topic is any messages of any timelines of its room. Topics are compared
 * regardless of case. A message without a topic stands under {@link #NONE}.
 */
public interface Topics {
    /** Where messages without a topic stand. */
    String NONE = "(no topic)";

    /** A topic as messages keep it: null for {@link #NONE}, however that is spelled. */
    static @Nullable String kept(@Nullable String topic) {
        return topic == null || topic.toLowerCase(Locale.ROOT).equals(NONE) ? null : topic;
    }

    /**
     * @param name as its newest message spells it
     * @param newest id of its newest message
     */
    record Topic(String name, long newest) {}

    /** A stretch of a timeline. */
    record Stretch(long timeline, Positions positions) {}

    /** Which messages go along with one that is moved. */
    enum Along {
        NONE,
        LATER,
        ALL
    }

    /**
     * @param messages ids of all that were moved, ascending; the first 10,000
     * @param count how many were moved
     */
    record Moved(List<Long> messages, long count) {
        public Moved {
            messages = List.copyOf(messages);
        }
    }

    /**
     * The topics of a room, newest message first.
     *
     * @param receiver only messages that this person received count; null = all
     * @param limit 1 to 100,000
     */
    Future<List<Topic>> of(long room, @Nullable Long receiver, int limit);

    /** The id of the oldest message of a topic that the person received, or of any (null); empty if there is none. */
    Future<Optional<Long>> first(long room, String topic, @Nullable Long receiver);

    /**
     * Where the messages of a topic stand in their timelines; deleted messages and messages of others may be among them.
     * Whole timelines are told as one stretch, however long.
     */
    Future<List<Stretch>> stretches(long room, String topic);

    /**
     * Gives a message another topic. Nothing else of it changes: not its timeline, position, clock, audience or who has read it.
     *
     * @param along which other messages of its present topic are moved with it, judged by their ids
     * @param topic {@link #NONE} = none
     * @return fails with NotFound if there is no such message, and with Unavailable if there are more than 100,000; nothing is
     *     moved then. Thousands are moved part by part, so that sends to the room go on: of those, messages sent
     *     meanwhile stay, and after OutcomeUnknown a part may have been moved, of which the given message is the last
     */
    Future<Moved> move(long message, Along along, String topic);
}
