package dev.seenby.zulip;

import dev.seenby.storage.InboxSearch;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which messages a client looks at; all of them may be seen by the caller.
 *
 * @param person storage id of the caller
 * @param rooms as {@link InboxSearch#rooms}
 * @param received as {@link InboxSearch#received}
 * @param terms at most 99
 * @param unnarrowed whether the client named no condition
 */
record Narrow(
        long app,
        long person,
        @Nullable Set<Long> rooms,
        boolean received,
        List<InboxSearch.Term> terms,
        boolean unnarrowed) {
    /** Holds of nothing. */
    static final InboxSearch.Term NOTHING = new InboxSearch.InRooms(Set.of());

    /** A search in it that starts at a message id, itself included. */
    InboxSearch search(long from, boolean ascending, int limit) {
        return new InboxSearch(app, person, rooms, received, terms, from, ascending, limit);
    }

    /** Those of which this holds too. */
    Narrow and(InboxSearch.Term term) {
        List<InboxSearch.Term> all = new ArrayList<>(terms);
        all.add(term);
        return new Narrow(app, person, rooms, received, all, false);
    }

    /** Those that the caller received and has not read. */
    Narrow unread() {
        Narrow unread = and(new InboxSearch.IsUnread());
        return new Narrow(app, person, rooms, true, unread.terms(), false);
    }
}
