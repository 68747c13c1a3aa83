package dev.seenby.storage.postgres;

import dev.seenby.storage.MessageField.Column;
import java.util.EnumSet;
import java.util.Set;

/** What the fields of a message are in SQL: expressions over {@code message m}, joined with nothing that may not be there. */
final class SearchColumns {
    private static final Set<Column> NEVER_ABSENT =
            EnumSet.of(Column.STRING_ID, Column.ROOM_ID, Column.TEXT, Column.SENT_AT, Column.UPDATED_AT);
    private static final Set<Column> OF_THREAD = EnumSet.of(Column.REPLIES, Column.LAST_REPLY_AT);

    /** Escapes that JSON allows and {@code jsonb} refuses become the replacement character. */
    private static final String ESCAPED = """
            (case when position('\\u' in m.payload) > 0
                then regexp_replace(m.payload, '\\\\u(0000|[dD][89a-fA-F][0-9a-fA-F]{2})', '\\\\ufffd', 'g')
                else m.payload end)""";
    /** Numbers too large or too small for it become some that are still beyond all that is searched for. */
    static final String PAYLOAD = "(case when m.payload ~ '[0-9][eE][+-]?[0-9]{5}' then regexp_replace(" + ESCAPED + """
            , '([[,:]\\s*-?[0-9]+(?:\\.[0-9]+)?[eE][+-]?)0*[1-9][0-9]{4,}(?=\\s*[],}])', '\\19999', 'g')
            else\s"""
            + ESCAPED + " end)::jsonb";

    private SearchColumns() {}

    /** @param ofThread whether the row of {@code thread th} stands beside the message */
    static String sql(Column column, boolean ofThread) {
        return switch (column) {
            case STRING_ID -> "m.string_id";
            case ROOM_ID -> "(select x.room_id from room x where x.id = m.room)";
            case TEXT -> "m.text";
            case SENT_AT -> "m.sent_at";
            case UPDATED_AT -> "coalesce(m.updated_at, m.sent_at)";
            case EDITED_AT -> "m.edited_at";
            case EDITOR_ID -> person("rocketchat_id", "edited_by");
            case EDITOR_USERNAME -> person("username", "edited_by");
            case SENDER_ID -> person("rocketchat_id", "sender");
            case SENDER_USERNAME -> person("username", "sender");
            case SENDER_NAME -> person("name", "sender");
            case PARENT_ID -> "(select x.string_id from message x where x.id = m.parent)";
            case SHOWN_IN_ROOM ->
                "(case when m.parent is not null and"
                        + " (select x.kind from timeline x where x.id = m.timeline) <> 'THREAD' then true end)";
            case REPLIES ->
                ofThread ? "th.replies" : "(select x.replies from thread x where x.parent = m.id and x.replies > 0)";
            case LAST_REPLY_AT ->
                ofThread
                        ? "th.last_reply_at"
                        : "(select x.last_reply_at from thread x where x.parent = m.id and x.replies > 0)";
        };
    }

    private static String person(String name, String who) {
        return "(select x." + name + " from person x where x.id = m." + who + ")";
    }

    /** So that an index, which has nulls last, serves both directions. */
    static boolean isNeverAbsent(Column column, boolean ofThread) {
        return NEVER_ABSENT.contains(column) || (ofThread && OF_THREAD.contains(column));
    }
}
