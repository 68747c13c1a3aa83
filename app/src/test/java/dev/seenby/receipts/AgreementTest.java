package dev.seenby.receipts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seenby.storage.TimelineKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The same random story is told to the use cases on the real PostgreSQL and Redis and on the in-memory model. After every step all counts agree, and
 * the lists of some messages; where an apply was lost on purpose, after the promised bound.
 */
class AgreementTest {
    private static final List<String> PEOPLE =
            List.of("alice", "bob", "carol", "dave", "erin", "frank", "grace", "heidi", "ivan", "judy");
    /** Never becomes a member, but sends. */
    private static final String STRANGER = "stranger";

    private static final List<TimelineKey> TIMELINES = List.of(
            TimelineKey.MAIN,
            TimelineKey.MAIN,
            TimelineKey.SILENT,
            TimelineKey.thread(1),
            TimelineKey.topic("lunch"),
            TimelineKey.topic("deploys"));
    private static final int STEPS = 250;
    private static final int OLD_MESSAGES = 25;
    private static final Duration BOUND = Duration.ofSeconds(4);

    private static RealServers servers;
    private static RealServers.Node node;

    @BeforeAll
    static void start() {
        servers = RealServers.start();
        node = servers.node();
    }

    @AfterAll
    static void stop() {
        servers.close();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16})
    void realServersAndModelAgreeAfterEveryStep(long seed) {
        List<String> all = new ArrayList<>(PEOPLE);
        all.add(STRANGER);
        World real = node.world(all, PEOPLE.subList(0, 6));
        World model = ModelWorld.of(servers.vertx(), all, PEOPLE.subList(0, 6));
        Random random = new Random(seed);
        long lossHealedBy = System.nanoTime();
        for (int step = 0; step < STEPS; step++) {
            String what = act(random, real, model);
            if (what.startsWith("lost")) {
                lossHealedBy = System.nanoTime() + BOUND.toNanos();
            }
            compare(random, real, model, "seed " + seed + ", step " + step + ": " + what, lossHealedBy);
        }
        assertThat(real.facts()).isEqualTo(model.facts());
    }

    private static String act(Random random, World real, World model) {
        String who = PEOPLE.get(random.nextInt(PEOPLE.size()));
        int dice = random.nextInt(100);
        if (real.messages() == 0 || dice < 30) {
            String sender = random.nextInt(8) == 0 ? STRANGER : who;
            TimelineKey timeline = TIMELINES.get(random.nextInt(TIMELINES.size()));
            // The first ones are old, so that they can be forgotten; others wait for the younger ones before them.
            boolean old = real.messages() < OLD_MESSAGES || random.nextInt(10) == 0;
            real.send(sender, timeline, old);
            model.send(sender, timeline, old);
            return sender + " sends to " + timeline;
        }
        if (dice < 50) {
            List<Integer> some = some(random, real.messages());
            real.read(who, some);
            model.read(who, some);
            return who + " reads " + some;
        }
        if (dice < 62) {
            int message = random.nextInt(real.messages());
            real.readUpTo(who, message);
            model.readUpTo(who, message);
            return who + " reads up to " + message;
        }
        if (dice < 67) {
            Set<TimelineKey.Kind> kinds = random.nextBoolean()
                    ? EnumSet.allOf(TimelineKey.Kind.class)
                    : EnumSet.of(TimelineKey.Kind.MAIN, TimelineKey.Kind.TOPIC);
            real.readRoom(who, kinds);
            model.readRoom(who, kinds);
            return who + " reads " + kinds;
        }
        if (dice < 69) {
            int message = random.nextInt(real.messages());
            real.delete(message);
            model.delete(message);
            return message + " is deleted";
        }
        if (dice < 77) {
            List<Integer> some = some(random, real.messages());
            real.unread(who, some);
            model.unread(who, some);
            return who + " takes back " + some;
        }
        if (dice < 84) {
            real.leave(who);
            model.leave(who);
            return who + " leaves";
        }
        if (dice < 86) {
            real.forget();
            model.forget();
            return "old messages are forgotten";
        }
        if (dice == 86) {
            boolean keepMessages = random.nextBoolean();
            real.erase(who, keepMessages);
            model.erase(who, keepMessages);
            return who + " is erased, " + (keepMessages ? "but for the messages" : "with the messages");
        }
        if (dice < 92) {
            real.join(who);
            model.join(who);
            return who + " joins";
        }
        if (dice < 94) {
            servers.emptyRedis();
            return "Redis is emptied";
        }
        if (dice < 96) {
            real.dropFrom(node.index);
            return "the index is built anew";
        }
        List<Integer> some = some(random, real.messages());
        if (dice == 96) {
            node.index.losing = true;
            real.delete(some.get(0));
            node.index.losing = false;
            model.delete(some.get(0));
            return "lost on its way to the index: " + some.get(0) + " is deleted";
        }
        node.index.losing = true;
        real.read(who, some);
        node.index.losing = false;
        model.read(who, some);
        return "lost on its way to the index: " + who + " reads " + some;
    }

    private static List<Integer> some(Random random, int messages) {
        List<Integer> some = new ArrayList<>();
        for (int i = random.nextInt(4); i >= 0; i--) {
            some.add(random.nextInt(messages));
        }
        return some;
    }

    private static void compare(Random random, World real, World model, String told, long deadline) {
        while (System.nanoTime() < deadline && !real.counts().equals(model.counts())) {
            Thread.onSpinWait();
        }
        assertThat(real.counts()).as(told).isEqualTo(model.counts());
        if (real.messages() > 0) {
            int message = random.nextInt(real.messages());
            int page = 1 + random.nextInt(5);
            if (real.isDeleted(message)) {
                return;
            }
            assertThat(real.readers(message, page))
                    .as("readers of %s after %s", message, told)
                    .isEqualTo(model.readers(message, page));
            assertThat(real.unreaders(message, page))
                    .as("unreaders of %s after %s", message, told)
                    .isEqualTo(model.unreaders(message, page));
        }
    }
}
