package dev.seenby.tencent;

import dev.seenby.storage.Attendance;
import dev.seenby.storage.Rooms;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** When members sent their last messages, as far as these are among the newest of their groups. */
final class LastSent {
    private record Sender(long room, long person) {}

    private final Map<Sender, Instant> times = new HashMap<>();

    private LastSent() {}

    /** @param asked otherwise nothing is looked up */
    static Future<LastSent> load(Rooms rooms, List<Long> groups, boolean asked) {
        LastSent known = new LastSent();
        return !asked
                ? Future.succeededFuture(known)
                : rooms.lastSent(groups).map(found -> {
                    found.forEach(one -> known.times.put(new Sender(one.room(), one.person()), one.at()));
                    return known;
                });
    }

    /** Null = not lately, or never. */
    @Nullable
    Instant of(Attendance member) {
        return times.get(new Sender(member.room(), member.member().person()));
    }
}
