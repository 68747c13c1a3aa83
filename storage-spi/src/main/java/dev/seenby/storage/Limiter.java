package dev.seenby.storage;

import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/**
 * Counts calls over all nodes. A call is refused if and only if as many calls as one of its limits were accepted in the second
 * before it, by the limiter's own clock; refused calls do not count.
 */
public interface Limiter {
    /**
     * @param accepted whether the call may go on
     * @param waitMicros when refused, how long until the next call can be accepted, at least 1; else 0
     * @param ceiling when refused, whether the app's ceiling alone refused it
     * @param remaining how many more such calls would be accepted now, 0 when refused
     * @param stamp the app's, as {@link AppStamps} has it; null = not known
     */
    record Verdict(
            boolean accepted,
            long waitMicros,
            boolean ceiling,
            int remaining,
            @Nullable String stamp) {
        public static Verdict accepted(int remaining) {
            return new Verdict(true, 0, false, remaining, null);
        }

        public static Verdict refused(long waitMicros, boolean ceiling) {
            return new Verdict(false, waitMicros, ceiling, 0, null);
        }

        public Verdict withStamp(String known) {
            return new Verdict(accepted, waitMicros, ceiling, remaining, known);
        }
    }

    /**
     * A call that wants to go on.
     *
     * @param app {@code sdkAppId}
     * @param call name of the API call, from a fixed set, or of a room; those that are silent may be forgotten
     * @param perSecond limit of this call, 1 to 100,000
     * @param person storage id of who calls; looked at only if there is a limit for that
     * @param perPerson limit of all calls of this person together, 0 = none
     * @param ceilingPerSecond limit of all calls of the app together, 0 = none
     */
    record Asked(long app, String call, int perSecond, long person, int perPerson, int ceilingPerSecond) {
        public Asked {
            if (call.isEmpty() || perSecond < 1 || perPerson < 0 || ceilingPerSecond < 0) {
                throw new IllegalArgumentException(call + " " + perSecond + " " + perPerson + " " + ceilingPerSecond);
            }
        }
    }

    /** Asks for one call; charges all of its limits, or none. */
    Future<Verdict> acquire(Asked asked);

    /** Asks for one call of nobody in particular. */
    default Future<Verdict> acquire(long app, String call, int perSecond, int ceilingPerSecond) {
        return acquire(new Asked(app, call, perSecond, 0, 0, ceilingPerSecond));
    }

    /**
     * Asks for one message into a room, which is counted apart from all calls.
     *
     * @param room storage id
     * @param perSecond limit of this room, 1 to 100,000
     */
    default Future<Verdict> acquireInRoom(long app, long room, int perSecond) {
        // No call is called so.
        return acquire(new Asked(app, "room:" + room, perSecond, 0, 0, 0));
    }
}
