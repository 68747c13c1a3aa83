package dev.seenby.storage.model;

import dev.seenby.storage.AppStamps;
import io.vertx.core.Future;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Stamps as numbers that only grow. */
public final class InMemoryAppStamps implements AppStamps {
    private final AtomicLong last = new AtomicLong();
    private final Map<Long, String> stamps = new ConcurrentHashMap<>();

    @Override
    public Future<String> of(long app) {
        return Future.succeededFuture(stamps.computeIfAbsent(app, unseen -> settled()));
    }

    @Override
    public Future<String> changing(long app) {
        String changing = "~" + last.incrementAndGet();
        stamps.put(app, changing);
        return Future.succeededFuture(changing);
    }

    @Override
    public Future<Void> changed(long app, String changing) {
        stamps.computeIfPresent(
                app, (same, stamp) -> AppStamps.settled(stamp) || stamp.equals(changing) ? settled() : stamp);
        return Future.succeededFuture();
    }

    @Override
    public Future<Void> touched(long app) {
        stamps.computeIfPresent(app, (same, stamp) -> AppStamps.settled(stamp) ? settled() : stamp);
        return Future.succeededFuture();
    }

    /** All is lost, as when Redis is emptied. */
    public void forget() {
        stamps.clear();
    }

    private String settled() {
        return Long.toString(last.incrementAndGet());
    }
}
