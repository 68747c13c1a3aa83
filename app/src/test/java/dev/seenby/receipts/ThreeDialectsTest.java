package dev.seenby.receipts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seenby.storage.Counts;
import dev.seenby.storage.TimelineKey;
import dev.seenby.storage.TimelineKey.Kind;
import dev.seenby.storage.Topics;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A random story: people send, read, take back, move, delete, join and leave, each time through one of the dialects, over
 * HTTP. After every step each dialect says what the in-memory model says.
 */
class ThreeDialectsTest {
    private static final List<String> PEOPLE =
            List.of("alice", "bob", "carol", "dave", "erin", "frank", "grace", "heidi");
    private static final List<String> TOPICS = List.of("lunch", "Lunch", "deploys", "tea", Topics.NONE);
    private static final List<String> ALONG = List.of("change_one", "change_later", "change_all");
    private static final int STEPS = 120;

    private static RealServers servers;

    @BeforeAll
    static void start() {
        servers = RealServers.start();
    }

    @AfterAll
    static void stop() {
        servers.close();
    }

    /** A message as the story knows it. */
    private static final class Told {
        final Kind kind;
        String topic;
        boolean deleted;

        Told(Kind kind, String topic) {
            this.kind = kind;
            this.topic = topic;
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void allDialectsSayWhatTheModelSaysAfterEveryStep(long seed) {
        List<String> members = PEOPLE.subList(0, 5);
        try (ThreeDialects real = new ThreeDialects(servers.node(), PEOPLE, members)) {
            World model = ModelWorld.of(servers.vertx(), PEOPLE, members);
            new Story(real, model, new Random(seed), members).run("seed " + seed);
        }
    }

    private static final class Story {
        private final ThreeDialects real;
        private final World model;
        private final Random random;
        private final Set<String> members;
        private final List<Told> told = new ArrayList<>();

        Story(ThreeDialects real, World model, Random random, List<String> members) {
            this.real = real;
            this.model = model;
            this.random = random;
            this.members = new HashSet<>(members);
        }

        void run(String title) {
            for (int step = 0; step < STEPS; step++) {
                String what = title + ", step " + step + ": " + act();
                compareCounts(what);
                if (!told.isEmpty()) {
                    compareReaders(random.nextInt(told.size()), what);
                }
            }
            IntStream.range(0, told.size()).forEach(message -> compareReaders(message, title + ", in the end"));
        }

        private String act() {
            String who = one(PEOPLE);
            int dice = random.nextInt(100);
            if (alive().isEmpty() || dice < 30) {
                return send(members.contains(who) ? who : "alice");
            }
            if (dice < 70) {
                return read(who);
            }
            if (dice < 76) {
                List<Integer> some = some();
                real.zulipTakesBack(who, some);
                if (members.contains(who)) {
                    model.unread(who, some);
                }
                return who + " takes back " + some;
            }
            if (dice < 86) {
                return move();
            }
            if (dice < 89) {
                return delete();
            }
            if (dice < 98) {
                return comeOrGo(who);
            }
            servers.emptyRedis();
            return "Redis is emptied";
        }

        private String send(String sender) {
            switch (random.nextInt(4)) {
                case 0 -> {
                    boolean receipted = random.nextInt(3) > 0;
                    must(sender);
                    real.tencentSends(sender, receipted);
                    return sent(sender, receipted ? TimelineKey.MAIN : TimelineKey.SILENT, Topics.NONE);
                }
                case 1 -> {
                    must(sender);
                    real.rocketChatSends(sender, null);
                    return sent(sender, TimelineKey.MAIN, Topics.NONE);
                }
                case 2 -> {
                    Integer parent = parent();
                    must(sender);
                    real.rocketChatSends(sender, parent);
                    return parent == null
                            ? sent(sender, TimelineKey.MAIN, Topics.NONE)
                            : sent(sender, TimelineKey.thread(parent + 1), told.get(parent).topic);
                }
                default -> {
                    // Who is not in a public channel may write to it all the same.
                    String anybody = one(PEOPLE);
                    String topic = one(TOPICS);
                    real.zulipSends(anybody, topic);
                    TimelineKey key = topic.equals(Topics.NONE) ? TimelineKey.MAIN : TimelineKey.topic(topic);
                    return sent(anybody, key, topic);
                }
            }
        }

        /** In Tencent and Rocket.Chat only members write. */
        private void must(String member) {
            if (members.add(member)) {
                real.zulipJoins(member);
                model.join(member);
            }
        }

        private String sent(String sender, TimelineKey timeline, String topic) {
            model.send(sender, timeline);
            told.add(new Told(timeline.kind(), topic));
            return sender + " sends to " + timeline + " under " + topic;
        }

        /** A message that may have a thread; null = there is none. */
        private @Nullable Integer parent() {
            int message = told.isEmpty() ? -1 : random.nextInt(told.size());
            return message < 0 || told.get(message).deleted || told.get(message).kind == Kind.THREAD ? null : message;
        }

        private String read(String who) {
            List<Integer> some = some();
            String topic = one(TOPICS);
            switch (random.nextInt(7)) {
                case 0 -> {
                    must(who);
                    real.tencentReads(who, some);
                    model.read(
                            who,
                            some.stream()
                                    .filter(message -> told.get(message).kind != Kind.SILENT)
                                    .toList());
                    return who + " reads through Tencent " + some;
                }
                case 1 -> {
                    must(who);
                    boolean threads = random.nextBoolean();
                    real.rocketChatReads(who, threads);
                    Set<Kind> kinds = EnumSet.allOf(Kind.class);
                    if (!threads) {
                        kinds.remove(Kind.THREAD);
                    }
                    model.readRoom(who, kinds);
                    return who + " reads the room through Rocket.Chat" + (threads ? ", its threads too" : "");
                }
                case 2 -> {
                    real.zulipReadsTopic(who, topic);
                    model.read(who, under(topic));
                    return who + " reads the topic " + topic;
                }
                case 3 -> {
                    real.zulipReadsRoom(who);
                    model.readRoom(who, EnumSet.allOf(Kind.class));
                    return who + " reads the channel";
                }
                case 4 -> {
                    real.zulipReadsEverything(who);
                    if (members.contains(who)) {
                        model.readRoom(who, EnumSet.allOf(Kind.class));
                    }
                    return who + " reads everything";
                }
                case 5 -> {
                    real.zulipReadsNarrow(who, topic);
                    model.read(who, under(topic));
                    return who + " reads the narrow of " + topic;
                }
                default -> {
                    real.zulipReads(who, some);
                    model.read(who, some);
                    return who + " reads through Zulip " + some;
                }
            }
        }

        private List<Integer> under(String topic) {
            return IntStream.range(0, told.size())
                    .filter(message -> !told.get(message).deleted && same(told.get(message).topic, topic))
                    .boxed()
                    .toList();
        }

        private static boolean same(String one, String other) {
            return ThreeDialects.folded(one).equals(ThreeDialects.folded(other));
        }

        private String move() {
            int message = random.nextInt(told.size());
            String to = one(TOPICS);
            String along = one(ALONG);
            String from = told.get(message).topic;
            if (told.get(message).deleted || to.equals(Topics.NONE) || from.equals(to)) {
                return "nothing is moved";
            }
            real.zulipMoves(message, to, along);
            under(from).stream()
                    .filter(other -> switch (along) {
                        case "change_one" -> other == message;
                        case "change_later" -> other >= message;
                        default -> true;
                    })
                    .forEach(other -> told.get(other).topic = to);
            return message + " is moved to " + to + ", " + along;
        }

        private String delete() {
            int message = random.nextInt(told.size());
            if (told.get(message).deleted) {
                return "nothing is deleted";
            }
            if (random.nextBoolean()) {
                real.rocketChatDeletes(message);
            } else {
                real.zulipDeletes(message);
            }
            model.delete(message);
            told.get(message).deleted = true;
            return message + " is deleted";
        }

        private String comeOrGo(String who) {
            boolean comes = !members.contains(who);
            int dialect = random.nextInt(3);
            if (comes) {
                switch (dialect) {
                    case 0 -> real.tencentJoins(who);
                    case 1 -> real.rocketChatJoins(who);
                    default -> real.zulipJoins(who);
                }
                members.add(who);
                model.join(who);
                return who + " joins";
            }
            // Tencent does not let the owner of a group go.
            if (dialect == 0 && !who.equals(PEOPLE.get(0))) {
                real.tencentLeaves(who);
            } else {
                real.zulipLeaves(who);
            }
            members.remove(who);
            model.leave(who);
            return who + " leaves";
        }

        private void compareCounts(String what) {
            List<Counts> expected = model.counts();
            List<@Nullable Counts> found = real.tencentCounts();
            assertThat(found).as(what).hasSize(expected.size());
            for (int i = 0; i < expected.size(); i++) {
                boolean none = told.get(i).deleted || told.get(i).kind == Kind.SILENT;
                assertThat(found.get(i)).as("counts of %s after %s", i, what).isEqualTo(none ? null : expected.get(i));
            }
        }

        private void compareReaders(int message, String what) {
            if (told.get(message).deleted) {
                return;
            }
            List<String> expected = model.readers(message, 100);
            assertThat(real.rocketChatReaders(message))
                    .as("Rocket.Chat's readers of %s after %s", message, what)
                    .isEqualTo(expected);
            String sender = model.sender(message);
            Comparator<String> order = real.byZulipId();
            assertThat(real.zulipReaders(message))
                    .as("Zulip's readers of %s after %s", message, what)
                    .isEqualTo(expected.stream()
                            .filter(name -> !name.equals(sender))
                            .sorted(order)
                            .toList());
        }

        /** Some messages that are not deleted, perhaps one of them twice. */
        private List<Integer> some() {
            List<Integer> alive = alive();
            List<Integer> some = new ArrayList<>();
            for (int i = random.nextInt(4); i >= 0; i--) {
                some.add(one(alive));
            }
            return some;
        }

        private List<Integer> alive() {
            return IntStream.range(0, told.size())
                    .filter(message -> !told.get(message).deleted)
                    .boxed()
                    .toList();
        }

        private <T> T one(List<T> of) {
            return of.get(random.nextInt(of.size()));
        }
    }
}
