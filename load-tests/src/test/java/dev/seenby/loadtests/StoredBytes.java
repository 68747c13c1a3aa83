package dev.seenby.loadtests;

import static dev.seenby.loadtests.Bench.option;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What it weighs in PostgreSQL and in Redis that everybody has read everything: in some sittings, which is what Seenby is made
 * for, and message by message as they come, which is the worst that can happen to it. Tables are weighed with their indexes, as
 * reading leaves them and again after {@code VACUUM FULL}, which leaves nobody any slack.
 */
public final class StoredBytes {
    private static final int CLIENTS = 64;
    private static final double MEGABYTE = 1e6;
    /** What Seenby keeps of reads. */
    private static final String[] TABLES = {"read_span", "read_run", "read_head", "index_log"};

    private final Servers servers;
    private final Report report;

    private StoredBytes(Servers servers, Report report) {
        this.servers = servers;
        this.report = report;
    }

    /** {@code [members] [messages] [sittings] [share of rows, 1 in] [members] [messages of the worst case]} */
    public static void main(String[] args) throws Exception {
        boolean holds;
        try (Servers servers = Servers.start()) {
            holds = measure(
                            servers,
                            option(args, 0, 1_000),
                            option(args, 1, 10_000),
                            option(args, 2, 200),
                            option(args, 3, 10),
                            option(args, 4, 100),
                            option(args, 5, 1_000))
                    .tell();
        }
        System.exit(holds ? 0 : 1);
    }

    /** @param share of the messages for which rows are written, one in so many; their weight is multiplied */
    static Report measure(
            Servers servers, int members, int messages, int sittings, int share, int worstMembers, int worstMessages)
            throws Exception {
        Report report = new Report("bytes", "What reads weigh");
        StoredBytes run = new StoredBytes(servers, report);
        run.compare(
                String.format(
                        Locale.ROOT, "%,d members read %,d messages, each as it comes", worstMembers, worstMessages),
                new Size(worstMembers, worstMessages, 1, 1),
                1,
                1);
        run.compare(
                String.format(
                        Locale.ROOT, "%,d members read %,d messages in %,d sittings", members, messages, sittings),
                new Size(members, messages, Math.max(messages / sittings, 1), share),
                25,
                1_000);
        return report.note("In sittings, rows are written for one message in " + share
                + " and their weight is multiplied by that; everything else has the full size.");
    }

    private record Size(int members, int messages, int each, int share) {}

    /** Megabytes as reading leaves them, and after {@code VACUUM FULL}. */
    private record Weight(double lived, double packed) {}

    private void compare(String what, Size size, double timesInPostgres, double timesInRedis) throws Exception {
        double[] redis = new double[1];
        Weight seenby = seenby(what, size, redis);
        Weight rocketChat = rows("rocketchat_read_receipts", size, () -> {
            RocketChatRows.create(servers, size.messages());
            RocketChatRows.index(servers);
            RocketChatRows.load(servers, size.members(), size.messages() / size.share(), size.each());
        });
        Weight zulip = rows("zerver_usermessage", size, () -> {
            ZulipRows.create(servers);
            ZulipRows.index(servers);
            ZulipRows.load(servers, size.members(), size.messages() / size.share(), size.each());
        });
        Goal goal = Goal.timesLess(timesInPostgres);
        report.add(
                what + ": PostgreSQL",
                "MB",
                one("Seenby", seenby.lived(), Goal.none()),
                one("row per reader (Rocket.Chat)", rocketChat.lived(), goal),
                one("row per recipient (Zulip)", zulip.lived(), goal));
        report.add(
                what + ": PostgreSQL, packed",
                "MB",
                one("Seenby", seenby.packed(), Goal.none()),
                one("row per reader (Rocket.Chat)", rocketChat.packed(), goal),
                one("row per recipient (Zulip)", zulip.packed(), goal));
        report.add(
                what + ": Redis",
                "MB",
                one("Seenby", redis[0], Goal.none()),
                one("set per message (Redis)", sets(size), Goal.timesLess(timesInRedis)));
    }

    private Weight seenby(String what, Size size, double[] redis) throws Exception {
        ReadingRoom room = ReadingRoom.fill(servers, size.members(), size.messages());
        room.newest();
        pack(TABLES);
        Map<String, Long> before = servers.tableBytes(TABLES);
        long redisBefore = servers.redisBytes();
        Clients.readInSittings(what, CLIENTS, room, size.members(), size.messages(), size.each());
        if (room.newest().read() != size.members()) {
            throw new IllegalStateException("not everybody's read is there");
        }
        redis[0] = (servers.redisBytes() - redisBefore) / MEGABYTE;
        Map<String, Long> after = servers.tableBytes(TABLES);
        double lived = (sum(after) - sum(before)) / MEGABYTE;
        List<String> parts = new ArrayList<>();
        after.forEach((table, bytes) -> parts.add(
                String.format(Locale.ROOT, "%s %.1f", table, (bytes - before.getOrDefault(table, 0L)) / MEGABYTE)));
        report.note("Seenby, " + what + ", MB by table: " + String.join(", ", parts)
                + "; index_log is pruned after an hour.");
        pack(TABLES);
        return new Weight(lived, (sum(servers.tableBytes(TABLES)) - sum(before)) / MEGABYTE);
    }

    private interface Act {
        void run() throws Exception;
    }

    private Weight rows(String table, Size size, Act load) throws Exception {
        load.run();
        double lived = sum(servers.tableBytes(table)) / MEGABYTE;
        pack(table);
        double packed = sum(servers.tableBytes(table)) / MEGABYTE;
        servers.sql("drop table " + table);
        return new Weight(lived * size.share(), packed * size.share());
    }

    private void pack(String... tables) throws Exception {
        for (String table : tables) {
            servers.sql("vacuum full " + table);
        }
    }

    private double sets(Size size) throws Exception {
        RedisSets sets = new RedisSets(servers.connectRedis());
        long before = servers.redisBytes();
        sets.load(size.members(), size.messages());
        double megabytes = (servers.redisBytes() - before) / MEGABYTE;
        if (sets.readersOf(size.messages()) != size.members()) {
            throw new IllegalStateException("not everybody's read is in the sets");
        }
        sets.remove(size.messages());
        return megabytes;
    }

    private static long sum(Map<String, Long> bytes) {
        return bytes.values().stream().mapToLong(Long::longValue).sum();
    }

    private static Report.Series one(String contender, double megabytes, Goal goal) {
        return new Report.Series(contender, List.of(megabytes), goal);
    }
}
