package dev.seenby.receipts;

import dev.seenby.storage.AppStamps;
import dev.seenby.storage.StorageException;
import io.vertx.core.Future;

/** What is told of apps while Redis is away. */
public final class AwayStamps implements AppStamps {
    @Override
    public Future<String> of(long app) {
        return away();
    }

    @Override
    public Future<String> changing(long app) {
        return away();
    }

    @Override
    public Future<Void> changed(long app, String changing) {
        return away();
    }

    @Override
    public Future<Void> touched(long app) {
        return away();
    }

    private static <T> Future<T> away() {
        return Future.failedFuture(new StorageException.Unavailable("Redis is away", null));
    }
}
