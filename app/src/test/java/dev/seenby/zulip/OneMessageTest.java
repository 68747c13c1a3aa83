package dev.seenby.zulip;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seenby.receipts.RealServers;
import dev.seenby.storage.Message;
import dev.seenby.storage.Person;
import dev.seenby.storage.Room;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Bob looks at single messages, wherever they came from. */
@ExtendWith(RealServers.Shared.class)
class OneMessageTest {
    private static ZulipServer server;
    private Client owner;
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
        owner = server.organisation();
        alice = server.person(owner, "Alice");
        bob = server.person(owner, "Bob");
        carol = server.person(owner, "Carol");
        tea = server.room(Room.Kind.PUBLIC, "tea", alice, bob);
    }

    private static long sent(Client sender, String to, String topic, String content) {
        Client.Answer answer =
                Talk.post(sender, "/messages", "type", "channel", "to", to, "topic", topic, "content", content);
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer.json().getLong("id");
    }

    private static JsonObject shown(Client caller, long id) {
        Client.Answer answer = caller.get("/messages/" + id);
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer.json().getJsonObject("message");
    }

    private static List<Object> flags(Client caller, long id) {
        return shown(caller, id).getJsonArray("flags").stream().toList();
    }

    private Message message(long id) {
        return ZulipServer.await(server.services().messages().byIds(alice.app().sdkAppId(), List.of(id)))
                .get(0);
    }

    private static void invalid(Client.Answer answer) {
        assertThat(answer.text())
                .isEqualTo("{\"result\":\"error\",\"msg\":\"Invalid message(s)\",\"code\":\"BAD_REQUEST\"}\n");
        assertThat(answer.status()).isEqualTo(400);
    }

    @Test
    void aMessageOfAChannelIsShownWhole() {
        long id = sent(alice, "tea", "green", "Tea, **Bob**?");
        String expected = "{\"result\":\"success\",\"msg\":\"\",\"raw_content\":\"Tea, **Bob**?\",\"message\":{\"id\":"
                + id + ",\"sender_id\":" + alice.id()
                + ",\"content\":\"<p>Tea, <strong>Bob</strong>?</p>\",\"recipient_id\":" + tea.streamId()
                + ",\"timestamp\":" + message(id).sentAt().getEpochSecond() + ",\"client\":\""
                + shown(bob, id).getString("client")
                + "\",\"subject\":\"green\",\"topic_links\":[],\"is_me_message\":false,\"reactions\":[],"
                + "\"submessages\":[],\"flags\":[],\"sender_full_name\":\"Alice\",\"sender_email\":\"" + alice.email()
                + "\",\"sender_realm_str\":\"Acme\",\"display_recipient\":\"tea\",\"type\":\"stream\",\"stream_id\":"
                + tea.streamId() + ",\"avatar_url\":null,\"content_type\":\"text/html\"}}\n";
        Client.Answer answer = bob.get("/messages/" + id);
        assertThat(answer.text()).isEqualTo(expected);
        assertThat(bob.get("/messages/0" + id + "?apply_markdown=false").text())
                .isEqualTo(expected.replace("<p>Tea, <strong>Bob</strong>?</p>", "Tea, **Bob**?")
                        .replace("text/html", "text/x-markdown"));
        assertThat(flags(alice, id)).containsExactly("read");
    }

    @Test
    void whoDidNotReceiveItSeesItAsHistory() {
        long id = sent(alice, "tea", "green", "@**all** Tea?");
        assertThat(flags(carol, id)).containsExactly("read", "historical");
        invalid(server.person(owner, "Gus", Person.Role.GUEST, false).get("/messages/" + id));
        invalid(bob.get("/messages/" + (id + 1_000_000)));
        invalid(bob.get("/messages/99999999999999999999"));
    }

    @Test
    void bobSeesWhatHeMarkedAndWhereHeIsSpokenTo() {
        long plain = sent(alice, "tea", "green", "Tea?");
        long name = sent(alice, "tea", "green", "@**Bob** and `@**Carol**`");
        long all = sent(alice, "tea", "green", "@**all** Tea!");
        long topic = sent(alice, "tea", "green", "@**topic** Tea!");
        long both = sent(alice, "tea", "green", "@**everyone** and @**Bob|" + bob.id() + "**");
        long silent = sent(alice, "tea", "green", "@_**Bob** and @_**all**");
        Talk.flag(bob, "add", "read", message(plain));
        Talk.flag(bob, "add", "starred", message(plain));
        Talk.flag(bob, "add", "collapsed", message(name));
        assertThat(flags(bob, plain)).containsExactly("read", "starred");
        assertThat(flags(bob, name)).containsExactly("collapsed", "mentioned");
        assertThat(flags(bob, all)).containsExactly("stream_wildcard_mentioned");
        assertThat(flags(bob, topic)).containsExactly("topic_wildcard_mentioned");
        assertThat(flags(bob, both)).containsExactly("mentioned", "stream_wildcard_mentioned");
        assertThat(flags(bob, silent)).isEmpty();
        assertThat(shown(bob, silent).getString("content"))
                .isEqualTo(
                        "<p><span class=\"user-mention silent\" data-user-id=\"" + bob.id() + "\">Bob</span> and "
                                + "<span class=\"user-mention channel-wildcard-mention silent\" data-user-id=\"*\">all</span></p>");
        server.join(tea, carol);
        assertThat(flags(carol, all)).containsExactly("read", "historical");
    }

    @Test
    void aDirectMessageNamesAllWhoAreInIt() {
        Client.Answer answer = Talk.post(
                alice, "/messages", "type", "direct", "to", "[" + bob.id() + "," + carol.id() + "]", "content", "Tea?");
        long id = answer.json().getLong("id");
        JsonObject shown = shown(bob, id);
        JsonArray people = new JsonArray();
        for (Client one : List.of(alice, bob, carol)) {
            people.add(new JsonObject()
                    .put("id", one.id())
                    .put("email", one.email())
                    .put("full_name", one.person().name())
                    .put("is_mirror_dummy", false));
        }
        assertThat(shown.getJsonArray("display_recipient")).isEqualTo(people);
        assertThat(shown.getString("type")).isEqualTo("private");
        assertThat(shown.getString("subject")).isEmpty();
        assertThat(shown.containsKey("stream_id")).isFalse();
        invalid(owner.get("/messages/" + id));
    }

    @Test
    void whatSomebodyWroteStaysWithTheirNameWhenTheyAreDeleted() {
        long id = sent(alice, "tea", "green", "Tea?");
        ZulipServer.await(server.services().people().delete(alice.person().id()));
        JsonObject shown = shown(bob, id);
        assertThat(shown.getInteger("sender_id")).isEqualTo(alice.id());
        assertThat(shown.getString("content")).isEqualTo("<p>Tea?</p>");
        assertThat(shown.getString("sender_full_name")).isNotBlank();
    }

    @Test
    void whatBobDoesIsAMeMessageUnlessItEndsInCode() {
        long me = sent(alice, "tea", "green", "/me pours tea");
        long code = sent(alice, "tea", "green", "/me pours\n```\ntea\n```");
        long other = sent(alice, "tea", "green", "I say /me pours tea");
        for (String style : List.of("true", "false")) {
            for (long id : List.of(me, code, other)) {
                assertThat(bob.get("/messages/" + id + "?apply_markdown=" + style)
                                .json()
                                .getJsonObject("message")
                                .getBoolean("is_me_message"))
                        .isEqualTo(id == me);
            }
        }
    }

    @Test
    void whatOtherDialectsWriteIsShownUnderItsTopic() {
        OtherDialects dora = OtherDialects.of(owner, "Dora", Person.Role.MEMBER);
        server.join(tea, dora.person());
        dora.tencentSays(tea.roomId(), alice, 1, "From Tencent");
        JsonObject tencent = shown(bob, newest());
        assertThat(tencent.getString("subject")).isEqualTo("(no topic)");
        assertThat(tencent.getString("content")).isEqualTo("<p>From Tencent</p>");
        assertThat(tencent.getString("client")).isEqualTo("Seenby");
        assertThat(tencent.getJsonArray("flags")).isEmpty();

        long parent = sent(alice, "tea", "green", "Which?");
        dora.post(
                "chat.postMessage",
                new JsonObject()
                        .put("roomId", tea.roomId())
                        .put("text", "*Sencha*")
                        .put("tmid", message(parent).stringId()));
        JsonObject reply = shown(bob, newest());
        assertThat(reply.getString("subject")).isEqualTo("green");
        assertThat(reply.getString("content")).isEqualTo("<p><em>Sencha</em></p>");
        assertThat(reply.getInteger("sender_id")).isEqualTo(dora.person().id());
    }

    private long newest() {
        return bob.get("/users/me").json().getLong("max_message_id");
    }

    @Test
    void someoneDeactivatedIsNoRecipientAndOneHundredAreTheMost() {
        assertThat(owner.call(HttpMethod.DELETE, "/users/" + carol.id(), null).status())
                .isEqualTo(200);
        assertThat(Talk.post(alice, "/messages", "type", "direct", "to", "[" + carol.id() + "]", "content", "Tea?")
                        .text())
                .isEqualTo("{\"result\":\"error\",\"msg\":\"'" + carol.email()
                        + "' is no longer using Zulip.\",\"code\":\"BAD_REQUEST\"}\n");
        JsonArray crowd = new JsonArray();
        for (int i = 0; i < 99; i++) {
            crowd.add(server.person(owner, "Guest" + i).id());
        }
        Client.Answer most = toAll(crowd);
        assertThat(most.status()).as(most.text()).isEqualTo(200);
        assertThat(shown(alice, most.json().getLong("id")).getJsonArray("display_recipient"))
                .hasSize(100);
        // Oneself is counted, named or not.
        assertThat(toAll(crowd.copy().add(alice.id())).json().getInteger("id")).isNotNull();
        assertThat(toAll(crowd.copy().add(bob.id())).text())
                .isEqualTo("{\"result\":\"error\",\"msg\":\"Direct messages cannot have more than 100 participants.\","
                        + "\"code\":\"BAD_REQUEST\"}\n");
    }

    private Client.Answer toAll(JsonArray people) {
        return Talk.post(alice, "/messages", "type", "direct", "to", people.encode(), "content", "Tea?");
    }
}
