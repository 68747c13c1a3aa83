package dev.seenby.storage;

import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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
}
