package dev.seenby.storage.model;

import dev.seenby.storage.Subscriptions;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.Collection;
import java.util.List;

/** What members have looked at, in memory. */
final class InMemorySubscriptions implements Subscriptions {
    private final State state;
    private final Log log;

    InMemorySubscriptions(State state, Log log) {
        this.state = state;
        this.log = log;
    }

    @Override
    public Future<List<Subscription>> of(long person, Collection<Long> rooms) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Future<List<Subscription>> of(long person, long after, int limit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Future<List<Left>> left(long person, Instant after) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Future<Void> seen(long room, long person, boolean threads) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Future<Void> unseen(long room, long person, long clock) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Future<Void> threadSeen(long parent, long person) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Future<Void> follow(long parent, long person) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Future<Void> unfollow(long parent, long person) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Future<List<Thread>> threads(Collection<Long> parents) {
        throw new UnsupportedOperationException();
    }
}
