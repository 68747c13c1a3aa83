package dev.seenby.zulip;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.seenby.http.StrictJson;
import dev.seenby.receipts.Conversations;
import dev.seenby.storage.Room;
import java.util.EnumSet;
import java.util.Set;

/** A room as Zulip sees it: a channel, if it is no direct conversation. */
record Channel(Room room) {
    /** Those that carry receipts, but direct conversations. */
    static final Set<Room.Kind> KINDS = EnumSet.of(Room.Kind.PUBLIC, Room.Kind.MEETING, Room.Kind.PRIVATE);

    private static final String PROTECTED = "historyProtected";

    /** Whether there is such a channel for Zulip. */
    static boolean is(Room room) {
        return KINDS.contains(room.kind());
    }

    int id() {
        return room.streamId();
    }

    String name() {
        return room.name();
    }

    boolean inviteOnly() {
        return room.kind() == Room.Kind.PRIVATE;
    }

    /** Whether members see what was sent before they came; others see what they received. */
    boolean historyIsPublic() {
        return !inviteOnly() || !details().path(PROTECTED).asBoolean(false);
    }

    String description() {
        return details().path(Conversations.DESCRIPTION).asText("");
    }

    private JsonNode details() {
        return StrictJson.value(room.details()).orElseGet(StrictJson::newObject);
    }

    /** The details of a channel to be made. */
    static String details(String description, boolean historyIsPublic) {
        ObjectNode details = StrictJson.newObject();
        if (!description.isEmpty()) {
            details.put(Conversations.DESCRIPTION, description);
        }
        if (!historyIsPublic) {
            details.put(PROTECTED, true);
        }
        return details.toString();
    }
}
