package dev.seenby.storage;

import io.vertx.core.Future;
import java.time.Duration;

/**
 * Tells all nodes that an app was changed, so that each may keep what it has seen of it until then. An app has a stamp, which the
 * {@link Limiter} returns with each verdict; what a node keeps is good as long as the stamp is the one it had when it was read
 * from the record, and that only if it was {@linkplain #settled settled}.
 *
 * <p>Whoever changes an app first calls {@link #changing}, then changes the record, then calls {@link #changed}, whatever became
 * of the change. In between, and if the last call never comes, no node keeps anything of the app.
 *
 * <p>Whoever changes something within an app (its people, rooms, settings) calls {@link #touched} behind it; that call may fail or
 * never come, so what a node keeps of these is good for {@link #LONGEST_UNTOLD} at most.
 */
public interface AppStamps {
    /** How long what was read of the record within an app may be kept, whatever its stamp. */
    Duration LONGEST_UNTOLD = Duration.ofSeconds(2);

    /** Whether what was read under this stamp may be kept. */
    static boolean settled(String stamp) {
        return !stamp.startsWith("~");
    }

    /** The stamp now; never one that was there before a change, even if the back end has lost all it knew. */
    Future<String> of(long app);

    /**
     * The app is going to be changed. Fails if other nodes cannot be told; then it must not be changed.
     *
     * @return a stamp that is not settled, to be given to {@link #changed}
     */
    Future<String> changing(long app);

    /** The change is over: gives the app a new stamp, unless another change has begun since. @param changing what {@link #changing} returned */
    Future<Void> changed(long app, String changing);

    /** Something within the app was changed: gives it a new stamp, unless it is being changed and will get one. */
    Future<Void> touched(long app);
}
