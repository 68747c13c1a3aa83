package dev.seenby.storage.postgres;

import dev.seenby.storage.MessageField.Column;
import dev.seenby.storage.MessageFilter;
import dev.seenby.storage.MessageSearch;
import dev.seenby.storage.MessageSearch.InRoom;
import dev.seenby.storage.MessageSearch.InThread;
import dev.seenby.storage.MessageSearch.Order;
import dev.seenby.storage.MessageSearch.ThreadsOf;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A search as SQL.
 *
 * @param patterns regular expressions in it
 */
record SearchStatement(String sql, Tuple parameters, List<String> patterns) {
    /** How many messages may be passed over in what is still called short. */
    private static final int SHORT_OFFSET = 1_000;

    /** A page, each row with the total beside it; one row without a message if there is none. Throws BadSearch. */
    static SearchStatement page(MessageSearch search) {
        Parts parts = new Parts(search);
        return parts.statement("select n.total, p.* from (select " + parts.total() + " as total) n left join lateral ("
                + parts.rows() + ") p on true");
    }

    /** The messages alone. Throws BadSearch. */
    static SearchStatement rows(MessageSearch search) {
        Parts parts = new Parts(search);
        return parts.statement(parts.rows());
    }

    /** How many there are in all. Throws BadSearch. */
    static SearchStatement total(MessageSearch search) {
        if (!search.counted()) {
            return new SearchStatement(
                    "select " + MessageSearch.NOT_COUNTED + "::bigint as total", Tuple.tuple(), List.of());
        }
        Parts parts = new Parts(search);
        return parts.statement("select " + parts.total() + " as total");
    }

    static boolean isOfAll(MessageSearch search) {
        return search.filter().equals(MessageFilter.ALL);
    }

    /** Whether an index has the page in its order, near its beginning, and the total is known; threads are counted. */
    static boolean isShort(MessageSearch search) {
        return isOfAll(search)
                && !(search.scope() instanceof ThreadsOf)
                && search.order().size() == 1
                && search.order().get(0).field() == Column.SENT_AT
                && search.offset() <= SHORT_OFFSET;
    }

    /** What the statements are made of. */
    private static final class Parts {
        private final MessageSearch search;
        private final FilterSql filter;
        /** The place of the parameter that names the room or the parent. */
        private final String where;

        private final String from;
        private final String condition;

        Parts(MessageSearch search) {
            this.search = search;
            if (search.scope() instanceof InRoom scope) {
                filter = new FilterSql(false);
                where = filter.bind(scope.room(), "bigint");
                from = " from message m where m.room = " + where + " and m.deleted_at is null and " + roomIsAlive();
            } else if (search.scope() instanceof InThread scope) {
                filter = new FilterSql(false);
                where = filter.bind(scope.parent(), "bigint");
                from = " from message m where m.parent = " + where + " and m.deleted_at is null and "
                        + roomOfParentIsAlive();
            } else {
                ThreadsOf scope = (ThreadsOf) search.scope();
                filter = new FilterSql(true);
                where = filter.bind(scope.room(), "bigint");
                Long follower = scope.follower();
                from = " from thread th join message m on m.id = th.parent"
                        + (follower == null
                                ? ""
                                : " join thread_follower f on f.parent = th.parent and f.person = "
                                        + filter.bind(follower, "bigint")
                                        + (scope.unseen() ? " and f.seen_clock < th.last_clock" : ""))
                        + " where th.room = " + where + " and th.replies > 0 and m.deleted_at is null and "
                        + roomIsAlive();
            }
            condition = isOfAll(search) ? "" : " and " + filter.condition(search.filter());
        }

        private String roomIsAlive() {
            return "exists (select from room r where r.id = " + where + " and r.deleted_at is null)";
        }

        private String roomOfParentIsAlive() {
            return "exists (select from message o join room r on r.id = o.room where o.id = " + where
                    + " and r.deleted_at is null)";
        }

        /** Of all messages of a room or a thread it is known without counting them. */
        String total() {
            if (!search.counted()) {
                return MessageSearch.NOT_COUNTED + "::bigint";
            }
            if (isOfAll(search) && search.scope() instanceof InRoom) {
                return "coalesce((select r.clock - r.deletions from room r where r.id = " + where
                        + " and r.deleted_at is null), 0)";
            }
            if (isOfAll(search) && search.scope() instanceof InThread) {
                return "coalesce((select x.replies from thread x where x.parent = " + where + " and "
                        + roomOfParentIsAlive() + "), 0)";
            }
            return "(select count(*)" + from + condition + ")";
        }

        /** Passed over are bare rows; nothing is looked up for them that neither filter nor order needs. */
        String rows() {
            String sql =
                    "select " + MessageRows.ALONE + " from (select m.*" + from + condition + " order by " + order();
            return sql + " limit " + filter.bind((long) search.limit(), "bigint") + " offset "
                    + filter.bind(search.offset(), "bigint") + ") m";
        }

        private String order() {
            List<Order> order = search.order();
            boolean ascending = order.isEmpty() || order.get(order.size() - 1).ascending();
            String keys = order.stream()
                    .map(key -> filter.orderKeys(key.field(), key.ascending()) + ", ")
                    .collect(Collectors.joining());
            return keys + "m.id" + (ascending ? " asc" : " desc");
        }

        SearchStatement statement(String sql) {
            return new SearchStatement(sql, filter.parameters(), List.copyOf(filter.patterns()));
        }
    }
}
