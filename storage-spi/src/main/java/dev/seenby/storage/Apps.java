package dev.seenby.storage;

import io.vertx.core.Future;
import java.util.List;
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

    /**
     * Apps in ascending order of their id.
     *
     * @param after only apps with a greater id
     * @param limit 1 to 1,000
     */
    Future<List<App>> list(long after, int limit);
}
