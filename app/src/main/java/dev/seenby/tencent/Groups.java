package dev.seenby.tencent;

import dev.seenby.receipts.Conversations;
import dev.seenby.storage.App;
import dev.seenby.storage.Person;
import dev.seenby.storage.Room;
import dev.seenby.storage.StorageException;
import io.vertx.core.Future;
import java.util.List;

/** Finds the group a call is about. */
final class Groups {
    private static final int ID_BYTES = 48;

    private final Conversations conversations;

    Groups(Conversations conversations) {
        this.conversations = conversations;
    }

    /** The field {@code GroupId}: 10004 when it is missing or not a string, 10015 when it cannot be a group's id. */
    static String id(Fields body) {
        String id = body.text("GroupId", Integer.MAX_VALUE);
        if (!isId(id)) {
            throw ErrorCode.GROUP_ID.error();
        }
        return id;
    }

    /** Whether it can be a group's id. */
    static boolean isId(String id) {
        if (id.isEmpty() || id.length() > ID_BYTES) {
            return false;
        }
        for (int i = 0; i < id.length(); i++) {
            if (id.charAt(i) < 0x20 || id.charAt(i) > 0x7e) {
                return false;
            }
        }
        return true;
    }

    /** The same failure, but 10010 where the group was deleted a moment ago. */
    static <T> Future<T> gone(Throwable failure) {
        return Future.failedFuture(failure instanceof StorageException.NotFound ? ErrorCode.NO_GROUP.error() : failure);
    }

    /** Fails with 10010 when the app has no such group; a direct conversation is none. */
    Future<Room> find(App app, String groupId) {
        return conversations.byRoomId(app.sdkAppId(), groupId).map(found -> found.filter(
                        room -> room.kind() != Room.Kind.DIRECT)
                .orElseThrow(ErrorCode.NO_GROUP::error));
    }

    /** As {@link #find}, whatever this node has seen of the group before. */
    Future<Room> findAnew(App app, String groupId) {
        return conversations.byRoomIdAnew(app.sdkAppId(), groupId).compose(any -> find(app, groupId));
    }

    /** As {@link #find}, then 10007 for a group of a type that has no read receipts. */
    Future<Room> findWithReceipts(App app, String groupId) {
        return find(app, groupId).map(room -> {
            if (!room.kind().carriesReceipts()) {
                throw ErrorCode.NO_PERMISSION.error("groups of this type have no read receipts");
            }
            return room;
        });
    }

    /** As {@link #find}, then 10007 for an AVChatRoom, which has no history. */
    Future<Room> findWithHistory(App app, String groupId) {
        return find(app, groupId).map(room -> {
            if (room.kind() == Room.Kind.LIVE) {
                throw ErrorCode.NO_PERMISSION.error("an AVChatRoom has no history");
            }
            return room;
        });
    }

    /** As {@link #findWithReceipts}, whatever this node has seen of the group before. */
    Future<Room> findAnewWithReceipts(App app, String groupId) {
        return conversations.byRoomIdAnew(app.sdkAppId(), groupId).compose(any -> findWithReceipts(app, groupId));
    }

    /** Whether the person is a member now. */
    Future<Boolean> isMember(Room room, Person person) {
        return conversations.members(room, List.of(person.id())).map(found -> !found.isEmpty());
    }
}
