package dev.seenby.storage;

import io.vertx.core.Future;

/**
 * Counts calls over all nodes. A call is refused if and only if as many calls as the limit were accepted in the second
 * before it, by the limiter's own clock; refused calls do not count.
 */
public interface Limiter {
    /**
     * @param accepted whether the call may go on
     * @param waitMicros when refused, how long until the next call can be accepted, at least 1; else 0
     * @param ceiling when refused, whether the app's ceiling refused it rather than the call's own limit
     * @param remaining how many more calls of this name would be accepted now, 0 when refused
     */
    record Verdict(boolean accepted, long waitMicros, boolean ceiling, int remaining) {
        public static Verdict accepted(int remaining) {
            return new Verdict(true, 0, false, remaining);
        }

        public static Verdict refused(long waitMicros, boolean ceiling) {
            return new Verdict(false, waitMicros, ceiling, 0);
        }
    }

    /**
     * Asks for one call; charges both the call's limit and the app's ceiling, or neither.
     *
     * @param app {@code sdkAppId}
     * @param call name of the API call, from a fixed set
     * @param perSecond limit of this call, 1 to 100,000
     * @param ceilingPerSecond limit of all calls of the app together, 0 = none
     */
    Future<Verdict> acquire(long app, String call, int perSecond, int ceilingPerSecond);
}
