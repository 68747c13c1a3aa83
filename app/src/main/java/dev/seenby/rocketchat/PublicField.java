package dev.seenby.rocketchat;

import static java.util.Map.entry;

import dev.seenby.storage.MessageField;
import dev.seenby.storage.MessageField.Column;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The fields of a Rocket.Chat message that callers may search and sort by, under the names it has for them. */
final class PublicField {
    private static final int SEGMENTS = 8;

    private static final Map<String, Column> COLUMNS = Map.ofEntries(
            entry("_id", Column.STRING_ID),
            entry("rid", Column.ROOM_ID),
            entry("msg", Column.TEXT),
            entry("ts", Column.SENT_AT),
            entry("_updatedAt", Column.UPDATED_AT),
            entry("editedAt", Column.EDITED_AT),
            entry("editedBy._id", Column.EDITOR_ID),
            entry("editedBy.username", Column.EDITOR_USERNAME),
            entry("u._id", Column.SENDER_ID),
            entry("u.username", Column.SENDER_USERNAME),
            entry("u.name", Column.SENDER_NAME),
            entry("tmid", Column.PARENT_ID),
            entry("tshow", Column.SHOWN_IN_ROOM),
            entry("tcount", Column.REPLIES),
            entry("tlm", Column.LAST_REPLY_AT));

    private static final Set<String> DETAILS = Set.of(
            "alias",
            "emoji",
            "avatar",
            "groupable",
            "parseUrls",
            "t",
            "mentions",
            "mentions._id",
            "mentions.username",
            "mentions.name",
            "mentions.type",
            "channels",
            "channels._id",
            "channels.name",
            "urls",
            "urls.url");

    /** Those below which senders put what they like. */
    private static final Set<String> OPEN_DETAILS = Set.of("customFields", "attachments", "blocks");

    private static final Set<String> RESERVED = Set.of("constructor", "__proto__", "prototype");

    private PublicField() {}

    /** Empty for a name that is not public, and for one that names an element of an array by its index. */
    static Optional<MessageField> named(String name) {
        Column column = COLUMNS.get(name);
        if (column != null) {
            return Optional.of(column);
        }
        return path(name)
                .filter(path -> DETAILS.contains(name) || OPEN_DETAILS.contains(path.get(0)))
                .filter(path -> path.stream().noneMatch(PublicField::isIndex))
                // Storage looks no deeper, and the payload has a member around this dialect's.
                .filter(path -> path.size() < SEGMENTS)
                .map(PublicField::detail);
    }

    private static MessageField detail(List<String> path) {
        return new MessageField.Detail(
                Stream.concat(Stream.of(MessageJson.PAYLOAD), path.stream()).toList());
    }

    /**
     * The parts between a name's dots: 1 to {@value #SEGMENTS}; empty if there are more, or one is empty, reserved or
     * has a dollar sign.
     */
    static Optional<List<String>> path(String name) {
        List<String> path = List.of(name.split("\\.", -1));
        boolean legal = path.size() <= SEGMENTS
                && path.stream().noneMatch(part -> part.isEmpty() || part.contains("$") || RESERVED.contains(part));
        return legal ? Optional.of(path) : Optional.empty();
    }

    /** MongoDB takes such a part for a position too, which storage has no word for. */
    private static boolean isIndex(String part) {
        return part.chars().allMatch(c -> c >= '0' && c <= '9');
    }
}
