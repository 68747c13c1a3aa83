package dev.seenby.webhooks;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;

/** What a node knows of an app between two of its turns. Used on one event loop; times are of the steady clock. */
final class Course {
    private static final Duration DROP_EVERY = Duration.ofMinutes(1);
    /** A letter that is begun by then is over before the lease is. */
    private static final Duration RELY = Duration.ofSeconds(20);

    /** In a row. */
    int failures;
    /** Unless the app is changed. */
    Instant notBefore = Instant.EPOCH;
    /** The app's, when it was read last. */
    long version = -1;
    /** The app's, when it was looked for apps last; 0 = it is gone. */
    long newest;

    Instant heldAt = Instant.EPOCH;
    Instant droppedAt = Instant.EPOCH;
    /** Letters that were delivered, of groups of the batch of which some were not. */
    final Set<String> told = new HashSet<>();

    /** Whether something may be posted. An operator who has mended a URL shall not wait for the back-off of the former. */
    boolean isDue(Instant now) {
        return !now.isBefore(notBefore) || isOutdated();
    }

    /** Whether the app has been changed since it was read. */
    boolean isOutdated() {
        return newest == 0 ? version != 0 : newest > version;
    }

    /** Whether it is to be looked for what is too old. */
    boolean isUntidy(Instant now) {
        return !now.isBefore(droppedAt.plus(DROP_EVERY));
    }

    /** Whether the lease is this node's for long enough. */
    boolean holds(Instant now) {
        return now.isBefore(heldAt.plus(RELY));
    }
}
