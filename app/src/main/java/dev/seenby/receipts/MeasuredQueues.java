package dev.seenby.receipts;

import dev.seenby.storage.EventQueues;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Queues of events that tell what is done with them. */
public final class MeasuredQueues implements EventQueues {
    private final EventQueues queues;
    private final EventMetrics metrics;

    public MeasuredQueues(EventQueues queues, EventMetrics metrics) {
        this.queues = queues;
        this.metrics = metrics;
    }

    @Override
    public Future<Void> open(Queue queue) {
        return queues.open(queue).onSuccess(done -> metrics.opened());
    }

    @Override
    public Future<Boolean> close(long app, long person, String queue) {
        return queues.close(app, person, queue).onSuccess(was -> {
            if (was) {
                metrics.closed();
            }
        });
    }

    @Override
    public Future<Taken> take(long app, long person, String queue, long after, int limit) {
        return queues.take(app, person, queue, after, limit).onSuccess(taken -> {
            if (taken instanceof Gone) {
                metrics.gone();
            }
        });
    }

    @Override
    public Future<Begun> begin(long app, @Nullable Set<Long> people) {
        return queues.begin(app, people).onSuccess(begun -> metrics.begun());
    }

    @Override
    public Future<Set<String>> finish(long app, @Nullable String act, List<Delivery> deliveries) {
        return queues.finish(app, act, deliveries).onSuccess(given -> {
            if (!deliveries.isEmpty()) {
                metrics.told(deliveries.size(), given.size());
            }
        });
    }

    @Override
    public Future<Set<Long>> audience(long app, String act) {
        return queues.audience(app, act);
    }

    @Override
    public Future<Void> dropAll(long app) {
        return queues.dropAll(app).onSuccess(done -> metrics.dropped());
    }

    @Override
    public Future<Map<Long, Changed>> changed(Map<Long, Long> since) {
        return queues.changed(since);
    }
}
