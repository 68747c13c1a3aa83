package dev.seenby.receipts;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.seenby.storage.App;
import dev.seenby.storage.AppStamps;
import dev.seenby.storage.Apps;
import dev.seenby.storage.NewApp;
import dev.seenby.storage.StorageException;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The apps of this server. A node keeps what it has seen of an app, to begin a call with, and the limiter's verdict tells it in
 * the same breath whether that is still so: see {@link #current}. Which app a host names can change with every app that is made
 * or changed, so that is kept for a second only.
 */
public final class Tenants {
    /** No host name is longer. */
    private static final int HOST_LENGTH = 253;

    private static final int KEPT = 10_000;
    /** However good the stamp is: a Redis that was restored may have stamps of long ago. */
    private static final Duration LONGEST = Duration.ofSeconds(10);
    /** What is not known to be good is only a beginning, and kept so that the database is not asked at every call. */
    private static final Duration UNSURE = Duration.ofSeconds(1);

    /** @param stamp that was there before the app was read; null = it is not known whether it is still so */
    private record Kept(App app, @Nullable String stamp) {}

    private final Apps apps;
    private final AppStamps stamps;
    private final Cache<Long, Kept> byId;
    private final Cache<Long, Boolean> unknown;
    private final Cache<String, Optional<Long>> byHost;
    private final Directory directory;

    public Tenants(Apps apps, AppStamps stamps) {
        this(apps, stamps, Ticker.systemTicker());
    }

    Tenants(Apps apps, AppStamps stamps, Ticker ticker) {
        this.apps = apps;
        this.stamps = stamps;
        this.byId = Caffeine.newBuilder()
                .maximumSize(KEPT)
                .ticker(ticker)
                .expireAfter(Expiry.<Long, Kept>writing((id, kept) -> kept.stamp() == null ? UNSURE : LONGEST))
                .recordStats()
                .build();
        this.unknown = Caffeine.newBuilder()
                .maximumSize(KEPT)
                .ticker(ticker)
                .expireAfterWrite(UNSURE)
                .build();
        this.byHost = Caffeine.newBuilder()
                .maximumSize(KEPT)
                .ticker(ticker)
                .expireAfterWrite(UNSURE)
                .recordStats()
                .build();
        this.directory = new Directory(ticker);
    }

    /** How well its caches do. */
    public List<CacheFigures> figures() {
        return List.of(CacheFigures.of("apps", byId), CacheFigures.of("hosts", byHost), directory.figures());
    }

    /** What this node has read within an app, as long as the app's stamp is the one it knows: to begin a call with. */
    public Directory.View known(App app) {
        Kept kept = byId.getIfPresent(app.sdkAppId());
        return directory.of(app.sdkAppId(), kept == null ? null : kept.stamp());
    }

    /** The same once a call was accepted. @param stamp what the verdict told; null = not known, then nothing is kept */
    public Directory.View known(App app, @Nullable String stamp) {
        return directory.of(app.sdkAppId(), stamp);
    }

    /** Fails as {@link Apps#create}. */
    public Future<Apps.Created> create(NewApp app) {
        // Whatever the outcome, it may exist now: a conflict says that another node has made it.
        return apps.create(app).onComplete(any -> forgetNames());
    }

    private void forgetNames() {
        unknown.invalidateAll();
        byHost.invalidateAll();
    }

    /**
     * The app as this node knows it, which may have been changed: to begin a call with, before {@link #current}. One that does
     * not exist is remembered as such for a second, so that asking for it costs the database little.
     */
    public Future<Optional<App>> bySdkAppId(long sdkAppId) {
        Kept kept = byId.getIfPresent(sdkAppId);
        if (kept != null) {
            return Future.succeededFuture(Optional.of(kept.app()));
        }
        if (unknown.getIfPresent(sdkAppId) != null) {
            return Future.succeededFuture(Optional.empty());
        }
        return stamp(sdkAppId).compose(stamp -> read(sdkAppId, stamp.orElse(null)));
    }

    /**
     * The app that lists the host, else the app that lists none; remembered for a second, and so is that there is none.
     *
     * @param host lower case, without port; of any length
     */
    public Future<Optional<App>> byHost(String host) {
        // No app lists what is too long to be a host; kept under one name, such cannot fill the memory.
        String key = host.length() > HOST_LENGTH ? "" : host;
        Optional<Long> known = byHost.getIfPresent(key);
        Future<Optional<Long>> id = known != null
                ? Future.succeededFuture(known)
                : apps.byHost(key).map(found -> found.map(App::sdkAppId)).onSuccess(found -> byHost.put(key, found));
        return id.compose(
                found -> found.map(this::bySdkAppId).orElseGet(() -> Future.succeededFuture(Optional.empty())));
    }

    /**
     * The app as it is now: to be asked once a call was accepted, before it does anything.
     *
     * @param known as the call began with it
     * @param stamp what the verdict told; null = not known, then the record is asked
     * @return the same instance if nothing has changed; empty if it was deleted
     */
    public Future<Optional<App>> current(App known, @Nullable String stamp) {
        Kept kept = byId.getIfPresent(known.sdkAppId());
        if (kept != null && stamp != null && stamp.equals(kept.stamp())) {
            return Future.succeededFuture(Optional.of(kept.app().equals(known) ? known : kept.app()));
        }
        return read(known.sdkAppId(), stamp).map(found -> found.map(app -> app.equals(known) ? known : app));
    }

    /**
     * The app as it is now, for a caller whom what this node knows does not let in. Costs the database nothing unless the app was
     * changed, and at most one read a second while that cannot be found out, however many ask.
     *
     * @return the same instance if nothing has changed; empty if it was deleted
     */
    public Future<Optional<App>> perhapsChanged(App known) {
        return stamp(known.sdkAppId()).compose(stamp -> {
            Kept kept = byId.getIfPresent(known.sdkAppId());
            boolean unsure = stamp.isEmpty() || !AppStamps.settled(stamp.get());
            return unsure && kept != null && kept.stamp() == null
                    ? Future.succeededFuture(Optional.of(kept.app().equals(known) ? known : kept.app()))
                    : current(known, stamp.orElse(null));
        });
    }

    /** The app as the record has it now, whatever this node knows of it. */
    public Future<Optional<App>> anew(long sdkAppId) {
        return apps.bySdkAppId(sdkAppId);
    }

    /** @param stamp asked for before this; null = not known */
    private Future<Optional<App>> read(long sdkAppId, @Nullable String stamp) {
        return apps.bySdkAppId(sdkAppId)
                .onSuccess(found -> found.ifPresentOrElse(
                        app -> byId.put(
                                sdkAppId, new Kept(app, stamp != null && AppStamps.settled(stamp) ? stamp : null)),
                        () -> {
                            byId.invalidate(sdkAppId);
                            unknown.put(sdkAppId, true);
                        }));
    }

    /** Empty if it cannot be found out now. */
    private Future<Optional<String>> stamp(long sdkAppId) {
        return stamps.of(sdkAppId).map(Optional::of).otherwise(Optional.empty());
    }

    /** As {@link Apps#change}; every node knows at its next call. Fails if they cannot be told, and nothing is changed then. */
    public Future<App> change(long sdkAppId, UnaryOperator<App> change) {
        return telling(sdkAppId, () -> apps.change(sdkAppId, change));
    }

    /** As {@link Apps#delete}; every node knows at its next call. Fails if they cannot be told, and nothing is deleted then. */
    public Future<Void> delete(long sdkAppId, Consumer<App> check) {
        return telling(sdkAppId, () -> apps.delete(sdkAppId, check));
    }

    private <T> Future<T> telling(long sdkAppId, Supplier<Future<T>> change) {
        return stamps.changing(sdkAppId).compose(changing -> change.get().transform(outcome -> {
            byId.invalidate(sdkAppId);
            forgetNames();
            Future<T> done = outcome.succeeded()
                    ? Future.succeededFuture(outcome.result())
                    : Future.failedFuture(outcome.cause());
            // What may still come to pass must not be told as over: the stamp gives up by itself.
            return outcome.cause() instanceof StorageException.OutcomeUnknown
                    ? done
                    : stamps.changed(sdkAppId, changing).transform(told -> done);
        }));
    }

    /** As {@link Apps#list}. */
    public Future<List<App>> list(long after, int limit) {
        return apps.list(after, limit);
    }
}
