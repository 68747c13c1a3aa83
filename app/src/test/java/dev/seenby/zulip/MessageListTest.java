package dev.seenby.zulip;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seenby.receipts.RealServers;
import dev.seenby.storage.Message;
import dev.seenby.storage.Room;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Bob's client fetches what it shows. */
@ExtendWith(RealServers.Shared.class)
class MessageListTest {
    private static ZulipServer server;
    private Client alice;
    private Client bob;
    private Room tea;
    private final List<Long> sent = new ArrayList<>();

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
        bob = server.person(owner, "Bob");
        tea = server.room(Room.Kind.PUBLIC, "tea", alice, bob);
        for (int i = 0; i < 5; i++) {
            sent.add(Talk.id(Talk.say(alice, tea, "cups", "Tea **" + i + "**")));
        }
    }

    private Client.Answer get(String... pairs) {
        return bob.get("/messages?" + Client.form(pairs));
    }

    private static List<Long> ids(JsonObject answer) {
        return answer.getJsonArray("messages").stream()
                .map(message -> ((JsonObject) message).getLong("id"))
                .toList();
    }

    /** @param flags found_anchor, found_oldest, found_newest */
    private void found(Client.Answer answer, long anchor, List<Long> ids, boolean... flags) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        JsonObject json = answer.json();
        assertThat(json.fieldNames())
                .containsExactly(
                        "result",
                        "msg",
                        "messages",
                        "anchor",
                        "found_anchor",
                        "found_oldest",
                        "found_newest",
                        "history_limited");
        assertThat(ids(json)).isEqualTo(ids);
        json.remove("messages");
        assertThat(json)
                .isEqualTo(new JsonObject()
                        .put("result", "success")
                        .put("msg", "")
                        .put("anchor", anchor)
                        .put("found_anchor", flags[0])
                        .put("found_oldest", flags[1])
                        .put("found_newest", flags[2])
                        .put("history_limited", false));
    }

    private static void refused(Client.Answer answer, String msg) {
        assertThat(answer.text())
                .isEqualTo("{\"result\":\"error\",\"msg\":\"" + msg + "\",\"code\":\"BAD_REQUEST\"}\n");
        assertThat(answer.status()).isEqualTo(400);
    }

    private Client.Answer around(Object anchor, int before, int after) {
        return get(
                "anchor",
                anchor.toString(),
                "num_before",
                Integer.toString(before),
                "num_after",
                Integer.toString(after));
    }

    @Test
    void messagesAroundAnAnchorComeInOrderWithWhatIsKnownOfTheRest() {
        long middle = sent.get(2);
        found(around(middle, 1, 1), middle, sent.subList(1, 4), true, false, false);
        found(around(middle, 2, 2), middle, sent, true, false, false);
        found(around(middle, 3, 3), middle, sent, true, true, true);
        found(around(middle, 0, 0), middle, List.of(middle), true, false, false);
        found(around(middle, 1, 0), middle, sent.subList(1, 3), true, false, false);
        found(around(middle, 0, 9), middle, sent.subList(2, 5), true, false, true);
        found(around("newest", 2, 7), Window.NEWEST, sent.subList(3, 5), false, false, true);
        found(around("newest", 9, 0), Window.NEWEST, sent, false, true, true);
        found(around("oldest", 7, 2), 0, sent.subList(0, 2), false, true, false);
        found(around("oldest", 0, 0), 0, List.of(), false, true, false);
        found(
                get("anchor", Long.toString(middle), "num_before", "0", "num_after", "1", "include_anchor", "false"),
                middle,
                sent.subList(3, 4),
                false,
                false,
                false);
        found(
                get("anchor", Long.toString(middle), "num_before", "1", "num_after", "0", "include_anchor", "false"),
                middle,
                sent.subList(1, 2),
                false,
                false,
                false);
    }

    @Test
    void theFirstUnreadIsWhereBobStoppedReading() {
        Talk.post(
                bob,
                "/messages/flags",
                "messages",
                new JsonArray(sent.subList(0, 3)).encode(),
                "op",
                "add",
                "flag",
                "read");
        found(around("first_unread", 1, 1), sent.get(3), sent.subList(2, 5), true, false, false);
        found(
                get("num_before", "1", "num_after", "0", "use_first_unread_anchor", "true"),
                sent.get(3),
                sent.subList(2, 4),
                true,
                false,
                false);
        Talk.post(bob, "/mark_all_as_read");
        found(around("first_unread", 1, 1), Window.NEWEST, sent.subList(4, 5), false, false, true);
    }

    @Test
    void theyAreWrittenAsTheClientWants() {
        JsonObject html = get("anchor", "newest", "num_before", "1", "narrow", "[[\"topic\",\"cups\"]]")
                .json();
        JsonObject raw = get("anchor", "newest", "num_before", "1", "apply_markdown", "false")
                .json();
        assertThat(html.getJsonArray("messages").getJsonObject(0).getString("content"))
                .isEqualTo("<p>Tea <strong>4</strong></p>");
        assertThat(raw.getJsonArray("messages").getJsonObject(0).getString("content"))
                .isEqualTo("Tea **4**");
        assertThat(raw.getJsonArray("messages").getJsonObject(0).getJsonArray("flags"))
                .isEmpty();
    }

    @Test
    void certainMessagesAreThoseThatBobSees() {
        Message foreign = Talk.say(alice, server.room(Room.Kind.PRIVATE, "secret", alice), "cups", "Hidden");
        Message browsed = Talk.say(alice, server.room(Room.Kind.PUBLIC, "open", alice), "cups", "Open");
        String ids = "[" + Talk.id(browsed) + "," + sent.get(1) + "," + sent.get(0) + "," + sent.get(1) + ","
                + Talk.id(foreign) + ",0]";
        Client.Answer answer = get("message_ids", ids);
        assertThat(ids(answer.json())).containsExactly(sent.get(0), sent.get(1), Talk.id(browsed));
        assertThat(answer.text())
                .endsWith("],\"found_anchor\":false,\"found_oldest\":false,\"found_newest\":false,"
                        + "\"history_limited\":false}\n");
        assertThat(ids(get("message_ids", ids, "narrow", "[[\"channel\",\"tea\"]]")
                        .json()))
                .containsExactly(sent.get(0), sent.get(1));
        assertThat(ids(get("message_ids", "[]").json())).isEmpty();
    }

    @Test
    void manyAreWrittenInParts() {
        List<Long> many = new ArrayList<>(sent);
        for (int i = 0; i < 210; i++) {
            many.add(Talk.id(Talk.say(alice, tea, "cups", "x".repeat(2_000))));
        }
        found(around("newest", 5_000, 0), Window.NEWEST, many, false, true, true);
    }

    @Test
    void whatIsWrongIsTold() {
        refused(get(), "Missing 'anchor' argument.");
        refused(get("num_before", "1"), "Missing 'anchor' argument.");
        refused(around("x", 1, 1), "Invalid anchor");
        refused(around("newest", 5_000, 1), "Too many messages requested (maximum 5000).");
        refused(
                get("anchor", "0", "num_before", "9223372036854775807", "num_after", "9223372036854775807"),
                "Too many messages requested (maximum 5000).");
        refused(get("anchor", "0", "num_before", "-1"), "num_before is too small");
        refused(get("anchor", "0", "num_after", "x"), "num_after is not valid JSON");
        refused(get("anchor", "0", "include_anchor", "1"), "include_anchor is not a boolean");
        refused(
                get("anchor", "17", "num_before", "1", "num_after", "1", "include_anchor", "false"),
                "The anchor can only be excluded at an end of the range");
        refused(get("message_ids", "[-1]"), "message_ids[0] is too small");
        refused(
                bob.call(
                        HttpMethod.POST,
                        "/messages",
                        Client.form("method", "GET", "message_ids", "[" + "1,".repeat(5_000) + "1]")),
                "Too many messages requested (maximum 5000).");
        assertThat(get("anchor", "1", "message_ids", "[1]").text())
                .isEqualTo("{\"result\":\"error\",\"msg\":\"Unsupported parameter combination: num_before, num_after,"
                        + " anchor, message_ids, include_anchor, use_first_unread_anchor\",\"parameters\":"
                        + "\"num_before, num_after, anchor, message_ids, include_anchor, use_first_unread_anchor\","
                        + "\"code\":\"BAD_REQUEST\"}\n");
    }
}
