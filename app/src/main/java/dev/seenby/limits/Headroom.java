package dev.seenby.limits;

import java.util.concurrent.TimeUnit;

/**
 * How many places an app may have that asks for more than it gets. Places bound what is under way, not what it costs: a few heavy calls can take all
 * processors, and then everybody's calls wait at each of their steps. So they are halved each {@value #LOOKS} looks while event
 * loops are late, and there is one more after {@value #CALM} times as many in time. One call after the other is still as much as the databases can do
 * for it, so the last step is no place at all: then such an app has one call begun at each look, if its last has ended.
 *
 * <p>Looks happen on one event loop, each {@value #LOOK_MILLIS} ms; how much later they do says how much there is to do.
 */
final class Headroom {
    static final long LOOK_MILLIS = 10;
    private static final int LOOKS = 10;
    private static final int CALM = 30;
    /** All of so many looks together. */
    private static final long LATE_NANOS = TimeUnit.MILLISECONDS.toNanos(LOOKS * LOOK_MILLIS / 25);

    private final int most;
    private volatile int places;
    private int looks;
    private int calm;
    private long lookedAt;
    private long late;

    /** @param most places while nothing is late */
    Headroom(int most, long now) {
        this.most = most;
        this.places = most;
        this.lookedAt = now;
    }

    /** 0 to the most. */
    int places() {
        return places;
    }

    void look(long now) {
        late += Math.max(0, now - lookedAt - TimeUnit.MILLISECONDS.toNanos(LOOK_MILLIS));
        lookedAt = now;
        if (++looks == LOOKS) {
            if (late > LATE_NANOS) {
                places = places / 2;
                calm = 0;
            } else if (++calm == CALM) {
                places = Math.min(most, places + 1);
                calm = 0;
            }
            looks = 0;
            late = 0;
        }
    }
}
