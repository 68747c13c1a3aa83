package dev.seenby.receipts;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.seenby.storage.App;
import dev.seenby.storage.Apps;
import dev.seenby.storage.NewApp;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The apps of this server. Nothing changes an app once it is made, so nodes keep what they
 * have seen of it; what is to change one must make them forget it. */
public final class Tenants {
    private final Apps apps;
    private final Cache<Long, App> byId =
            Caffeine.newBuilder().maximumSize(10_000).build();
    private final Cache<Long, Boolean> unknown = Caffeine.newBuilder()
            .maximumSize(10_000)
            .expireAfterWrite(Duration.ofSeconds(1))
            .build();

    public Tenants(Apps apps) {
        this.apps = apps;
    }

    /** Fails as {@link Apps#create}. */
    public Future<Apps.Created> create(NewApp app) {
        return apps.create(app)
                // Whatever the outcome, it may exist now: a conflict says that another node has made it.
                .onComplete(any -> unknown.invalidateAll())
                .onSuccess(created -> byId.put(created.app().sdkAppId(), created.app()));
    }

    /** An app that does not exist is remembered as such for a second, so that asking for it costs the database little. */
    public Future<Optional<App>> bySdkAppId(long sdkAppId) {
        App known = byId.getIfPresent(sdkAppId);
        if (known != null) {
            return Future.succeededFuture(Optional.of(known));
        }
        if (unknown.getIfPresent(sdkAppId) != null) {
            return Future.succeededFuture(Optional.empty());
        }
        return apps.bySdkAppId(sdkAppId)
                .onSuccess(found ->
                        found.ifPresentOrElse(app -> byId.put(sdkAppId, app), () -> unknown.put(sdkAppId, true)));
    }

    /** As {@link Apps#byHost}. */
    public Future<Optional<App>> byHost(String host) {
        return apps.byHost(host);
    }

    /** As {@link Apps#list}. */
    public Future<List<App>> list(long after, int limit) {
        return apps.list(after, limit);
    }
}
