package dev.seenby.storage;

import io.vertx.core.Future;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The people of the apps. Those deleted are found by storage id alone. */
public interface People {
    /** Fails with {@link StorageException.Conflict} when one of the names is taken in the app. */
    Future<Person> create(long app, NewPerson person, List<Credential> credentials);

    /**
     * Makes many people without credentials at once. Whoever has a name that is taken in the app, also by one before in
     * the list, is passed over. Fails with NotFound when there is no such app.
     *
     * @param people at most 1,000
     * @return those made, in no particular order
     */
    Future<List<Person>> createAll(long app, List<NewPerson> people);

    /** What somebody is to be called and look like. @param person storage id; null changes nothing */
    record Profile(
            long person, @Nullable String name, @Nullable String avatarUrl) {}

    /**
     * Changes names and pictures of many at once, on every node from the next call on. Those who are not the app's, or
     * deleted, are passed over. Fails with NotFound when there is no such app.
     *
     * @param profiles at most 1,000, each of another person
     */
    Future<Void> describe(long app, List<Profile> profiles);

    /**
     * Changes a person, on every node from the next call on. Fails with NotFound, and with Conflict
     * ({@code LAST_OWNER}) when it takes away the app's only active owner.
     */
    Future<Person> update(long person, PersonChange change);

    /**
     * Deletes a person who has left all rooms: the names become free, credentials are dropped, what the person wrote and
     * read stays. Nothing happens if the person is deleted already. Fails with NotFound.
     */
    Future<Void> delete(long person);

    /** Those that exist, in no particular order. @param userIds at most 1,000 */
    Future<List<Person>> byUserIds(long app, Collection<String> userIds);

    /** Those that exist, in no particular order. @param rocketChatIds at most 1,000 */
    Future<List<Person>> byRocketChatIds(long app, Collection<String> rocketChatIds);

    /** Those that exist, in no particular order. @param usernames at most 1,000, compared regardless of case */
    Future<List<Person>> byUsernames(long app, Collection<String> usernames);

    /** Those that exist, in no particular order. @param zulipIds at most 1,000 */
    Future<List<Person>> byZulipIds(long app, Collection<Integer> zulipIds);

    /** @param email compared regardless of case; a made-up address is nobody's */
    Future<Optional<Person>> byEmail(long app, String email);

    /** Those that ever existed, deleted or not, in no particular order. @param ids storage ids, at most 1,000 */
    Future<List<Person>> byIds(Collection<Long> ids);

    /**
     * The people of an app by username, regardless of case.
     *
     * @param offset how many to pass over
     * @param limit 0 to 1,000
     */
    Future<Listed<Person>> list(long app, long offset, int limit);
}
