package dev.seenby.tencent;

import dev.seenby.storage.Room;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The field {@code Type} of a group. */
enum GroupType {
    PRIVATE("Private", Room.Kind.PRIVATE),
    PUBLIC("Public", Room.Kind.PUBLIC),
    CHAT_ROOM("ChatRoom", Room.Kind.MEETING),
    AV_CHAT_ROOM("AVChatRoom", Room.Kind.LIVE),
    COMMUNITY("Community", Room.Kind.COMMUNITY);

    private static final Map<String, GroupType> BY_NAME =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(type -> type.wireName, type -> type));

    final String wireName;
    final Room.Kind kind;

    GroupType(String wireName, Room.Kind kind) {
        this.wireName = wireName;
        this.kind = kind;
    }

    static Set<String> names() {
        return BY_NAME.keySet();
    }

    /** Of a room that is a group. */
    static GroupType of(Room.Kind kind) {
        for (GroupType type : values()) {
            if (type.kind == kind) {
                return type;
            }
        }
        throw new IllegalArgumentException(kind.name());
    }

    /** How one joins unless something else was said. */
    String applyJoinOption() {
        return switch (this) {
            case PRIVATE -> "DisableApply";
            case PUBLIC -> "NeedPermission";
            case CHAT_ROOM, AV_CHAT_ROOM, COMMUNITY -> "FreeAccess";
        };
    }

    /** @param name one of {@link #names()} */
    static GroupType named(String name) {
        GroupType type = BY_NAME.get(name);
        if (type == null) {
            throw new IllegalArgumentException(name);
        }
        return type;
    }
}
