package dev.seenby.storage;

import io.vertx.core.Future;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/** Who does not want to see whom. */
public interface Mutes {
    /** The most people that one person can mute. */
    int MOST = 10_000;

    /** @param person storage id of the one who is muted */
    record Mute(long person, Instant at) {}

    /**
     * Mutes somebody.
     *
     * @return false if they were muted already. Fails with NotFound for an unknown person, with Overloaded when the person mutes
     *     {@link #MOST} already
     */
    Future<Boolean> mute(long person, long other);

    /** @return false if they were not muted */
    Future<Boolean> unmute(long person, long other);

    /** Those whom a person mutes, in the order in which they were muted; deleted people are not among them. */
    Future<List<Mute>> of(long person);

    /** Those of others who mute the person, or whom the person mutes. @param others storage ids, at most 10,000 */
    Future<Set<Long>> between(long person, Collection<Long> others);
}
