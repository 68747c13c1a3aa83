package dev.seenby.zulip;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seenby.receipts.RealServers;
import dev.seenby.storage.Limiter;
import dev.seenby.storage.Message;
import dev.seenby.storage.Room;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Alice and Bob register, and learn what happens. */
@ExtendWith(RealServers.Shared.class)
class EventCallsTest {
    private static final String MARKED = "[\"update_message_flags\"]";

    private ZulipServer server;
    private Client alice;
    private Client bob;
    private Room tea;

    @BeforeEach
    void start() {
        server = new ZulipServer();
        Client owner = server.organisation();
        alice = server.person(owner, "Alice");
        bob = server.person(owner, "Bob");
        tea = server.room(Room.Kind.PUBLIC, "tea", alice, bob);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static String register(Client client, String types) {
        Client.Answer answer =
                client.call(HttpMethod.POST, "/register", Client.form("event_types", types, "fetch_event_types", "[]"));
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(answer.json().getInteger("last_event_id")).isEqualTo(-1);
        return answer.json().getString("queue_id");
    }

    private static Client.Answer events(Client client, String queue, long last, boolean wait) {
        return client.get("/events?queue_id=" + queue + "&last_event_id=" + last + "&dont_block=" + !wait);
    }

    private static JsonArray now(Client client, String queue, long last) {
        Client.Answer answer = events(client, queue, last, false);
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer.json().getJsonArray("events");
    }

    @Test
    void whatBobReadsAnywhereHisOtherClientsLearn() {
        Message message = server.send(alice, tea);
        String queue = register(bob, MARKED);
        String ofAlice = register(alice, MARKED);

        server.read(message, bob);

        // What is told may come a little behind the answer to what was done.
        assertThat(events(bob, queue, -1, true).json().getJsonArray("events").encode())
                .isEqualTo("[{\"type\":\"update_message_flags\",\"op\":\"add\",\"operation\":\"add\",\"flag\":\"read\","
                        + "\"messages\":[" + message.facts().id() + "],\"all\":false,\"id\":0}]");
        assertThat(now(bob, queue, -1)).hasSize(1);
        assertThat(now(bob, queue, 0)).isEmpty();
        assertThat(now(alice, ofAlice, -1)).isEmpty();
    }

    @Test
    void whoWaitsIsAnsweredWhenSomethingHappens() throws Exception {
        Message message = server.send(alice, tea);
        String queue = register(bob, MARKED);
        CompletableFuture<Client.Answer> waiting = CompletableFuture.supplyAsync(() -> events(bob, queue, -1, true));
        awaitWaiting();

        server.read(message, bob);

        assertThat(waiting.get(20, TimeUnit.SECONDS).json().getJsonArray("events"))
                .hasSize(1);
    }

    @Test
    void whatAnotherNodeGivesWakesToo() throws Exception {
        Message message = server.send(alice, tea);
        String queue = register(bob, MARKED);
        try (ZulipServer other = new ZulipServer(
                (app, call) -> Future.succeededFuture(Limiter.Verdict.accepted(100)),
                RealServers.shared().node(),
                UnaryOperator.identity())) {
            CompletableFuture<Client.Answer> waiting =
                    CompletableFuture.supplyAsync(() -> events(bob, queue, -1, true));
            awaitWaiting();
            other.read(message, bob);
            assertThat(waiting.get(20, TimeUnit.SECONDS).json().getJsonArray("events"))
                    .hasSize(1);
        }
        assertThat(now(bob, queue, -1)).hasSize(1);
    }

    private void awaitWaiting() {
        for (long end = System.nanoTime() + 20_000_000_000L; System.nanoTime() < end; ) {
            if (server.services().waiting().size() == 1) {
                return;
            }
            Thread.onSpinWait();
        }
        throw new AssertionError("nobody waits");
    }

    @Test
    void aSecondClientWithTheSameQueueEndsTheWaitingOfTheFirst() throws Exception {
        String queue = register(bob, MARKED);
        CompletableFuture<Client.Answer> waiting = CompletableFuture.supplyAsync(() -> events(bob, queue, -1, true));
        awaitWaiting();

        assertThat(now(bob, queue, -1)).isEmpty();

        assertThat(waiting.get(20, TimeUnit.SECONDS).text())
                .isEqualTo("{\"result\":\"success\",\"msg\":\"\",\"events\":[],\"queue_id\":\"" + queue + "\"}\n");
    }

    @Test
    void whatCannotBeGivenIsSaid() {
        String queue = register(bob, MARKED);
        Message message = server.send(alice, tea);
        server.read(message, bob);
        assertThat(events(bob, queue, -1, true).json().getJsonArray("events")).hasSize(1);
        assertThat(now(bob, queue, 0)).isEmpty();

        assertThat(bob.get("/events").text())
                .isEqualTo("{\"result\":\"error\",\"msg\":\"Missing 'queue_id' argument\",\"code\":\"BAD_REQUEST\"}\n");
        assertThat(bob.get("/events?queue_id=" + queue).json().getString("msg"))
                .isEqualTo("Missing 'last_event_id' argument");
        assertThat(events(bob, queue, -1, false).json().getString("msg"))
                .isEqualTo("An event newer than -1 has already been pruned!");
        assertThat(events(bob, queue, 7, false).json().getString("msg")).isEqualTo("Event 7 was not in this queue");
        assertThat(events(alice, queue, 0, false).json())
                .isEqualTo(new JsonObject()
                        .put("result", "error")
                        .put("msg", "Bad event queue ID: " + queue)
                        .put("queue_id", queue)
                        .put("code", "BAD_EVENT_QUEUE_ID"));
        assertThat(bob.call(HttpMethod.DELETE, "/events?queue_id=" + queue, null)
                        .status())
                .isEqualTo(200);
        assertThat(events(bob, queue, 0, false).json().getString("code")).isEqualTo("BAD_EVENT_QUEUE_ID");
    }

    @Test
    void queuesThatWereDroppedAreGone() {
        String queue = register(bob, MARKED);

        ZulipServer.await(server.services().queues().dropAll(bob.app().sdkAppId()));

        assertThat(events(bob, queue, -1, false).json().getString("code")).isEqualTo("BAD_EVENT_QUEUE_ID");
    }
}
