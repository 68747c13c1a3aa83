package dev.seenby.storage;

import java.time.Instant;
import java.util.List;

/** What messages can be searched and sorted by. */
public sealed interface MessageField {
    /** The type of its values: {@link String}, {@link Instant}, {@link Double} or {@link Boolean}. */
    enum Type {
        TEXT,
        TIME,
        NUMBER,
        TRUTH
    }

    /** Fields that every message may have, whichever dialect sent it. */
    enum Column implements MessageField {
        STRING_ID(Type.TEXT),
        ROOM_ID(Type.TEXT),
        TEXT(Type.TEXT),
        SENT_AT(Type.TIME),
        UPDATED_AT(Type.TIME),
        /** Absent if it was never edited, as the two after it. */
        EDITED_AT(Type.TIME),
        EDITOR_ID(Type.TEXT),
        EDITOR_USERNAME(Type.TEXT),
        /** Rocket.Chat's id of the sender. */
        SENDER_ID(Type.TEXT),
        SENDER_USERNAME(Type.TEXT),
        SENDER_NAME(Type.TEXT),
        /** The string id of the message whose thread it replies in; absent otherwise. */
        PARENT_ID(Type.TEXT),
        /** True for a reply that also stands in the main flow of its room; absent otherwise. */
        SHOWN_IN_ROOM(Type.TRUTH),
        /** How many replies its thread has; absent if none. */
        REPLIES(Type.NUMBER),
        /** When the newest reply was sent; absent if none. */
        LAST_REPLY_AT(Type.TIME);

        private final Type type;

        Column(Type type) {
            this.type = type;
        }

        public Type type() {
            return type;
        }
    }

    /**
     * Something in the payload, of whatever type it has there. Where the path meets an array, each of its elements counts.
     *
     * @param path names of members, outermost first, 1 to 9
     */
    record Detail(List<String> path) implements MessageField {
        public Detail {
            path = List.copyOf(path);
        }
    }
}
