package dev.seenby.rocketchat;

import io.vertx.core.Future;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds the room that a call names by {@code roomId} or, without that, {@code roomName}. */
final class RoomLookup {
    private final Access access;

    RoomLookup(Access access) {
        this.access = access;
    }

    /** How a call names a room. */
    record Name(@Nullable String id, @Nullable String name) {
        static Name of(Query query) {
            return new Name(query.text("roomId"), query.text("roomName"));
        }

        static Name of(Body body) {
            return new Name(body.text("roomId"), body.text("roomName"));
        }
    }

    /** A room of any type. Fails with error-room-not-found; the caller may have no business there. */
    Future<Seat> any(Caller caller, Name asked) {
        return find(caller, asked, RoomType.CHANNEL);
    }

    /** A room of one type. Fails with error-room-not-found; the caller may have no business there. */
    Future<Seat> any(Caller caller, Name asked, RoomType type) {
        return find(caller, asked, type).map(seat -> {
            if (!type.has(seat.room())) {
                throw notFound(type);
            }
            return seat;
        });
    }

    /** As {@link #any(Caller, Name, RoomType)}; also fails when the caller may not see what is in the room. */
    Future<Seat> visible(Caller caller, Name asked, RoomType type) {
        return any(caller, asked, type).map(seat -> {
            if (!seat.canInspect()) {
                // That there is such a group is not for everybody to know.
                throw type == RoomType.GROUP ? notFound(type) : RocketChatException.forbidden();
            }
            return seat;
        });
    }

    private Future<Seat> find(Caller caller, Name asked, RoomType type) {
        String id = asked.id();
        String name = asked.name();
        Future<Optional<Seat>> seat;
        if (id != null && !id.isEmpty()) {
            seat = access.byId(caller, id);
        } else if (name != null && !name.isEmpty()) {
            seat = access.byName(caller, name);
        } else {
            throw RocketChatException.coded(
                    "The parameter \"roomId\" or \"roomName\" is required", "error-roomid-param-not-provided");
        }
        return seat.map(found -> found.orElseThrow(() -> notFound(type)));
    }

    /** That there is no such room, or none that the caller may know of. */
    static RocketChatException notFound(RoomType type) {
        String unmatched = type == RoomType.DIRECT
                ? "\"roomId\" param provided does not match any direct message"
                : "\"roomId\" or \"roomName\" param provided does not match any " + type.noun();
        return RocketChatException.coded("The required " + unmatched, "error-room-not-found");
    }
}
