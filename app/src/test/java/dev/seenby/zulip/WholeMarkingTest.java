package dev.seenby.zulip;

import static org.assertj.core.api.Assertions.assertThat;

import com.tencentyun.TLSSigAPIv2;
import dev.seenby.credentials.Secrets;
import dev.seenby.receipts.RealServers;
import dev.seenby.storage.Credential;
import dev.seenby.storage.Message;
import dev.seenby.storage.Person;
import dev.seenby.storage.Room;
import dev.seenby.storage.Topics;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Bob has read everything, a channel, a topic; also through the other dialects. */
@ExtendWith(RealServers.Shared.class)
class WholeMarkingTest {
    private static final String SUCCESS = "{\"result\":\"success\",\"msg\":\"\"}\n";

    private static ZulipServer server;
    private final String token = Secrets.rocketChatToken();
    private Client alice;
    private Client bob;
    private Room tea;
    private Room pots;
    private Message cups;
    private Message plain;
    private Message black;
    private Message direct;

    @BeforeAll
    static void start() {
        server = new ZulipServer();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void talk() {
        Client owner = server.organisation();
        alice = server.person(owner, "Alice");
        bob = server.person(
                owner, "Bob", Person.Role.MEMBER, false, Secrets.credential(Credential.Kind.ROCKETCHAT_TOKEN, token));
        tea = server.room(Room.Kind.PUBLIC, "tea", alice, bob);
        pots = server.room(Room.Kind.PRIVATE, "pots", alice, bob);
        cups = Talk.say(alice, tea, "cups", "Cups?");
        plain = Talk.say(alice, tea, null, "Tea?");
        black = Talk.say(alice, pots, "black", "Black tea?");
        direct = Talk.say(alice, server.direct(alice, bob), null, "Bob?");
    }

    private void read(Message... messages) {
        for (Message message : messages) {
            assertThat(Talk.readers(alice, message)).containsExactly(bob.id());
        }
    }

    private void unread(Message... messages) {
        for (Message message : messages) {
            assertThat(Talk.readers(alice, message)).isEmpty();
        }
    }

    private static void refused(Client.Answer answer, String msg) {
        assertThat(answer.text())
                .isEqualTo("{\"result\":\"error\",\"msg\":\"" + msg + "\",\"code\":\"BAD_REQUEST\"}\n");
        assertThat(answer.status()).isEqualTo(400);
    }

    @Test
    void everythingIsReadWithOneCall() {
        assertThat(Talk.post(bob, "/mark_all_as_read").text())
                .isEqualTo("{\"result\":\"success\",\"msg\":\"\",\"complete\":true}\n");
        read(cups, plain, black, direct);
        Message later = Talk.say(alice, tea, "cups", "More?");
        unread(later);
    }

    @Test
    void aChannelIsReadWithAllItsTopics() {
        String id = Integer.toString(tea.streamId());
        assertThat(Talk.post(bob, "/mark_stream_as_read", "stream_id", id).text())
                .isEqualTo(SUCCESS);
        read(cups, plain);
        unread(black, direct);
        assertThat(Talk.post(
                                bob,
                                "/mark_topic_as_read",
                                "stream_id",
                                Integer.toString(pots.streamId()),
                                "topic_name",
                                "")
                        .text())
                .isEqualTo(SUCCESS);
        read(black);
    }

    @Test
    void aTopicIsReadWithWhatWasMovedIntoItAndWithoutWhatWasMovedAway() {
        Message again = Talk.say(alice, tea, "cups", "Cups again?");
        Message away = Talk.say(alice, tea, "CUPS", "Not about cups");
        ZulipServer.await(server.services().topics().move(Talk.id(plain), Topics.Along.NONE, "cups"));
        ZulipServer.await(server.services().topics().move(Talk.id(away), Topics.Along.NONE, "biscuits"));
        String id = Integer.toString(tea.streamId());
        assertThat(Talk.post(bob, "/mark_topic_as_read", "stream_id", id, "topic_name", "Cups")
                        .text())
                .isEqualTo(SUCCESS);
        read(cups, plain, again);
        unread(away);
        assertThat(Talk.post(bob, "/mark_topic_as_read", "stream_id", id, "topic_name", "biscuits")
                        .text())
                .isEqualTo(SUCCESS);
        read(away);
    }

    @Test
    void whatIsNotThereIsTold() {
        String id = Integer.toString(tea.streamId());
        Client carol = server.person(alice, "Carol");
        refused(Talk.post(bob, "/mark_stream_as_read", "stream_id", "99999"), "Invalid channel ID");
        refused(
                Talk.post(carol, "/mark_stream_as_read", "stream_id", Integer.toString(pots.streamId())),
                "Invalid channel ID");
        refused(Talk.post(bob, "/mark_stream_as_read", "stream_id", "\"1\""), "stream_id is not an integer");
        refused(
                Talk.post(bob, "/mark_topic_as_read", "stream_id", "99999", "topic_name", "cups"),
                "Invalid channel ID");
        refused(Talk.post(bob, "/mark_topic_as_read", "stream_id", id, "topic_name", "abc"), "No such topic 'abc'");
        refused(
                Talk.post(bob, "/mark_topic_as_read", "stream_id", id, "topic_name", "a\u0000"),
                "No such topic 'a\\u0000'");
        // She came after it all, so there is nothing of it that she could have read.
        server.join(tea, carol);
        refused(Talk.post(carol, "/mark_topic_as_read", "stream_id", id, "topic_name", "cups"), "No such topic 'cups'");
        assertThat(Talk.post(bob, "/mark_topic_as_read", "stream_id", id).json().getString("msg"))
                .isEqualTo("Missing 'topic_name' argument");
        unread(cups, plain, black, direct);
    }

    @Test
    void whatBobReadsThroughTheOtherDialectsIsReadHereToo() {
        String unread = "[[\"is\",\"unread\"]]";
        assertThat(Talk.narrowed(bob, "add", "collapsed", unread).json().getInteger("processed_count"))
                .isEqualTo(4);
        tencent(tea);
        assertThat(Talk.narrowed(bob, "add", "collapsed", unread).json().getInteger("processed_count"))
                .isEqualTo(2);
        rocketChat(pots);
        assertThat(Talk.narrowed(bob, "add", "collapsed", unread).json().getLong("first_processed_id"))
                .isEqualTo(Talk.id(direct));
        read(cups, plain, black);
        Talk.flag(bob, "remove", "read", plain, black);
        unread(plain, black);
    }

    /** Bob reads the first two messages of a room. */
    private void tencent(Room room) {
        long app = alice.app().sdkAppId();
        String userSig = new TLSSigAPIv2(app, ZulipServer.SECRET_KEY).genUserSig("administrator", 3_600);
        JsonArray both = new JsonArray().add(new JsonObject().put("MsgSeq", 1)).add(new JsonObject().put("MsgSeq", 2));
        Client.Answer answer = alice.raw(
                HttpMethod.POST,
                "/v4/group_open_http_svc/group_msg_receipt?sdkappid=" + app + "&identifier=administrator&usersig="
                        + URLEncoder.encode(userSig, StandardCharsets.UTF_8) + "&random=1&contenttype=json",
                new JsonObject()
                        .put("GroupId", room.roomId())
                        .put("From_Account", bob.person().userId())
                        .put("MsgSeqList", both)
                        .encode(),
                MultiMap.caseInsensitiveMultiMap());
        assertThat(answer.json().getInteger("ErrorCode")).isZero();
    }

    /** Bob reads all of a room. */
    private void rocketChat(Room room) {
        Client.Answer answer = bob.raw(
                HttpMethod.POST,
                "/api/v1/subscriptions.read",
                new JsonObject().put("rid", room.roomId()).encode(),
                Client.headers(
                        "X-User-Id",
                        bob.person().rocketChatId(),
                        "X-Auth-Token",
                        token,
                        "Content-Type",
                        "application/json"));
        assertThat(answer.status()).isEqualTo(200);
    }
}
