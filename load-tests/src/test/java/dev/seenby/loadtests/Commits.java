package dev.seenby.loadtests;

import static dev.seenby.loadtests.Bench.option;

import io.vertx.sqlclient.SqlConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * Durable marks a second of as many clients, each of which waits for its answer: Seenby's, which go together into commits, and
 * those of servers with a row for each message and reader, which commit each by itself, on one connection that all share and on
 * one for each client. Every mark is of one message that its reader had not read, one after the other.
 */
public final class Commits {
    private static final int MESSAGES = 2_000;
    /** More marks a second than one client gets done. */
    private static final int MOST = 500;

    private Commits() {}

    /** {@code [seconds of a turn] [rounds] [clients]} */
    public static void main(String[] args) throws Exception {
        boolean holds;
        try (Servers servers = Servers.start()) {
            holds = measure(servers, 1_000 * option(args, 0, 3), option(args, 1, 5), option(args, 2, 64), MESSAGES)
                    .tell();
        }
        System.exit(holds ? 0 : 1);
    }

    static Report measure(Servers servers, int millis, int rounds, int clients, int messages) throws Exception {
        int readers = clients * (1 + (int) (millis / 1e3 * (rounds + 2) * MOST / messages));
        ReadingRoom room = ReadingRoom.fill(servers, readers, messages);
        RocketChatRows.create(servers, messages);
        RocketChatRows.index(servers);
        ZulipRows.create(servers);
        ZulipRows.send(servers, readers, 1, messages);
        ZulipRows.index(servers);
        List<Scheme> rocketChat = new ArrayList<>();
        List<Scheme> zulip = new ArrayList<>();
        for (int client = 0; client < clients; client++) {
            // Both schemes on the same ones: PostgreSQL takes a hundred.
            SqlConnection connection = servers.connect();
            rocketChat.add(new RocketChatRows(connection));
            zulip.add(new ZulipRows(connection));
        }
        Contender seenby = new Contender(List.of(room), clients, messages, millis);
        Contender receipts = new Contender(rocketChat, clients, messages, millis);
        Contender flags = new Contender(zulip, clients, messages, millis);
        for (Contender one : List.of(seenby, receipts, flags, seenby)) {
            one.marksASecond(clients);
        }
        Report report = new Report("commits", "Durable marks a second");
        report.measure(String.format(Locale.ROOT, "marks of %,d clients", clients), "marks/s")
                .of("Seenby", () -> seenby.marksASecond(1))
                .against(receipts.name(1), () -> receipts.marksASecond(1), Goal.ratioAtLeast(15))
                .against(flags.name(1), () -> flags.marksASecond(1), Goal.ratioAtLeast(15))
                .against(receipts.name(clients), () -> receipts.marksASecond(clients), Goal.ratioAtLeast(3))
                .against(flags.name(clients), () -> flags.marksASecond(clients), Goal.ratioAtLeast(3))
                .rounds(rounds);
        return report.note("Turns of " + millis / 1_000 + " s; PostgreSQL with fsync=" + servers.setting("fsync")
                + ", synchronous_commit=" + servers.setting("synchronous_commit") + ".");
    }

    /** Clients of one scheme, who go on in each turn where they were. */
    private static final class Contender {
        private final List<Scheme> connections;
        private final int messages;
        private final long turnNanos;
        private final long[] marks;

        Contender(List<Scheme> connections, int clients, int messages, int millis) {
            this.connections = connections;
            this.messages = messages;
            this.turnNanos = TimeUnit.MILLISECONDS.toNanos(millis);
            this.marks = new long[clients];
        }

        String name(int used) {
            return connections.get(0).name() + (used == 1 ? ", 1 connection" : ", " + used + " connections");
        }

        /** @param used of the connections */
        double marksASecond(int used) throws Exception {
            long start = System.nanoTime();
            long done = Clients.run(marks.length, (client, turn) -> {
                if (System.nanoTime() - start >= turnNanos) {
                    return null;
                }
                long mark = marks[client]++;
                int reader = client + marks.length * (int) (mark / messages);
                long message = mark % messages + 1;
                return connections
                        .get(client % Math.min(used, connections.size()))
                        .read(reader, message, message);
            });
            return done / ((System.nanoTime() - start) / 1e9);
        }
    }
}
