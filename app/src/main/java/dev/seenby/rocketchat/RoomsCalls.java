package dev.seenby.rocketchat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.seenby.http.Output;
import dev.seenby.http.StrictJson;
import dev.seenby.storage.Room;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Rooms of whatever type: {@code rooms.info} and {@code rooms.get}. */
final class RoomsCalls {
    private final RoomLookup lookup;
    private final RoomJson json;
    private final Memberships memberships;

    RoomsCalls(Services services, Access access) {
        this.lookup = new RoomLookup(access);
        this.json = new RoomJson(services);
        this.memberships = new Memberships(services);
    }

    List<Call> calls() {
        return List.of(Call.get("rooms.info", this::info), Call.get("rooms.get", this::get));
    }

    private Future<Reply> info(Request request) {
        return lookup.any(request.caller(), RoomLookup.Name.of(request.query()))
                .compose(seat -> {
                    if (!seat.canAccess()) {
                        throw RocketChatException.of(400, "not-allowed", "Not Allowed");
                    }
                    return json.one(seat.room());
                })
                .map(room -> Reply.success(StrictJson.newObject().set("room", room)));
    }

    /**
     * The caller's rooms that have changed, or that the caller joined, since a moment. Which ones are no more,
     * {@code subscriptions.get} tells: nothing is kept of a deleted room's id, which may be another's by now.
     */
    private Future<Reply> get(Request request) {
        Instant since = UpdatedSince.of(
                request.query(),
                RocketChatException.coded(
                        "The \"updatedSince\" query parameter must be a valid date.",
                        "error-updatedSince-param-invalid"));
        long caller = request.caller().id();
        return Future.succeededFuture((Reply.Streamed) output -> {
            output.add("{\"update\":[");
            AtomicInteger count = new AtomicInteger();
            return memberships
                    .of(caller, part -> write(output, count, part, since))
                    .compose(all ->
                            output.add("],\"remove\":[],\"success\":true}").end());
        });
    }

    private Future<Void> write(
            Output output, AtomicInteger count, List<Memberships.Membership> part, @Nullable Instant since) {
        List<Room> changed = part.stream()
                .filter(one -> since == null || one.view().updatedAt().isAfter(since))
                .map(Memberships.Membership::room)
                .toList();
        return json.all(changed).compose(written -> {
            for (ObjectNode room : written) {
                output.add(count.getAndIncrement() == 0 ? "" : ",").add(StrictJson.bytes(room));
            }
            return output.flush();
        });
    }
}
