package dev.seenby.zulip;

import dev.seenby.storage.Message;
import dev.seenby.storage.Messages;
import dev.seenby.storage.Person;
import dev.seenby.storage.Room;
import dev.seenby.storage.Rooms;
import io.vertx.core.Future;
import java.util.List;

/**
 * Which messages a caller may see: those of public channels, unless they are a guest; those of all other channels and
 * direct conversations that they are in, also from before they came. One message that is not there and one that may not
 * be seen are told apart by nothing.
 */
final class Access {
    /** No message has an id of more digits. */
    private static final int MOST_DIGITS = 18;

    private final Messages messages;
    private final Rooms rooms;

    Access(Services services) {
        this.messages = services.messages();
        this.rooms = services.rooms();
    }

    /** @param digits the message's id, at least one digit. Fails with 400 when the caller does not see such a message */
    Future<Message> message(Person caller, String digits) {
        String id = digits.replaceFirst("^0+", "");
        if (id.isEmpty() || id.length() > MOST_DIGITS) {
            throw invalid();
        }
        return messages.byIds(caller.app(), List.of(Long.parseLong(id))).compose(found -> {
            if (found.isEmpty()) {
                throw invalid();
            }
            Message message = found.get(0);
            return rooms.byIds(List.of(message.facts().room()))
                    .compose(room -> room.isEmpty() ? Future.succeededFuture(false) : sees(caller, room.get(0)))
                    .map(sees -> {
                        if (!sees) {
                            throw invalid();
                        }
                        return message;
                    });
        });
    }

    private Future<Boolean> sees(Person caller, Room room) {
        if (!room.kind().carriesReceipts()) {
            return Future.succeededFuture(false);
        }
        boolean isPublic = room.kind() == Room.Kind.PUBLIC || room.kind() == Room.Kind.MEETING;
        return isPublic && caller.role() != Person.Role.GUEST
                ? Future.succeededFuture(true)
                : rooms.members(room.id(), List.of(caller.id())).map(found -> !found.isEmpty());
    }

    private static ZulipException invalid() {
        return ZulipException.badRequest("Invalid message(s)");
    }
}
