package dev.seenby.storage.redis;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.seenby.storage.Limiter;
import dev.seenby.storage.Limiter.Verdict;
import io.vertx.core.CompositeFuture;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class RedisLimiterTest extends OnRedis {
    private static final long ACME = 1400000001;

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1_000_000);
    private Links links;
    /** A limiter whose node's clock stands still until a test moves it. */
    private Limiter limiter;

    @BeforeEach
    void connect() throws Exception {
        links = get(Links.open(vertx, new RedisOptions().setConnectionString(redis.uri())));
        limiter = new RedisLimiter(links, nanos::get, 20_000);
    }

    @AfterEach
    void disconnect() throws Exception {
        get(links.close());
    }

    @Test
    void aBurstOfTwoHundredPassesAndTheNextIsRefused() throws Exception {
        List<Future<Verdict>> burst = IntStream.range(0, 200)
                .mapToObj(i -> limiter.acquire(ACME, "receipts", 200, 0))
                .toList();
        get(Future.all(burst));
        assertThat(burst).allMatch(verdict -> verdict.result().accepted());
        List<Long> stamps = stamps("seenby:calls:{1400000001}:receipts");
        assertThat(stamps).hasSize(200);

        // Redis is made to believe that the burst is of this very moment, however slow this machine is.
        List<Long> recent = moveTo("seenby:calls:{1400000001}:receipts", stamps);
        Verdict next = get(limiter.acquire(ACME, "receipts", 200, 0));
        assertThat(next.accepted()).isFalse();
        assertThat(next.ceiling()).isFalse();
        assertThat(next.waitMicros()).isBetween(1L, 1_000_000L);
        assertThat(stamps("seenby:calls:{1400000001}:receipts")).isEqualTo(recent);

        assertThat(get(limiter.acquire(ACME, "send", 200, 0)).accepted())
                .as("another call")
                .isTrue();
        assertThat(get(limiter.acquire(ACME + 1, "receipts", 200, 0)).accepted())
                .as("another app")
                .isTrue();
    }

    @Test
    void neverMoreThanTheLimitInAnySecondOverTwoNodesAndNoneRefusedWithoutNeed() throws Exception {
        RedisStorage other = get(RedisStorage.open(vertx, redis.uri()));
        String key = "seenby:calls:{1400000001}:receipts";
        Map<Long, Long> seen = new TreeMap<>();
        ConcurrentSkipListSet<Long> wrong = new ConcurrentSkipListSet<>();
        AtomicInteger accepted = new AtomicInteger();
        List<Future<Void>> callers = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            callers.add(callUntil(801, accepted, wrong, i % 2 == 0 ? storage.limiter() : other.limiter()));
        }
        Future<?> all = Future.join(callers);
        // The list holds a second, so looking more often than that sees every accepted call.
        for (int looks = 0; looks < 10_000 && !all.isComplete(); looks++) {
            look(key, seen);
            get(vertx.timer(20, TimeUnit.MILLISECONDS));
        }
        get(all);
        look(key, seen);
        get(other.close());

        List<Long> stamps = seen.entrySet().stream()
                .flatMap(one -> Collections.nCopies(one.getValue().intValue(), one.getKey()).stream())
                .toList();
        assertThat(stamps).hasSize(accepted.get());
        assertThat(wrong).isEmpty();
        for (int i = 200; i < stamps.size(); i++) {
            assertThat(stamps.get(i) - stamps.get(i - 200)).isGreaterThanOrEqualTo(1_000_000);
        }
    }

    /** Those that are asked for together are accepted at the same moment, so one look sees all of them or none. */
    private static void look(String key, Map<Long, Long> seen) throws Exception {
        stamps(key).stream()
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()))
                .forEach(seen::put);
    }

    @Test
    void callsThatComeInOneTurnOfAnEventLoopAreAskedForTogetherAndDecidedOneAfterTheOther() throws Exception {
        get(limiter.acquire(ACME, "receipts", 4, 0));
        long asked = scriptsRun();

        List<Verdict> verdicts = get(inOneTurn(
                () -> limiter.acquire(ACME, "receipts", 4, 0),
                () -> limiter.acquire(ACME, "receipts", 4, 0),
                () -> limiter.acquire(ACME, "receipts", 4, 0),
                () -> limiter.acquire(ACME, "receipts", 4, 0),
                () -> limiter.acquire(ACME, "receipts", 4, 0),
                () -> limiter.acquire(ACME, "send", 4, 0)));

        assertThat(verdicts).extracting(Verdict::accepted).containsExactly(true, true, true, false, false, true);
        assertThat(verdicts).extracting(Verdict::remaining).containsExactly(2, 1, 0, 0, 0, 3);
        assertThat(verdicts.get(3).waitMicros()).isBetween(1L, 1_000_000L);
        assertThat(stamps("seenby:calls:{1400000001}:receipts")).hasSize(4);
        assertThat(scriptsRun() - asked).isEqualTo(2);
    }

    @Test
    void callsThatComeTogetherChargeTheCeilingToo() throws Exception {
        List<Verdict> verdicts = get(inOneTurn(
                () -> limiter.acquire(ACME, "a", 9, 2),
                () -> limiter.acquire(ACME, "a", 9, 2),
                () -> limiter.acquire(ACME, "a", 9, 2)));

        assertThat(verdicts).extracting(Verdict::accepted).containsExactly(true, true, false);
        assertThat(verdicts.get(2).ceiling()).isTrue();
        assertThat(stamps("seenby:calls:{1400000001}")).hasSize(2);
        assertThat(stamps("seenby:calls:{1400000001}:a")).hasSize(2);
    }

    @SafeVarargs
    private static Future<List<Verdict>> inOneTurn(Supplier<Future<Verdict>>... asking) {
        Promise<List<Verdict>> all = Promise.promise();
        vertx.getOrCreateContext().runOnContext(turn -> Future.all(
                        Stream.of(asking).map(Supplier::get).toList())
                .<List<Verdict>>map(CompositeFuture::list)
                .onComplete(all));
        return all.future();
    }

    /** How many scripts Redis has run. */
    private static long scriptsRun() throws Exception {
        return ask(Command.INFO, "commandstats")
                .toString()
                .lines()
                .filter(line -> line.startsWith("cmdstat_evalsha:calls="))
                .mapToLong(line -> Long.parseLong(line.substring(line.indexOf('=') + 1, line.indexOf(','))))
                .sum();
    }

    @Test
    void theCeilingChargesBothOrNeither() throws Exception {
        String a = "seenby:calls:{1400000001}:a";
        String b = "seenby:calls:{1400000001}:b";
        String ceiling = "seenby:calls:{1400000001}";
        for (int i = 0; i < 2; i++) {
            assertThat(get(limiter.acquire(ACME, "a", 2, 3))).matches(Verdict::accepted, "is accepted");
        }
        moveTo(a, stamps(a));
        moveTo(ceiling, stamps(ceiling));
        Verdict ownLimit = get(limiter.acquire(ACME, "a", 2, 3));
        assertThat(ownLimit.accepted()).isFalse();
        assertThat(ownLimit.ceiling()).isFalse();
        assertThat(stamps(ceiling)).hasSize(2);

        assertThat(get(limiter.acquire(ACME, "b", 2, 3))).matches(Verdict::accepted, "is accepted");
        moveTo(ceiling, stamps(ceiling));
        Verdict appLimit = get(limiter.acquire(ACME, "b", 2, 3));
        assertThat(appLimit.accepted()).isFalse();
        assertThat(appLimit.ceiling()).isTrue();
        assertThat(stamps(b)).hasSize(1);
        assertThat(stamps(ceiling)).hasSize(3);
        assertThat(get(limiter.acquire(ACME, "c", 2, 3)).ceiling())
                .as("known for all calls")
                .isTrue();
        assertThat(stamps("seenby:calls:{1400000001}:c")).isEmpty();
        assertThat(get(limiter.acquire(ACME, "c", 2, 0))).as("no ceiling").matches(Verdict::accepted, "is accepted");
    }

    @Test
    void whereBothRefuseTheWaitIsTheLonger() throws Exception {
        long now = clock();
        push("seenby:calls:{1400000001}:a", now - 100_000, now - 200_000);
        push("seenby:calls:{1400000001}", now, now - 100_000);

        Verdict verdict = get(limiter.acquire(ACME, "a", 2, 2));

        assertThat(verdict.ceiling()).isFalse();
        assertThat(verdict.waitMicros()).isLessThanOrEqualTo(900_000);
        long after = clock();
        assertThat(verdict.waitMicros()).isGreaterThanOrEqualTo(900_000 - (after - now));
    }

    @Test
    void aLoweredLimitWaitsForTheRightCall() throws Exception {
        long now = clock();
        push("seenby:calls:{1400000001}:a", now, now - 10_000, now - 900_000);

        Verdict verdict = get(limiter.acquire(ACME, "a", 1, 0));

        assertThat(verdict.accepted()).isFalse();
        assertThat(verdict.waitMicros()).isGreaterThan(1_000_000 - (clock() - now) - 1);
    }

    @Test
    void aNodeRefusesByItselfUntilTheWaitIsOverAndNoLonger() throws Exception {
        String key = "seenby:calls:{1400000001}:a";
        assertThat(get(limiter.acquire(ACME, "a", 1, 0))).matches(Verdict::accepted, "is accepted");
        moveTo(key, stamps(key));
        long wait = get(limiter.acquire(ACME, "a", 1, 0)).waitMicros();
        ask(Command.DEL, key);

        assertThat(get(limiter.acquire(ACME, "a", 1, 0))).isEqualTo(Verdict.refused(wait, false));
        nanos.addAndGet(wait * 1000 - 1);
        assertThat(get(limiter.acquire(ACME, "a", 1, 0))).isEqualTo(Verdict.refused(1, false));
        assertThat(get(limiter.acquire(ACME, "a", 2, 0)))
                .as("other limits are Redis's to judge")
                .matches(Verdict::accepted, "is accepted");
        ask(Command.DEL, key);
        nanos.addAndGet(1);
        assertThat(get(limiter.acquire(ACME, "a", 1, 0))).matches(Verdict::accepted, "is accepted");
    }

    @Test
    void theLogTellsEachDecisionByRedissClock() throws Exception {
        Logger logger = (Logger) LoggerFactory.getLogger(RedisLimiter.class);
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        logger.addAppender(lines);
        logger.setLevel(Level.TRACE);
        try {
            get(limiter.acquire(ACME, "POST a", 1, 0));
            long accepted = stamps("seenby:calls:{1400000001}:POST a").get(0);
            // However slow this machine is, the call is of this very moment.
            long moved = moveTo("seenby:calls:{1400000001}:POST a", List.of(accepted))
                    .get(0);
            long wait = get(limiter.acquire(ACME, "POST a", 1, 0)).waitMicros();
            nanos.addAndGet(2_500);
            get(limiter.acquire(ACME, "POST a", 1, 0));

            assertThat(lines.list.stream().map(ILoggingEvent::getFormattedMessage))
                    .containsExactly(
                            "1400000001 POST_a " + accepted + " accepted 0",
                            "1400000001 POST_a " + (moved + 1_000_000 - wait) + " refused " + wait,
                            "1400000001 POST_a " + (moved + 1_000_000 - wait + 2) + " remembered " + (wait - 2));
        } finally {
            logger.setLevel(null);
            logger.detachAppender(lines);
        }
    }

    @Test
    void onlySoManyRefusalsAreRememberedUntilTheirWaitsAreOver() throws Exception {
        int apps = RedisLimiter.REMEMBERED + 1;
        for (int from = 0; from < apps; from += 500) {
            long soon = clock() + 900_000;
            List<Future<Verdict>> refusals = IntStream.range(from, Math.min(from + 500, apps))
                    .mapToObj(app -> outside.send(
                                    Request.cmd(Command.RPUSH).arg(key(app)).arg(soon))
                            .compose(v -> limiter.acquire(app, "a", 1, 0)))
                    .toList();
            get(Future.all(refusals));
            assertThat(refusals).noneMatch(verdict -> verdict.result().accepted());
        }
        ask(Command.FLUSHALL);
        assertThat(get(limiter.acquire(apps - 1, "a", 1, 0))).matches(Verdict::accepted, "is accepted");
        assertThat(get(limiter.acquire(0, "a", 1, 0)).accepted()).isFalse();

        nanos.addAndGet(2_000_000_000L);
        push(key(apps), clock() + 900_000);
        assertThat(get(limiter.acquire(apps, "a", 1, 0)).accepted()).isFalse();
        ask(Command.FLUSHALL);
        assertThat(get(limiter.acquire(apps, "a", 1, 0)).accepted())
                .as("remembered again")
                .isFalse();
        assertThat(get(limiter.acquire(0, "a", 1, 0))).matches(Verdict::accepted, "is accepted");
    }

    private static String key(long app) {
        return "seenby:calls:{" + app + "}:a";
    }

    @Test
    void aClockThatStepsBackALittleStretchesTheSecondAndFarBackStartsAnew() throws Exception {
        push("seenby:calls:{1400000001}:a", clock() + 500_000);
        Verdict stretched = get(limiter.acquire(ACME, "a", 1, 0));
        assertThat(stretched).isEqualTo(Verdict.refused(1_000_000, false).withStamp(stretched.stamp()));
        assertThat(stretched.stamp()).as("Redis tells it with a refusal too").isNotNull();

        push("seenby:calls:{1400000001}:b", clock() + 3_600_000_000L);
        assertThat(get(limiter.acquire(ACME, "b", 1, 0))).matches(Verdict::accepted, "is accepted");
    }

    @Test
    void listsOfIdleAppsVanish() throws Exception {
        get(limiter.acquire(ACME, "a", 200, 1000));

        for (String key : List.of("seenby:calls:{1400000001}:a", "seenby:calls:{1400000001}")) {
            assertThat(ask(Command.PTTL, key).toLong()).isBetween(1L, 3_000L);
        }
    }

    /** Calls one after the other, waiting as told after a refusal, until so many were accepted of all callers. */
    private Future<Void> callUntil(int enough, AtomicInteger accepted, ConcurrentSkipListSet<Long> wrong, Limiter by) {
        if (accepted.get() >= enough) {
            return Future.succeededFuture();
        }
        return by.acquire(ACME, "receipts", 200, 0).compose(verdict -> {
            if (verdict.accepted()) {
                accepted.incrementAndGet();
                return callUntil(enough, accepted, wrong, by);
            }
            if (verdict.waitMicros() < 1 || verdict.waitMicros() > 1_000_000) {
                wrong.add(verdict.waitMicros());
            }
            Promise<Void> waited = Promise.promise();
            vertx.setTimer(verdict.waitMicros() / 1000 + 1, id -> waited.complete());
            return waited.future().compose(v -> callUntil(enough, accepted, wrong, by));
        });
    }

    private static List<Long> stamps(String key) throws Exception {
        return ask(Command.LRANGE, key, 0, -1).stream().map(Response::toLong).toList();
    }

    /** As if the newest of the calls had been accepted just now. */
    private static List<Long> moveTo(String key, List<Long> stamps) throws Exception {
        long by = clock() - stamps.get(0);
        List<Long> moved = stamps.stream().map(stamp -> stamp + by).toList();
        ask(Command.DEL, key);
        push(key, moved.toArray(Long[]::new));
        return moved;
    }

    /** @param stamps newest first */
    private static void push(String key, Long... stamps) throws Exception {
        Request push = Request.cmd(Command.RPUSH).arg(key);
        for (long stamp : stamps) {
            push.arg(stamp);
        }
        get(outside.send(push));
    }
}
