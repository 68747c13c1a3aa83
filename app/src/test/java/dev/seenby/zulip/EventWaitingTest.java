package dev.seenby.zulip;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seenby.clients.Dialects;
import dev.seenby.receipts.RealServers;
import dev.seenby.storage.Room;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Response;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Bob waits for events, and something comes in between. */
@ExtendWith(RealServers.Shared.class)
class EventWaitingTest {
    private static final String FLAGS = "[\"update_message_flags\"]";

    private ZulipServer server;
    private Client alice;
    private Client bob;
    private Room tea;

    @BeforeEach
    void start() {
        server = new ZulipServer();
        Client olga = server.organisation();
        alice = server.person(olga, "Alice");
        bob = server.person(olga, "Bob");
        tea = server.room(Room.Kind.PUBLIC, "tea", alice, bob);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private void awaitWaiting(int number) {
        for (long end = System.nanoTime() + 20_000_000_000L; System.nanoTime() < end; ) {
            if (server.services().waiting().size() == number) {
                return;
            }
            Thread.onSpinWait();
        }
        throw new AssertionError(server.services().waiting().size() + " wait");
    }

    @Test
    void whoIsDeactivatedMeanwhileIsToldNothing() throws Exception {
        Listening listening = new Listening(bob, FLAGS);
        CompletableFuture<Client.Answer> waiting = listening.waits();
        awaitWaiting(1);
        server.change(bob, "active = false");

        server.read(server.send(alice, tea), bob);

        Client.Answer answer = waiting.get(20, TimeUnit.SECONDS);
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.json().getString("msg")).isEqualTo("Account is deactivated");
    }

    @Test
    void whoHangsUpIsForgotten() {
        Client.Answer registered = Talk.post(bob, "/register", "event_types", FLAGS, "fetch_event_types", "[]");
        NetClient phone = server.vertx().createNetClient();
        NetSocket socket = ZulipServer.await(phone.connect(server.port(), "127.0.0.1"));
        ZulipServer.await(socket.write("GET /api/v1/events?last_event_id=-1&queue_id="
                + registered.json().getString("queue_id") + " HTTP/1.1\r\nHost: " + bob.host() + "\r\nAuthorization: "
                + Client.basic(bob.email() + ":" + bob.key()) + "\r\n\r\n"));
        awaitWaiting(1);

        ZulipServer.await(phone.close());

        awaitWaiting(0);
    }

    @Test
    void whoWaitsIsAnsweredWhenTheServerStops() throws Exception {
        CompletableFuture<Client.Answer> waiting = new Listening(bob, FLAGS).waits();
        awaitWaiting(1);

        server.services().waiting().stop();

        assertThat(waiting.get(20, TimeUnit.SECONDS).json().getJsonArray("events"))
                .isEmpty();
        awaitWaiting(0);
    }

    @Test
    void noMoreWaitThanANodeBears() {
        Vertx vertx = server.vertx();
        EventWaiting small = new EventWaiting(vertx, server.services().queues(), 1);
        EventWaiting.Place place = small.enter(bob.app().sdkAppId(), "first").orElseThrow();
        assertThat(small.enter(bob.app().sdkAppId(), "second")).isEmpty();
        EventWaiting.Place again = small.enter(bob.app().sdkAppId(), "first").orElseThrow();

        place.leave();
        assertThat(small.size()).as("one who asks again takes their own place").isEqualTo(1);
        again.leave();

        EventWaiting.Place next = small.enter(bob.app().sdkAppId(), "second").orElseThrow();
        next.leave();
    }

    @Test
    void whenNobodyKnowsWhatBecameOfAnActItsQueuesAreGone() {
        long app = bob.app().sdkAppId();
        Listening listening = new Listening(bob, FLAGS);
        Listening ofAlice = new Listening(alice, FLAGS);
        ZulipServer.await(
                server.services().queues().begin(app, Set.of(bob.person().id())));
        assertThat(listening.heard()).isEmpty();

        // Its node died, and the time for it is over.
        String acts = "seenby:events:{" + app + "}:acts";
        for (Response act : RealServers.shared().redis(Command.ZRANGE, acts, 0, -1)) {
            RealServers.shared().redis(Command.ZADD, acts, 1, act);
        }

        Client.Answer answer = listening.ask(true);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().getString("code")).isEqualTo("BAD_EVENT_QUEUE_ID");
        assertThat(ofAlice.heard()).isEmpty();
    }

    @Test
    void whenOneNodeIsGoneAnotherServesTheQueue() {
        ZulipServer first =
                new ZulipServer(Dialects.NO_LIMITS, RealServers.shared().node(), UnaryOperator.identity());
        Listening listening = new Listening(new Client(first, bob.host(), bob.app(), bob.person(), bob.key()), FLAGS);
        first.close();

        server.read(server.send(alice, tea), bob);

        assertThat(listening.ask(bob, true).json().getJsonArray("events")).hasSize(1);
    }
}
