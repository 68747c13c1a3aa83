package dev.seenby.storage.redis;

import dev.seenby.storage.IndexEntry;
import dev.seenby.storage.IndexUnit;
import dev.seenby.storage.MessageFacts;
import dev.seenby.storage.Positions;
import dev.seenby.storage.ReceiptIndex.Shipment;
import dev.seenby.storage.TimelineKey;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** Prints calls per second of one event loop with 16 callers: limiting, and counting in a room of 10,000 readers. */
final class Measurement {
    private static final long ROOM = 7;
    private static final int CALLERS = 16;
    private static final int PEOPLE = 10_000;

    private Measurement() {}

    public static void main(String... arguments) throws Exception {
        Vertx vertx = Vertx.vertx();
        try (RedisProcess redis = RedisProcess.start()) {
            RedisStorage storage = get(RedisStorage.open(vertx, redis.uri()));
            load(storage);
            int partition = storage.index().partitionOf(ROOM);
            vertx.setPeriodic(200, id -> renew(storage, partition));
            for (int round = 0; round < 2; round++) {
                print(vertx, "limiter", 100_000, i -> storage.limiter().acquire(i % 100, "a", 100_000, 0));
                for (int size : new int[] {2, 100, 500}) {
                    List<MessageFacts> messages = messages(size);
                    print(vertx, "counts of " + size + " messages", 200_000 / (size + 8), i -> storage.index()
                            .counts(messages)
                            .onSuccess(answer -> {
                                if (answer.counts().get(0).isEmpty()) {
                                    throw new IllegalStateException("cold");
                                }
                            }));
                }
            }
            get(storage.close());
        }
        get(vertx.close());
    }

    private static void load(RedisStorage storage) throws Exception {
        int partition = storage.index().partitionOf(ROOM);
        get(storage.index().reset(partition, null, Map.of(), 1));
        get(renew(storage, partition));
        List<IndexEntry> readers = LongStream.rangeClosed(1, PEOPLE)
                .mapToObj(i -> new IndexEntry(i, 1_000, i % 20 == 0, List.of(new Positions(1, i))))
                .toList();
        List<IndexEntry> gone = readers.stream().filter(IndexEntry::gone).toList();
        build(storage, IndexUnit.timeline(ROOM, 70), readers);
        build(storage, IndexUnit.room(ROOM), gone);
    }

    private static void build(RedisStorage storage, IndexUnit unit, List<IndexEntry> entries) throws Exception {
        String build = get(storage.index().beginBuild(unit)).orElseThrow();
        get(storage.index().loadPage(unit, build, 0, entries));
        get(storage.index().finishBuild(unit, build));
    }

    private static Future<?> renew(RedisStorage storage, int partition) {
        return storage.index().states().compose(states -> storage.index()
                .ship(new Shipment(
                        partition,
                        null,
                        Map.of(),
                        Set.of(),
                        List.of(),
                        states.get(partition).nowMicros(),
                        true)));
    }

    private static List<MessageFacts> messages(int size) {
        return IntStream.rangeClosed(1, size)
                .mapToObj(
                        i -> new MessageFacts(i, ROOM, 9 * i, 70, TimelineKey.Kind.MAIN, 9 * i, 9 * i, 1, true, PEOPLE))
                .toList();
    }

    private static void print(Vertx vertx, String what, int calls, IntFunction<Future<?>> call) throws Exception {
        long started = System.nanoTime();
        Promise<Void> done = Promise.promise();
        vertx.runOnContext(v -> Future.all(IntStream.range(0, CALLERS)
                        .mapToObj(i -> inTurn(i, calls, call))
                        .toList())
                .<Void>mapEmpty()
                .onComplete(done));
        get(done.future());
        double seconds = (System.nanoTime() - started) / 1e9;
        System.out.printf("%s: %.0f calls/s%n", what, calls / seconds);
    }

    private static Future<Void> inTurn(int next, int calls, IntFunction<Future<?>> call) {
        return next >= calls
                ? Future.succeededFuture()
                : call.apply(next).compose(v -> inTurn(next + CALLERS, calls, call));
    }

    private static <T> T get(Future<T> future) throws Exception {
        return future.await(60, TimeUnit.SECONDS);
    }
}
