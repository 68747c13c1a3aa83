package dev.seenby.storage.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seenby.storage.EventQueues;
import dev.seenby.storage.EventQueues.Delivery;
import dev.seenby.storage.EventQueues.Events;
import dev.seenby.storage.EventQueues.Gone;
import dev.seenby.storage.EventQueues.Queue;
import dev.seenby.storage.contract.EventQueuesContract;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class RedisEventQueuesTest extends OnRedis implements EventQueuesContract {
    private static final long ACME = 1400000001;
    private static final Queue ALICES = new Queue("q1", ACME, ALICE, Set.of(), "{}", Duration.ofMinutes(10));

    private static RedisStorage other;

    @BeforeAll
    static void openOther() throws Exception {
        other = get(RedisStorage.open(vertx, redis.uri()));
    }

    @AfterAll
    static void closeOther() throws Exception {
        get(other.close());
    }

    @Override
    public EventQueues queues() {
        return storage.queues();
    }

    @Override
    public EventQueues elsewhere() {
        return other.queues();
    }

    @Override
    public void pass(Duration time) throws Exception {
        long until = clock() + time.toMillis() * 1_000 + 1_000;
        for (int i = 0; i < 1_000 && clock() < until; i++) {
            get(vertx.timer(20, TimeUnit.MILLISECONDS));
        }
    }

    @Override
    public void letActsRunOut(long app) throws Exception {
        String acts = "seenby:events:{" + app + "}:acts";
        for (Response act : ask(Command.ZRANGE, acts, 0, -1)) {
            ask(Command.ZADD, acts, 1, act);
        }
    }

    @Test
    void afterRedisWasEmptiedQueuesAreGone() throws Exception {
        get(queues().open(ALICES));
        String act = get(queues().begin(ACME, Set.of(ALICE))).act();
        long number = get(queues().changed(Map.of(ACME, 0L))).get(ACME).number();
        ask(Command.FLUSHALL);

        assertThat(get(queues().take(ACME, ALICE, "q1", -1, 10))).isEqualTo(new Gone());
        get(queues().open(ALICES));
        Delivery hello = new Delivery(Set.of(ALICE), "message", "hello");
        assertThat(get(queues().finish(ACME, act, List.of(hello)))).containsExactly("q1");
        assertThat(get(queues().changed(Map.of(ACME, number))).get(ACME).queues())
                .containsExactly("q1");
    }

    @Test
    void everythingEndsByItself() throws Exception {
        get(queues().open(ALICES));
        get(queues().begin(ACME, Set.of(ALICE)));
        get(queues().finish(ACME, null, List.of(new Delivery(Set.of(ALICE), "message", "hello"))));
        get(queues().dropAll(ACME));
        get(queues().open(ALICES));
        get(queues().finish(ACME, null, List.of(new Delivery(Set.of(ALICE), "message", "hello"))));

        Response keys = ask(Command.KEYS, "*");
        assertThat(keys.size()).isGreaterThanOrEqualTo(9);
        for (Response key : keys) {
            assertThat(key.toString()).startsWith("seenby:events:{1400000001}");
            long bound = key.toString().contains("queue:") || key.toString().contains("events:q")
                    ? Duration.ofMinutes(10).toMillis()
                    : Duration.ofDays(8).toMillis();
            assertThat(ask(Command.PTTL, key).toLong()).as(key.toString()).isBetween(1L, bound);
        }
    }

    @Test
    void aFinishedActLeavesNothing() throws Exception {
        String act = get(queues().begin(ACME, Set.of(ALICE))).act();
        get(queues().finish(ACME, act, List.of()));
        assertThat(ask(Command.KEYS, "*").size()).isZero();
    }

    @Test
    void ofVeryManyLostActsAllQueuesAreDropped() throws Exception {
        get(queues().open(ALICES));
        for (int i = 0; i < 65; i++) {
            get(queues().begin(ACME, Set.of(BOB)));
        }
        letActsRunOut(ACME);
        assertThat(get(queues().take(ACME, ALICE, "q1", -1, 10))).isEqualTo(new Gone());
        assertThat(ask(Command.EXISTS, "seenby:events:{1400000001}:acts", "seenby:events:{1400000001}:concerned")
                        .toInteger())
                .isZero();
    }

    @Test
    void numbersOfAClockThatSteppedBackAreNotWaitedFor() throws Exception {
        get(queues().open(ALICES));
        get(queues().finish(ACME, null, List.of(new Delivery(Set.of(ALICE), "message", "hello"))));
        long future = clock() + 3_600_000_000L;
        assertThat(get(queues().changed(Map.of(ACME, future))).get(ACME)).satisfies(changed -> {
            assertThat(changed.number()).isLessThan(future);
            assertThat(changed.queues()).containsExactly("q1");
        });
    }

    @Test
    void aFullRedisStillLetsEventsBeTakenAndLosesNone() throws Exception {
        get(queues().open(ALICES));
        get(queues().finish(ACME, null, List.of(new Delivery(Set.of(ALICE), "message", "hello"))));
        ask(Command.CONFIG, "SET", "maxmemory", 1);
        try {
            assertThat(((Events) get(queues().take(ACME, ALICE, "q1", -1, 10))).events())
                    .hasSize(1);
            assertThat(((Events) get(queues().take(ACME, ALICE, "q1", 0, 10))).events())
                    .isEmpty();
            get(queues().dropAll(ACME));
            assertThat(get(queues().take(ACME, ALICE, "q1", 0, 10))).isEqualTo(new Gone());
        } finally {
            ask(Command.CONFIG, "SET", "maxmemory", 0);
        }
    }
}
