package dev.seenby.storage;

import io.vertx.core.Future;
import java.util.List;
import java.util.function.Function;

/** Hands over all that is kept of a person. */
public interface Exports {
    /**
     * Everything as it is at one moment, in batches of at most 500 lines. Each line is a JSON object; its {@code kind} is
     * {@code person}, {@code credential} (never its secret), {@code membership}, {@code message}, {@code read} (a stretch of one timeline, by the
     * ids of its first and last message, with {@code readAt} unless that is forgotten), {@code flag}, {@code mute}, {@code
     * mention} or {@code thread} (one that the person follows). The person comes first, kinds are not mixed. Times are ISO 8601
     * in UTC.
     *
     * <p>Fails with NotFound; somebody deleted is found if nobody living has the id. Fails with Overloaded when too many exports are
     * under way.
     *
     * @param batches called with the next batch when the future it returned for the one before has completed; its failure ends
     *     the export and fails this future. A receiver that lets a batch wait for more than 10 s fails it too, and so does
     *     one that takes more than 15 minutes for all
     */
    Future<Void> export(long app, String userId, Function<List<String>, Future<Void>> batches);
}
