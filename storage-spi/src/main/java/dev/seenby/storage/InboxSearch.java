package dev.seenby.storage;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which messages, from where on. Deleted ones are never found.
 *
 * @param person storage id; for whom it is searched
 * @param rooms storage ids of the rooms to look in, at most 10,000; null = all rooms the person is a member of now
 * @param received only messages that the person received
 * @param terms all of them hold; at most 100
 * @param from a message id, itself included
 * @param ascending towards newer messages, else towards older ones
 * @param limit 1 to 10,000
 */
public record InboxSearch(
        long app,
        long person,
        @Nullable Set<Long> rooms,
        boolean received,
        List<Term> terms,
        long from,
        boolean ascending,
        int limit) {
    public InboxSearch {
        rooms = rooms == null ? null : Set.copyOf(rooms);
        terms = List.copyOf(terms);
    }

    /** A condition on a message; true or false of every one. */
    public sealed interface Term {}

    /** @param kinds of the room it stands in */
    public record OfKinds(Set<Room.Kind> kinds) implements Term {
        public OfKinds {
            kinds = Set.copyOf(kinds);
        }
    }

    /** @param rooms storage ids, at most 10,000 */
    public record InRooms(Set<Long> rooms) implements Term {
        public InRooms {
            rooms = Set.copyOf(rooms);
        }
    }

    /** It stands under this topic now, compared regardless of case. @param topic {@link Topics#NONE} = under none */
    public record OnTopic(String topic) implements Term {}

    /** Its topic begins with this text. */
    public record TopicBegins(String with) implements Term {}

    /** @param person storage id of the sender */
    public record SentBy(long person) implements Term {}

    /** Received and not read. */
    public record IsUnread() implements Term {}

    /** It speaks to the person, or to everybody in its room. */
    public record IsMention() implements Term {}

    /** The person has put the flag on it. */
    public record Flagged(Inbox.Flag flag) implements Term {}

    /** @param ids of messages, at most 1,000 */
    public record HasId(Set<Long> ids) implements Term {
        public HasId {
            ids = Set.copyOf(ids);
        }
    }

    /** Its text or topic holds this, regardless of case. @param text 1 to 256 characters */
    public record Holds(String text) implements Term {}

    /** The contrary. */
    public record Not(Term term) implements Term {}
}
