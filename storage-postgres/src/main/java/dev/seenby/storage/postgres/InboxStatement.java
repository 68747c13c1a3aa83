package dev.seenby.storage.postgres;

import dev.seenby.storage.InboxSearch;
import dev.seenby.storage.InboxSearch.Flagged;
import dev.seenby.storage.InboxSearch.HasId;
import dev.seenby.storage.InboxSearch.IsMention;
import dev.seenby.storage.InboxSearch.IsUnread;
import dev.seenby.storage.InboxSearch.OnTopic;
import dev.seenby.storage.InboxSearch.Term;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A search of an inbox as SQL: the first ids of every room, read from an index in their order, then the first of those.
 * One of the terms may know where to look; the others are conditions on what is found there.
 */
record InboxStatement(String sql, Tuple parameters) {
    static InboxStatement of(InboxSearch search) {
        InboxTerms terms = new InboxTerms(search.person());
        return new InboxStatement(new Parts(search, terms).sql(), terms.parameters());
    }

    /** What the statement is made of. */
    private static final class Parts {
        private final InboxSearch search;
        private final InboxTerms terms;
        private final String from;
        private final String limit;
        /** Compares ids with where to begin. */
        private final String onwards;

        private final String direction;
        private final String rooms;

        Parts(InboxSearch search, InboxTerms terms) {
            this.search = search;
            this.terms = terms;
            from = terms.bind(search.from(), "bigint");
            limit = terms.bind((long) search.limit(), "bigint");
            onwards = search.ascending() ? ">=" : "<=";
            direction = search.ascending() ? "" : " desc";
            rooms = rooms();
        }

        /** The rooms to look in. */
        private String rooms() {
            Set<Long> given = search.rooms();
            String app = terms.bind(search.app(), "bigint");
            String all = given == null
                    ? "from member b join room r on r.id = b.room where b.person = " + terms.person() + " and b.present"
                    : "from room r where r.id = any(" + terms.bind(Columns.longs(given), "bigint[]") + ")";
            String condition = search.terms().stream()
                    .filter(InboxTerms::isOfRooms)
                    .map(term -> " and " + terms.condition(term))
                    .collect(Collectors.joining());
            return "(select r.id, r.kind " + all + " and r.app = " + app + " and r.deleted_at is null" + condition
                    + ")";
        }

        String sql() {
            List<Term> all = search.terms().stream()
                    .filter(term -> !InboxTerms.isOfRooms(term))
                    .toList();
            if (all.stream().anyMatch(HasId.class::isInstance)) {
                return withIds(all);
            }
            for (Term term : all) {
                if (term instanceof Flagged flagged) {
                    return withFlag(flagged, without(all, term));
                }
            }
            if (all.contains(new IsMention())) {
                return withMention(without(all, new IsMention()));
            }
            if (all.contains(new IsUnread())) {
                return unread(without(all, new IsUnread()));
            }
            return ofRooms(all);
        }

        private static List<Term> without(List<Term> terms, Term term) {
            return terms.stream().filter(other -> !other.equals(term)).toList();
        }

        private String conditions(List<Term> of) {
            return of.stream().map(term -> " and " + terms.condition(term)).collect(Collectors.joining());
        }

        /** As {@link #conditions}, where it is not known that the person received the message. */
        private String allConditions(List<Term> of) {
            return (search.received() ? " and " + InboxSql.received("m", terms.person()) : "") + conditions(of);
        }

        private String end(String id, String atMost) {
            return " order by " + id + direction + " limit " + atMost;
        }

        private String withIds(List<Term> all) {
            return "select m.id from message m join " + rooms
                    + " r on r.id = m.room where m.deleted_at is null and m.id " + onwards + " " + from
                    + allConditions(all) + end("m.id", limit);
        }

        private String withFlag(Flagged flagged, List<Term> others) {
            return "select m.id from message_flag s join message m on m.id = s.message join " + rooms
                    + " r on r.id = m.room where s.person = " + terms.person() + " and s.flag = "
                    + terms.bind(flagged.flag().name(), "text") + " and s.message " + onwards + " " + from
                    + " and m.deleted_at is null" + allConditions(others) + end("s.message", limit);
        }

        private String withMention(List<Term> others) {
            return "select x.id from " + rooms + " r cross join lateral (select m.id from ("
                    + "select distinct n.clock from message_mention n where n.room = r.id and n.person in ("
                    + terms.person() + ", 0)) n join message m on m.room = r.id and m.clock = n.clock where m.id "
                    + onwards + " " + from + " and m.deleted_at is null" + allConditions(others) + end("m.id", limit)
                    + ") x" + end("x.id", limit);
        }

        private String unread(List<Term> others) {
            String here = "edge.clock";
            return "select x.id from " + rooms + " r cross join lateral (select "
                    + InboxSql.clockAt("r.id", from, search.ascending())
                    + " as clock) edge join timeline t on t.room = r.id cross join lateral "
                    + InboxSql.unread(
                            terms.person(),
                            search.ascending() ? here : "1",
                            search.ascending() ? InboxSql.LAST : here,
                            InboxSql.LAST,
                            conditions(others),
                            search.ascending(),
                            limit)
                    + " x where edge.clock is not null" + end("x.id", limit);
        }

        /**
         * Of many rooms a few ids each tell up to where the rest has to be looked at; with conditions that walk over
         * messages it would be walked twice.
         */
        private String ofRooms(List<Term> all) {
            String conditions = conditions(all);
            boolean oneRoom = search.rooms() != null && search.rooms().size() == 1;
            if (oneRoom || !all.stream().allMatch(OnTopic.class::isInstance)) {
                return firstOf(rooms, conditions, limit) + end("x.id", limit);
            }
            String few = "greatest(8, 2 * " + limit + " / greatest(1, (select count(*) from rooms)))";
            String edge = " and m.id " + (search.ascending() ? "<=" : ">=") + " (select id from edge)";
            return "with rooms as materialized (" + rooms + "), edge as materialized (select coalesce(("
                    + firstOf("rooms", conditions, few) + end("x.id", "1") + " offset " + limit + " - 1), "
                    + (search.ascending() ? InboxSql.LAST : "0") + ") as id) "
                    + firstOf("rooms", conditions + edge, limit) + end("x.id", limit);
        }

        /** At most so many of every room, or of every stay in it. @param where the rooms */
        private String firstOf(String where, String conditions, String atMost) {
            String found = "select m.id from message m where m.room = r.id and m.deleted_at is null and m.id " + onwards
                    + " " + from + conditions;
            String every = found + end("m.id", atMost);
            if (search.received()) {
                String stays = "select m.id from " + InboxSql.stays("r.id", terms.person())
                        + " stay cross join lateral (select " + InboxSql.idAt("r.id", "stay.first", true)
                        + " as first, "
                        + InboxSql.idAt("r.id", "stay.last", false) + " as last) part cross join lateral (" + found
                        + " and m.id between part.first and part.last" + end("m.id", atMost) + ") m";
                // Those few are looked up by their sender, and sorted.
                String asOutsider = "select o.id from (" + found + " and m.sender = " + terms.person()
                        + " and not m.sender_was_member offset 0) o" + end("o.id", atMost);
                every = stays + " union all (" + asOutsider + ")";
            }
            return "select x.id from " + where + " r cross join lateral (" + every + ") x";
        }
    }
}
