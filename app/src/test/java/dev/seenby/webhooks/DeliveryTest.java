package dev.seenby.webhooks;

import static dev.seenby.storage.contract.Story.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.seenby.receipts.IndexKeeper;
import dev.seenby.receipts.NoIndex;
import dev.seenby.receipts.ReceiptMetrics;
import dev.seenby.receipts.Receipts;
import dev.seenby.storage.AppOptions;
import dev.seenby.storage.AppOptions.Webhook;
import dev.seenby.storage.Message;
import dev.seenby.storage.Person;
import dev.seenby.storage.Room;
import dev.seenby.storage.contract.Story;
import dev.seenby.storage.model.InMemoryRecords;
import dev.seenby.tencent.WebhookWording;
import dev.seenby.webhooks.Receiver.Mood;
import dev.seenby.webhooks.Receiver.Post;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Rita's back end is told what Alice, Bob and Carol do, over real HTTP; the time is the test's. */
class DeliveryTest {
    private static final String SECRET = "Rita's secret";
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(20);

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.now());
    private final InMemoryRecords memory = new InMemoryRecords(batch -> Future.succeededFuture(), () -> now.get());
    private final List<Delivery> deliveries = new ArrayList<>();
    private final Told told = new Told();
    private Vertx vertx;
    private Receiver rita;
    private Story story;
    private Person alice;
    private Person bob;
    private Person carol;

    /** What an operator would see. */
    private static final class Told implements WebhookMetrics {
        final AtomicLong delivered = new AtomicLong();
        final AtomicLong dropped = new AtomicLong();
        final List<String> failures = new CopyOnWriteArrayList<>();
        volatile long waiting;
        volatile Duration oldest = Duration.ZERO;

        @Override
        public void waiting(long events) {
            waiting = events;
        }

        @Override
        public void oldest(Duration age) {
            oldest = age;
        }

        @Override
        public void delivered(long nanos) {
            delivered.incrementAndGet();
        }

        @Override
        public void failed(String cause) {
            failures.add(cause);
        }

        @Override
        public void dropped(long events) {
            dropped.addAndGet(events);
        }
    }

    @BeforeEach
    void begin() {
        vertx = Vertx.vertx();
        rita = new Receiver(vertx);
        story = Story.begin(memory.records());
        alice = story.person("Alice");
        bob = story.person("Bob");
        carol = story.person("Carol");
        ask("/hook", EnumSet.allOf(AppOptions.Event.class));
    }

    @AfterEach
    void end() {
        deliveries.forEach(delivery -> await(delivery.stop()));
        rita.close();
        await(vertx.close());
    }

    private void ask(String path, Set<AppOptions.Event> events) {
        memory.ask(story.app().sdkAppId(), new Webhook(rita.url(path), SECRET, events));
    }

    private Delivery node() {
        NoIndex index = new NoIndex();
        Receipts receipts = new Receipts(
                index,
                new IndexKeeper(vertx, index, memory.log(), ReceiptMetrics.NONE),
                memory.reads(),
                ReceiptMetrics.NONE);
        Delivery delivery = new Delivery(
                vertx,
                memory.records().webhooks(),
                memory.apps(),
                memory.records().leases(),
                new WebhookWording(memory.records().webhooks(), memory.messages(), memory.people(), receipts),
                told,
                now::get);
        deliveries.add(delivery);
        delivery.start();
        return delivery;
    }

    private void pass(Duration time) {
        now.updateAndGet(before -> before.plus(time));
    }

    /** Until it is so, while the time that back-offs wait for passes quickly. */
    private void until(BooleanSupplier so) {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (!so.getAsBoolean()) {
            assertThat(System.nanoTime()).as("it never became so").isLessThan(deadline);
            pass(Duration.ofSeconds(1));
            await(vertx.timer(20));
        }
    }

    private boolean nothingWaits() {
        return await(memory.records().webhooks().count(1)) == 0;
    }

    @Test
    void aReadIsToldWithItsCountsAndItsReader() {
        Room lobby = story.room("Lobby", alice, bob, carol);
        Message first = story.send(alice, lobby);
        story.send(alice, lobby);
        story.read(carol, first);
        story.read(bob, first.facts().timeline(), 1, 2);
        Instant read = now.get();
        node();
        until(this::nothingWaits);

        assertThat(rita.posts).hasSize(3);
        JsonObject told = rita.posts.get(2).body();
        assertThat(told.getString("CallbackCommand")).isEqualTo("Group.CallbackAfterReadReceipt");
        assertThat(told.getString("GroupId")).isEqualTo(lobby.roomId());
        assertThat(told.getString("Type")).isEqualTo("Public");
        assertThat(told.getLong("EventTime")).isEqualTo(read.toEpochMilli());
        assertThat(told.getJsonArray("GroupMsgReceiptList").encode())
                .isEqualTo(
                        "[{\"MsgSeq\":1,\"ReadNum\":2,\"UnreadNum\":0,\"ReadReceiptMembers\":[{\"Member_Account\":\"%s\"},{\"Member_Account\":\"%s\"}]},{\"MsgSeq\":2,\"ReadNum\":1,\"UnreadNum\":1,\"ReadReceiptMembers\":[{\"Member_Account\":\"%s\"}]}]"
                                .formatted(bob.userId(), carol.userId(), bob.userId()));
    }

    @Test
    void whatHappensInAGroupIsToldInItsOrder() {
        Room lobby = story.room("Lobby", alice, bob);
        Message hello = story.send(alice, lobby);
        story.read(bob, hello);
        story.join(lobby, carol);
        story.leave(lobby, carol);
        story.delete(story.send(bob, lobby));
        node();
        until(this::nothingWaits);
        story.delete(lobby);
        until(this::nothingWaits);

        assertThat(rita.posts)
                .extracting(Post::command)
                .containsExactly(
                        "Group.CallbackAfterSendMsg",
                        "Group.CallbackAfterReadReceipt",
                        "Group.CallbackAfterNewMemberJoin",
                        "Group.CallbackAfterMemberExit",
                        // Bob's message was recalled before it could be told.
                        "Group.CallbackAfterRecallMsg",
                        "Group.CallbackAfterGroupDestroyed");
        JsonObject join = rita.posts.get(2).body();
        join.remove("EventTime");
        assertThat(join.encode())
                .isEqualTo(
                        "{\"CallbackCommand\":\"Group.CallbackAfterNewMemberJoin\",\"GroupId\":\"%s\",\"Type\":\"Public\",\"JoinType\":\"Invited\",\"Operator_Account\":\"%s\",\"NewMemberList\":[{\"Member_Account\":\"%s\"}]}"
                                .formatted(lobby.roomId(), story.app().administrator(), carol.userId()));
        assertThat(rita.posts.get(3).list("ExitMemberList"))
                .containsExactly(new JsonObject().put("Member_Account", carol.userId()));
        assertThat(rita.posts.get(4).list("MsgSeqList")).containsExactly(new JsonObject().put("MsgSeq", 2));
        assertThat(rita.posts.get(5).list("MemberList"))
                .containsExactlyInAnyOrder(
                        new JsonObject().put("Member_Account", alice.userId()),
                        new JsonObject().put("Member_Account", bob.userId()));
    }

    @Test
    void theQueryAndTheSignaturesAreThoseOfTheDocuments() throws Exception {
        ask("/hook?tenant=a%20b", Set.of(AppOptions.Event.SENT));
        story.send(alice, story.room("Lobby", alice));
        node();
        until(this::nothingWaits);

        Post post = rita.posts.get(0);
        assertThat(post.path()).isEqualTo("/hook");
        var time = Pattern.compile("RequestTime=([0-9]+)").matcher(post.query());
        assertThat(time.find()).isTrue();
        String sign = HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256")
                        .digest((SECRET + time.group(1)).getBytes(StandardCharsets.UTF_8)));
        assertThat(post.query())
                .isEqualTo("tenant=a%20b&SdkAppid=" + story.app().sdkAppId()
                        + "&CallbackCommand=Group.CallbackAfterSendMsg&contenttype=json&ClientIP=127.0.0.1"
                        + "&OptPlatform=RESTAPI&Sign=" + sign + "&RequestTime=" + time.group(1));
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        byte[] signed = (post.id() + "." + post.timestamp() + "." + post.text()).getBytes(StandardCharsets.UTF_8);
        assertThat(post.signature()).isEqualTo("v1," + Base64.getEncoder().encodeToString(mac.doFinal(signed)));
        assertThat(Long.parseLong(post.timestamp())).isEqualTo(Long.parseLong(time.group(1)));
        assertThat(post.body().getString("From_Account")).isEqualTo(alice.userId());
        assertThat(post.body().getJsonArray("MsgBody").encode())
                .isEqualTo("[{\"MsgType\":\"TIMTextElem\",\"MsgContent\":{\"Text\":\"Hello\"}}]");
    }

    @Test
    void aReadOfTenThousandMessagesIsManySmallPosts() {
        ask("/hook", Set.of(AppOptions.Event.READ));
        Room lobby = story.room("Lobby", alice, bob);
        List<Message> sent = story.send(alice, lobby, 250);
        story.read(bob, sent.get(0).facts().timeline(), 1, 10_000);
        node();
        until(this::nothingWaits);

        assertThat(rita.posts)
                .extracting(post -> post.list("GroupMsgReceiptList").size())
                .containsExactly(100, 100, 50);
        List<Long> seqs = rita.posts.stream()
                .flatMap(post -> post.list("GroupMsgReceiptList").stream())
                .map(one -> one.getLong("MsgSeq"))
                .toList();
        assertThat(seqs).hasSize(250).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void aReceiverThatIsDownForAWhileMissesNothingAndNoOrder() {
        ask("/hook", Set.of(AppOptions.Event.SENT));
        List<Room> rooms = List.of(story.room("One", alice), story.room("Two", alice), story.room("Three", alice));
        node();
        for (Mood mood : List.of(Mood.FAILS, Mood.REDIRECTS, Mood.HANGS_UP, Mood.TALKS_TOO_MUCH)) {
            rita.mood = mood;
            int before = rita.posts.size();
            rooms.forEach(room -> story.send(alice, room, 3));
            until(() -> rita.posts.size() > before + 1);
        }
        rita.dies();
        rooms.forEach(room -> story.send(alice, room, 3));
        until(() -> told.failures.contains("connection"));
        rita.comesBack();
        rita.mood = Mood.TAKES;
        until(this::nothingWaits);

        for (Room room : rooms) {
            List<Integer> seqs = rita.taken().stream()
                    .filter(post -> post.group().equals(room.roomId()))
                    .map(post -> post.body().getInteger("MsgSeq"))
                    .distinct()
                    .toList();
            assertThat(seqs).hasSize(15).isSorted();
        }
        assertThat(rita.posts).noneMatch(post -> post.path().equals("/elsewhere"));
        assertThat(told.failures).contains("5xx", "3xx", "connection");
        // Whatever came twice came under one name, and no name stands for two things.
        Map<String, Set<String>> byId = rita.posts.stream()
                .collect(Collectors.groupingBy(Post::id, Collectors.mapping(Post::text, Collectors.toSet())));
        assertThat(byId.values()).allMatch(texts -> texts.size() == 1);
        assertThat(byId).hasSize(45);
    }

    @Test
    void aReceiverThatHangsIsGivenUpAndAskedAgain() {
        rita.mood = Mood.HANGS;
        story.send(alice, story.room("Lobby", alice));
        node();
        until(() -> told.failures.contains("timeout"));
        rita.mood = Mood.TAKES;
        until(this::nothingWaits);

        assertThat(rita.taken()).hasSize(1);
    }

    @Test
    void aDeadReceiverIsTriedByOneLetterAtATime() {
        ask("/hook", Set.of(AppOptions.Event.SENT));
        rita.mood = Mood.FAILS;
        node();
        story.send(alice, story.room("One", alice));
        until(() -> rita.posts.size() >= 2);
        for (int i = 0; i < 10; i++) {
            story.send(alice, story.room("Room" + i, alice));
        }
        int before = rita.posts.size();
        until(() -> rita.posts.size() >= before + 3);

        assertThat(rita.posts.subList(before, rita.posts.size()))
                .extracting(Post::group)
                .containsOnly(rita.posts.get(0).group());
        rita.mood = Mood.TAKES;
        until(this::nothingWaits);
        assertThat(rita.taken()).hasSize(11);
    }

    @Test
    void oneNodeAtATimeDeliversAndAnotherTakesOverWhenItDies() {
        ask("/hook", Set.of(AppOptions.Event.SENT));
        Room lobby = story.room("Lobby", alice);
        long app = story.app().sdkAppId();
        assertThat(await(memory.records().leases().hold("webhook:" + app, "a node that dies", Duration.ofSeconds(30))))
                .isTrue();
        await(memory.records().webhooks().take(app));
        story.send(alice, lobby, 3);
        Instant died = now.get();
        node();
        node();
        until(this::nothingWaits);

        assertThat(now.get()).isAfterOrEqualTo(died.plusSeconds(30));
        // At least once: the clock of this test may outrun a lease.
        assertThat(new LinkedHashSet<>(rita.posts.stream()
                        .map(post -> post.body().getInteger("MsgSeq"))
                        .toList()))
                .containsExactly(1, 2, 3);
    }

    @Test
    void whatANodeHadTakenWhenItDiedIsToldUnderTheSameNames() {
        ask("/hook", Set.of(AppOptions.Event.READ));
        Room lobby = story.room("Lobby", alice, bob, carol);
        Message hello = story.send(alice, lobby);
        story.read(bob, hello);
        rita.mood = Mood.FAILS;
        Delivery dying = node();
        until(() -> !rita.posts.isEmpty());
        await(dying.stop());
        deliveries.remove(dying);
        story.read(carol, hello);
        rita.mood = Mood.TAKES;
        node();
        until(this::nothingWaits);

        String first = rita.posts.get(0).id();
        assertThat(rita.taken()).hasSize(2);
        assertThat(rita.taken().get(0).id()).isEqualTo(first);
        assertThat(rita.taken().get(1).id()).isNotEqualTo(first);
    }

    @Test
    void whatIsOlderThanAWeekIsDroppedAndCounted() {
        rita.mood = Mood.FAILS;
        ask("/hook", Set.of(AppOptions.Event.SENT));
        Room lobby = story.room("Lobby", alice);
        story.send(alice, lobby, 5);
        node();
        until(() -> !told.failures.isEmpty());
        pass(Duration.ofDays(8));
        story.send(alice, lobby);
        until(() -> told.dropped.get() == 5);
        rita.mood = Mood.TAKES;
        until(this::nothingWaits);

        assertThat(rita.taken())
                .extracting(post -> post.body().getInteger("MsgSeq"))
                .containsExactly(6);
    }

    @Test
    void anAppWithoutWebhookIsToldNothingMore() {
        rita.mood = Mood.FAILS;
        Room lobby = story.room("Lobby", alice);
        story.send(alice, lobby, 5);
        node();
        until(() -> !told.failures.isEmpty());
        memory.ask(story.app().sdkAppId(), null);
        rita.mood = Mood.TAKES;
        until(this::nothingWaits);

        assertThat(rita.taken()).isEmpty();
        assertThat(told.dropped).hasValue(5);
    }

    @Test
    void anotherUrlGetsWhatTheFirstDidNotTake() {
        rita.mood = Mood.FAILS;
        ask("/old", Set.of(AppOptions.Event.SENT));
        story.send(alice, story.room("Lobby", alice), 2);
        node();
        until(() -> !told.failures.isEmpty());
        ask("/new", Set.of(AppOptions.Event.SENT));
        rita.mood = Mood.TAKES;
        until(this::nothingWaits);

        assertThat(rita.taken()).extracting(Post::path).containsOnly("/new").hasSize(2);
    }

    @Test
    void theOperatorSeesWhatWaits() {
        rita.mood = Mood.FAILS;
        story.send(alice, story.room("Lobby", alice), 2);
        node();
        until(() -> told.waiting == 2 && told.oldest.compareTo(Duration.ofSeconds(10)) > 0);
        rita.mood = Mood.TAKES;
        until(() -> told.waiting == 0 && told.oldest.isZero());

        assertThat(told.delivered).hasValue(2);
    }
}
