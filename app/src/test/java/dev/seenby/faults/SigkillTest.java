package dev.seenby.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seenby.retention.Forgetter;
import dev.seenby.storage.MessageFacts;
import dev.seenby.storage.Room;
import dev.seenby.storage.postgres.PostgresStorage;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Twenty times, while eight people read and ask for counts as fast as they can, an operator changes apps, old reads are
 * forgotten, and a webhook is told of the reads, one of the three processes is killed with SIGKILL. Afterwards every read that was
 * acknowledged is there and was told of, every count is the one that follows from the record, apps are as the operator was told, and
 * what was to be forgotten or deleted is gone.
 */
class SigkillTest {
    private static final int ROUNDS = 20;
    /** The data of what is deleted later goes more than a minute later. */
    private static final int ROUNDS_WITH_DELETIONS = 8;

    private static final int PEOPLE = 8;
    private static final int MESSAGES_A_ROUND = 30;
    private static final int ACTS_BEFORE_THE_KILL = 200;
    private static final String GROUP = "crash-group";
    private static final long DEMO = 1_400_000_000L;
    private static final Duration BOUND = Duration.ofSeconds(4);
    private static final Duration BACKGROUND = Duration.ofSeconds(90);

    private final Map<Integer, Set<Long>> acknowledged = new ConcurrentHashMap<>();
    private final Map<Integer, Set<Long>> attempted = new ConcurrentHashMap<>();
    private final AtomicInteger acts = new AtomicInteger();

    @Test
    void whateverDiesNothingAcknowledgedIsLost(@TempDir Path dataDir) throws Exception {
        Map<String, String> settings = Map.of("SEENBY_DEMO", "true", "SEENBY_ADMIN_TOKEN", Operator.TOKEN);
        Vertx vertx = Vertx.vertx();
        try (WebhookReceiver receiver = new WebhookReceiver();
                ServerProcess server = new ServerProcess(dataDir, settings)) {
            server.awaitReady();
            Operator operator = new Operator(server.port);
            operator.change(DEMO, "{\"webhook\":{\"url\":\"" + receiver.url() + "\",\"events\":[\"read\",\"sent\"]}}");
            OldReads old = new OldReads(operator, server.port);
            TencentCaller tencent = new TencentCaller(server.port, DEMO, "0123456789abcdef".repeat(4));
            gather(tencent);
            List<Long> messages = new ArrayList<>();
            for (int round = 0; round < ROUNDS; round++) {
                for (int i = 0; i < MESSAGES_A_ROUND; i++) {
                    messages.add(tencent.send(GROUP, "sender", messages.size() + 1));
                }
                PostgresStorage beside = RecordBeside.open(vertx, dataDir);
                old.readInANewGroup(beside);
                Forgetter forgetter = old.secondNode(vertx, beside);
                forgetter.start();
                killWhileTheyWork(server, tencent, operator, List.copyOf(messages), round);
                forgetter.stop().await(60, TimeUnit.SECONDS);
                beside.close().await(20, TimeUnit.SECONDS);
                server.awaitReady();
                everyCountFollowsFromTheRecord(tencent, vertx, dataDir, messages);
                operator.findsWhatSheWasTold();
            }
            assertThat(acts.get()).isGreaterThan(ROUNDS * ACTS_BEFORE_THE_KILL);
            theReceiverKnows(receiver, messages);
            whatIsToGoIsGone(operator, old, vertx, dataDir);
        } finally {
            vertx.close().await(20, TimeUnit.SECONDS);
        }
    }

    private static void gather(TencentCaller tencent) throws Exception {
        List<String> people = new ArrayList<>();
        for (int i = 0; i < PEOPLE; i++) {
            people.add("person" + i);
        }
        people.add("sender");
        for (String person : people) {
            tencent.importAccount(person);
        }
        tencent.createGroup(GROUP, people);
    }

    private void killWhileTheyWork(
            ServerProcess server, TencentCaller tencent, Operator operator, List<Long> messages, int round)
            throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(PEOPLE + 1);
        AtomicBoolean over = new AtomicBoolean();
        int until = acts.get() + ACTS_BEFORE_THE_KILL;
        List<Future<?>> working = new ArrayList<>();
        for (int i = 0; i < PEOPLE; i++) {
            int person = i;
            working.add(
                    threads.submit(() -> readUntil(over, tencent, messages, person, new Random(round * 100 + person))));
        }
        working.add(threads.submit(() -> {
            operator.work(over, round < ROUNDS_WITH_DELETIONS);
            return null;
        }));
        while (acts.get() < until) {
            assertThat(working).noneMatch(Future::isDone);
            Thread.onSpinWait();
        }
        switch (round % 3) {
            case 0 -> {
                server.kill();
                server.restart();
            }
            case 1 -> server.killRedis();
            default -> server.killPostgres();
        }
        until = acts.get() + (round % 3 == 0 ? 0 : ACTS_BEFORE_THE_KILL / 4);
        while (acts.get() < until) {
            Thread.onSpinWait();
        }
        over.set(true);
        threads.shutdown();
        assertThat(threads.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
        for (Future<?> each : working) {
            each.get();
        }
    }

    private void readUntil(AtomicBoolean over, TencentCaller tencent, List<Long> messages, int person, Random random) {
        while (!over.get()) {
            List<Long> some = new ArrayList<>();
            for (int i = random.nextInt(3); i >= 0; i--) {
                some.add(messages.get(random.nextInt(messages.size())));
            }
            attempted
                    .computeIfAbsent(person, p -> ConcurrentHashMap.newKeySet())
                    .addAll(some);
            try {
                tencent.read(GROUP, "person" + person, some);
                acknowledged
                        .computeIfAbsent(person, p -> ConcurrentHashMap.newKeySet())
                        .addAll(some);
                tencent.counts(GROUP, some);
                acts.incrementAndGet();
            } catch (Exception e) {
                // Not acknowledged: it may have happened or not. That is what the round is for.
                Thread.onSpinWait();
            }
        }
    }

    /** At once, or within the bound that is promised where an apply was lost. */
    private void everyCountFollowsFromTheRecord(TencentCaller tencent, Vertx vertx, Path dataDir, List<Long> messages)
            throws Exception {
        PostgresStorage record = RecordBeside.open(vertx, dataDir);
        List<int[]> expected = recomputed(record, messages);
        record.close().await(20, TimeUnit.SECONDS);
        long deadline = System.nanoTime() + BOUND.toNanos();
        List<int[]> counted = counted(tencent, messages);
        while (!same(expected, counted) && System.nanoTime() < deadline) {
            counted = counted(tencent, messages);
        }
        for (int i = 0; i < messages.size(); i++) {
            long message = messages.get(i);
            assertThat(counted.get(i)).as("counts of message %s", message).isEqualTo(expected.get(i));
            assertThat(expected.get(i)[0])
                    .as("readers of message %s", message)
                    .isBetween(in(acknowledged, message), in(attempted, message));
        }
    }

    private void theReceiverKnows(WebhookReceiver receiver, List<Long> messages) {
        long deadline = System.nanoTime() + BACKGROUND.toNanos();
        acknowledged.forEach((person, seen) -> {
            while (!receiver.knows("person" + person, seen) && System.nanoTime() < deadline) {
                LockSupport.parkNanos(20_000_000);
            }
            assertThat(receiver.readBy("person" + person))
                    .as("what person%s is told to have read", person)
                    .containsAll(seen)
                    .isSubsetOf(attempted.get(person));
        });
        assertThat(receiver.sent()).isSorted().containsAll(messages).doesNotHaveDuplicates();
    }

    private static void whatIsToGoIsGone(Operator operator, OldReads old, Vertx vertx, Path dataDir) throws Exception {
        PostgresStorage record = RecordBeside.open(vertx, dataDir);
        try {
            Forgetter forgetter = old.secondNode(vertx, record);
            forgetter.start();
            long deadline = System.nanoTime() + BACKGROUND.toNanos();
            while (!(old.nothingIsDue(record) && nothingIsDeleted(record)) && System.nanoTime() < deadline) {
                LockSupport.parkNanos(50_000_000);
            }
            forgetter.stop().await(20, TimeUnit.SECONDS);
            old.areForgotten(record);
            assertThat(operator.deleted()).isNotEmpty();
            assertThat(nothingIsDeleted(record))
                    .as("whether the data of deleted apps is gone")
                    .isTrue();
        } finally {
            record.close().await(20, TimeUnit.SECONDS);
        }
    }

    private static boolean nothingIsDeleted(PostgresStorage record) throws Exception {
        return record.apps()
                .deleted(Duration.ZERO, 1)
                .await(20, TimeUnit.SECONDS)
                .isEmpty();
    }

    /** From the lists of people, not from anything that counts. */
    private static List<int[]> recomputed(PostgresStorage record, List<Long> messages) throws Exception {
        Room room =
                record.rooms().byRoomId(DEMO, GROUP).await(20, TimeUnit.SECONDS).orElseThrow();
        Map<Long, MessageFacts> facts = new HashMap<>();
        record.messages()
                .factsByClock(room.id(), messages)
                .await(20, TimeUnit.SECONDS)
                .forEach(message -> facts.put(message.clock(), message));
        List<int[]> counts = new ArrayList<>();
        for (long message : messages) {
            MessageFacts one = facts.get(message);
            int readers = record.reads()
                    .readers(one, null, 100)
                    .await(20, TimeUnit.SECONDS)
                    .items()
                    .size();
            int unreaders = record.reads()
                    .unreaders(one, 0, 100)
                    .await(20, TimeUnit.SECONDS)
                    .items()
                    .size();
            counts.add(new int[] {readers - 1, unreaders});
        }
        return counts;
    }

    private static List<int[]> counted(TencentCaller tencent, List<Long> messages) throws Exception {
        List<int[]> counts = new ArrayList<>();
        for (int from = 0; from < messages.size(); from += 500) {
            counts.addAll(tencent.counts(GROUP, messages.subList(from, Math.min(from + 500, messages.size()))));
        }
        return counts;
    }

    private static boolean same(List<int[]> one, List<int[]> other) {
        return Arrays.deepEquals(one.toArray(), other.toArray());
    }

    private static int in(Map<Integer, Set<Long>> reads, long message) {
        return (int)
                reads.values().stream().filter(seen -> seen.contains(message)).count();
    }
}
