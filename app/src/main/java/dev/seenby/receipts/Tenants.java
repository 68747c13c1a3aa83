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

/**
 * The apps of this server. Nothing changes an app once it is made, so nodes keep what they
 * have seen of it; what is to change one must make them forget it. Which app a host names can change with every app that
 * is made, so that is kept for a second only.
 */
public final class Tenants {
    /** No host name is longer. */
    private static final int HOST_LENGTH = 253;

    private final Apps apps;
    private final Cache<Long, App> byId =
            Caffeine.newBuilder().maximumSize(10_000).recordStats().build();
    private final Cache<Long, Boolean> unknown = Caffeine.newBuilder()
            .maximumSize(10_000)
            .expireAfterWrite(Duration.ofSeconds(1))
            .build();

    private final Cache<String, Optional<App>> byHost = Caffeine.newBuilder()
            .maximumSize(10_000)
            .expireAfterWrite(Duration.ofSeconds(1))
            .recordStats()
            .build();

    public Tenants(Apps apps) {
        this.apps = apps;
    }

    /** How well its caches do. */
    public List<CacheFigures> figures() {
        return List.of(CacheFigures.of("apps", byId), CacheFigures.of("hosts", byHost));
    }

    /** Fails as {@link Apps#create}. */
    public Future<Apps.Created> create(NewApp app) {
        return apps.create(app)
                // Whatever the outcome, it may exist now: a conflict says that another node has made it.
                .onComplete(any -> {
                    unknown.invalidateAll();
                    byHost.invalidateAll();
                })
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

    /**
     * The app that lists the host, else the app that lists none; remembered for a second, and so is that there is none.
     *
     * @param host lower case, without port; of any length
     */
    public Future<Optional<App>> byHost(String host) {
        // No app lists what is too long to be a host; kept under one name, such cannot fill the memory.
        String key = host.length() > HOST_LENGTH ? "" : host;
        Optional<App> known = byHost.getIfPresent(key);
        return known != null
                ? Future.succeededFuture(known)
                : apps.byHost(key).onSuccess(found -> byHost.put(key, found));
    }

    /** As {@link Apps#list}. */
    public Future<List<App>> list(long after, int limit) {
        return apps.list(after, limit);
    }
}
