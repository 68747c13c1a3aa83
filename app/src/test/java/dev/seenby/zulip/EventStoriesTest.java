package dev.seenby.zulip;

import static org.assertj.core.api.Assertions.assertThat;

import com.tencentyun.TLSSigAPIv2;
import dev.seenby.credentials.Secrets;
import dev.seenby.receipts.RealServers;
import dev.seenby.storage.Credential;
import dev.seenby.storage.Message;
import dev.seenby.storage.NewMessage;
import dev.seenby.storage.Person;
import dev.seenby.storage.Room;
import dev.seenby.storage.TimelineKey;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What Alice, Bob and Carol are told of what they do. */
@ExtendWith(RealServers.Shared.class)
class EventStoriesTest {
    private static final String FLAGS = "[\"update_message_flags\"]";

    private static ZulipServer server;
    private final String token = Secrets.rocketChatToken();
    private Client olga;
    private Client alice;
    private Client bob;
    private Client carol;
    private Room tea;

    @BeforeAll
    static void start() {
        server = new ZulipServer();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void people() {
        olga = server.organisation();
        alice = server.person(olga, "Alice");
        bob = server.person(
                olga, "Bob", Person.Role.MEMBER, false, Secrets.credential(Credential.Kind.ROCKETCHAT_TOKEN, token));
        carol = server.person(olga, "Carol");
        tea = server.room(Room.Kind.PUBLIC, "tea", alice, bob);
    }

    private static String flags(String op, String flag, String messages) {
        return "{\"type\":\"update_message_flags\",\"op\":\"" + op + "\",\"operation\":\"" + op + "\",\"flag\":\""
                + flag + "\",\"messages\":" + messages + ",\"all\":false}";
    }

    private static void done(Client.Answer answer) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    }

    @Test
    void aMessageIsForMembersAndForThoseWhoListenToAllPublicChannels() {
        Listening member = new Listening(bob, "[\"message\"]");
        Listening stranger = new Listening(carol, "[\"message\"]");
        Listening curious = new Listening(carol, "[\"message\"]", "all_public_streams", "true");
        Room secret = server.room(Room.Kind.PRIVATE, "secret", alice, bob);

        Message open = server.send(alice, tea);
        Message closed = server.send(alice, secret);

        assertThat(member.heard())
                .extracting(
                        event -> new JsonObject(event).getJsonObject("message").getLong("id"))
                .containsExactly(Talk.id(open), Talk.id(closed));
        assertThat(stranger.heard()).isEmpty();
        JsonObject heard = curious.one();
        assertThat(heard.getJsonObject("message").getLong("id")).isEqualTo(Talk.id(open));
        assertThat(heard.getJsonArray("flags")).containsExactly("read", "historical");
    }

    @Test
    void whoHasLeftLearnsNothingMoreOfTheirOwnMessages() {
        Room secret = server.room(Room.Kind.PRIVATE, "secret", alice, bob);
        Client gus = server.person(olga, "Gus", Person.Role.GUEST, false);
        Room open = server.room(Room.Kind.PUBLIC, "open", gus, carol);
        Message hush = Talk.say(alice, secret, "old", "Hush");
        Message guests = Talk.say(gus, open, "old", "Hello");
        server.leave(secret, alice);
        server.leave(open, gus);
        String types = "[\"update_message\",\"delete_message\"]";
        Listening left = new Listening(alice, types);
        Listening guest = new Listening(gus, types);

        done(bob.call(HttpMethod.PATCH, "/messages/" + Talk.id(hush), Client.form("topic", "plans")));
        done(carol.call(HttpMethod.PATCH, "/messages/" + Talk.id(guests), Client.form("topic", "plans")));
        ZulipServer.await(server.services().sending().delete(alice.app().sdkAppId(), hush));
        done(olga.call(HttpMethod.DELETE, "/messages/" + Talk.id(guests), null));

        assertThat(left.heard()).isEmpty();
        assertThat(guest.heard()).isEmpty();
    }

    @Test
    void whoIsInNoPublicChannelLearnsWhatBecomesOfTheirOwnMessage() {
        Message own = Talk.say(carol, tea, "green", "Tea?");
        Listening listening = new Listening(carol, "[\"update_message\",\"delete_message\"]");

        done(bob.call(HttpMethod.PATCH, "/messages/" + Talk.id(own), Client.form("topic", "black")));
        done(olga.call(HttpMethod.DELETE, "/messages/" + Talk.id(own), null));

        assertThat(listening.heard())
                .extracting(event -> new JsonObject(event).getString("type"))
                .containsExactly("update_message", "delete_message");
    }

    @Test
    void aMessageThatIsSentAgainIsToldOnce() {
        Listening listening = new Listening(bob, "[\"message\"]");
        NewMessage message = new NewMessage(
                null, "once", tea.id(), TimelineKey.MAIN, alice.person().id(), null, "Tea?", "{}", null, null, 7L);
        NewMessage sameRandom = new NewMessage(
                null, "twice", tea.id(), TimelineKey.MAIN, alice.person().id(), null, "Tea?", "{}", null, null, 7L);

        for (NewMessage one : List.of(message, message, sameRandom)) {
            ZulipServer.await(server.services().sending().send(alice.app().sdkAppId(), one));
        }

        assertThat(listening.heard()).hasSize(1);
    }

    @Test
    void whatBobReadsThroughRocketChatHisZulipClientLearns() {
        Message first = server.send(alice, tea);
        Message second = server.send(alice, tea);
        Listening listening = new Listening(bob, FLAGS);

        done(bob.raw(
                HttpMethod.POST,
                "/api/v1/subscriptions.read",
                new JsonObject().put("rid", tea.roomId()).encode(),
                Client.headers(
                        "X-User-Id",
                        bob.person().rocketChatId(),
                        "X-Auth-Token",
                        token,
                        "Content-Type",
                        "application/json")));

        JsonArray both = new JsonArray(Talk.ids(first, second));
        assertThat(listening.heard()).containsExactly(flags("add", "read", both.encode()));
    }

    @Test
    void whatBobReadsThroughTencentHisZulipClientLearns() {
        Message message = server.send(alice, tea);
        Listening listening = new Listening(bob, FLAGS);
        long app = alice.app().sdkAppId();
        String userSig = new TLSSigAPIv2(app, ZulipServer.SECRET_KEY).genUserSig("administrator", 3_600);

        JsonObject answer = alice.raw(
                        HttpMethod.POST,
                        "/v4/group_open_http_svc/group_msg_receipt?contenttype=json&random=1&sdkappid=" + app
                                + "&identifier=administrator&usersig="
                                + URLEncoder.encode(userSig, StandardCharsets.UTF_8),
                        new JsonObject()
                                .put("GroupId", tea.roomId())
                                .put("From_Account", bob.person().userId())
                                .put(
                                        "MsgSeqList",
                                        new JsonArray()
                                                .add(new JsonObject()
                                                        .put(
                                                                "MsgSeq",
                                                                message.facts().clock())))
                                .encode(),
                        MultiMap.caseInsensitiveMultiMap())
                .json();

        assertThat(answer.getInteger("ErrorCode")).isZero();
        assertThat(listening.heard()).containsExactly(flags("add", "read", new JsonArray(Talk.ids(message)).encode()));
    }

    @Test
    void whatBobMarksAsUnreadIsDescribed() {
        Room pair = server.direct(alice, bob);
        Message inChannel = Talk.say(alice, tea, "cakes", "For you", bob);
        Message direct = Talk.say(alice, pair, null, "Psst");
        server.read(inChannel, bob);
        server.read(direct, bob);
        Listening listening = new Listening(bob, FLAGS);

        done(Talk.flag(bob, "remove", "read", inChannel, direct));

        JsonObject details = listening.one().getJsonObject("message_details");
        assertThat(details.getJsonObject(Long.toString(Talk.id(inChannel))).encode())
                .isEqualTo("{\"type\":\"stream\",\"mentioned\":true,\"stream_id\":" + tea.streamId()
                        + ",\"topic\":\"cakes\",\"unmuted_stream_msg\":true}");
        assertThat(details.getJsonObject(Long.toString(Talk.id(direct))).encode())
                .isEqualTo("{\"type\":\"private\",\"user_ids\":[" + alice.id() + "]}");
    }

    @Test
    void starsAreToldToWhoPutThemAndSoIsThatNothingChanged() {
        Message message = server.send(alice, tea);
        Listening own = new Listening(bob, FLAGS);
        Listening others = new Listening(alice, FLAGS);
        String it = new JsonArray(Talk.ids(message)).encode();

        done(Talk.flag(bob, "add", "starred", message));
        done(Talk.flag(bob, "add", "starred", message));
        done(Talk.flag(bob, "remove", "starred", message));
        done(Talk.flag(bob, "add", "read", message));
        done(Talk.flag(bob, "add", "read", message));

        assertThat(own.heard())
                .containsExactly(
                        flags("add", "starred", it),
                        flags("add", "starred", "[]"),
                        flags("remove", "starred", it),
                        flags("add", "read", it),
                        flags("add", "read", "[]"));
        assertThat(others.heard()).isEmpty();
    }

    @Test
    void whoReadsATopicOrAChannelIsToldWhatIfAnything() {
        Message cake = Talk.say(alice, tea, "cakes", "Cake?");
        Message scone = Talk.say(alice, tea, "scones", "Scone?");
        Message moved = Talk.say(alice, tea, "scones", "Cake, I mean");
        done(alice.call(HttpMethod.PATCH, "/messages/" + Talk.id(moved), Client.form("topic", "cakes")));
        Listening listening = new Listening(bob, FLAGS);
        String id = Integer.toString(tea.streamId());

        done(Talk.post(bob, "/mark_topic_as_read", "stream_id", id, "topic_name", "cakes"));
        done(Talk.post(bob, "/mark_topic_as_read", "stream_id", id, "topic_name", "cakes"));
        assertThat(listening.heard())
                .containsExactly(flags("add", "read", new JsonArray(Talk.ids(cake, moved)).encode()));

        done(Talk.post(bob, "/mark_stream_as_read", "stream_id", id));
        done(Talk.post(bob, "/mark_stream_as_read", "stream_id", id));
        assertThat(listening.heard()).containsExactly(flags("add", "read", new JsonArray(Talk.ids(scone)).encode()));
    }

    @Test
    void whoReadsEverythingIsToldJustThat() {
        server.send(alice, tea);
        server.send(alice, server.direct(alice, bob));
        Listening listening = new Listening(bob, FLAGS);

        done(Talk.post(bob, "/mark_all_as_read"));
        done(Talk.post(bob, "/mark_all_as_read"));

        String all = flags("add", "read", "[]").replace("false", "true");
        assertThat(listening.heard()).containsExactly(all, all);
    }

    @Test
    void membersLearnWhereAMessageWent() {
        Message first = Talk.say(alice, tea, "cakes", "Scone?");
        Message second = Talk.say(bob, tea, "cakes", "Yes");
        Listening listening = new Listening(bob, "[\"update_message\"]");
        Listening stranger = new Listening(carol, "[\"update_message\"]");

        done(alice.call(
                HttpMethod.PATCH,
                "/messages/" + Talk.id(first),
                Client.form("topic", "scones", "propagate_mode", "change_all")));

        JsonObject event = listening.one();
        assertThat((Integer) event.remove("edit_timestamp")).isPositive();
        assertThat(event.encode())
                .isEqualTo(
                        "{\"type\":\"update_message\",\"user_id\":" + alice.id() + ",\"message_id\":" + Talk.id(first)
                                + ",\"stream_name\":\"tea\",\"stream_id\":" + tea.streamId()
                                + ",\"rendering_only\":false,\"propagate_mode\":\"change_all\",\"orig_subject\":\"cakes\","
                                + "\"subject\":\"scones\",\"topic_links\":[],\"message_ids\":["
                                + Talk.id(first) + "," + Talk.id(second) + "]}");
        assertThat(stranger.heard()).isEmpty();
    }

    @Test
    void membersLearnWhatAMessageSaysNowAndThatItIsGone() {
        Message message = Talk.say(alice, tea, "cakes", "Cake?");
        Listening listening = new Listening(bob, "[\"update_message\",\"delete_message\"]");
        String path = "/messages/" + Talk.id(message);

        done(alice.call(HttpMethod.PATCH, path, Client.form("content", "Scone?")));
        JsonObject edited = listening.one();
        assertThat(edited.getString("orig_content")).isEqualTo("Cake?");
        assertThat(edited.getString("content")).isEqualTo("Scone?");
        assertThat(edited.getString("rendered_content")).isEqualTo("<p>Scone?</p>");

        done(alice.call(HttpMethod.DELETE, path, null));
        assertThat(listening.heard())
                .containsExactly("{\"type\":\"delete_message\",\"message_id\":" + Talk.id(message)
                        + ",\"message_type\":\"stream\",\"stream_id\":" + tea.streamId() + ",\"topic\":\"cakes\"}");
    }

    @Test
    void ofAMessageThatIsGoneBeforeItIsTakenThereIsNoEvent() {
        Listening listening = new Listening(bob, "[\"message\"]");
        server.delete(server.send(alice, tea));
        assertThat(listening.heard()).containsExactly("{\"type\":\"heartbeat\"}");
        assertThat(listening.heard()).isEmpty();
    }

    @Test
    void whomAliceMutesAndWhatSheShowsSheAloneIsTold() {
        String types = "[\"muted_users\",\"user_settings\"]";
        Listening own = new Listening(alice, types);
        Listening others = new Listening(bob, types);
        String path = "/users/me/muted_users/" + bob.id();

        done(alice.call(HttpMethod.POST, path, ""));
        assertThat(alice.call(HttpMethod.POST, path, "").status()).isEqualTo(400);
        JsonObject muted = own.one();
        assertThat(muted.getString("type")).isEqualTo("muted_users");
        assertThat(muted.getJsonArray("muted_users").getJsonObject(0).getInteger("id"))
                .isEqualTo(bob.id());
        done(alice.call(HttpMethod.DELETE, path, null));
        done(alice.call(HttpMethod.PATCH, "/settings", "send_read_receipts=false"));
        done(alice.call(HttpMethod.PATCH, "/settings", "send_read_receipts=false"));

        assertThat(own.heard())
                .containsExactly(
                        "{\"type\":\"muted_users\",\"muted_users\":[]}",
                        "{\"type\":\"user_settings\",\"op\":\"update\",\"property\":\"send_read_receipts\",\"value\":false}");
        assertThat(others.heard()).isEmpty();
    }

    @Test
    void whatOlgaDecidesForAllEverybodyIsTold() {
        Listening listening = new Listening(bob, "[\"realm\",\"realm_user_settings_defaults\"]");

        done(olga.call(HttpMethod.PATCH, "/realm", "enable_read_receipts=false"));
        done(olga.call(HttpMethod.PATCH, "/realm", "enable_read_receipts=false"));
        done(olga.call(HttpMethod.PATCH, "/realm/user_settings_defaults", "send_read_receipts=false"));

        assertThat(listening.heard())
                .containsExactly(
                        "{\"type\":\"realm\",\"op\":\"update\",\"property\":\"enable_read_receipts\",\"value\":false}",
                        "{\"type\":\"realm_user_settings_defaults\",\"op\":\"update\","
                                + "\"property\":\"send_read_receipts\",\"value\":false}");
    }
}
