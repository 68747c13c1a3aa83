package dev.seenby.zulip;

import dev.seenby.storage.Member;
import dev.seenby.storage.Room;
import dev.seenby.storage.Rooms;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;

/** Who is in direct conversations. Storage is asked about one after the other, so about a few at a time only. */
final class DirectMembers {
    private static final int ASKED_AT_ONCE = 50;
    /** Nobody makes a conversation of more. */
    private static final int MOST = 100;

    private final Rooms rooms;

    DirectMembers(Rooms rooms) {
        this.rooms = rooms;
    }

    /** Storage ids. */
    Future<List<Long>> of(long room) {
        return rooms.members(room, 0, MOST)
                .map(found -> found.stream().map(Member::person).toList());
    }

    /** What the question finds of the direct conversations among the rooms, by storage id. @param among of any number */
    <T> Future<Map<Long, T>> ask(List<Room> among, LongFunction<Future<T>> question) {
        List<Long> direct = among.stream()
                .filter(room -> room.kind() == Room.Kind.DIRECT)
                .map(Room::id)
                .toList();
        return ask(direct, 0, question, new HashMap<>());
    }

    private <T> Future<Map<Long, T>> ask(
            List<Long> direct, int from, LongFunction<Future<T>> question, Map<Long, T> known) {
        if (from >= direct.size()) {
            return Future.succeededFuture(known);
        }
        int to = Math.min(direct.size(), from + ASKED_AT_ONCE);
        Map<Long, Future<T>> asked = new HashMap<>();
        direct.subList(from, to).forEach(room -> asked.put(room, question.apply(room)));
        return Future.all(new ArrayList<>(asked.values())).compose(done -> {
            asked.forEach((room, found) -> known.put(room, found.result()));
            return ask(direct, to, question, known);
        });
    }
}
