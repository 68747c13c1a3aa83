package dev.seenby.receipts;

import static org.assertj.core.api.Assertions.assertThat;

import com.tencentyun.TLSSigAPIv2;
import dev.seenby.clients.Dialects;
import dev.seenby.credentials.ApiKey;
import dev.seenby.credentials.Secrets;
import dev.seenby.storage.App;
import dev.seenby.storage.Apps;
import dev.seenby.storage.Counts;
import dev.seenby.storage.Credential;
import dev.seenby.storage.MessageFacts;
import dev.seenby.storage.Person;
import dev.seenby.storage.Room;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.SocketAddress;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One room that all three dialects see, and people who use whichever they like, over HTTP. People are known by name,
 * messages by number, from 0.
 */
final class ThreeDialects implements AutoCloseable {
    static final String OWNER = "administrator";
    private static final String SECRET_KEY = "0123456789abcdef".repeat(4);
    private static final String CHANNEL = "everybody";

    /** Somebody with all that they prove who they are with. */
    private record Somebody(Person person, String token, String key) {}

    /** A message as each dialect names it. */
    private record Sent(long id, String stringId, long seq) {}

    private final Dialects server;
    private final HttpClient http;
    private final App app;
    private final String host = UUID.randomUUID() + ".example";
    private final Map<String, Somebody> people = new LinkedHashMap<>();
    private final List<Sent> sent = new ArrayList<>();
    private final Room room;
    private final int streamId;

    /** @param members the first of them makes the room, through Zulip */
    ThreeDialects(RealServers.Node node, List<String> names, List<String> members) {
        server = new Dialects(
                node, Dialects.NO_LIMITS, (call, outcome, status, code, nanos) -> {}, UnaryOperator.identity());
        http = server.vertx().createHttpClient();
        Somebody[] owner = new Somebody[1];
        app = makeApp(owner);
        people.put(OWNER, owner[0]);
        names.forEach(name -> people.put(name, register(name)));
        JsonObject channel = new JsonObject().put("name", CHANNEL);
        JsonArray principals = new JsonArray(
                members.stream().map(name -> of(name).person().zulipId()).toList());
        zulip(
                members.get(0),
                HttpMethod.POST,
                "/users/me/subscriptions",
                "subscriptions",
                new JsonArray().add(channel).encode(),
                "principals",
                principals.encode());
        room = Dialects.await(server.zulip().rooms().byName(app.sdkAppId(), CHANNEL))
                .orElseThrow();
        streamId = room.streamId();
    }

    private App makeApp(Somebody[] owner) {
        String token = Secrets.rocketChatToken();
        ApiKey key = ApiKey.random(SECRET_KEY);
        Registration.Request request = new Registration.Request(
                OWNER, null, null, OWNER, "Administrator", null, Person.Role.OWNER, false, null, List.of());
        Apps.Created made = server.app(
                host, request, List.of(Secrets.credential(Credential.Kind.ROCKETCHAT_TOKEN, token), key.credential()));
        owner[0] = new Somebody(made.owner(), token, key.key());
        return made.app();
    }

    private Somebody register(String name) {
        String token = Secrets.rocketChatToken();
        ApiKey key = ApiKey.random(SECRET_KEY);
        Person person = Dialects.await(server.zulip()
                .registration()
                .register(
                        app.sdkAppId(),
                        new Registration.Request(
                                name,
                                null,
                                null,
                                name,
                                name,
                                name + "@wonder.example",
                                Person.Role.MEMBER,
                                false,
                                null,
                                List.of(
                                        Secrets.credential(Credential.Kind.ROCKETCHAT_TOKEN, token),
                                        key.credential()))));
        return new Somebody(person, token, key.key());
    }

    long app() {
        return app.sdkAppId();
    }

    /** How those who wait for events are told. */
    Telling telling() {
        return server.zulip().telling();
    }

    Instant sentAt(int message) {
        return Dialects.await(server.zulip()
                        .messages()
                        .byIds(app.sdkAppId(), List.of(sent.get(message).id())))
                .get(0)
                .sentAt();
    }

    int messages() {
        return sent.size();
    }

    private Somebody of(String name) {
        return Objects.requireNonNull(people.get(name));
    }

    // Tencent: the app's own server acts for people.

    void tencentSends(String sender, boolean receipted) {
        JsonArray text = new JsonArray()
                .add(new JsonObject()
                        .put("MsgType", "TIMTextElem")
                        .put("MsgContent", new JsonObject().put("Text", "from Tencent")));
        JsonObject body = new JsonObject()
                .put("From_Account", sender)
                .put("Random", sent.size() + 1)
                .put("MsgBody", text)
                .put("NeedReadReceipt", receipted ? 1 : 0);
        tencent("send_group_msg", body);
        remember();
    }

    void tencentReads(String reader, List<Integer> messages) {
        tencent(
                "group_msg_receipt",
                new JsonObject().put("From_Account", reader).put("MsgSeqList", seqs(messages)));
    }

    void tencentJoins(String name) {
        tencent(
                "add_group_member",
                new JsonObject().put("MemberList", new JsonArray().add(new JsonObject().put("Member_Account", name))));
    }

    void tencentLeaves(String name) {
        tencent("delete_group_member", new JsonObject().put("MemberToDel_Account", new JsonArray().add(name)));
    }

    /** How many have read each message and how many have not; null where the dialect says that it has no receipts. */
    List<@Nullable Counts> tencentCounts() {
        List<@Nullable Counts> counts = new ArrayList<>();
        List<Integer> all = new ArrayList<>();
        for (int i = 0; i < sent.size(); i++) {
            all.add(i);
        }
        if (all.isEmpty()) {
            return counts;
        }
        JsonArray list = tencent("get_group_msg_receipt", new JsonObject().put("MsgSeqList", seqs(all)))
                .getJsonArray("GroupMsgReceiptList");
        for (int i = 0; i < list.size(); i++) {
            JsonObject one = list.getJsonObject(i);
            assertThat(one.getLong("MsgSeq")).isEqualTo(sent.get(i).seq());
            counts.add(
                    one.getInteger("Code") == 10_062
                            ? null
                            : new Counts(one.getInteger("ReadNum"), one.getInteger("UnreadNum")));
        }
        return counts;
    }

    /** What the list of readers is answered with: 0 = there is one. */
    int tencentDetailCode(int message) {
        JsonObject asked = new JsonObject()
                .put("MsgSeq", sent.get(message).seq())
                .put("Filter", 0)
                .put("Count", 10);
        return tencentAnswer("get_group_msg_receipt_detail", asked).getInteger("ErrorCode");
    }

    private JsonArray seqs(List<Integer> messages) {
        JsonArray list = new JsonArray();
        messages.forEach(message ->
                list.add(new JsonObject().put("MsgSeq", sent.get(message).seq())));
        return list;
    }

    // Rocket.Chat

    /** @param parent in whose thread; null = in the room */
    void rocketChatSends(String sender, @Nullable Integer parent) {
        JsonObject message = new JsonObject().put("rid", room.roomId()).put("msg", "from Rocket.Chat");
        if (parent != null) {
            message.put("tmid", sent.get(parent).stringId());
        }
        rocketChat(sender, "chat.sendMessage", new JsonObject().put("message", message));
        remember();
    }

    void rocketChatReads(String reader, boolean threads) {
        rocketChat(
                reader,
                "subscriptions.read",
                new JsonObject().put("rid", room.roomId()).put("readThreads", threads));
    }

    void rocketChatJoins(String name) {
        rocketChat(name, "channels.join", new JsonObject().put("roomId", room.roomId()));
    }

    void rocketChatDeletes(int message) {
        rocketChat(
                OWNER,
                "chat.delete",
                new JsonObject()
                        .put("roomId", room.roomId())
                        .put("msgId", sent.get(message).stringId()));
    }

    /** Who has read a message, the sender too, by time of reading. */
    List<String> rocketChatReaders(int message) {
        String path = "/api/v1/chat.getMessageReadReceipts?messageId="
                + sent.get(message).stringId();
        JsonArray receipts = call(HttpMethod.GET, path, null, signedInto(OWNER)).getJsonArray("receipts");
        List<String> names = new ArrayList<>();
        for (int i = 0; i < receipts.size(); i++) {
            names.add(receipts.getJsonObject(i).getJsonObject("user").getString("username"));
        }
        return names;
    }

    /** Whether somebody has not read a message. */
    boolean rocketChatSaysUnread(int message) {
        String path = "/api/v1/chat.getMessage?msgId=" + sent.get(message).stringId();
        return call(HttpMethod.GET, path, null, signedInto(OWNER))
                .getJsonObject("message")
                .getBoolean("unread", false);
    }

    /** Everybody's usernames, ascending. */
    List<String> rocketChatPeople() {
        JsonArray users = call(HttpMethod.GET, "/api/v1/users.list?count=100", null, signedInto(OWNER))
                .getJsonArray("users");
        return users.stream()
                .map(user -> ((JsonObject) user).getString("username"))
                .sorted()
                .toList();
    }

    // Zulip

    /** @return a queue of deletions of messages */
    String zulipListens(String who) {
        return zulip(who, HttpMethod.POST, "/register", "event_types", "[\"delete_message\"]")
                .getString("queue_id");
    }

    /** What has come to a queue, from its beginning: the deleted messages, by number. */
    List<Integer> zulipHearsDeleted(String who, String queue) {
        JsonArray events = zulip(who, HttpMethod.GET, "/events?queue_id=" + queue + "&last_event_id=-1&dont_block=true")
                .getJsonArray("events");
        List<Long> ids = sent.stream().map(Sent::id).toList();
        return events.stream()
                .map(event -> ids.indexOf(((JsonObject) event).getLong("message_id")))
                .toList();
    }

    void zulipSends(String sender, String topic) {
        zulip(sender, HttpMethod.POST, "/messages", "type", "channel", "to", CHANNEL, "topic", topic, "content", "hi");
        remember();
    }

    void zulipReads(String reader, List<Integer> messages) {
        zulip(reader, HttpMethod.POST, "/messages/flags", "messages", ids(messages), "op", "add", "flag", "read");
    }

    void zulipTakesBack(String reader, List<Integer> messages) {
        zulip(reader, HttpMethod.POST, "/messages/flags", "messages", ids(messages), "op", "remove", "flag", "read");
    }

    void zulipReadsRoom(String reader) {
        zulip(reader, HttpMethod.POST, "/mark_stream_as_read", "stream_id", Integer.toString(streamId));
    }

    /** Only if the reader received something in it. */
    void zulipReadsTopic(String reader, String topic) {
        zulip(
                reader,
                HttpMethod.POST,
                "/mark_topic_as_read",
                "stream_id",
                Integer.toString(streamId),
                "topic_name",
                topic);
    }

    void zulipReadsEverything(String reader) {
        zulip(reader, HttpMethod.POST, "/mark_all_as_read");
    }

    /** Reads what is unread of a topic, newest first, in steps of two. */
    void zulipReadsNarrow(String reader, String topic) {
        JsonArray narrow = new JsonArray()
                .add(new JsonArray().add("channel").add(CHANNEL))
                .add(new JsonArray().add("topic").add(topic));
        String anchor = "newest";
        for (boolean done = false; !done; ) {
            JsonObject answer = zulip(
                    reader,
                    HttpMethod.POST,
                    "/messages/flags/narrow",
                    "anchor",
                    anchor,
                    "include_anchor",
                    "false",
                    "num_before",
                    "2",
                    "num_after",
                    "0",
                    "narrow",
                    narrow.encode(),
                    "op",
                    "add",
                    "flag",
                    "read");
            done = answer.getBoolean("found_oldest");
            anchor = String.valueOf(answer.getValue("first_processed_id"));
        }
    }

    /** @param along {@code change_one}, {@code change_later} or {@code change_all} */
    void zulipMoves(int message, String topic, String along) {
        zulip(OWNER, HttpMethod.PATCH, "/messages/" + sent.get(message).id(), "topic", topic, "propagate_mode", along);
    }

    void zulipDeletes(int message) {
        zulip(OWNER, HttpMethod.DELETE, "/messages/" + sent.get(message).id());
    }

    void zulipJoins(String name) {
        JsonArray channels = new JsonArray().add(new JsonObject().put("name", CHANNEL));
        zulip(name, HttpMethod.POST, "/users/me/subscriptions", "subscriptions", channels.encode());
    }

    void zulipLeaves(String name) {
        String channels = new JsonArray().add(CHANNEL).encode();
        zulip(name, HttpMethod.DELETE, "/users/me/subscriptions", "subscriptions", channels);
    }

    /** Who has read a message, but its sender; by id. */
    List<String> zulipReaders(int message) {
        JsonArray ids = zulip(
                        OWNER, HttpMethod.GET, "/messages/" + sent.get(message).id() + "/read_receipts")
                .getJsonArray("user_ids");
        return ids.stream()
                .map(id -> people.values().stream()
                        .filter(one -> one.person().zulipId() == (Integer) id)
                        .findFirst()
                        .orElseThrow()
                        .person()
                        .username())
                .toList();
    }

    /** People's names in the order of their ids. */
    Comparator<String> byZulipId() {
        return Comparator.comparingInt(name -> of(name).person().zulipId());
    }

    private String ids(List<Integer> messages) {
        return new JsonArray(
                        messages.stream().map(message -> sent.get(message).id()).toList())
                .encode();
    }

    /** The newest message of the room, under all its names. */
    private void remember() {
        long seq = sent.size() + 1;
        MessageFacts facts = Dialects.await(server.zulip().messages().factsByClock(room.id(), List.of(seq)))
                .get(0);
        String stringId = Dialects.await(server.zulip().messages().stringIds(List.of(facts.id())))
                .get(facts.id());
        sent.add(new Sent(facts.id(), Objects.requireNonNull(stringId), seq));
    }

    private JsonObject tencent(String command, JsonObject body) {
        JsonObject answer = tencentAnswer(command, body);
        assertThat(answer.getInteger("ErrorCode")).as(answer.encode()).isZero();
        return answer;
    }

    private JsonObject tencentAnswer(String command, JsonObject body) {
        String userSig = new TLSSigAPIv2(app.sdkAppId(), SECRET_KEY).genUserSig(OWNER, 3_600);
        String path = "/v4/group_open_http_svc/" + command + "?sdkappid=" + app.sdkAppId() + "&identifier=" + OWNER
                + "&usersig=" + encode(userSig) + "&random=1&contenttype=json";
        return call(HttpMethod.POST, path, body.put("GroupId", room.roomId()).encode(), request -> {});
    }

    private void rocketChat(String who, String call, JsonObject body) {
        call(HttpMethod.POST, "/api/v1/" + call, body.encode(), request -> {
            signedInto(who).accept(request);
            request.putHeader("Content-Type", "application/json");
        });
    }

    private Consumer<HttpClientRequest> signedInto(String who) {
        return request -> request.putHeader("X-User-Id", of(who).person().rocketChatId())
                .putHeader("X-Auth-Token", of(who).token());
    }

    /** @param pairs names and values */
    private JsonObject zulip(String who, HttpMethod method, String path, String... pairs) {
        StringBuilder form = new StringBuilder();
        for (int i = 0; i < pairs.length; i += 2) {
            form.append(i == 0 ? "" : "&").append(pairs[i]).append('=').append(encode(pairs[i + 1]));
        }
        String login = Names.email(app, of(who).person()) + ":" + of(who).key();
        return call(method, "/api/v1" + path, form.toString(), request -> request.putHeader(
                        "Authorization",
                        "Basic " + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8)))
                .putHeader("Content-Type", "application/x-www-form-urlencoded"));
    }

    private JsonObject call(HttpMethod method, String path, @Nullable String body, Consumer<HttpClientRequest> more) {
        RequestOptions options = new RequestOptions()
                .setServer(SocketAddress.inetSocketAddress(server.port(), "127.0.0.1"))
                .setHost(host)
                .setPort(80)
                .setMethod(method)
                .setURI(path);
        return Dialects.await(http.request(options).compose(request -> {
            more.accept(request);
            return (body == null ? request.send() : request.send(Buffer.buffer(body)))
                    .compose(response -> response.body().map(bytes -> {
                        String text = bytes.toString(StandardCharsets.UTF_8);
                        boolean noSuchTopic = text.contains("No such topic");
                        assertThat(response.statusCode() == 200 || noSuchTopic)
                                .as("%s %s: %s", method, path, text)
                                .isTrue();
                        return new JsonObject(text);
                    }));
        }));
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** As topics are compared. */
    static String folded(String topic) {
        return topic.toLowerCase(Locale.ROOT);
    }

    @Override
    public void close() {
        server.close();
    }
}
