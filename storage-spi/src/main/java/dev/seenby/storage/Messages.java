package dev.seenby.storage;

import io.vertx.core.Future;
import java.util.Collection;
import java.util.List;

/** Messages and their places in rooms and timelines. */
public interface Messages {
    /**
     * Appends a message to its room and timeline and reads it for its sender, at the message's time. Completes after
     * the commit and, unless that takes too long, after the index knows of it.
     *
     * <p>Fails with NotFound for an unknown room, sender or parent, with Conflict when the string id is taken by another
     * sender or room or the numeric id is taken. After {@link StorageException.OutcomeUnknown} the same message may be sent again: it is never
     * stored twice.
     */
    Future<Message> send(NewMessage message);

    /** Those that exist, in no particular order. @param clocks at most 1,000 */
    Future<List<MessageFacts>> factsByClock(long room, Collection<Long> clocks);

    /** Those that exist in the app, in no particular order. @param ids at most 1,000 */
    Future<List<Message>> byIds(long app, Collection<Long> ids);

    /** Those that exist in the app, in no particular order. @param stringIds at most 1,000 */
    Future<List<Message>> byStringIds(long app, Collection<String> stringIds);
}
