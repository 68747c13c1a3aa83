package dev.seenby.rocketchat;

import dev.seenby.storage.Room;
import java.util.Set;

/** The types of room that Rocket.Chat knows. Tencent's AVChatRoom and Community, which have no receipts, are none. */
enum RoomType {
    CHANNEL(
            "c",
            "channel",
            Permission.VIEW_C_ROOM,
            Permission.CREATE_C,
            Permission.DELETE_C,
            Set.of(Room.Kind.PUBLIC, Room.Kind.MEETING)),
    GROUP("p", "group", Permission.VIEW_P_ROOM, Permission.CREATE_P, Permission.DELETE_P, Set.of(Room.Kind.PRIVATE)),
    DIRECT("d", "im", Permission.VIEW_D_ROOM, Permission.CREATE_D, Permission.DELETE_D, Set.of(Room.Kind.DIRECT));

    private final String letter;
    private final String noun;
    private final Permission view;
    private final Permission create;
    private final Permission delete;
    private final Set<Room.Kind> kinds;

    RoomType(String letter, String noun, Permission view, Permission create, Permission delete, Set<Room.Kind> kinds) {
        this.letter = letter;
        this.noun = noun;
        this.view = view;
        this.create = create;
        this.delete = delete;
        this.kinds = kinds;
    }

    /** What stands in a room's {@code t}. */
    String letter() {
        return letter;
    }

    /** What one is called in answers; many are called that with an {@code s}. */
    String noun() {
        return noun;
    }

    /** The permission to make such rooms. */
    Permission create() {
        return create;
    }

    /** The permission to delete such rooms. */
    Permission delete() {
        return delete;
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
