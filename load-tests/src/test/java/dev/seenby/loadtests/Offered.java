package dev.seenby.loadtests;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.seenby.tencent.UserSig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.Histogram;

/** Calls of one app with a client such as back ends have, at a rate that does not wait for answers, or as fast as they are answered. */
final class Offered implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MESSAGES = 200;
    static final String SEND = "group_open_http_svc/send_group_msg";
    private static final String COUNTS = "group_open_http_svc/get_group_msg_receipt";
    private static final String MARK = "group_open_http_svc/group_msg_receipt";
    /** What a busy back end calls. */
    static final List<String> COMMANDS = List.of(SEND, COUNTS, MARK);

    /** How many messages a call may mark. */
    private static final int MARKED = 30;

    /** An app with a group {@code tea}, of which {@code alice} and {@code bob} are members. */
    record App(int port, long sdkAppId, String key) {
        /** Of a call that the app's administrator makes. */
        String query() {
            return "?sdkappid=" + sdkAppId + "&identifier=administrator&random=1&contenttype=json&usersig="
                    + UserSig.sign(sdkAppId, key, "administrator", Instant.now().getEpochSecond(), 86_400);
        }
    }

    private final App app;
    private final String query;
    private final HttpClient client;
    private final Vertx vertx;
    private final Random random = new Random();
    private final Map<String, Histogram> answers = new TreeMap<>();

    /** @param connections at most; a call for which none is free is not made */
    Offered(App app, int connections) {
        this.app = app;
        this.vertx = Vertx.vertx(new io.vertx.core.VertxOptions().setEventLoopPoolSize(1));
        this.query = app.query();
        this.client = vertx.createHttpClient(
                new HttpClientOptions().setKeepAlive(true).setPipelining(false),
                new PoolOptions().setHttp1MaxSize(connections).setMaxWaitQueueSize(0));
    }

    /** A call, whose outcome is Tencent's code or how it failed. */
    Future<String> call(String command, String body) {
        return client.request(HttpMethod.POST, app.port(), "127.0.0.1", "/v4/" + command + query)
                .transform(request -> request.failed()
                        ? Future.succeededFuture("no connection free")
                        : request.result()
                                .send(body)
                                .compose(response -> response.body())
                                .map(Offered::code)
                                .otherwise(failure -> "broken off"));
    }

    private static String code(Buffer answer) {
        try {
            return JSON.readTree(answer.getBytes()).path("ErrorCode").asText("none");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A call. @param command what is called. @param body of the request */
    record Ask(String command, String body) {}

    /** What a busy back end does: half of it marks, a quarter writes, a quarter asks for counts. */
    static Ask some(Random random) {
        int what = random.nextInt(4);
        return switch (what) {
            case 0 -> send(random);
            case 1 -> new Ask(COUNTS, "{\"GroupId\":\"tea\"," + seqs(1, 1, MESSAGES) + "}");
            default ->
                new Ask(
                        MARK,
                        "{\"GroupId\":\"tea\",\"From_Account\":\"bob\","
                                + seqs(1 + random.nextInt(MESSAGES / 2), 1 + random.nextInt(3), MARKED) + "}");
        };
    }

    /** A message like no other. */
    static Ask send(Random random) {
        return send(random.nextInt() & Integer.MAX_VALUE, "Tea? ".repeat(100));
    }

    private static Ask send(int random, String text) {
        return new Ask(
                SEND,
                "{\"GroupId\":\"tea\",\"From_Account\":\"alice\",\"Random\":" + random
                        + ",\"NeedReadReceipt\":1,\"MsgBody\":[{\"MsgType\":\"TIMTextElem\",\"MsgContent\":{\"Text\":\""
                        + text + "\"}}]}");
    }

    private Future<String> call(Ask ask) {
        return call(ask.command(), ask.body());
    }

    private static String seqs(int first, int step, int most) {
        StringBuilder seqs = new StringBuilder("\"MsgSeqList\":[");
        for (int i = 0; i < most && first + i * step <= MESSAGES; i++) {
            seqs.append(i == 0 ? "" : ",")
                    .append("{\"MsgSeq\":")
                    .append(first + i * step)
                    .append('}');
        }
        return seqs.append(']').toString();
    }

    /** Makes the group, its people and its messages. */
    void prepare() throws Exception {
        for (String who : new String[] {"alice", "bob"}) {
            must(call("im_open_login_svc/account_import", "{\"UserID\":\"" + who + "\"}"));
        }
        must(call(
                "group_open_http_svc/create_group",
                "{\"GroupId\":\"tea\",\"Type\":\"Public\",\"Name\":\"tea\",\"MemberList\":[{\"Member_Account\":\"alice\"},"
                        + "{\"Member_Account\":\"bob\"}]}"));
        for (int i = 0; i < MESSAGES; i++) {
            must(call(send(i + 1, "x")));
        }
    }

    private static void must(Future<String> answer) throws Exception {
        String code = Bench.await(answer);
        if (!code.equals("0")) {
            throw new IllegalStateException(code);
        }
    }

    /** So many callers, each making a call when it has the answer to the last. @return answered well, per second */
    double capacity(int callers, int seconds) throws Exception {
        AtomicLong well = new AtomicLong();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        Future<?>[] all = new Future<?>[callers];
        for (int i = 0; i < callers; i++) {
            all[i] = again(well, end);
        }
        for (Future<?> one : all) {
            Bench.await(one);
        }
        return well.get() / (double) seconds;
    }

    private Future<Void> again(AtomicLong well, long end) {
        return call(some(random)).compose(code -> {
            if (code.equals("0")) {
                well.incrementAndGet();
            }
            return System.nanoTime() < end ? again(well, end) : Future.succeededFuture();
        });
    }

    /** Makes calls at that rate, late ones at once. The time of each counts from the moment it was due. */
    void offer(double perSecond, int seconds) throws Exception {
        long begin = System.nanoTime();
        long all = (long) (perSecond * seconds);
        AtomicLong made = new AtomicLong();
        AtomicLong open = new AtomicLong();
        vertx.setPeriodic(1, tick -> {
            long until = Math.min(all, 1 + (long) ((System.nanoTime() - begin) / 1e9 * perSecond));
            while (made.get() < until) {
                long due = begin + (long) (made.getAndIncrement() / perSecond * 1e9);
                open.incrementAndGet();
                call(some(random)).onSuccess(code -> {
                    answers.computeIfAbsent(code, any -> new Histogram(3)).recordValue(System.nanoTime() - due);
                    open.decrementAndGet();
                });
            }
            if (made.get() >= all) {
                vertx.cancelTimer(tick);
            }
        });
        while (made.get() < all || open.get() > 0) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    /** Of all answers since they were told last. */
    double millis(double percentile) {
        Histogram all = new Histogram(3);
        answers.values().forEach(all::add);
        return all.getValueAtPercentile(percentile) / 1e6;
    }

    /** The answers by code, and their times; forgotten then. */
    void tell(String who) {
        tell(who, answers);
        answers.clear();
    }

    static void tell(String who, Map<String, Histogram> answers) {
        answers.forEach((code, nanos) -> System.out.printf(
                Locale.ROOT,
                "%s: %-18s %,9d   p50 %.1f ms  p99 %.1f ms  max %.1f ms%n",
                who,
                code,
                nanos.getTotalCount(),
                nanos.getValueAtPercentile(50) / 1e6,
                nanos.getValueAtPercentile(99) / 1e6,
                nanos.getMaxValue() / 1e6));
        System.out.flush();
    }

    @Override
    public void close() throws Exception {
        Bench.await(vertx.close());
    }
}
