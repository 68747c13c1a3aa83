package dev.seenby.rocketchat;

import dev.seenby.storage.Room;
import dev.seenby.storage.Rooms;
import dev.seenby.storage.Subscriptions;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** All the rooms that somebody is in. */
final class Memberships {
    private final Subscriptions subscriptions;
    private final Rooms rooms;

    Memberships(Services services) {
        this.subscriptions = services.subscriptions();
        this.rooms = services.rooms();
    }

    /** A room, and a member's view of it. */
    record Membership(Subscriptions.Subscription view, Room room) {}

    /**
     * Hands all of somebody's memberships over, at most {@value RoomJson#AT_ONCE} at a time.
     *
     * @param person storage id
     * @param parts called with the next part when the future it returned for the one before has completed
     */
    Future<Void> of(long person, Function<List<Membership>, Future<Void>> parts) {
        return after(person, 0, parts);
    }

    /** Somebody's view of one room; empty when they are not in it. */
    Future<List<Membership>> of(long person, Room room) {
        return subscriptions.of(person, List.of(room.id())).map(found -> found.stream()
                .map(view -> new Membership(view, room))
                .toList());
    }

    private Future<Void> after(long person, long room, Function<List<Membership>, Future<Void>> parts) {
        return subscriptions.of(person, room, RoomJson.AT_ONCE).compose(views -> {
            if (views.isEmpty()) {
                return Future.succeededFuture();
            }
            List<Long> ids =
                    views.stream().map(Subscriptions.Subscription::room).toList();
            return rooms.byIds(ids)
                    .compose(found -> parts.apply(joined(views, found)))
                    .compose(taken -> views.size() < RoomJson.AT_ONCE
                            ? Future.succeededFuture()
                            : after(person, ids.get(ids.size() - 1), parts));
        });
    }

    private static List<Membership> joined(List<Subscriptions.Subscription> views, List<Room> found) {
        Map<Long, Room> known =
                found.stream().filter(RoomType::known).collect(Collectors.toMap(Room::id, Function.identity()));
        List<Membership> joined = new ArrayList<>();
        for (Subscriptions.Subscription view : views) {
            Room room = known.get(view.room());
            if (room != null) {
                joined.add(new Membership(view, room));
            }
        }
        return joined;
    }
}
