package dev.seenby.storage.model;

import dev.seenby.storage.CommitListener;
import dev.seenby.storage.IndexChange;
import dev.seenby.storage.IndexEntry;
import dev.seenby.storage.IndexLog;
import dev.seenby.storage.IndexUnit;
import dev.seenby.storage.LogBatch;
import dev.seenby.storage.StorageException;
import dev.seenby.storage.model.State.RoomState;
import dev.seenby.storage.model.State.TimelineState;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The one lock under which everything happens, and the log of what did. */
final class Log implements IndexLog {
    private static final Duration KEPT = Duration.ofHours(1);
    private static final Duration SILENT = Duration.ofDays(1);
    private static final long WAIT_MILLIS = 100;
    /** What Lua and JSON can hold exactly. */
    private static final long MAX_LANE = 1L << 53;

    private record Entry(Instant at, LogBatch batch) {}

    private static final class LaneState {
        final long id = ThreadLocalRandom.current().nextLong(1, MAX_LANE);
        final TreeMap<Long, Entry> entries = new TreeMap<>();
        long last;
        long prunedTo;
        Instant lastAt;
        boolean retired;

        LaneState(Instant now) {
            lastAt = now;
        }
    }

    private final ReentrantLock lock = new ReentrantLock();
    private final State state;
    private final CommitListener listener;
    private final List<LaneState> lanes = new ArrayList<>();
    private Future<Void> told = Future.succeededFuture();

    Log(State state, CommitListener listener) {
        this.state = state;
        this.listener = listener;
        lanes.add(new LaneState(state.now()));
    }

    /** Does something under the lock; nothing else happens meanwhile. */
    <T> Future<T> look(Supplier<T> what) {
        lock.lock();
        try {
            return Future.succeededFuture(what.get());
        } catch (StorageException e) {
            return Future.failedFuture(e);
        } finally {
            lock.unlock();
        }
    }

    /** The outcome of a change of the record, and what the index must follow. */
    record Done<T>(T result, List<IndexChange> changes) {}

    /** Changes something under the lock; completes when the listener was told, or took too long. */
    <T> Future<T> commit(Supplier<Done<T>> what) {
        lock.lock();
        try {
            Done<T> done = what.get();
            return onCallersContext(append(done.changes()).map(done.result()));
        } catch (StorageException e) {
            return Future.failedFuture(e);
        } finally {
            lock.unlock();
        }
    }

    private Future<Void> append(List<IndexChange> changes) {
        if (changes.isEmpty()) {
            return Future.succeededFuture();
        }
        LaneState lane = lanes.get(lanes.size() - 1);
        if (lane.retired) {
            lane = new LaneState(state.now());
            lanes.add(lane);
        }
        lane.last++;
        lane.lastAt = state.now();
        LogBatch batch = new LogBatch(lane.id, lane.last, changes);
        lane.entries.put(batch.n(), new Entry(lane.lastAt, batch));
        // One after the other, whatever becomes of the one before.
        told = told.transform(before -> listener.committed(batch).timeout(WAIT_MILLIS, TimeUnit.MILLISECONDS))
                .otherwiseEmpty();
        return told;
    }

    private static <T> Future<T> onCallersContext(Future<T> future) {
        Context context = Vertx.currentContext();
        if (future.isComplete() || context == null) {
            return future;
        }
        Promise<T> promise = Promise.promise();
        future.onComplete(result -> context.runOnContext(v -> promise.handle(result)));
        return promise.future();
    }

    private @Nullable LaneState lane(long id) {
        return lanes.stream().filter(lane -> lane.id == id).findFirst().orElse(null);
    }

    @Override
    public Future<Tail> tail(Map<Long, Long> after, int limit) {
        State.within(limit, 10_000);
        return look(() -> {
            List<Long> retired = new ArrayList<>();
            List<Long> unknown = new ArrayList<>();
            for (long asked : after.keySet()) {
                LaneState lane = lane(asked);
                if (lane == null) {
                    unknown.add(asked);
                } else if (lane.retired) {
                    retired.add(asked);
                }
            }
            List<Lane> open = new ArrayList<>();
            List<LogBatch> batches = new ArrayList<>();
            for (LaneState lane : lanes) {
                if (!lane.retired) {
                    open.add(new Lane(lane.id, lane.prunedTo, lane.last));
                    lane.entries
                            .tailMap(after.getOrDefault(lane.id, 0L), false)
                            .values()
                            .forEach(entry -> batches.add(entry.batch()));
                }
            }
            boolean complete = batches.size() <= limit;
            return new Tail(open, retired, unknown, complete ? batches : batches.subList(0, limit), complete);
        });
    }

    @Override
    public Future<List<IndexEntry>> entries(IndexUnit unit, long after, int limit) {
        State.within(limit, 10_000);
        return look(() -> {
            List<IndexEntry> entries = new ArrayList<>();
            if (unit.kind() == IndexUnit.Kind.ROOM) {
                RoomState room = state.rooms.get(unit.id());
                if (room != null) {
                    if (after < IndexUnit.DELETED && room.deletions > 0) {
                        entries.add(Shares.ofDeletions(room));
                    }
                    room.versions.tailMap(after, false).keySet().stream()
                            .limit(limit - entries.size())
                            .forEach(person -> entries.add(Shares.ofRoom(room, person)));
                }
            } else {
                TimelineState timeline = state.timelines.get(unit.id());
                if (timeline != null) {
                    timeline.versions.tailMap(after, false).keySet().stream()
                            .limit(limit)
                            .forEach(person -> entries.add(Shares.ofTimeline(timeline, person)));
                }
            }
            return entries;
        });
    }

    @Override
    public Future<Void> prune() {
        return look(() -> {
            Instant now = state.now();
            for (LaneState lane : lanes) {
                while (!lane.entries.isEmpty()
                        && lane.entries.firstEntry().getValue().at().isBefore(now.minus(KEPT))) {
                    lane.prunedTo = lane.entries.pollFirstEntry().getKey();
                }
                lane.retired |= lane.lastAt.isBefore(now.minus(SILENT));
            }
            return null;
        });
    }
}
