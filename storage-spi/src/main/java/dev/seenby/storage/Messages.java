package dev.seenby.storage;

import io.vertx.core.Future;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Messages and their places in rooms and timelines. A deleted message keeps its place and is found no more. */
public interface Messages {
    /**
     * A message in its place of a room.
     *
     * @param deleted whether it was deleted; its text is empty then and its payload an empty object
     */
    record Place(Message message, boolean deleted) {}

    /**
     * Appends a message to its room and timeline and reads it for its sender, at the message's time. A reply makes its
     * sender and the parent's sender followers of the thread, and those it mentions who are members. Completes after
     * the commit and, unless that takes too long, after the index knows of it.
     *
     * <p>Fails with NotFound for an unknown room, sender or parent, with Conflict when the string id is taken by another
     * sender or room or the numeric id is taken. After {@link StorageException.OutcomeUnknown} the same message may be sent again: it is never
     * stored twice.
     */
    Future<Message> send(NewMessage message);

    /**
     * Gives a message another text and payload; fails with NotFound if there is none.
     *
     * @param editor storage id of a person
     */
    Future<Message> edit(long message, String text, String payload, long editor);

    /**
     * Deletes a message: it is found no more and has no receipts, its place stays. Completes as {@link #send} does.
     * Fails with NotFound if there is none.
     */
    Future<Void> delete(long message);

    /** Those that exist, in no particular order. @param clocks at most 1,000 */
    Future<List<MessageFacts>> factsByClock(long room, Collection<Long> clocks);

    /** Those that exist in the app, in no particular order. @param ids at most 1,000 */
    Future<List<Message>> byIds(long app, Collection<Long> ids);

    /** Those that exist in the app, in no particular order. @param stringIds at most 1,000 */
    Future<List<Message>> byStringIds(long app, Collection<String> stringIds);

    /** The greatest of the ids that the newest messages of somebody's rooms have; empty if there are none. */
    Future<Optional<Long>> newestOf(long person);

    /** The string ids of messages, deleted ones too, by id. @param ids at most 1,000 */
    Future<Map<Long, String>> stringIds(Collection<Long> ids);

    /** Finds a page of messages. Fails with {@link StorageException.BadSearch} when the search itself is at fault. */
    Future<Listed<Message>> search(MessageSearch search);

    /**
     * Finds messages as they all are at one moment, and hands them over in batches of at most 500.
     *
     * @param batches called with the next batch when the future it returned for the one before has completed; its failure ends the
     *     search and fails this future. A receiver that lets a batch wait for more than 10 s fails it
     *     too, and so does one that takes more than 5 minutes for all
     * @return completes when the last batch was taken, with how many there are in all, those passed over included, if
     *     that is asked
     */
    Future<Long> stream(MessageSearch search, Function<List<Message>, Future<Void>> batches);

    /** String ids of the replies to a message that were deleted after a moment, the latest 1,000 at most. */
    Future<List<String>> deletedReplies(long parent, Instant after);

    /**
     * The places of a room from a clock down to the oldest, newest first, without a gap: those of deleted messages too.
     *
     * @param last the greatest clock
     * @param limit 1 to 1,000
     * @return none for an unknown room
     */
    Future<List<Place>> places(long room, long last, int limit);
}
