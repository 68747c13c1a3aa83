package dev.seenby.storage.postgres;

import dev.seenby.storage.Message;
import dev.seenby.storage.MessageFacts;
import dev.seenby.storage.TimelineKey;
import io.vertx.sqlclient.Row;
import org.jspecify.annotations.Nullable;

/** Messages as rows. */
final class MessageRows {
    static final String FACTS = """
            m.id, m.room, m.clock, m.timeline, t.kind as timeline_kind, m.position, m.sender, m.sender_version,
            m.sender_was_member, m.audience""";
    static final String ALL = FACTS + """
            , m.string_id, m.sent_at, m.text, m.payload, m.parent, m.topic, coalesce(m.updated_at, m.sent_at) as updated_at,
            m.edited_at, m.edited_by""";
    /** As {@link #ALL}, of messages that are joined with nothing, so that their order and number stay what they are. */
    static final String ALONE = ALL.replace(
            "t.kind as timeline_kind", "(select t.kind from timeline t where t.id = m.timeline) as timeline_kind");
    /** Those that are not deleted, nor is their room; further conditions may follow. */
    static final String WHERE_ALIVE = """
             from message m
            join timeline t on t.id = m.timeline
            join room r on r.id = m.room and r.deleted_at is null
            where m.deleted_at is null and\s""";

    private MessageRows() {}

    static MessageFacts facts(Row row) {
        return new MessageFacts(
                row.getLong("id"),
                row.getLong("room"),
                row.getLong("clock"),
                row.getLong("timeline"),
                TimelineKey.Kind.valueOf(row.getString("timeline_kind")),
                row.getLong("position"),
                row.getLong("sender"),
                row.getLong("sender_version"),
                row.getBoolean("sender_was_member"),
                row.getInteger("audience"));
    }

    private static Message.@Nullable Edit edit(Row row) {
        Long editor = row.getLong("edited_by");
        return editor == null
                ? null
                : new Message.Edit(editor, row.getOffsetDateTime("edited_at").toInstant());
    }

    static Message message(Row row) {
        return new Message(
                facts(row),
                row.getString("string_id"),
                row.getOffsetDateTime("sent_at").toInstant(),
                row.getString("text"),
                row.getString("payload"),
                row.getLong("parent"),
                row.getString("topic"),
                row.getOffsetDateTime("updated_at").toInstant(),
                edit(row));
    }
}
