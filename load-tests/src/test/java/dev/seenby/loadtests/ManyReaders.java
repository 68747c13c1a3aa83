package dev.seenby.loadtests;

import static dev.seenby.loadtests.Bench.await;
import static dev.seenby.loadtests.Bench.millis;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/**
 * All readers of one message over HTTP, from a packaged server in a process of its own: how long it takes, and by how much the
 * server's heap grows. What it holds at a moment is what is left when its garbage is collected, so while the answer is made it is
 * told to collect ten times a second, and the most that was left counts.
 */
final class ManyReaders {
    private static final int ROUNDS = 3;
    private static final int LOOK_MILLIS = 100;
    private static final double MOST_MEGABYTES = 32;

    /** @param millisToFirst until the first bytes came */
    private record Answer(long ids, long bytes, double millisToFirst, double millis) {}

    private final GeneratedApp app;
    private final HttpClient http;
    private final int port;

    private ManyReaders(GeneratedApp app, HttpClient http, int port) {
        this.app = app;
        this.http = http;
        this.port = port;
    }

    /** @param clock of a message that all members have read */
    @SuppressWarnings("BanJNDI") // it is asked for nothing but a process of our own
    static void measure(Report report, Servers servers, GeneratedApp app, GeneratedRoom room, long clock)
            throws Exception {
        int jmx = ServerProcess.freePort();
        Path log = Files.createTempFile("seenby-load-test", ".log");
        List<Double> growth = new ArrayList<>();
        List<Double> first = new ArrayList<>();
        List<Double> all = new ArrayList<>();
        Answer answer = null;
        try (ServerProcess server = ServerProcess.seenby(servers, log, managed(jmx));
                JMXConnector connector = JMXConnectorFactory.connect(
                        new JMXServiceURL("service:jmx:rmi:///jndi/rmi://127.0.0.1:" + jmx + "/jmxrmi"))) {
            MemoryMXBean memory = ManagementFactory.newPlatformMXBeanProxy(
                    connector.getMBeanServerConnection(), ManagementFactory.MEMORY_MXBEAN_NAME, MemoryMXBean.class);
            HttpClient http = servers.vertx().createHttpClient();
            ManyReaders run = new ManyReaders(app, http, server.port());
            await(run.ask(room.message(clock)));
            for (int round = 0; round < ROUNDS; round++) {
                answer = await(run.ask(room.message(clock)));
                if (answer.ids() != room.members() - 1) {
                    throw new IllegalStateException("of " + room.members() + " readers came " + answer.ids());
                }
                first.add(answer.millisToFirst());
                all.add(answer.millis());
                long before = held(memory);
                Future<Answer> asked = run.ask(room.message(clock));
                long most = before;
                while (!asked.isComplete()) {
                    TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
                    most = Math.max(most, held(memory));
                }
                await(asked);
                growth.add((most - before) / 1e6);
                System.err.printf(
                        Locale.ROOT,
                        "%,d readers: first bytes in %,.0f ms, all in %,.0f ms; heap %.1f MB, then %.1f MB%n",
                        answer.ids(),
                        answer.millisToFirst(),
                        answer.millis(),
                        before / 1e6,
                        most / 1e6);
            }
            await(http.close());
        }
        Files.delete(log);
        String who = String.format(Locale.ROOT, "%,d readers", answer.ids());
        report.add("Zulip's read receipts: heap grows by", "MB", series(who, growth, Goal.atMost(MOST_MEGABYTES)));
        report.add("Zulip's read receipts: first bytes", "ms", series(who, first, Goal.none()));
        report.add("Zulip's read receipts: all", "ms", series(who, all, Goal.none()));
        report.note(String.format(
                Locale.ROOT,
                "Zulip's read receipts of one message are %,d bytes. The heap is what is left after a collection; while the answer is"
                        + " made there is one every %d ms, and the most counts. The times are of other calls, without them.",
                answer.bytes(),
                LOOK_MILLIS));
    }

    private static Report.Series series(String contender, List<Double> figures, Goal goal) {
        return new Report.Series(contender, figures, goal);
    }

    private static List<String> managed(int port) {
        return List.of(
                "-Dcom.sun.management.jmxremote.host=127.0.0.1",
                "-Dcom.sun.management.jmxremote.port=" + port,
                "-Dcom.sun.management.jmxremote.rmi.port=" + port,
                "-Dcom.sun.management.jmxremote.authenticate=false",
                "-Dcom.sun.management.jmxremote.ssl=false",
                "-Djava.rmi.server.hostname=127.0.0.1");
    }

    /** Bytes. */
    private static long held(MemoryMXBean memory) {
        memory.gc();
        return memory.getHeapMemoryUsage().getUsed();
    }

    private Future<Answer> ask(long message) {
        long start = System.nanoTime();
        String owner = app.email() + ":" + app.apiKey();
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.GET)
                .setServer(SocketAddress.inetSocketAddress(port, "127.0.0.1"))
                .setHost(app.host())
                .setURI("/api/v1/messages/" + message + "/read_receipts")
                .putHeader(
                        "Authorization",
                        "Basic " + Base64.getEncoder().encodeToString(owner.getBytes(StandardCharsets.US_ASCII)));
        return http.request(options).compose(request -> request.send()).compose(response -> counted(response, start));
    }

    /** Reads to the end and keeps nothing. */
    private static Future<Answer> counted(HttpClientResponse response, long start) {
        Promise<Answer> promise = Promise.promise();
        if (response.statusCode() != 200) {
            return response.body().map(body -> {
                throw new IllegalStateException(response.statusCode() + " " + body);
            });
        }
        long[] separatorsAndBytes = new long[2];
        boolean[] inList = new boolean[1];
        double first = millis(start);
        response.handler(part -> {
            for (byte one : part.getBytes()) {
                inList[0] |= one == '[';
                if (inList[0] && one == ',') {
                    separatorsAndBytes[0]++;
                }
            }
            separatorsAndBytes[1] += part.length();
        });
        response.exceptionHandler(promise::tryFail);
        response.endHandler(end -> promise.tryComplete(
                new Answer(separatorsAndBytes[0] + 1, separatorsAndBytes[1], first, millis(start))));
        return promise.future();
    }
}
