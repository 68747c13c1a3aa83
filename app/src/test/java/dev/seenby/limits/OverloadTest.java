package dev.seenby.limits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seenby.clients.Dialects;
import dev.seenby.limits.Refused.Reason;
import dev.seenby.receipts.RealServers;
import dev.seenby.storage.AppOptions;
import io.vertx.core.Future;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A node with 16 places, whose clock stands still, so that no second ever passes by itself. The greedy app's calls hang until a story
 * says otherwise; the modest app wants next to nothing.
 */
@ExtendWith(RealServers.Shared.class)
@Timeout(60)
class OverloadTest {
    private static final int PLACES = 16;
    private static final int BODY_BYTES = 64 << 10;
    private static final String TOO_MANY =
            "{\"ActionStatus\":\"FAIL\",\"ErrorCode\":60018,\"ErrorInfo\":\"too many calls"
                    + " of this app are under way, try again later\"}";
    private static final String FULL =
            "{\"ActionStatus\":\"FAIL\",\"ErrorCode\":60022,\"ErrorInfo\":\"the server is overloaded, try again later\"}";

    private static final AtomicLong NOW = new AtomicLong();
    private static final Gates GATES = new Gates(new NodeLimiter(NOW::get));
    private static final Told TOLD = new Told();
    private static final Admission ADMISSION = new Admission(PLACES, BODY_BYTES, TOLD, NOW::get);
    private static Dialects dialects;
    private static Callers callers;

    private Callers.App greedy;
    private Callers.App modest;

    @BeforeAll
    static void start() {
        Limits limits = new Limits(GATES, TOLD, Map.of(), ADMISSION);
        dialects = new Dialects(
                RealServers.shared().node(), limits, (call, outcome, status, code, nanos) -> {}, queues -> queues);
        ADMISSION.start(dialects.vertx());
        callers = new Callers(dialects);
    }

    @AfterAll
    static void stop() {
        dialects.close();
    }

    @BeforeEach
    void apps() {
        greedy = callers.app(AppOptions.NONE, 0);
        modest = callers.app(AppOptions.NONE, 0);
        TOLD.reasons.clear();
    }

    /** Whatever happened: nothing is left over. */
    @AfterEach
    void everyPlaceIsGivenBack() {
        GATES.openAll();
        Callers.eventually(() -> ADMISSION.working() == 0 && ADMISSION.waiting() == 0 && ADMISSION.bodies() == 0);
    }

    @Test
    void anAppThatHasItsShareIsToldToComeAgainInItsDialectAndAnotherDoesNotNotice() {
        List<Future<Callers.Answer>> hanging = hang(greedy, 4 + Admission.WAITING);

        Callers.Answer tencent = Dialects.await(greedy.tencent());
        assertThat(tencent.status()).isEqualTo(200);
        assertThat(tencent.body()).isEqualTo(TOO_MANY);
        Callers.Answer zulip = Dialects.await(greedy.zulip());
        assertThat(zulip.status()).isEqualTo(429);
        assertThat(zulip.body())
                .isEqualTo("{\"result\":\"error\",\"msg\":\"API usage exceeded rate limit\","
                        + "\"code\":\"RATE_LIMIT_HIT\",\"retry-after\":1.0}\n");
        assertThat(zulip.header("Retry-After")).isEqualTo("1");
        Callers.Answer rocketChat = Dialects.await(greedy.rocketChat());
        assertThat(rocketChat.status()).isEqualTo(429);
        assertThat(rocketChat.body())
                .isEqualTo("{\"success\":false,\"error\":\"Error, too many requests. Please slow down. You must wait 1"
                        + " seconds before trying this endpoint again. [error-too-many-requests]\"}");
        assertThat(rocketChat.header("Retry-After")).isEqualTo("1");
        assertThat(TOLD.reasons).containsExactly(Reason.APP, Reason.APP, Reason.APP);

        assertThat(Dialects.await(modest.tencent()).body()).contains("\"ErrorCode\":0");
        assertThat(Dialects.await(modest.zulip()).status()).isEqualTo(200);
        assertThat(Dialects.await(modest.rocketChat()).status()).isEqualTo(200);
        assertThat(hanging).noneMatch(Future::isComplete);

        GATES.openAll();
        for (Future<Callers.Answer> one : hanging) {
            assertThat(Dialects.await(one).body()).as("who waited is served").contains("\"ErrorCode\":0");
        }
    }

    @Test
    void aFullNodeSaysSoInEachDialect() {
        for (int i = 0; i < PLACES / Admission.EACH; i++) {
            hang(callers.app(AppOptions.NONE, 0), Admission.EACH);
        }

        assertThat(Dialects.await(modest.tencent()).body()).isEqualTo(FULL);
        Callers.Answer zulip = Dialects.await(modest.zulip());
        assertThat(zulip.status()).isEqualTo(503);
        assertThat(zulip.body())
                .isEqualTo("{\"result\":\"error\",\"msg\":\"Service Unavailable\",\"code\":\"SERVICE_UNAVAILABLE\"}\n");
        assertThat(zulip.header("Retry-After")).isEqualTo("1");
        Callers.Answer rocketChat = Dialects.await(modest.rocketChat());
        assertThat(rocketChat.status()).isEqualTo(503);
        assertThat(rocketChat.body()).isEqualTo("{\"success\":false,\"error\":\"Service Unavailable\"}");
        assertThat(rocketChat.header("Retry-After")).isEqualTo("1");
        assertThat(TOLD.reasons).containsExactly(Reason.NODE, Reason.NODE, Reason.NODE);
    }

    @Test
    void whoWaitsForAPlaceIsAnsweredWhenItsTimeIsUpThoughNothingElseHappens() {
        hang(greedy, 4);
        Future<Callers.Answer> waits = greedy.tencent();
        Callers.eventually(() -> ADMISSION.waiting() == 1);

        NOW.addAndGet(TimeUnit.SECONDS.toNanos(1));

        assertThat(Dialects.await(waits).body()).isEqualTo(TOO_MANY);
        assertThat(ADMISSION.working()).isEqualTo(4);
    }

    @Test
    void whoHangsUpWhileWaitingIsForgottenAtOnceAndWhoHangsUpAtWorkWhenTheWorkIsDone() {
        GATES.close(greedy.id());
        List<HttpClientRequest> working = greedy.hanging(4);
        Callers.eventually(() -> ADMISSION.working() == 4);
        List<HttpClientRequest> waiting = greedy.hanging(3);
        Callers.eventually(() -> ADMISSION.waiting() == 3);
        Future<Callers.Answer> patient = greedy.tencent();
        Callers.eventually(() -> ADMISSION.waiting() == 4);

        waiting.forEach(one -> one.connection().close());
        Callers.eventually(() -> ADMISSION.waiting() == 1);
        working.forEach(one -> one.connection().close());
        assertThat(Dialects.await(modest.tencent()).body()).contains("\"ErrorCode\":0");
        assertThat(ADMISSION.working()).as("what was begun is not undone").isEqualTo(4);
        assertThat(patient.isComplete()).isFalse();

        GATES.openAll();
        assertThat(Dialects.await(patient).body()).contains("\"ErrorCode\":0");
        assertThat(TOLD.reasons).isEmpty();
    }

    @Test
    void clientsThatWaitForEventsTakeNoPlace() {
        List<HttpClientRequest> polls = new ArrayList<>();
        for (int i = 0; i < PLACES + 1; i++) {
            JsonObject queue = new JsonObject(
                    Dialects.await(modest.zulip(HttpMethod.POST, "/api/v1/register", "event_types=%5B%22message%22%5D"))
                            .body());
            polls.add(Dialects.await(modest.zulipRequest(
                    HttpMethod.GET, "/api/v1/events?last_event_id=-1&queue_id=" + queue.getString("queue_id"))));
            polls.get(i).end();
        }
        Callers.eventually(() -> dialects.waiting().size() == PLACES + 1 && ADMISSION.working() == 0);

        assertThat(Dialects.await(modest.zulip()).status()).isEqualTo(200);
        polls.forEach(poll -> poll.connection().close());
        Callers.eventually(() -> dialects.waiting().size() == 0);
    }

    @Test
    void bodiesThatFillTheMemoryForThemAreRefusedUntilOneIsGone() throws Exception {
        String body = "x".repeat(BODY_BYTES / 2);
        try (Socket mallory = greedy.socket()) {
            say(mallory, greedy.head(BODY_BYTES) + "x".repeat(BODY_BYTES - 1_000));
            Callers.eventually(() -> ADMISSION.bodies() == BODY_BYTES - 1_000);

            assertThat(Dialects.await(modest.tencent(body)).body()).isEqualTo(FULL);
            assertThat(Dialects.await(modest.zulip(HttpMethod.POST, "/api/v1/messages", body))
                            .status())
                    .isEqualTo(503);
            assertThat(Dialects.await(modest.rocketChat(HttpMethod.POST, "/api/v1/chat.sendMessage", body))
                            .status())
                    .isEqualTo(503);
            assertThat(TOLD.reasons).containsExactly(Reason.BODIES, Reason.BODIES, Reason.BODIES);
            assertThat(Dialects.await(modest.tencent()).body())
                    .as("a short one")
                    .contains("\"ErrorCode\":0");
            assertThat(ADMISSION.bodies()).isEqualTo(BODY_BYTES - 1_000);
        }
        Callers.eventually(() -> ADMISSION.bodies() == 0);
        assertThat(Dialects.await(modest.tencent(body)).body())
                .as("no JSON, but read")
                .contains("60003");
    }

    @Test
    void callsThatAreSentAheadOnOneConnectionTakeOnePlaceAndAreAnsweredInTheirOrder() throws Exception {
        GATES.close(greedy.id());
        try (Socket socket = greedy.socket()) {
            StringBuilder ahead = new StringBuilder();
            for (int i = 0; i < 20; i++) {
                String body = "{\"UserID\":\"ahead" + i + "\"}";
                ahead.append(greedy.head(body.length())).append(body);
            }
            say(socket, ahead.toString());
            Callers.eventually(() -> ADMISSION.working() == 1);
            assertThat(Dialects.await(modest.tencent()).body()).contains("\"ErrorCode\":0");
            assertThat(ADMISSION.working()).isEqualTo(1);
            assertThat(ADMISSION.waiting()).isZero();

            GATES.openAll();
            for (int i = 0; i < 20; i++) {
                assertThat(Callers.answer(socket.getInputStream())).contains("\"ErrorCode\":0");
            }
        }
    }

    @Test
    void aCallHasTheLimitThatIsSetForItAndTellsIt() {
        Callers.App limited = callers.app(
                new AppOptions(
                        Map.of("api/v1/me", 3, "GET api/v1/users/me", 2, "v4/im_open_login_svc/account_import", 1),
                        0,
                        0,
                        Set.of(),
                        null),
                0);

        assertThat(limits(Dialects.await(limited.rocketChat()))).isEqualTo("200 3 2");
        assertThat(limits(Dialects.await(limited.rocketChat()))).isEqualTo("200 3 1");
        assertThat(limits(Dialects.await(limited.rocketChat()))).isEqualTo("200 3 0");
        assertThat(limits(Dialects.await(limited.rocketChat()))).isEqualTo("429 3 0");
        assertThat(limits(Dialects.await(limited.zulip()))).isEqualTo("200 2 1");
        assertThat(limits(Dialects.await(limited.zulip()))).isEqualTo("200 2 0");
        Callers.Answer zulip = Dialects.await(limited.zulip());
        assertThat(limits(zulip)).isEqualTo("429 2 0");
        assertThat(zulip.header("Retry-After")).isEqualTo("1");
        assertThat(Dialects.await(limited.tencent()).body()).contains("\"ErrorCode\":0");
        assertThat(Dialects.await(limited.tencent()).body()).contains("\"ErrorCode\":60007");

        NOW.addAndGet(TimeUnit.SECONDS.toNanos(1));
        assertThat(limits(Dialects.await(limited.rocketChat()))).isEqualTo("200 3 2");
        assertThat(Dialects.await(limited.tencent()).body()).contains("\"ErrorCode\":0");
    }

    @Test
    void theCeilingHoldsOverAllCallsOfTheAppInAllDialects() {
        Callers.App limited = callers.app(AppOptions.NONE, 3);

        assertThat(Dialects.await(limited.tencent()).body()).contains("\"ErrorCode\":0");
        assertThat(limits(Dialects.await(limited.zulip()))).isEqualTo("200 100000 1");
        assertThat(limits(Dialects.await(limited.rocketChat()))).isEqualTo("200 100000 0");
        assertThat(Dialects.await(limited.tencent()).body()).contains("\"ErrorCode\":60011");
        assertThat(limits(Dialects.await(limited.zulip()))).isEqualTo("429 100000 0");
        assertThat(limits(Dialects.await(limited.rocketChat()))).isEqualTo("429 100000 0");
        assertThat(Dialects.await(modest.tencent()).body()).contains("\"ErrorCode\":0");
        assertThat(ADMISSION.working()).isZero();
    }

    private static String limits(Callers.Answer answer) {
        return answer.status() + " " + answer.header("X-RateLimit-Limit") + " "
                + answer.header("X-RateLimit-Remaining");
    }

    /** So many calls of an app hang, as they would if the database did not answer. */
    private static List<Future<Callers.Answer>> hang(Callers.App app, int calls) {
        int before = ADMISSION.working() + ADMISSION.waiting();
        GATES.close(app.id());
        List<Future<Callers.Answer>> hanging =
                IntStream.range(0, calls).mapToObj(i -> app.tencent()).toList();
        Callers.eventually(() -> ADMISSION.working() + ADMISSION.waiting() == before + calls);
        return hanging;
    }

    private static void say(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }
}
