package dev.seenby.webhooks;

import static dev.seenby.storage.contract.Story.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.seenby.storage.AppOptions;
import dev.seenby.storage.Message;
import dev.seenby.storage.Room;
import dev.seenby.webhooks.Receiver.Mood;
import dev.seenby.webhooks.Receiver.Post;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What Rita's back end is told, by whom and when. */
class DeliveryTest extends DeliveryStory {
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
        assertThat(post.isSigned(SECRET)).isTrue();
        assertThat(post.isSigned("another secret")).isFalse();
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
    void anAppWithoutWebhookIsToldNothingMore() {
        rita.mood = Mood.FAILS;
        Room lobby = story.room("Lobby", alice);
        story.send(alice, lobby, 5);
        node();
        untilTheBackOffIsLong();
        memory.ask(story.app().sdkAppId(), null);
        rita.mood = Mood.TAKES;
        atOnce(this::nothingWaits);

        assertThat(rita.taken()).isEmpty();
        assertThat(told.dropped).hasValue(5);
    }

    @Test
    void anotherUrlGetsWhatTheFirstDidNotTake() {
        rita.mood = Mood.FAILS;
        ask("/old", Set.of(AppOptions.Event.SENT));
        story.send(alice, story.room("Lobby", alice), 2);
        node();
        untilTheBackOffIsLong();
        ask("/new", Set.of(AppOptions.Event.SENT));
        rita.mood = Mood.TAKES;
        atOnce(this::nothingWaits);

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
