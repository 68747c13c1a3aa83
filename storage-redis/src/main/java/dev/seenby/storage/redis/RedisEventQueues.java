package dev.seenby.storage.redis;

import dev.seenby.storage.EventQueues;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Queues of events; all of an app stand in one place, under the app's tag. */
final class RedisEventQueues implements EventQueues {
    private final Links links;

    RedisEventQueues(Links links) {
        this.links = links;
    }

    @Override
    public Future<Void> open(Queue queue) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Future<Boolean> close(long app, long person, String queue) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Future<Taken> take(long app, long person, String queue, long after, int limit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Future<Begun> begin(long app, @Nullable Set<Long> people) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Future<Set<String>> finish(long app, @Nullable String act, List<Delivery> deliveries) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Future<Void> dropAll(long app) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Future<Map<Long, Changed>> changed(Map<Long, Long> since) {
        throw new UnsupportedOperationException();
    }
}
