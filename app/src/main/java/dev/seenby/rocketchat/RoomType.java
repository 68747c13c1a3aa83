package dev.seenby.rocketchat;

import dev.seenby.storage.Room;
import java.util.Set;

/** The types of room that Rocket.Chat knows. Tencent's AVChatRoom and Community, which have no receipts, are none. */
enum RoomType {
    CHANNEL("c", Permission.VIEW_C_ROOM, Set.of(Room.Kind.PUBLIC, Room.Kind.MEETING)),
    GROUP("p", Permission.VIEW_P_ROOM, Set.of(Room.Kind.PRIVATE)),
    DIRECT("d", Permission.VIEW_D_ROOM, Set.of(Room.Kind.DIRECT));

    private final String letter;
    private final Permission view;
    private final Set<Room.Kind> kinds;

    RoomType(String letter, Permission view, Set<Room.Kind> kinds) {
        this.letter = letter;
        this.view = view;
        this.kinds = kinds;
    }

    /** What stands in a room's {@code t}. */
    String letter() {
        return letter;
    }

    /** The permission to see such rooms. */
    Permission view() {
        return view;
    }

    Set<Room.Kind> kinds() {
        return kinds;
    }

    boolean has(Room room) {
        return kinds.contains(room.kind());
    }

    /** Whether the room is one for Rocket.Chat. */
    static boolean known(Room room) {
        return room.kind().carriesReceipts();
    }

    /** @param room one that is {@link #known} */
    static RoomType of(Room room) {
        for (RoomType type : values()) {
            if (type.has(room)) {
                return type;
            }
        }
        throw new IllegalArgumentException("no room of Rocket.Chat: " + room.kind());
    }
}
