package dev.seenby.webhooks;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** How long to wait after failures: twice as long after each, from 1 to 2 s up to 2.5 to 5 min. */
final class BackOff {
    private static final Duration LONGEST = Duration.ofMinutes(5);
    private static final int LAST_DOUBLING = 9;

    private BackOff() {}

    /** @param failures in a row, at least 1 */
    static Duration after(int failures) {
        long most = Math.min(LONGEST.toMillis(), 1_000L << Math.min(failures, LAST_DOUBLING));
        return Duration.ofMillis(ThreadLocalRandom.current().nextLong(most / 2, most + 1));
    }
}
