package dev.seenby.storage;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** The tenants. */
public interface Apps {
    /** An app just made, and its owner. */
    record Created(App app, Person owner) {}

    /** Fails with {@link StorageException.Conflict} when the id or a host is taken, or when it is a second app without hosts. */
    Future<Created> create(NewApp app);

    Future<Optional<App>> bySdkAppId(long sdkAppId);

    /**
     * The app that lists the host, else the app that lists none.
     *
     * @param host lower case, without port
     */
    Future<Optional<App>> byHost(String host);

    /** Values of the app's settings and permissions that are not the default ones: JSON by name. */
    Future<Map<String, String>> settings(long app);

    /**
     * Changes some of them, all or none; all nodes see it at once. Fails with NotFound for an unknown app.
     *
     * @param values JSON by name, 1 to 1,000, names and values up to 64 KiB
     */
    Future<Void> changeSettings(long app, Map<String, String> values);

    /**
     * Apps in ascending order of their id.
     *
     * @param after only apps with a greater id
     * @param limit 1 to 1,000
     */
    Future<List<App>> list(long after, int limit);

    /**
     * Changes an app: name, hosts, limits, secret key and options may be others; all else is not looked at, and the version
     * grows. Fails with NotFound, with Conflict as {@link #create}, and with what the change throws.
     *
     * @param change makes the app as it is to be of the app as it is, under its lock; may be called more than once
     * @return as it is now
     */
    Future<App> change(long sdkAppId, UnaryOperator<App> change);

    /**
     * Deletes an app: nothing of it is found any more and its hosts are free. Its data goes by and by, by {@link #purge}; until
     * then its id is taken. Fails with NotFound, and with what the check throws.
     *
     * @param check sees the app as it is, under its lock
     */
    Future<Void> delete(long sdkAppId, Consumer<App> check);

    /** The same, whatever the app is like. */
    default Future<Void> delete(long sdkAppId) {
        return delete(sdkAppId, any -> {});
    }

    /**
     * Ids of deleted apps that still have data, ascending.
     *
     * @param ago only those that were deleted at least so long ago, by the storage's clock
     * @param limit 1 to 1,000
     */
    Future<List<Long>> deleted(Duration ago, int limit);

    /**
     * Deletes a part of a deleted app's data, so much that it takes a fraction of a second.
     *
     * @return whether nothing is left, so that the id is free; true for an unknown app. Fails with Conflict for one that is not
     *     deleted
     */
    Future<Boolean> purge(long sdkAppId);
}
