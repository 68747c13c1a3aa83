package dev.seenby.storage;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What people prove who they are with. */
public interface Credentials {
    /** Somebody, and what they have shown. */
    record Holder(Person person, Credential credential) {}

    /**
     * Adds a credential; a password or Zulip key replaces the former one, and so does one with the same name.
     * Fails with NotFound.
     */
    Future<Void> add(long person, Credential credential);

    /** All of a person's that have not expired, oldest first; empty for an unknown or deleted person. */
    Future<List<Credential>> of(long person);

    /**
     * Who holds a credential that has not expired. Deleted people hold none.
     *
     * @param kinds the credential is one of these, none of which is a password
     */
    Future<Optional<Holder>> holder(long app, Set<Credential.Kind> kinds, String hash);

    /** Takes a credential away. @return whether it was there */
    Future<Boolean> remove(long person, Credential.Kind kind, String hash);

    /**
     * Counts an attempt to sign in, before it is judged, so that attempts made at once are all counted.
     *
     * @param most how many attempts may fail within {@code window}, at least 1
     * @return false if as many have been counted already since the last success; this one is then not counted
     */
    Future<Boolean> attempt(long person, int most, Duration window);

    /** Forgets the attempts counted: somebody proved to be the person. */
    Future<Void> succeeded(long person);
}
