package dev.seenby.storage;

import io.vertx.core.Future;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The people of the apps. */
public interface People {
    /** Fails with {@link StorageException.Conflict} when one of the names is taken in the app. */
    Future<Person> create(long app, NewPerson person, List<Credential> credentials);

    /** Changes the full name and the avatar; null leaves the old one. Fails with NotFound. */
    Future<Person> update(long person, @Nullable String name, @Nullable String avatarUrl);

    /** Those that exist, in no particular order. @param userIds at most 1,000 */
    Future<List<Person>> byUserIds(long app, Collection<String> userIds);

    /** Those that exist, in no particular order. @param ids storage ids, at most 1,000 */
    Future<List<Person>> byIds(Collection<Long> ids);

    /** Adds a credential; a password or Zulip key replaces the former one. Fails with NotFound. */
    Future<Void> addCredential(long person, Credential credential);

    /** All of a person's, oldest first; empty for an unknown person. */
    Future<List<Credential>> credentials(long person);
}
