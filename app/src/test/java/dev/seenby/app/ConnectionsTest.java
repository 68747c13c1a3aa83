package dev.seenby.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seenby.app.Connections.Why;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Mallory sends as slowly as she can, or reads nothing; Bob's train is slow, and he must not be taken for her. */
@Timeout(60)
class ConnectionsTest {
    private static final String HEAD = " HTTP/1.1\r\nHost: here\r\n";
    private static final Buffer LONG = Buffer.buffer("x".repeat(256 << 10));
    /** Netty takes no more than 128 calls ahead. Their answers fit into no buffers of the two machines. */
    private static final int AHEAD = 120;

    private final Vertx vertx = Vertx.vertx();
    private final Context loop = vertx.getOrCreateContext();
    private final AtomicLong now = new AtomicLong();
    private final AtomicInteger open = new AtomicInteger();
    private final List<Why> closed = new CopyOnWriteArrayList<>();
    /** Calls that have come, whole; and those that are not answered yet. */
    private final BlockingQueue<String> came = new LinkedBlockingQueue<>();

    private final BlockingQueue<HttpServerResponse> unanswered = new LinkedBlockingQueue<>();
    private final List<String> begunThoughFull = new CopyOnWriteArrayList<>();
    private final Connections connections = new Connections(open, 2, closed::add, this::answer, now::get);
    private int port;

    private void answer(HttpServerRequest request) {
        HttpServerResponse response = request.response();
        if (response.writeQueueFull()) {
            begunThoughFull.add(request.path());
        }
        came.add("head of " + request.path());
        request.endHandler(end -> came.add(request.path()));
        if (request.path().equals("/wait")) {
            unanswered.add(response);
        } else if (request.path().equals("/stream")) {
            response.setChunked(true);
            for (int i = 0; i < AHEAD; i++) {
                response.write(LONG);
            }
            unanswered.add(response);
        } else {
            response.end(LONG);
        }
    }

    @BeforeEach
    void start() throws Exception {
        port = onLoop(() -> vertx.createHttpServer(new HttpServerOptions()
                                .setHost("127.0.0.1")
                                .setPort(0)
                                .setHttp2ClearTextEnabled(false))
                        .connectionHandler(connections::opened)
                        .requestHandler(connections)
                        .listen())
                .map(HttpServer::actualPort)
                .await(20, TimeUnit.SECONDS);
    }

    @AfterEach
    void stop() throws Exception {
        vertx.close().await(20, TimeUnit.SECONDS);
    }

    @Test
    void aHeadThatDripsIsCutOffAfterTwentySeconds() throws Exception {
        try (Socket mallory = connect()) {
            say(mallory, "GET /");
            passed(20);
            assertThat(closed).isEmpty();
            say(mallory, "a");

            passed(1);

            assertThat(closed).containsExactly(Why.TOO_SLOW);
            assertThat(hears(mallory)).isEqualTo(-1);
            eventually(() -> open.get() == 0);
        }
    }

    @Test
    void aBodyThatDripsIsCutOffAfterAMinute() throws Exception {
        try (Socket mallory = connect()) {
            say(mallory, "POST /wait" + HEAD + "Content-Length: 100\r\n\r\n");
            assertThat(comes()).isEqualTo("head of /wait");
            for (int i = 0; i < 12; i++) {
                say(mallory, "x");
                passed(5);
            }
            assertThat(closed).isEmpty();

            passed(1);

            assertThat(closed).containsExactly(Why.TOO_SLOW);
            assertThat(hears(mallory)).isEqualTo(-1);
        }
    }

    @Test
    void whoWaitsForAnAnswerMayWaitForHoursAndHasAMinuteAndAHalfForTheNextCall() throws Exception {
        try (Socket bob = connect()) {
            say(bob, "GET /wait" + HEAD + "\r\n");
            assertThat(comes()).isEqualTo("head of /wait");
            assertThat(comes()).isEqualTo("/wait");
            passed(10_000);
            assertThat(closed).isEmpty();
            onLoop(() -> unanswered.remove().end("tea")).await(20, TimeUnit.SECONDS);
            assertThat(hears(bob)).isEqualTo('H');
            passed(1);
            passed(90);
            assertThat(closed).isEmpty();
            say(bob, "GET /wait" + HEAD + "\r\n");
            assertThat(comes()).isEqualTo("head of /wait");
            assertThat(comes()).isEqualTo("/wait");
            onLoop(() -> unanswered.remove().end("more tea")).await(20, TimeUnit.SECONDS);
            passed(1);
            say(bob, "GET /wa");

            passed(91);

            assertThat(closed).containsExactly(Why.TOO_SLOW);
        }
    }

    @Test
    void oneConnectionTooManyIsClosedAtOnceAndTheOthersAreServed() throws Exception {
        try (Socket alice = connect();
                Socket bob = connect()) {
            eventually(() -> open.get() == 2);
            try (Socket mallory = connect()) {
                assertThat(hears(mallory)).isEqualTo(-1);
            }
            assertThat(closed).containsExactly(Why.TOO_MANY);
            eventually(() -> open.get() == 2);
            for (Socket served : List.of(alice, bob)) {
                say(served, "GET /" + HEAD + "\r\n");
                assertThat(hears(served)).isEqualTo('H');
            }
        }
        eventually(() -> open.get() == 0);
        try (Socket carol = connect()) {
            say(carol, "GET /" + HEAD + "\r\n");
            assertThat(hears(carol)).isEqualTo('H');
        }
    }

    @Test
    void whoSendsAheadAndDoesNotReadIsServedOnlyAsFastAsItReads() throws Exception {
        try (Socket bob = connect()) {
            say(bob, ("GET /long" + HEAD + "\r\n").repeat(AHEAD));
            assertThat(comes()).isEqualTo("head of /long");
            long bytes = 0;
            byte[] part = new byte[1 << 16];
            while (bytes < (long) AHEAD * LONG.length()) {
                int read = bob.getInputStream().read(part);
                assertThat(read).isPositive();
                bytes += read;
            }

            eventually(() -> came.size() >= 2 * AHEAD - 1);
            assertThat(begunThoughFull).isEmpty();
            assertThat(closed).isEmpty();
        }
    }

    @Test
    void whoSendsAheadAndNeverReadsIsCutOff() throws Exception {
        try (Socket mallory = connect()) {
            say(mallory, ("GET /long" + HEAD + "\r\n").repeat(AHEAD));
            assertThat(comes()).isEqualTo("head of /long");
            // Until her machine takes in no more, answers go out between two looks.
            for (int i = 0; i < 10_000 && closed.isEmpty(); i++) {
                passed(91);
                LockSupport.parkNanos(1_000_000);
            }

            assertThat(closed).containsExactly(Why.TOO_SLOW);
            assertThat(begunThoughFull).isEmpty();
            assertThat(came.size()).isLessThan(2 * AHEAD - 1);
            eventually(() -> open.get() == 0);
        }
    }

    @Test
    void whoReadsNothingOfALongAnswerIsCutOffAfterAMinute() throws Exception {
        try (Socket mallory = connect()) {
            say(mallory, "GET /stream" + HEAD + "\r\n");
            assertThat(comes()).isEqualTo("head of /stream");
            assertThat(comes()).isEqualTo("/stream");
            passed(0);
            passed(60);
            assertThat(closed).isEmpty();

            passed(1);

            assertThat(closed).containsExactly(Why.TOO_SLOW);
            eventually(() -> open.get() == 0);
        }
    }

    /** The server itself may take its time for the next part. */
    @Test
    void whoHasReadWhatThereIsOfALongAnswerIsNotSlow() throws Exception {
        try (Socket bob = connect()) {
            say(bob, "GET /stream" + HEAD + "\r\n");
            assertThat(comes()).isEqualTo("head of /stream");
            byte[] part = new byte[1 << 16];
            for (long bytes = 0; bytes < (long) AHEAD * LONG.length(); ) {
                int read = bob.getInputStream().read(part);
                assertThat(read).isPositive();
                bytes += read;
            }
            HttpServerResponse response = unanswered.remove();
            eventually(() -> !response.writeQueueFull());
            passed(0);
            passed(1_000);
            passed(1_000);

            assertThat(closed).isEmpty();
            onLoop(() -> response.end("tea")).await(20, TimeUnit.SECONDS);
        }
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket("127.0.0.1", port);
        socket.setSoTimeout(20_000);
        return socket;
    }

    private static void say(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** @return -1 when the connection is closed */
    private static int hears(Socket socket) throws IOException {
        try {
            return socket.getInputStream().read();
        } catch (SocketException reset) {
            return -1;
        }
    }

    private String comes() throws InterruptedException {
        return came.poll(20, TimeUnit.SECONDS);
    }

    /** So many seconds pass, and then somebody looks. */
    private void passed(long seconds) throws Exception {
        eventually(() -> open.get() > 0 || !closed.isEmpty());
        now.addAndGet(TimeUnit.SECONDS.toNanos(seconds));
        onLoop(() -> {
                    connections.look();
                    return Future.succeededFuture();
                })
                .await(20, TimeUnit.SECONDS);
    }

    private <T> Future<T> onLoop(Supplier<Future<T>> act) {
        Promise<T> promise = Promise.promise();
        loop.runOnContext(go -> act.get().onComplete(promise));
        return promise.future();
    }

    private static void eventually(BooleanSupplier happens) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!happens.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited too long").isLessThan(deadline);
            LockSupport.parkNanos(1_000_000);
        }
    }
}
