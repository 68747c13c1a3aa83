package dev.seenby.storage;

import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Takes people out of an app: they leave all rooms, what they read is taken back, what they wrote is deleted, and what is left of them bears
 * neutral names. It goes step by step, and may be killed at any moment and go on.
 */
public interface Erasures {
    /** What is being done. */
    enum Step {
        /** Leaving rooms; those in which an owner was alone are deleted. */
        ROOMS,
        /** Taking reads back; those that sends made of their own messages stay, as counts need them. */
        READS,
        /** Deleting messages, and emptying the texts of those deleted before. */
        MESSAGES,
        /** Deleting flags, mentions, mutes, followed threads; direct conversations whose ids are made of the person's get others. */
        MARKS,
        /** Overwriting names, the times of memberships among them. */
        NAMES,
        DONE
    }

    /**
     * One person's erasure. It holds no name.
     *
     * @param app the app's {@code sdkAppId}
     * @param rooms how many were left
     * @param reads how many stretches were taken back
     * @param messages how many were emptied
     * @param doneAt null = under way
     */
    record Erasure(
            long id,
            long app,
            boolean keepsMessages,
            Step step,
            long rooms,
            long reads,
            long messages,
            Instant requestedAt,
            @Nullable Instant doneAt) {}

    /**
     * What was done of it.
     *
     * @param after as it is then
     * @param deleted messages as they were before, at most 100
     */
    record Part(Erasure after, List<Message> deleted) {
        public Part {
            deleted = List.copyOf(deleted);
        }
    }

    /**
     * Deletes a person, who from now on cannot sign in and is found no more, and begins the erasure. Somebody deleted before can be
     * erased too; whoever lives goes first. Begun already, nothing changes and it is returned as it is.
     *
     * <p>Fails with NotFound, and with Conflict ({@code LAST_OWNER}) for the app's only active owner and for its administrator.
     */
    Future<Erasure> begin(long app, String userId, boolean keepMessages);

    Future<Optional<Erasure>> byId(long app, long erasure);

    /** Those of an app, oldest first. @param after only greater ids. @param limit 1 to 1,000 */
    Future<List<Erasure>> list(long app, long after, int limit);

    /** Those of all apps that are under way, oldest first; not of apps that are deleted. @param limit 1 to 1,000 */
    Future<List<Erasure>> underWay(int limit);

    /**
     * Does a part of an erasure, so much that it takes a fraction of a second. May be killed at any moment and repeated, also by
     * two at once. Fails with NotFound, and so of a deleted app.
     */
    Future<Part> goOn(long erasure);
}
