package dev.seenby.limits;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.seenby.storage.AppStamps;
import io.vertx.core.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** The stamps of a node that is the only one. An app whose stamp it has forgotten gets one that was never there. */
public final class NodeAppStamps implements AppStamps {
    /** Longer than any change takes: one whose outcome was not known is made or undone by then. */
    private static final long LONGEST_CHANGE_NANOS = TimeUnit.SECONDS.toNanos(60);

    /** @param since the moment of the node's monotonic clock at which it was made */
    private record Stamp(String text, long since) {}

    private final LongSupplier nanoTime;
    private final AtomicLong last = new AtomicLong();
    private final Cache<Long, Stamp> stamps =
            Caffeine.newBuilder().maximumSize(10_000).build();

    public NodeAppStamps() {
        this(System::nanoTime);
    }

    NodeAppStamps(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    @Override
    public Future<String> of(long app) {
        return Future.succeededFuture(now(app));
    }

    /** The same at once. */
    String now(long app) {
        Stamp stamp = stamps.get(app, unseen -> next(""));
        if (AppStamps.settled(stamp.text()) || nanoTime.getAsLong() - stamp.since() <= LONGEST_CHANGE_NANOS) {
            return stamp.text();
        }
        Stamp settled = stamps.asMap().computeIfPresent(app, (same, there) -> there.equals(stamp) ? next("") : there);
        return settled == null ? now(app) : settled.text();
    }

    @Override
    public Future<String> changing(long app) {
        Stamp changing = next("~");
        stamps.put(app, changing);
        return Future.succeededFuture(changing.text());
    }

    @Override
    public Future<Void> changed(long app, String changing) {
        stamps.asMap()
                .computeIfPresent(
                        app,
                        (same, there) ->
                                AppStamps.settled(there.text()) || there.text().equals(changing) ? next("") : there);
        return Future.succeededFuture();
    }

    @Override
    public Future<Void> touched(long app) {
        stamps.asMap().computeIfPresent(app, (same, there) -> AppStamps.settled(there.text()) ? next("") : there);
        return Future.succeededFuture();
    }

    private Stamp next(String before) {
        return new Stamp(before + last.incrementAndGet(), nanoTime.getAsLong());
    }
}
