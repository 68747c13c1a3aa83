package dev.seenby.loadtests;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * Callers in a process of their own, each with a connection that is kept alive, each making a call when it has the answer to the
 * last. They send bytes that are ready and hold the answer's body against the bytes it should be, on one thread, so that they take
 * as little of the processors from the server as can be.
 */
final class Callers implements AutoCloseable {
    /** Where in a request the number stands that is another one in each. */
    static final String NUMBER = "{number}";

    /** What many callers got done. @param cpuNanos the processor's time they took */
    record Outcome(double callsPerSecond, double medianMillis, double p99Millis, long cpuNanos) {}

    /**
     * What is called.
     *
     * @param request a file with the bytes of a request, {@value #NUMBER} in it perhaps
     * @param first what {@value #NUMBER} begins with; it counts up from there
     * @param numbers after so many it begins anew
     * @param answer a file with the body that each must be answered with, null = whatever has status 200
     */
    record Target(int port, Path request, long first, long numbers, Path answer) {
        /** The same when so many calls have been made. */
        Target after(long calls) {
            return new Target(port, request, first + calls, numbers - calls, answer);
        }
    }

    private final Process process;
    private final BufferedWriter orders;
    private final BufferedReader outcomes;

    Callers() throws IOException {
        process = new ProcessBuilder(Benchmarks.java(Callers.class))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        orders = process.outputWriter(StandardCharsets.UTF_8);
        outcomes = process.inputReader(StandardCharsets.UTF_8);
    }

    /** Lets them call. @param connections as many callers */
    Outcome call(Target target, int connections, double seconds) throws IOException {
        orders.write(String.format(
                Locale.ROOT,
                "%d %s %d %d %s %d %s%n",
                target.port(),
                target.request(),
                target.first(),
                target.numbers(),
                target.answer(),
                connections,
                seconds));
        long before = ServerProcess.cpuNanos(process.toHandle());
        orders.flush();
        String line = outcomes.readLine();
        if (line == null || line.startsWith("!")) {
            throw new IllegalStateException("the callers: " + line);
        }
        String[] words = line.split(" ");
        return new Outcome(
                Double.parseDouble(words[0]),
                Double.parseDouble(words[1]),
                Double.parseDouble(words[2]),
                ServerProcess.cpuNanos(process.toHandle()) - before);
    }

    @Override
    public void close() throws Exception {
        orders.close();
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }

    /** Reads orders, one a line, and tells what came of each. */
    public static void main(String[] args) throws Exception {
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setPreferNativeTransport(true));
        NetClient client = vertx.createNetClient(new NetClientOptions().setTcpNoDelay(true));
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String order = in.readLine(); order != null; order = in.readLine()) {
            String[] words = order.split(" ");
            Round round = new Round(
                    Files.readString(Path.of(words[1])),
                    Long.parseLong(words[2]),
                    Long.parseLong(words[3]),
                    words[4].equals("null") ? null : Buffer.buffer(Files.readAllBytes(Path.of(words[4]))));
            List<NetSocket> sockets = new ArrayList<>();
            for (int i = 0; i < Integer.parseInt(words[5]); i++) {
                sockets.add(Bench.await(client.connect(Integer.parseInt(words[0]), "127.0.0.1")));
            }
            System.out.println(round.run(vertx, sockets, Double.parseDouble(words[6])));
        }
        System.exit(0);
    }

    /** Touched on the one event loop alone, once it has begun. */
    private static final class Round {
        private final String[] request;
        private final long first;
        private final long numbers;
        private final Buffer answer;
        private final Histogram nanos = new Histogram(TimeUnit.MINUTES.toNanos(2), 3);
        private CountDownLatch ended = new CountDownLatch(0);
        private long made;
        private long end;
        private volatile String wrong = "";

        Round(String request, long first, long numbers, Buffer answer) {
            this.request = request.split(java.util.regex.Pattern.quote(NUMBER), -1);
            this.first = first;
            this.numbers = numbers;
            this.answer = answer;
        }

        String run(Vertx vertx, List<NetSocket> sockets, double seconds) throws Exception {
            ended = new CountDownLatch(sockets.size());
            long begin = System.nanoTime();
            end = begin + (long) (seconds * 1e9);
            vertx.runOnContext(go -> sockets.forEach(socket -> new Caller(socket).call()));
            if (!ended.await((long) seconds + 60, TimeUnit.SECONDS)) {
                return "! not all calls were answered; " + wrong;
            }
            double took = (System.nanoTime() - begin) / 1e9;
            sockets.forEach(NetSocket::close);
            return wrong.isEmpty()
                    ? String.format(
                            Locale.ROOT,
                            "%.1f %.3f %.3f",
                            nanos.getTotalCount() / took,
                            nanos.getValueAtPercentile(50) / 1e6,
                            nanos.getValueAtPercentile(99) / 1e6)
                    : "! " + wrong.replaceAll("\\s+", " ");
        }

        private Buffer next() {
            if (request.length == 1) {
                return Buffer.buffer(request[0]);
            }
            return Buffer.buffer(String.join(Long.toString(first + made++ % numbers), request));
        }

        /** One connection, one call at a time. */
        private final class Caller {
            private final NetSocket socket;
            private final HttpAnswer answers = new HttpAnswer();
            private long since;
            private boolean over;

            Caller(NetSocket socket) {
                this.socket = socket;
                socket.handler(part -> answers.add(part).ifPresent(this::answered));
                socket.closeHandler(gone -> {
                    wrong = over ? wrong : "a connection was closed";
                    finish();
                });
            }

            void call() {
                since = System.nanoTime();
                if (since < end && wrong.isEmpty()) {
                    socket.write(next());
                } else {
                    finish();
                }
            }

            private void finish() {
                if (!over) {
                    over = true;
                    ended.countDown();
                }
            }

            private void answered(HttpAnswer.Whole whole) {
                Buffer all = whole.all();
                nanos.recordValue(System.nanoTime() - since);
                if (all.getByte(9) != '2'
                        || answer != null
                                && !all.slice(whole.head(), whole.end()).equals(answer)) {
                    wrong = all.toString();
                }
                call();
            }
        }
    }
}
