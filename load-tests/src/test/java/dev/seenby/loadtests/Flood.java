package dev.seenby.loadtests;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Scanner;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Calls of one app at a rate that does not wait for answers. It takes as little of the processors from the server as can be: it sends bytes that are
 * ready on sockets, and looks at nothing in an answer but its code. Touched on one event loop alone, once it has begun.
 *
 * <p>{@code Flood sdkAppId key callsPerSecond}, which reads a port and seconds from each line that it is given, floods that port for so long and says what
 * came of it. One process makes all floods of a comparison, so that none is held back by a virtual machine that compiles what it runs.
 */
final class Flood {
    /** The last line of what it says of a flood. */
    static final String OVER = "over";

    private static final int CONNECTIONS = 500;
    /** Different ones, which are made again and again. */
    private static final int REQUESTS = 2_000;

    private static final String CODE = "\"ErrorCode\":";

    private final Random random = new Random();
    /** null = a message, which is a new one each time. */
    private final @Nullable Buffer[] requests = new Buffer[REQUESTS];

    private final String query;
    private final Deque<Connection> idle = new ArrayDeque<>();
    private final Map<String, Histogram> answers = new TreeMap<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private long made;
    private long notMade;

    private Flood(Offered.App app) {
        query = app.query();
        for (int i = 0; i < REQUESTS; i++) {
            Offered.Ask ask = Offered.some(random);
            requests[i] = ask.command().equals(Offered.SEND) ? null : request(ask);
        }
    }

    private Buffer request(Offered.Ask ask) {
        return Buffer.buffer("POST /v4/" + ask.command() + query
                + " HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: "
                + ask.body().length() + "\r\n\r\n" + ask.body());
    }

    private Buffer next() {
        Buffer ready = requests[(int) (made % REQUESTS)];
        return ready == null ? request(Offered.send(random)) : ready;
    }

    public static void main(String[] args) throws Exception {
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setPreferNativeTransport(true));
        try (Scanner given = new Scanner(System.in, StandardCharsets.UTF_8)) {
            while (given.hasNext()) {
                Offered.App app = new Offered.App(given.nextInt(), Long.parseLong(args[0]), args[1]);
                new Flood(app).run(vertx, app.port(), Double.parseDouble(args[2]), given.nextInt());
                System.out.println(OVER);
            }
        }
        System.exit(0);
    }

    private void run(Vertx vertx, int port, double perSecond, int seconds) throws Exception {
        NetClient client = vertx.createNetClient();
        for (int i = 0; i < CONNECTIONS; i++) {
            idle.add(new Connection(Bench.await(client.connect(port, "127.0.0.1"))));
        }
        long begin = System.nanoTime();
        long all = (long) (perSecond * seconds);
        vertx.setPeriodic(1, tick -> {
            long until = Math.min(all, 1 + (long) ((System.nanoTime() - begin) / 1e9 * perSecond));
            for (; made < until; made++) {
                if (idle.isEmpty()) {
                    notMade++;
                } else {
                    idle.remove().call(next());
                }
            }
            if (made == all && idle.size() == CONNECTIONS) {
                vertx.cancelTimer(tick);
                ended.countDown();
            }
        });
        boolean well = ended.await(seconds + 60L, TimeUnit.SECONDS);
        System.out.printf(
                Locale.ROOT,
                "the greedy app offered %,.0f calls a second for %d s (took %.1f s); %,d not made, as no connection was free%s%n",
                perSecond,
                seconds,
                Bench.millis(begin) / 1e3,
                notMade,
                well ? "" : "; NOT ALL WERE ANSWERED");
        Offered.tell("the greedy app", answers);
        Bench.await(client.close());
    }

    /** One call at a time. */
    private final class Connection {
        private final NetSocket socket;
        private final HttpAnswer parts = new HttpAnswer();
        private long since;

        Connection(NetSocket socket) {
            this.socket = socket;
            socket.handler(part -> parts.add(part).ifPresent(this::answered));
        }

        void call(Buffer request) {
            since = System.nanoTime();
            socket.write(request);
        }

        private void answered(HttpAnswer.Whole answer) {
            answers.computeIfAbsent(code(answer), code -> new Histogram(3)).recordValue(System.nanoTime() - since);
            idle.add(this);
        }

        private static String code(HttpAnswer.Whole answer) {
            // It is among the first fields.
            int end = Math.min(answer.end(), answer.head() + 200);
            int at = answer.all().getString(answer.head(), end).indexOf(CODE);
            return at < 0
                    ? "none"
                    : Integer.toString(HttpAnswer.number(answer.all(), answer.head() + at + CODE.length()));
        }
    }
}
