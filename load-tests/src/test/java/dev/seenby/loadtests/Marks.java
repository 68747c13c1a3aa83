package dev.seenby.loadtests;

import static dev.seenby.loadtests.Bench.await;
import static dev.seenby.loadtests.Bench.option;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What one mark costs that finds few or many messages unread, beside a server that keeps a row for each message and reader:
 * time until it is durable, and bytes of the write-ahead log. One mark at a time, each of a reader who makes no other, and no
 * checkpoint after the tables are filled, so that nobody's log holds images of whole pages.
 */
public final class Marks {
    private static final int WARM_UP = 300;
    private static final int WARM_UP_OF_ROWS = 3;

    private final Servers servers;
    private final Report report;
    private final int warmUp;

    /** @param millis until it was answered. @param wal bytes */
    private record Cost(double millis, double wal) {}

    private Marks(Servers servers, Report report, int warmUp) {
        this.servers = servers;
        this.report = report;
        this.warmUp = warmUp;
    }

    /** {@code [rounds] [unread messages of the largest mark] [unread messages of a mark beside rows]} */
    public static void main(String[] args) throws Exception {
        boolean holds;
        try (Servers servers = Servers.start()) {
            holds = measure(servers, option(args, 0, 100), option(args, 1, 100_000), option(args, 2, 10_000), WARM_UP)
                    .tell();
        }
        System.exit(holds ? 0 : 1);
    }

    static Report measure(Servers servers, int rounds, int many, int beside, int warmUp) throws Exception {
        Report report = new Report("marks", "What one mark costs");
        Marks marks = new Marks(servers, report, warmUp);
        marks.oneAndMany(rounds, many);
        marks.besideRows(Math.max(rounds / 5, 1), beside);
        return report.note("One mark at a time; PostgreSQL with fsync=" + servers.setting("fsync")
                + ", synchronous_commit=" + servers.setting("synchronous_commit") + ".");
    }

    private void oneAndMany(int rounds, int many) throws Exception {
        ReadingRoom room = ReadingRoom.fill(servers, 2 * rounds + warmUp, many);
        for (int i = 0; i < warmUp; i++) {
            await(room.read(2 * rounds + i, 1, many));
        }
        // The first half has read all but the newest message.
        Clients.readInSittings("all but the newest", 64, room, rounds, many - 1, many - 1);
        Map<String, List<Cost>> costs = new LinkedHashMap<>();
        for (int round = 0; round < rounds; round++) {
            run(costs, String.format(Locale.ROOT, "%,d unread", many), room, rounds + round, 1, many);
            run(costs, "1 unread", room, round, many, many);
        }
        add("a mark", costs, Goal.ratioAtMost(1.3), Goal.none());
    }

    private void besideRows(int rounds, int unread) throws Exception {
        int readers = rounds + Math.max(warmUp, WARM_UP_OF_ROWS);
        ReadingRoom room = ReadingRoom.fill(servers, readers, unread);
        RocketChatRows.create(servers, unread);
        RocketChatRows.index(servers);
        ZulipRows.create(servers);
        ZulipRows.send(servers, rounds + WARM_UP_OF_ROWS, 1, unread);
        ZulipRows.index(servers);
        List<Scheme> schemes = List.of(
                room,
                new RocketChatRows(servers.connect()),
                new ZulipRows(servers.connect()),
                new RedisSets(servers.connectRedis()));
        for (Scheme scheme : schemes) {
            for (int i = 0; i < (scheme == room ? warmUp : WARM_UP_OF_ROWS); i++) {
                await(scheme.read(rounds + i, 1, unread));
            }
        }
        Map<String, List<Cost>> costs = new LinkedHashMap<>();
        for (int round = 0; round < rounds; round++) {
            for (Scheme scheme : schemes) {
                run(costs, scheme.name(), scheme, round, 1, unread);
            }
        }
        add(
                String.format(Locale.ROOT, "a mark of %,d unread", unread),
                costs,
                Goal.timesLess(40),
                Goal.timesLess(5_000));
    }

    private void run(Map<String, List<Cost>> costs, String contender, Scheme scheme, int reader, long first, long last)
            throws Exception {
        long wal = servers.walBytes();
        long start = System.nanoTime();
        await(scheme.read(reader, first, last));
        double millis = Bench.millis(start);
        // What PostgreSQL writes of its own accord meanwhile is no cost of a scheme that is not in it.
        double written = scheme instanceof RedisSets ? 0 : servers.walBytes() - wal;
        costs.computeIfAbsent(contender, any -> new ArrayList<>()).add(new Cost(millis, written));
    }

    /** The goals are of the first contender against those that write the log. */
    private void add(String what, Map<String, List<Cost>> costs, Goal time, Goal wal) {
        List<Report.Series> times = new ArrayList<>();
        List<Report.Series> bytes = new ArrayList<>();
        costs.forEach((contender, all) -> {
            boolean logged = all.stream().allMatch(cost -> cost.wal() > 0);
            boolean first = times.isEmpty();
            times.add(new Report.Series(
                    contender, all.stream().map(Cost::millis).toList(), first || !logged ? Goal.none() : time));
            if (logged) {
                bytes.add(
                        new Report.Series(contender, all.stream().map(Cost::wal).toList(), first ? Goal.none() : wal));
            }
        });
        report.add(what + ": time", "ms", times.get(0), rest(times));
        report.add(what + ": write-ahead log", "B", bytes.get(0), rest(bytes));
    }

    private static Report.Series[] rest(List<Report.Series> series) {
        return series.subList(1, series.size()).toArray(Report.Series[]::new);
    }
}
