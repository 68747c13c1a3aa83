package dev.seenby.loadtests;

import static dev.seenby.loadtests.Bench.await;
import static dev.seenby.loadtests.Bench.millis;

import dev.seenby.receipts.ReceiptMetrics;
import dev.seenby.receipts.Receipts;
import dev.seenby.storage.Counts;
import dev.seenby.storage.Mark;
import dev.seenby.storage.MessageFacts;
import dev.seenby.storage.Positions;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.stream.LongStream;
import org.HdrHistogram.Histogram;

/**
 * What is asked of a very large room, beside a room of ten: pages of readers and unreaders, counts, marks, an empty index, and
 * all readers of a message at once.
 *
 * <p>{@code large-room [members] [messages]}; by default a million of each. Times are those of the use cases, databases included,
 * HTTP not; the list of all readers comes over HTTP from a packaged server.
 */
final class LargeRoom {
    private static final int SMALL = 10;
    private static final int SMALL_MESSAGES = 1_000;
    private static final int SMALL_SENDERS = 2;
    private static final int SENDERS = 1_000;
    private static final int ASKED = 100;
    private static final int PAGE = 200;
    private static final int ROUNDS = 7;
    private static final int CALLS = 50;
    private static final int COLD_ROUNDS = 3;
    /** Of a hundred members, those who have read the first half; the rest have read one message of it. */
    private static final int PERCENT = 90;

    private static final double TIMES = 10;
    private static final double COLD_MILLIS = 2_500;

    /** A room and what is asked of it. @param half the last position that most have read */
    private record Side(GeneratedRoom room, MessageFacts half, List<MessageFacts> asked) {
        String name() {
            return String.format(Locale.ROOT, "%,d members", room.members());
        }

        MessageFacts newest() {
            return asked.get(asked.size() - 1);
        }
    }

    private final Servers servers;
    private final Receipts receipts;
    private final Side large;
    private final Side small;
    private final Report report;
    private final Histogram largeNanos = new Histogram(3);
    private final Histogram smallNanos = new Histogram(3);
    private int largeMarks;
    private int smallMarks;

    private LargeRoom(Servers servers, Side large, Side small, Report report) {
        this.servers = servers;
        this.large = large;
        this.small = small;
        this.report = report;
        receipts =
                new Receipts(servers.index(), servers.keeper(), servers.record().reads(), ReceiptMetrics.NONE);
    }

    public static void main(String[] args) throws Exception {
        int members = args.length > 0 ? Integer.parseInt(args[0]) : 1_000_000;
        long messages = args.length > 1 ? Long.parseLong(args[1]) : 1_000_000;
        Report report;
        try (Servers servers = Servers.start()) {
            report = run(servers, members, messages, ROUNDS, CALLS);
        }
        System.exit(report.tell() ? 0 : 1);
    }

    /**
     * @param servers without an app of the host {@code large.example}
     * @param members at least 20
     * @param messages at least 200
     */
    static Report run(Servers servers, int members, long messages, int rounds, int calls) throws Exception {
        Report report = new Report(
                "large-room", String.format(Locale.ROOT, "A room of %,d members beside one of ten", members));
        GeneratedApp app = GeneratedApp.make(servers.record().apps(), "large.example");
        Rooms rooms = fill(servers, app, members, messages, report);
        measure(servers, app, rooms, rounds, calls, report);
        return report;
    }

    /** The two that are compared. */
    record Rooms(GeneratedRoom large, GeneratedRoom small) {}

    static Rooms fill(Servers servers, GeneratedApp app, int members, long messages, Report report) throws Exception {
        long start = System.nanoTime();
        long bytes = servers.postgresBytes();
        try (Generator generator = Generator.open(servers.vertx(), servers.postgresUri())) {
            int senders = Math.min(SENDERS, members / 2);
            Rooms rooms = new Rooms(
                    generator.fill(app.sdkAppId(), "large", members, messages, senders),
                    generator.fill(app.sdkAppId(), "small", SMALL, SMALL_MESSAGES, SMALL_SENDERS));
            for (GeneratedRoom room : List.of(rooms.small(), rooms.large())) {
                generator.read(room, 1, room.messages() / 2, PERCENT);
                generator.read(room, everybodys(room), everybodys(room), 100);
            }
            generator.settle();
            report.note(String.format(
                    Locale.ROOT,
                    "%,d messages; nine of ten members have read the first half of them, the others one message. The generator took"
                            + " %.0f s and wrote %,d MB.",
                    messages,
                    millis(start) / 1e3,
                    (servers.postgresBytes() - bytes) >> 20));
            return rooms;
        }
    }

    static void measure(Servers servers, GeneratedApp app, Rooms rooms, int rounds, int calls, Report report)
            throws Exception {
        LargeRoom run = new LargeRoom(servers, side(servers, rooms.large()), side(servers, rooms.small()), report);
        run.cold();
        run.warm(rounds, calls);
        ManyReaders.measure(report, servers, app, rooms.large(), everybodys(rooms.large()));
    }

    /** The clock of the message that all members have read. */
    private static long everybodys(GeneratedRoom room) {
        return room.messages() / 4;
    }

    private static Side side(Servers servers, GeneratedRoom room) throws Exception {
        long half = room.messages() / 2;
        List<Long> clocks = LongStream.range(half - ASKED / 2 + 1, half + ASKED / 2 + 1)
                .boxed()
                .toList();
        List<MessageFacts> asked = await(servers.record().messages().factsByClock(room.room(), clocks)).stream()
                .sorted(Comparator.comparingLong(MessageFacts::clock))
                .toList();
        return new Side(room, asked.get(ASKED / 2 - 1), asked);
    }

    private void warm(int rounds, int calls) throws Exception {
        compare("counts of 100 messages", rounds, calls, (side, i) -> receipts.counts(side.asked()));
        compare("first page of 200 readers", rounds, calls, (side, i) -> receipts.readers(side.half(), null, PAGE));
        compare(
                "first page of 200 who have not read",
                rounds,
                calls,
                (side, i) -> receipts.unreaders(side.newest(), 0, PAGE));
        compare(
                "the same of a message that most have read",
                rounds,
                calls,
                (side, i) -> receipts.unreaders(side.half(), 0, PAGE));
        compare("one mark", rounds, calls, (side, i) -> servers.record()
                .reads()
                .mark(side == large ? largeMark() : smallMark()));
        report.note(String.format(Locale.ROOT, "Index in Redis: %,d MB.", servers.redisBytes() >> 20));
    }

    /** What is timed. */
    private interface Act {
        Future<?> of(Side side, int number);
    }

    private void compare(String what, int rounds, int calls, Act act) throws Exception {
        for (int i = 0; i < calls; i++) {
            await(act.of(large, i));
            await(act.of(small, i));
        }
        largeNanos.reset();
        smallNanos.reset();
        report.measure(what, "ms")
                .of(large.name(), () -> median(calls, i -> act.of(large, i), largeNanos))
                .against(small.name(), () -> median(calls, i -> act.of(small, i), smallNanos), Goal.ratioAtMost(TIMES))
                .rounds(rounds);
        report.note(String.format(
                Locale.ROOT,
                "%s: p99 %.2f ms with %s, %.2f ms with %s.",
                what,
                largeNanos.getValueAtPercentile(99) / 1e6,
                large.name(),
                smallNanos.getValueAtPercentile(99) / 1e6,
                small.name()));
    }

    /** One call after the other. */
    private static double median(int calls, IntFunction<Future<?>> act, Histogram all) throws Exception {
        Histogram nanos = new Histogram(3);
        for (int i = 0; i < calls; i++) {
            long start = System.nanoTime();
            await(act.apply(i));
            nanos.recordValue(System.nanoTime() - start);
        }
        all.add(nanos);
        return nanos.getValueAtPercentile(50) / 1e6;
    }

    /** Another member each time, no sender, reads the message after those read. */
    private Mark largeMark() {
        GeneratedRoom room = large.room();
        long member;
        do {
            // Far apart, as readers are.
            largeMarks++;
            member = room.senders() + largeMarks * 7_919L % (room.members() - room.senders()) + 1;
        } while (!Generator.reads(member, PERCENT));
        return new Mark(room.timeline(), room.person(member), List.of(next(large, 0)), null);
    }

    /** The same with few members: each reads one more message when it is their turn again. */
    private Mark smallMark() {
        GeneratedRoom room = small.room();
        int others = room.members() - room.senders();
        long member = room.senders() + 1 + smallMarks % others;
        return new Mark(room.timeline(), room.person(member), List.of(next(small, smallMarks++ / others)), null);
    }

    private static Positions next(Side side, int further) {
        long position = side.half().position() + 1 + further;
        return new Positions(position, position);
    }

    private void cold() throws Exception {
        List<Double> largeFirst = new ArrayList<>();
        List<Double> smallFirst = new ArrayList<>();
        List<Double> largeWarm = new ArrayList<>();
        List<Double> smallWarm = new ArrayList<>();
        for (int round = 0; round < COLD_ROUNDS; round++) {
            askCold(large, largeFirst, largeWarm);
            askCold(small, smallFirst, smallWarm);
        }
        report.add(
                "counts of 100 messages, index empty: first answer",
                "ms",
                new Report.Series(large.name(), largeFirst, Goal.atMost(COLD_MILLIS)),
                new Report.Series(small.name(), smallFirst, Goal.none()));
        report.add(
                "until the index is built",
                "ms",
                new Report.Series(large.name(), largeWarm, Goal.none()),
                new Report.Series(small.name(), smallWarm, Goal.none()));
    }

    private void askCold(Side side, List<Double> first, List<Double> warm) throws Exception {
        servers.emptyIndex();
        long start = System.nanoTime();
        List<Counts> cold = await(receipts.counts(side.asked()));
        first.add(millis(start));
        while (!servers.warm(side.asked())) {
            // The first asking may have found no epoch to build in.
            await(receipts.counts(side.asked()));
            if (System.nanoTime() - start > TimeUnit.MINUTES.toNanos(5)) {
                throw new IllegalStateException("the index did not become warm");
            }
        }
        warm.add(millis(start));
        if (!await(receipts.counts(side.asked())).equals(cold)) {
            throw new IllegalStateException("index and record disagree");
        }
        System.err.printf(
                Locale.ROOT,
                "%s, index empty: first answer in %.1f ms, built in %.1f ms%n",
                side.name(),
                first.get(first.size() - 1),
                warm.get(warm.size() - 1));
    }
}
