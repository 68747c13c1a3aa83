package dev.seenby.storage;

import io.vertx.core.Future;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is to be told to the apps' own back ends: a queue for each app, written in the very transactions that do what is told of.
 *
 * <p>Something is queued if the app's {@link AppOptions#webhook} asks for its kind, and only of groups: rooms that carry receipts
 * and are not direct conversations. Reads of {@link TimelineKey.Kind#SILENT} timelines are not queued, and neither are a sender's
 * own read, a mark that reads nothing new and a message that is imported: one with a time of its own.
 */
public interface Webhooks {
    /** The most events of one batch. */
    int MAX_BATCH = 300;
    /** The most stretches, and the most people, of one event; what is more is several. */
    int MAX_OF_ONE = 1_000;

    /**
     * Something that happened in a group.
     *
     * @param id greater than that of everything in the group that had happened before
     * @param stretches of a read: the newly read positions of {@code timeline}, disjoint, ascending; of a message that was sent or
     *     recalled: its clock alone; else empty
     * @param timeline of a read, else 0
     * @param people storage ids: of a read its reader; of joins and leaves who did; of a deletion the members, 500 at most
     */
    record Event(
            long id,
            Group group,
            AppOptions.Event kind,
            Instant at,
            long timeline,
            List<Positions> stretches,
            List<Long> people) {
        public Event {
            stretches = List.copyOf(stretches);
            people = List.copyOf(people);
        }
    }

    /**
     * A room as webhooks tell of it, deleted or not.
     *
     * @param owner storage id of the person who owns it, if any
     */
    record Group(
            long room,
            String roomId,
            Room.Kind kind,
            String displayName,
            @Nullable Long owner) {}

    /**
     * An app for which something waits.
     *
     * @param since when the oldest of it happened
     * @param version the app's, which grows with every change; 0 if there is no such app any more
     */
    record Waiting(long app, Instant since, long version) {}

    /** Apps for which something waits, in ascending order of their id; cheap. */
    Future<List<Waiting>> waiting();

    /** How many events of all apps wait. @param most counts no further; at least 1 */
    Future<Long> count(long most);

    /**
     * The app's batch: what was taken before and is not done yet, else the oldest events, at most {@link #MAX_BATCH} and fewer if
     * they are large, ascending by id. Who takes after somebody else has gets the same events together again, less those done or
     * dropped.
     */
    Future<List<Event>> take(long app);

    /** They are told and never come again; unknown ones are passed over. @param events ids, at most {@link #MAX_BATCH} */
    Future<Void> done(long app, Collection<Long> events);

    /**
     * Drops some of the oldest events of an app, so many that it takes a fraction of a second.
     *
     * @param before those that happened before
     * @param keep and those that are older than the newest so many, 0 for all
     * @return how many were dropped; 0 = there is nothing left to drop
     */
    Future<Integer> drop(long app, Instant before, long keep);

    /** Messages of a timeline, those that exist, ascending by position. @param within at most 1,000 positions */
    Future<List<MessageFacts>> messages(long timeline, Positions within);
}
