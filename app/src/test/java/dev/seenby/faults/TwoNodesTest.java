package dev.seenby.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seenby.receipts.RealServers;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Response;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes, started at the same moment on an empty PostgreSQL and an empty Redis, are one server. */
class TwoNodesTest {
    private static final long DEMO = 1_400_000_000L;
    private static final String DEMO_KEY = "0123456789abcdef".repeat(4);
    private static final int LIMIT = 200;
    private static final long SECOND_MICROS = 1_000_000;

    @Test
    void areOneServer(@TempDir Path one, @TempDir Path other) throws Exception {
        try (RealServers servers = RealServers.start()) {
            Map<String, String> settings = Map.of(
                    "SEENBY_POSTGRES_URI", servers.postgresUri(),
                    "SEENBY_REDIS_URI", servers.redisUri(),
                    "SEENBY_SECRETS_KEY", "ab".repeat(32),
                    "SEENBY_ADMIN_TOKEN", "the-token-of-both-nodes",
                    "SEENBY_DEMO", "true");
            try (ServerProcess alice = new ServerProcess(one, settings);
                    ServerProcess bob = new ServerProcess(other, settings)) {
                alice.awaitReady();
                bob.awaitReady();
                TencentCaller throughAlice = new TencentCaller(alice.port, DEMO, DEMO_KEY);
                TencentCaller throughBob = new TencentCaller(bob.port, DEMO, DEMO_KEY);
                whatIsReadThroughOneIsCountedThroughTheOther(throughAlice, throughBob);
                theLimitHoldsOverBoth(servers, throughAlice, throughBob);
                assertThat(alice.stop()).isZero();
                assertThat(bob.stop()).isZero();
            }
        }
    }

    private static void whatIsReadThroughOneIsCountedThroughTheOther(TencentCaller alice, TencentCaller bob)
            throws Exception {
        List<String> people = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            people.add("reader" + i);
            alice.importAccount("reader" + i);
        }
        alice.createGroup("both-nodes", people);
        long message = alice.send("both-nodes", "administrator", 1);
        for (int i = 0; i < people.size(); i++) {
            TencentCaller reads = i % 2 == 0 ? alice : bob;
            TencentCaller counts = i % 2 == 0 ? bob : alice;
            reads.read("both-nodes", people.get(i), List.of(message));
            assertThat(counts.counts("both-nodes", List.of(message)).get(0))
                    .containsExactly(i + 1, people.size() - i - 1);
        }
    }

    /** Judged by Redis's own clock: the moments that the limiter wrote down. */
    private static void theLimitHoldsOverBoth(RealServers servers, TencentCaller alice, TencentCaller bob)
            throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        AtomicBoolean over = new AtomicBoolean();
        AtomicInteger accepted = new AtomicInteger();
        AtomicInteger refused = new AtomicInteger();
        for (int i = 0; i < 8; i++) {
            TencentCaller caller = i % 2 == 0 ? alice : bob;
            threads.submit(() -> {
                while (!over.get()) {
                    try {
                        caller.counts("both-nodes", List.of(1L));
                        accepted.incrementAndGet();
                    } catch (IOException e) {
                        assertThat(e).hasMessageContaining("60007");
                        refused.incrementAndGet();
                    }
                }
                return null;
            });
        }
        TreeSet<Long> moments = new TreeSet<>();
        String list = listOfTheCall(servers);
        while (accepted.get() < 5 * LIMIT) {
            Response stamps = servers.redis(Command.LRANGE, list, "0", "-1");
            assertThat(stamps.size()).isLessThanOrEqualTo(LIMIT);
            stamps.forEach(stamp -> moments.add(stamp.toLong()));
        }
        over.set(true);
        threads.shutdown();
        assertThat(threads.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        assertThat(refused.get()).isPositive();
        List<Long> all = List.copyOf(moments);
        assertThat(all.size()).isGreaterThan(3 * LIMIT);
        for (int i = LIMIT; i < all.size(); i++) {
            assertThat(all.get(i) - all.get(i - LIMIT)).isGreaterThanOrEqualTo(SECOND_MICROS);
        }
    }

    private static String listOfTheCall(RealServers servers) {
        for (long deadline = System.nanoTime() + 10_000_000_000L; System.nanoTime() < deadline; ) {
            for (Response key : servers.redis(Command.KEYS, "*get_group_msg_receipt*")) {
                return key.toString();
            }
        }
        throw new AssertionError("the limiter has no list of this call");
    }
}
