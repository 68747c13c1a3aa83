package dev.seenby.storage.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.seenby.storage.IndexUnit;
import dev.seenby.storage.Limiter.Verdict;
import dev.seenby.storage.MessageFacts;
import dev.seenby.storage.StorageException;
import dev.seenby.storage.TimelineKey;
import io.vertx.core.Context;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.ThreadingModel;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Redis goes away, comes back, or says nothing at all. */
class LostRedisTest {
    private static final MessageFacts HELLO = new MessageFacts(1, 7, 1, 70, TimelineKey.Kind.MAIN, 1, 1, 1, true, 1);

    private Vertx vertx;
    private RedisProcess redis;

    @BeforeEach
    void start() {
        vertx = Vertx.vertx();
        redis = RedisProcess.start();
    }

    @AfterEach
    void stop() throws Exception {
        get(vertx.close());
        redis.close();
    }

    @Test
    void aRestartedRedisIsFoundAgainByEveryEventLoop() throws Exception {
        RedisStorage storage = get(RedisStorage.open(vertx, redis.uri()));
        Context loop = vertx.getOrCreateContext();
        assertThat(get(acquireOn(loop, storage))).matches(Verdict::accepted, "is accepted");

        redis.kill();
        assertThatThrownBy(() -> untilItFails(storage)).isInstanceOf(StorageException.class);
        eventually(() -> storage.limiter()
                .acquire(1, "a", 200, 0)
                .map(v -> false)
                .recover(e -> Future.succeededFuture(e instanceof StorageException.Unavailable && !storage.up())));

        redis.launch();
        eventually(() -> storage.check().map(true).otherwise(false));
        eventually(() -> acquireOn(loop, storage).map(true).otherwise(false));
        assertThat(storage.up()).isTrue();
        assertThat(get(storage.index().states())).hasSize(64).allMatch(partition -> partition.epoch() == null);
        assertThat(get(storage.index().counts(List.of(HELLO))).counts().get(0)).isEmpty();
        get(storage.close());
    }

    @Test
    void aSilentConnectionFailsInTimeAndIsReplaced() throws Exception {
        Proxy proxy = get(Proxy.start(vertx, redis.port()));
        RedisStorage storage = get(RedisStorage.open(vertx, proxy.uri()));
        get(storage.check());
        assertThat(proxy.connections()).isEqualTo(1);

        proxy.swallow(true);
        assertThatThrownBy(() -> get(storage.index().counts(List.of(HELLO))))
                .isInstanceOf(StorageException.Unavailable.class);
        assertThatThrownBy(() -> get(storage.index().drop(IndexUnit.room(7))))
                .isInstanceOf(StorageException.OutcomeUnknown.class);
        assertThatThrownBy(() -> get(storage.limiter().acquire(1, "a", 1, 0)))
                .isInstanceOf(StorageException.OutcomeUnknown.class);
        eventually(() ->
                storage.index().counts(List.of(HELLO)).map(false).recover(e -> Future.succeededFuture(!storage.up())));

        proxy.swallow(false);
        eventually(() -> storage.check().map(true).otherwise(false));
        eventually(() -> Future.succeededFuture(proxy.connections() == 1));
        get(storage.close());
    }

    @Test
    void aRedisThatIsNotThereIsToldInOneLineWithoutThePassword() {
        redis.kill();
        String uri = "redis://seenby:hunter2@127.0.0.1:" + redis.port();

        assertThatThrownBy(() -> get(RedisStorage.open(vertx, uri)))
                .isInstanceOf(StorageException.Unavailable.class)
                .hasMessageStartingWith("cannot connect to Redis at 127.0.0.1:" + redis.port() + ": ")
                .hasMessageNotContaining("hunter2")
                .satisfies(e -> assertThat(e.getMessage().lines()).hasSize(1));
    }

    @Test
    void aWrongPasswordAndAWrongAddressAreToldWithoutRepeatingThem() throws Exception {
        try (RedisProcess guarded = RedisProcess.start("--requirepass", "correct")) {
            String place = "127.0.0.1:" + guarded.port();
            assertThatThrownBy(() -> get(RedisStorage.open(vertx, "redis://:hunter2@" + place)))
                    .isInstanceOf(StorageException.Unavailable.class)
                    .hasMessageContaining(place)
                    .hasMessageContaining("WRONGPASS")
                    .hasMessageNotContaining("hunter2");
            assertThatThrownBy(() -> get(RedisStorage.open(vertx, guarded.uri())))
                    .isInstanceOf(StorageException.Unavailable.class)
                    .hasMessageContaining("NOAUTH");
            get(get(RedisStorage.open(vertx, "redis://:correct@" + place)).close());
        }
        for (String nonsense : List.of("", "hunter2", "http://x:hunter2@y", "redis://:hunter2 @y", "redis:hunter2")) {
            assertThatThrownBy(() -> get(RedisStorage.open(vertx, nonsense)))
                    .isInstanceOf(StorageException.Unavailable.class)
                    .hasMessageContaining("redis://")
                    .hasMessageNotContaining("hunter2");
        }
    }

    @Test
    void aFullMemoryIsOverloadAndAForeignKeyIsADefect() throws Exception {
        RedisStorage storage = get(RedisStorage.open(vertx, redis.uri()));
        Redis outside = Redis.createClient(vertx, redis.uri());
        get(outside.send(Request.cmd(Command.SET).arg("seenby:calls:{1}:a").arg("x")));
        assertThatThrownBy(() -> get(storage.limiter().acquire(1, "a", 1, 0)))
                .isInstanceOf(StorageException.Broken.class);

        get(outside.send(Request.cmd(Command.CONFIG).arg("SET").arg("maxmemory").arg(1)));
        assertThatThrownBy(() -> get(storage.limiter().acquire(2, "a", 1, 0)))
                .isInstanceOf(StorageException.Overloaded.class);
        get(storage.close());
    }

    @Test
    void moreThanThePipelineHoldsIsOverload() throws Exception {
        Proxy proxy = get(Proxy.start(vertx, redis.port()));
        RedisStorage storage = get(RedisStorage.open(vertx, proxy.uri()));
        proxy.swallow(true);
        List<Future<Object>> failures = IntStream.range(0, Link.MAX_IN_FLIGHT + 1)
                .mapToObj(i -> storage.limiter()
                        .acquire(i, "a", 1, 0)
                        .<Object>map(v -> v)
                        .recover(Future::succeededFuture))
                .toList();
        get(Future.join(failures));

        assertThat(failures.get(Link.MAX_IN_FLIGHT).result()).isInstanceOf(StorageException.Overloaded.class);
        assertThat(failures.get(0).result()).isInstanceOf(StorageException.OutcomeUnknown.class);
        get(storage.close());
    }

    @Test
    void eachEventLoopHasAConnectionOfItsOwnAndAnswersComeBackToTheCaller() throws Exception {
        Proxy proxy = get(Proxy.start(vertx, redis.port()));
        RedisStorage storage = get(RedisStorage.open(vertx, proxy.uri()));
        get(storage.check());
        List<Context> callers = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            callers.add(context(ThreadingModel.EVENT_LOOP));
        }
        callers.add(context(ThreadingModel.WORKER));
        // Asked twice: the first time by way of the first connection, perhaps.
        callers.addAll(List.copyOf(callers));
        for (Context caller : callers) {
            Promise<Boolean> sameContext = Promise.promise();
            caller.runOnContext(v -> storage.index()
                    .states()
                    .onComplete((states, failure) ->
                            sameContext.complete(Vertx.currentContext() == caller && failure == null)));
            assertThat(get(sameContext.future())).isTrue();
        }
        int loops = VertxOptions.DEFAULT_EVENT_LOOP_POOL_SIZE;
        eventually(() -> Future.succeededFuture(proxy.connections() == loops));
        get(storage.close());
        eventually(() -> Future.succeededFuture(proxy.connections() == 0));
        assertThatThrownBy(() -> get(storage.check())).isInstanceOf(StorageException.Unavailable.class);
    }

    private Context context(ThreadingModel model) throws Exception {
        Promise<Context> made = Promise.promise();
        get(vertx.deployVerticle(
                new VerticleBase() {
                    @Override
                    public Future<?> start() {
                        made.complete(context);
                        return Future.succeededFuture();
                    }
                },
                new DeploymentOptions().setThreadingModel(model)));
        return get(made.future());
    }

    private static Future<Verdict> acquireOn(Context context, RedisStorage storage) {
        Promise<Verdict> promise = Promise.promise();
        context.runOnContext(v -> storage.limiter().acquire(2, "b", 200, 0).onComplete(promise));
        return promise.future();
    }

    private static void untilItFails(RedisStorage storage) throws Exception {
        for (int i = 0; i < 100_000; i++) {
            get(storage.check());
        }
    }

    private interface Attempt {
        Future<Boolean> now();
    }

    /** Asks again and again, at most for twenty seconds. */
    private void eventually(Attempt attempt) throws Exception {
        get(again(attempt));
    }

    private Future<Void> again(Attempt attempt) {
        return attempt.now()
                .compose(done -> done
                        ? Future.succeededFuture()
                        : vertx.timer(20, TimeUnit.MILLISECONDS).compose(v -> again(attempt)));
    }

    private static <T> T get(Future<T> future) throws Exception {
        return future.await(20, TimeUnit.SECONDS);
    }
}
