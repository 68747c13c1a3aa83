package dev.seenby.receipts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seenby.admin.AdminRoutes;
import dev.seenby.admin.AdminToken;
import dev.seenby.clients.Dialects;
import dev.seenby.credentials.Passwords;
import dev.seenby.credentials.Secrets;
import dev.seenby.limits.NodeAppStamps;
import dev.seenby.observability.Health;
import dev.seenby.observability.Metrics;
import dev.seenby.storage.postgres.PostgresStorage;
import dev.seenby.tencent.WebhookWording;
import dev.seenby.webhooks.Delivery;
import dev.seenby.webhooks.Receiver;
import dev.seenby.webhooks.Receiver.Mood;
import dev.seenby.webhooks.Receiver.Post;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Olga, the operator, gives Acme a webhook. Whichever dialect somebody reads, writes, comes or goes by, its back end is told, on
 * real databases and over real HTTP.
 */
class WebhookEventsTest {
    private static final String TOKEN = "olgas-token";
    private static final String ALL = "[\"read\",\"sent\",\"recalled\",\"joined\",\"left\",\"groupDeleted\"]";
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(20);

    private static RealServers servers;

    /** What a node does in the background; it can die. */
    private static final class Teller {
        final Vertx vertx;
        final Metrics metrics;
        final Delivery delivery;

        Teller(RealServers.Node node) {
            Metrics.Measured measured = Metrics.start(new VertxOptions().setEventLoopPoolSize(1));
            vertx = measured.vertx();
            metrics = measured.metrics();
            PostgresStorage record = node.record;
            delivery = new Delivery(
                    vertx,
                    record.webhooks(),
                    record.apps(),
                    record.leases(),
                    new WebhookWording(
                            record.webhooks(), record.messages(), record.people(), RealServers.receipts(node)),
                    metrics.webhooks(),
                    InstantSource.system());
            delivery.start();
        }

        /** Without giving anything back. */
        void dies() {
            Dialects.await(vertx.close());
            metrics.close();
        }

        void stops() {
            Dialects.await(delivery.stop());
            dies();
        }
    }

    private final HttpClient client = HttpClient.newHttpClient();
    private final List<Teller> tellers = new ArrayList<>();
    private RealServers.Node node;
    private ThreeDialects chat;
    private Receiver acme;
    private HttpServer admin;

    @BeforeAll
    static void open() {
        servers = RealServers.start();
    }

    @AfterAll
    static void shut() {
        servers.close();
    }

    @BeforeEach
    void begin() {
        node = servers.node();
        chat = new ThreeDialects(node, List.of("Alice", "Bob", "Carol", "Dave"), List.of("Alice", "Bob"));
        acme = new Receiver();
        Router router = Router.router(servers.vertx());
        new AdminRoutes(
                        new Tenants(node.record.apps(), new NodeAppStamps()),
                        new Passwords(servers.vertx()),
                        new AdminToken(Secrets.hash(TOKEN)),
                        Set.of(),
                        node.record.exports(),
                        node.record.erasures())
                .mount(router);
        admin = Dialects.await(
                servers.vertx().createHttpServer().requestHandler(router).listen(0, "127.0.0.1"));
    }

    @AfterEach
    void end() {
        tellers.forEach(Teller::stops);
        Dialects.await(admin.close());
        acme.close();
        chat.close();
    }

    private Teller teller(RealServers.Node of) {
        Teller teller = new Teller(of);
        tellers.add(teller);
        return teller;
    }

    /** @return the webhook as the admin API shows it now */
    private JsonObject patch(String webhook) throws Exception {
        HttpResponse<String> answer = client.send(
                HttpRequest.newBuilder(
                                URI.create("http://127.0.0.1:" + admin.actualPort() + "/admin/v1/apps/" + chat.app()))
                        .header("Authorization", "Bearer " + TOKEN)
                        .header("Content-Type", "application/json")
                        .method("PATCH", HttpRequest.BodyPublishers.ofString("{\"webhook\":" + webhook + "}"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return new JsonObject(answer.body()).getJsonObject("webhook", new JsonObject());
    }

    private static void until(BooleanSupplier so) {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (!so.getAsBoolean()) {
            assertThat(System.nanoTime()).as("it never became so").isLessThan(deadline);
            Dialects.await(servers.vertx().timer(20));
        }
    }

    private boolean nothingWaits() {
        return Dialects.await(node.record.webhooks().count(1)) == 0;
    }

    @Test
    void whateverAnyDialectDoesIsToldSignedAndInItsOrder() throws Exception {
        teller(node);
        chat.tencentSends("Alice", true);
        String secret = patch("{\"url\":\"" + acme.url("/hook?key=1") + "\",\"events\":" + ALL + "}")
                .getString("secret");
        chat.tencentReads("Bob", List.of(0));
        chat.rocketChatJoins("Carol");
        chat.tencentJoins("Dave");
        chat.rocketChatSends("Alice", null);
        chat.rocketChatReads("Carol", false);
        chat.zulipSends("Alice", "lunch");
        chat.zulipReads("Dave", List.of(2));
        // Counts are those of the moment of the POST, and whoever leaves is not counted.
        until(this::nothingWaits);
        chat.zulipLeaves("Dave");
        until(this::nothingWaits);
        chat.zulipDeletes(2);
        until(this::nothingWaits);

        assertThat(acme.posts)
                .extracting(Post::command)
                .containsExactly(
                        "Group.CallbackAfterReadReceipt",
                        "Group.CallbackAfterNewMemberJoin",
                        "Group.CallbackAfterNewMemberJoin",
                        "Group.CallbackAfterSendMsg",
                        "Group.CallbackAfterReadReceipt",
                        "Group.CallbackAfterSendMsg",
                        "Group.CallbackAfterReadReceipt",
                        "Group.CallbackAfterMemberExit",
                        "Group.CallbackAfterRecallMsg");
        assertThat(acme.posts)
                .allMatch(post -> post.isSigned(secret) && post.path().equals("/hook"));
        assertThat(acme.posts).allMatch(post -> post.query()
                .startsWith("key=1&SdkAppid=" + chat.app() + "&CallbackCommand=" + post.command() + "&"));
        assertThat(acme.posts).extracting(Post::id).doesNotHaveDuplicates();
        assertThat(receipts(acme.posts.get(0))).isEqualTo(receipts(1, 1, 0, "Bob"));
        assertThat(receipts(acme.posts.get(4))).isEqualTo(receipts(2, 1, 2, "Carol"));
        assertThat(receipts(acme.posts.get(6))).isEqualTo(receipts(3, 1, 2, "Dave"));
        assertThat(acme.posts.get(3).body().getJsonArray("MsgBody").encode())
                .isEqualTo("[{\"MsgType\":\"TIMTextElem\",\"MsgContent\":{\"Text\":\"from Rocket.Chat\"}}]");
        assertThat(acme.posts.get(8).list("MsgSeqList")).containsExactly(new JsonObject().put("MsgSeq", 3));
    }

    private static String receipts(Post post) {
        return post.body().getJsonArray("GroupMsgReceiptList").encode();
    }

    private static String receipts(int seq, int read, int unread, String reader) {
        return "[{\"MsgSeq\":%d,\"ReadNum\":%d,\"UnreadNum\":%d,\"ReadReceiptMembers\":[{\"Member_Account\":\"%s\"}]}]"
                .formatted(seq, read, unread, reader);
    }

    @Test
    void readsThatPiledUpAreOnePostAndAnotherUrlIsTriedAtOnce() throws Exception {
        chat.tencentSends("Alice", true);
        chat.rocketChatSends("Alice", null);
        chat.rocketChatSends("Bob", null);
        acme.mood = Mood.FAILS;
        String secret = patch("{\"url\":\"" + acme.url("/old") + "\"}").getString("secret");
        chat.tencentReads("Bob", List.of(0));
        Teller teller = teller(node);
        until(() -> acme.posts.size() >= 2);
        chat.rocketChatReads("Bob", false);
        chat.zulipReads("Alice", List.of(2));
        acme.mood = Mood.TAKES;
        patch("{\"url\":\"" + acme.url("/new") + "\"}");
        until(this::nothingWaits);

        List<Post> taken = acme.taken();
        assertThat(taken).extracting(Post::path).containsOnly("/new");
        assertThat(taken).hasSize(2).allMatch(post -> post.isSigned(secret));
        assertThat(taken.get(0).id())
                .as("what was refused comes again")
                .isEqualTo(acme.posts.get(0).id());
        JsonArray told = taken.get(1).body().getJsonArray("GroupMsgReceiptList");
        assertThat(told.stream().map(one -> ((JsonObject) one).getInteger("MsgSeq")))
                .containsExactly(2, 3);
        assertThat(Dialects.await(new Health().report().map(teller.metrics::scrape)))
                .contains(
                        "seenby_webhook_posts_failed_total{cause=\"5xx\"} " + (acme.posts.size() - 2) + ".0",
                        "seenby_webhook_post_time_seconds_count 2");
    }

    @Test
    void aWebhookThatIsTakenAwayIsToldNothingMore() throws Exception {
        chat.tencentSends("Alice", true);
        acme.mood = Mood.FAILS;
        patch("{\"url\":\"" + acme.url("/hook") + "\"}");
        chat.tencentReads("Bob", List.of(0));
        teller(node);
        until(() -> acme.posts.size() >= 2);
        acme.mood = Mood.TAKES;
        patch("null");
        until(this::nothingWaits);
        chat.rocketChatSends("Alice", null);
        chat.rocketChatReads("Bob", false);

        assertThat(nothingWaits()).isTrue();
        assertThat(acme.taken()).isEmpty();
    }

    @Test
    void oneNodeTellsAndWhenItDiesAnotherGoesOn() throws Exception {
        Teller first = teller(node);
        patch("{\"url\":\"" + acme.url("/hook") + "\",\"events\":[\"sent\"]}");
        chat.tencentSends("Alice", true);
        until(() -> acme.taken().size() == 1);
        RealServers.Node other = servers.node();
        Teller second = teller(other);
        acme.mood = Mood.HANGS;
        chat.tencentSends("Alice", true);
        until(() -> acme.posts.size() == 2);
        tellers.remove(first);
        first.dies();
        acme.mood = Mood.TAKES;
        chat.tencentSends("Alice", true);
        // Its lease would last half a minute.
        Dialects.await(PgConnection.connect(servers.vertx(), PgConnectOptions.fromUri(servers.postgresUri()))
                .compose(c -> c.query("update lease set until = now() where name = 'webhook:" + chat.app() + "'")
                        .execute()
                        .eventually(c::close)));
        // An app that was changed is looked at at once.
        patch("{\"url\":\"" + acme.url("/hook") + "\"}");
        until(this::nothingWaits);

        assertThat(acme.posts)
                .extracting(post -> post.body().getInteger("MsgSeq"))
                .containsExactly(1, 2, 2, 3);
        assertThat(acme.posts.get(2).id()).isEqualTo(acme.posts.get(1).id());
        tellers.remove(second);
        second.stops();
        other.close();
    }
}
