package dev.seenby.storage.model;

import dev.seenby.storage.Counts;
import dev.seenby.storage.IndexEntry;
import dev.seenby.storage.IndexUnit;
import dev.seenby.storage.MessageFacts;
import dev.seenby.storage.ReceiptIndex;
import dev.seenby.storage.model.IndexPartition.Unit;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The index in memory, as sets. */
public final class InMemoryIndex implements ReceiptIndex {
    private static final int PARTITIONS = 256;
    private static final long BUILDER_SILENT_MICROS = 10_000_000;

    private final ReentrantLock lock = new ReentrantLock();
    private final LongSupplier clock;
    private final List<IndexPartition> partitions = new ArrayList<>();

    /** An index on the computer's clock. */
    public InMemoryIndex() {
        this(() -> TimeUnit.NANOSECONDS.toMicros(System.nanoTime()));
    }

    /** @param micros the clock */
    public InMemoryIndex(LongSupplier micros) {
        this.clock = micros;
        wipe();
    }

    /** Forgets everything, as an emptied server does. */
    public void wipe() {
        look(() -> {
            partitions.clear();
            for (int i = 0; i < PARTITIONS; i++) {
                partitions.add(new IndexPartition());
            }
            return partitions;
        });
    }

    private <T> Future<T> look(Supplier<T> what) {
        lock.lock();
        try {
            return Future.succeededFuture(what.get());
        } finally {
            lock.unlock();
        }
    }

    @Override
    public int partitions() {
        return PARTITIONS;
    }

    @Override
    public int partitionOf(long room) {
        return Math.floorMod(room, PARTITIONS);
    }

    private IndexPartition partition(IndexUnit unit) {
        return partitions.get(partitionOf(unit.room()));
    }

    @Override
    public Future<Answer> counts(List<MessageFacts> messages) {
        State.atMost(messages, 1_000);
        return look(() -> {
            List<Optional<Counts>> counts = new ArrayList<>();
            Set<IndexUnit> cold = new HashSet<>();
            for (MessageFacts message : messages) {
                counts.add(count(message, cold));
            }
            return new Answer(counts, cold);
        });
    }

    private Optional<Counts> count(MessageFacts message, Set<IndexUnit> cold) {
        IndexPartition partition = partitions.get(partitionOf(message.room()));
        if (partition.epoch == null || partition.leasedUntil <= clock.getAsLong()) {
            return Optional.empty();
        }
        IndexUnit timelineUnit = IndexUnit.timeline(message.room(), message.timeline());
        IndexUnit roomUnit = IndexUnit.room(message.room());
        Unit timeline = partition.units.get(timelineUnit);
        Unit room = partition.units.get(roomUnit);
        if (room != null && room.warm() && room.holding(message.clock()).contains(IndexUnit.DELETED)) {
            return Optional.of(Counts.DELETED);
        }
        if (timeline == null || !timeline.warm()) {
            cold.add(timelineUnit);
        }
        if (room == null || !room.warm()) {
            cold.add(roomUnit);
        }
        if (timeline == null || room == null || !timeline.warm() || !room.warm()) {
            return Optional.empty();
        }
        if (timeline.version(message.sender()) < message.senderVersion()) {
            return Optional.empty(); // The send itself has not arrived.
        }
        Set<Long> readers = timeline.holding(message.position());
        readers.remove(message.sender());
        Set<Long> goneWithoutReading = room.holding(message.clock());
        goneWithoutReading.remove(message.sender());
        goneWithoutReading.removeAll(readers);
        return Optional.of(new Counts(readers.size(), message.audience() - readers.size() - goneWithoutReading.size()));
    }

    @Override
    public Future<List<Partition>> states() {
        return look(() -> {
            long now = clock.getAsLong();
            List<Partition> states = new ArrayList<>();
            for (IndexPartition partition : partitions) {
                states.add(new Partition(states.size(), partition.epoch, partition.cursor, now));
            }
            return states;
        });
    }

    @Override
    public Future<Shipped> ship(Shipment shipment) {
        return look(() -> {
            IndexPartition partition = partitions.get(shipment.partition());
            if (partition.epoch == null
                    || (shipment.epoch() != null && !shipment.epoch().equals(partition.epoch))) {
                return new Shipped(0);
            }
            int missed = partition.apply(shipment.changes(), shipment.complete());
            if (missed == 0) {
                shipment.advances().forEach((lane, advance) -> {
                    long at = partition.cursor.getOrDefault(lane, 0L);
                    if (at >= advance.from()) {
                        partition.cursor.put(lane, Math.max(at, advance.to()));
                    }
                });
            }
            shipment.forget().forEach(partition.cursor::remove);
            if (missed == 0 || shipment.complete()) {
                lease(partition, shipment.leaseFromMicros());
            }
            return new Shipped(missed);
        });
    }

    private static void lease(IndexPartition partition, long fromMicros) {
        if (fromMicros != 0) {
            partition.leasedUntil = Math.max(partition.leasedUntil, fromMicros + LEASE_MICROS);
        }
    }

    @Override
    public Future<Boolean> reset(
            int partition, @Nullable String expected, Map<Long, Long> cursor, long leaseFromMicros) {
        return look(() -> {
            IndexPartition found = partitions.get(partition);
            if (found.epoch != null && !found.epoch.equals(expected)) {
                return false;
            }
            found.epoch = UUID.randomUUID().toString();
            found.units.clear();
            found.cursor.clear();
            found.cursor.putAll(cursor);
            lease(found, leaseFromMicros);
            return true;
        });
    }

    @Override
    public Future<Optional<String>> beginBuild(IndexUnit unit) {
        return look(() -> {
            IndexPartition partition = partition(unit);
            Unit there = partition.units.get(unit);
            boolean busy =
                    there != null && (there.warm() || clock.getAsLong() - there.heardOfMicros < BUILDER_SILENT_MICROS);
            if (partition.epoch == null || busy) {
                return Optional.empty();
            }
            Unit started = new Unit();
            started.build = UUID.randomUUID().toString();
            started.heardOfMicros = clock.getAsLong();
            partition.units.put(unit, started);
            return Optional.of(started.build);
        });
    }

    private Optional<Unit> building(IndexUnit unit, String build) {
        return Optional.ofNullable(partition(unit).units.get(unit)).filter(found -> build.equals(found.build));
    }

    @Override
    public Future<Boolean> loadPage(IndexUnit unit, String build, int page, List<IndexEntry> entries) {
        return look(() -> {
            Optional<Unit> found = building(unit, build).filter(built -> built.nextPage == page);
            found.ifPresent(built -> {
                built.nextPage++;
                built.heardOfMicros = clock.getAsLong();
                entries.forEach(built::load);
            });
            return found.isPresent();
        });
    }

    @Override
    public Future<Boolean> finishBuild(IndexUnit unit, String build) {
        return look(() -> {
            Optional<Unit> found = building(unit, build);
            if (found.isEmpty()) {
                return false;
            }
            if (!found.get().applyKept()) {
                partition(unit).units.remove(unit);
                return false;
            }
            found.get().build = null;
            found.get().kept.clear();
            return true;
        });
    }

    @Override
    public Future<Void> drop(IndexUnit unit) {
        return look(() -> {
            partition(unit).units.remove(unit);
            return null;
        });
    }
}
