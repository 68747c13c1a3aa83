package dev.seenby.storage.redis;

import dev.seenby.storage.AppStamps;
import io.vertx.core.Future;
import io.vertx.redis.client.Request;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;

/** The stamps of apps, told with every verdict of the limiter too; what a stamp looks like stands in {@code stamps.lua}. */
final class RedisAppStamps implements AppStamps {
    private static final long MILLIS = 1_000;

    private final Links links;

    RedisAppStamps(Links links) {
        this.links = links;
    }

    /** So that no two stamps are the same, whatever becomes of Redis's clock and of all that it holds. */
    static String random() {
        return Long.toString(ThreadLocalRandom.current().nextLong(Long.MAX_VALUE), 36);
    }

    @Override
    public Future<String> of(long app) {
        // It may make a stamp, but asking again gives the same: so it fails like a read.
        return run(Script.APP_STAMP, false, app, request -> {});
    }

    @Override
    public Future<String> changing(long app) {
        // If the outcome is not known, the app is not changed, and the stamp gives up by itself: so it fails like a
        // read.
        return run(Script.APP_CHANGING, false, app, request -> {});
    }

    @Override
    public Future<Void> changed(long app, String changing) {
        return run(Script.APP_CHANGED, true, app, request -> request.arg(changing))
                .mapEmpty();
    }

    @Override
    public Future<Void> touched(long app) {
        return run(Script.APP_TOUCHED, true, app, request -> {}).mapEmpty();
    }

    private Future<String> run(Script script, boolean write, long app, Consumer<Request> arguments) {
        return links.run(
                        script,
                        MILLIS,
                        write,
                        1,
                        request -> arguments.accept(request.arg(Keys.stamp(app)).arg(random())))
                .map(Object::toString);
    }
}
