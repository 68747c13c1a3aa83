package dev.seenby.limits;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.seenby.storage.AppStamps;
import io.vertx.core.Future;
import java.util.concurrent.atomic.AtomicLong;

/** The stamps of a node that is the only one. An app whose stamp it has forgotten gets one that was never there. */
public final class NodeAppStamps implements AppStamps {
    private final AtomicLong last = new AtomicLong();
    private final Cache<Long, String> stamps =
            Caffeine.newBuilder().maximumSize(10_000).build();

    @Override
    public Future<String> of(long app) {
        return Future.succeededFuture(now(app));
    }

    /** The same at once. */
    String now(long app) {
        return stamps.get(app, unseen -> settled());
    }

    @Override
    public Future<String> changing(long app) {
        String changing = "~" + last.incrementAndGet();
        stamps.put(app, changing);
        return Future.succeededFuture(changing);
    }

    @Override
    public Future<Void> changed(long app, String changing) {
        stamps.asMap()
                .computeIfPresent(
                        app, (same, stamp) -> AppStamps.settled(stamp) || stamp.equals(changing) ? settled() : stamp);
        return Future.succeededFuture();
    }

    private String settled() {
        return Long.toString(last.incrementAndGet());
    }
}
