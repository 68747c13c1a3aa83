package dev.seenby.storage.postgres;

/**
 * What messages are to a person, as pieces of SQL. Arguments are names of rows or places of parameters, never values. In
 * a room ids and clocks grow together, and in a timeline of it positions too: so a stretch of one is a stretch of the others.
 */
final class InboxSql {
    static final String LAST = "9223372036854775807";

    private InboxSql() {}

    /** Whether the person was a member when the message was sent, or is its sender. */
    static String received(String m, String person) {
        return """
                (%1$s.sender = %2$s
                 or exists (select from member w
                    where w.room = %1$s.room and w.person = %2$s and w.present and w.since_clock <= %1$s.clock)
                 or exists (select from (
                    select w.last_clock from past_membership w
                    where w.room = %1$s.room and w.person = %2$s and w.first_clock <= %1$s.clock
                    order by w.first_clock desc limit 1) w
                    where w.last_clock >= %1$s.clock))""".formatted(m, person);
    }

    /** Whether the person has read the message. */
    static String read(String m, String person) {
        return """
                exists (select from (
                    select w.last from read_run w
                    where w.timeline = %1$s.timeline and w.reader = %2$s and w.first <= %1$s.position
                    order by w.first desc limit 1) w
                    where w.last >= %1$s.position)""".formatted(m, person);
    }

    /** Whether it speaks to the person or to everybody. */
    static String mentioned(String m, String person) {
        return """
                exists (select from message_mention w
                    where w.room = %1$s.room and w.person in (%2$s, 0) and w.clock = %1$s.clock)""".formatted(m, person);
    }

    /** The clocks of the stays of a person in a room, as {@code first} and {@code last}. */
    static String stays(String room, String person) {
        return """
                (select w.since_clock as first, %3$s as last from member w
                 where w.room = %1$s and w.person = %2$s and w.present
                 union all
                 select w.first_clock, w.last_clock from past_membership w
                 where w.room = %1$s and w.person = %2$s)""".formatted(room, person, LAST);
    }

    /** The id of the first message from a clock on, or of the last one up to it; deleted ones too. */
    static String idAt(String room, String clock, boolean onwards) {
        return "(select w.id from message w where w.room = " + room + " and w.clock "
                + (onwards
                        ? ">= " + clock + " order by w.clock limit 1)"
                        : "<= " + clock + " order by w.clock desc limit 1)");
    }

    /** The clock of the first message from an id on, or of the last one up to it; of those that are not deleted. */
    static String clockAt(String room, String id, boolean onwards) {
        return "(select w.clock from message w where w.room = " + room + " and w.deleted_at is null and w.id "
                + (onwards ? ">= " + id + " order by w.id limit 1)" : "<= " + id + " order by w.id desc limit 1)");
    }

    private static String positionAt(String clock, boolean onwards) {
        return "(select w.position from message w where w.timeline = t.id and w.clock "
                + (onwards
                        ? ">= " + clock + " order by w.clock limit 1)"
                        : "<= " + clock + " order by w.clock desc limit 1)");
    }

    /**
     * The ids of messages of {@code timeline t} that the person received and has not read. Found by the gaps between what is
     * read: what lies in between is passed over at once, however long it is. To be put after {@code lateral}.
     *
     * @param from the first clock, never null
     * @param to the last clock, never null
     * @param upTo the last position
     * @param condition on {@code message m}, beginning with "and", or empty
     * @param limit the first so many, the last ones unless ascending
     */
    static String unread(
            String person, String from, String to, String upTo, String condition, boolean ascending, String limit) {
        String direction = ascending ? "" : " desc";
        return """
                (select u.id from (
                    select g.first, g.last from %1$s stay
                    cross join lateral (
                        select %2$s as first, least(coalesce(%3$s, 0), %4$s) as last) part
                    cross join lateral (
                        select b.at as first,
                            least(part.last, coalesce(lead(b.first) over (order by b.first), %5$s) - 1) as last
                        from (
                            select coalesce(max(w.last) + 1, part.first) as at, 0 as first from (
                                select w.last from read_run w
                                where w.timeline = t.id and w.reader = %6$s and w.first <= part.first
                                order by w.first desc limit 1) w
                            where w.last >= part.first
                            union all
                            select w.last + 1, w.first from read_run w
                            where w.timeline = t.id and w.reader = %6$s
                                and w.first > part.first and w.first <= part.last) b
                        where part.first <= part.last) g
                    where g.first <= g.last
                    order by g.first%9$s offset 0) g
                cross join lateral (
                    select m.id from message m
                    where m.timeline = t.id and m.position between g.first and g.last and m.deleted_at is null%7$s
                    order by m.position%9$s limit %8$s) u
                order by g.first%9$s, u.id%9$s limit %8$s)""".formatted(
                        stays("t.room", person),
                        positionAt("greatest(stay.first, " + from + ")", true),
                        positionAt("least(stay.last, " + to + ")", false),
                        upTo,
                        LAST,
                        person,
                        condition.isEmpty() ? "" : " " + condition,
                        limit,
                        direction);
    }
}
