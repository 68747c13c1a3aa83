package dev.seenby.storage.redis;

import dev.seenby.storage.Counts;
import dev.seenby.storage.IndexChange;
import dev.seenby.storage.IndexEntry;
import dev.seenby.storage.IndexUnit;
import dev.seenby.storage.MessageFacts;
import dev.seenby.storage.ReceiptIndex;
import dev.seenby.storage.ReceiptIndex.Advance;
import dev.seenby.storage.ReceiptIndex.Answer;
import dev.seenby.storage.ReceiptIndex.Shipment;
import dev.seenby.storage.ReceiptIndex.Shipped;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/** What the tests of this module share: a Redis, emptied before each, a node on it, and short words for asking. */
abstract class OnRedis {
    static RedisProcess redis;
    static Vertx vertx;
    static RedisStorage storage;
    static ReceiptIndex index;
    /** A client beside the node, to look and to meddle. */
    static Redis outside;

    @BeforeAll
    static void open() throws Exception {
        redis = RedisProcess.start();
        vertx = Vertx.vertx();
        storage = get(RedisStorage.open(vertx, redis.uri()));
        index = storage.index();
        outside = Redis.createClient(
                vertx, new RedisOptions().setConnectionString(redis.uri()).setMaxPoolWaiting(1_000));
    }

    @AfterAll
    static void close() throws Exception {
        get(storage.close());
        get(vertx.close());
        redis.close();
    }

    @BeforeEach
    void empty() throws Exception {
        ask(Command.FLUSHALL);
    }

    static <T> T get(Future<T> future) throws TimeoutException {
        return future.await(20, TimeUnit.SECONDS);
    }

    static Response ask(Command command, Object... arguments) throws Exception {
        Request request = Request.cmd(command);
        for (Object argument : arguments) {
            request.arg(argument.toString());
        }
        return get(outside.send(request));
    }

    static long clock() throws Exception {
        return get(index.states()).get(0).nowMicros();
    }

    /** Gives the room's partition an epoch and a lease from now. */
    static void freshPartition(long room) throws Exception {
        int partition = index.partitionOf(room);
        String epoch = get(index.states()).get(partition).epoch();
        get(index.reset(partition, epoch, Map.of(), clock()));
    }

    static Map<Long, Long> cursor(long room) throws Exception {
        return get(index.states()).get(index.partitionOf(room)).cursor();
    }

    static Shipped ship(long room, List<IndexChange> changes, boolean complete) throws Exception {
        return ship(room, changes, complete, Map.of());
    }

    static Shipped ship(long room, List<IndexChange> changes, boolean complete, Map<Long, Advance> advances)
            throws Exception {
        long lease = complete ? clock() : 0;
        return get(
                index.ship(new Shipment(index.partitionOf(room), null, advances, Set.of(), changes, lease, complete)));
    }

    /** Builds a unit in one page. */
    static void build(IndexUnit unit, List<IndexEntry> entries) throws Exception {
        String build = get(index.beginBuild(unit)).orElseThrow();
        if (!get(index.loadPage(unit, build, 0, entries)) || !get(index.finishBuild(unit, build))) {
            throw new AssertionError("not built: " + unit);
        }
    }

    static void buildAll(Chat chat) throws Exception {
        for (IndexUnit unit : chat.units()) {
            build(unit, chat.entries(unit));
        }
    }

    /** Counts with a lease that began just now, so that a slow machine does not make them empty. */
    static Answer count(List<MessageFacts> messages) throws Exception {
        ship(messages.get(0).room(), List.of(), true);
        return get(index.counts(messages));
    }

    static List<Optional<Counts>> truth(Chat chat) {
        return chat.messages().stream()
                .map(message -> Optional.of(chat.truth(message)))
                .collect(Collectors.toList());
    }
}
