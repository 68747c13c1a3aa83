package dev.seenby.tencent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seenby.limits.CallLimit;
import dev.seenby.limits.Visit;
import dev.seenby.receipts.RealServers;
import dev.seenby.storage.App;
import dev.seenby.storage.Forgetting;
import dev.seenby.storage.Limiter;
import dev.seenby.storage.Member;
import dev.seenby.storage.NewRoom;
import dev.seenby.storage.Room;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** A server on the real databases, a fresh app and a connection for every test, and the calls that most stories begin with. */
@ExtendWith(RealServers.Shared.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(60)
abstract class TencentTest {
    static final CallLimit NO_LIMIT = (app, call) -> Future.succeededFuture(Limiter.Verdict.accepted(100));

    Vertx vertx;
    private RealServers.Node node;
    Stores stores;
    HttpServer server;
    Tenant acme;
    Line line;
    volatile CallLimit limit = NO_LIMIT;
    volatile InstantSource clock = InstantSource.system();

    @BeforeAll
    void startServer() throws Exception {
        vertx = RealServers.shared().vertx();
        node = RealServers.shared().node();
        stores = new Stores(
                node.record.apps(),
                node.record.people(),
                node.record.rooms(),
                node.record.messages(),
                node.record.reads(),
                node.record.inbox(),
                RealServers.receipts(node),
                node.record.subscriptions());
        server = TencentServer.start(vertx, stores, limitOfTheMoment(), () -> clock.instant(), new HttpServerOptions());
    }

    private CallLimit limitOfTheMoment() {
        return new CallLimit() {
            @Override
            public Future<Limiter.Verdict> acquire(App app, String call) {
                return limit.acquire(app, call);
            }

            @Override
            public Future<Limiter.Verdict> acquireMessage(App app, long room) {
                return limit.acquireMessage(app, room);
            }

            @Override
            public Visit arrived() {
                return limit.arrived();
            }
        };
    }

    /** What lets go of receipts that have ended. */
    Forgetting forgetting() {
        return node.record.forgetting();
    }

    @AfterAll
    void stopServer() throws Exception {
        server.close().await(20, TimeUnit.SECONDS);
        node.close();
    }

    @BeforeEach
    void newApp() {
        limit = NO_LIMIT;
        clock = InstantSource.system();
        acme = Tenant.create(stores);
        line = new Line(server.actualPort());
    }

    @AfterEach
    void hangUp() {
        line.close();
    }

    Line.Answer call(String command, String body) {
        return acme.group(line, command, body);
    }

    Line.Answer call(String command, Object... pairs) {
        return call(command, Tenant.json(pairs));
    }

    /** Calls and expects the envelope of success. */
    JsonObject ok(String command, Object... pairs) {
        Line.Answer answer = call(command, pairs);
        assertThat(answer.body()).startsWith("{\"ActionStatus\":\"OK\",\"ErrorCode\":0,\"ErrorInfo\":\"\"");
        return answer.json();
    }

    void people(String... accounts) {
        for (String account : accounts) {
            assertThat(acme.account(line, "account_import", Tenant.json("UserID", account))
                            .code())
                    .isZero();
        }
    }

    /** A group with these people, the first of whom owns it. */
    String group(String type, String... members) {
        people(members);
        return ok(
                        "create_group",
                        "Type",
                        type,
                        "Name",
                        "team",
                        "Owner_Account",
                        members[0],
                        "MemberList",
                        members(members))
                .getString("GroupId");
    }

    static JsonArray members(String... accounts) {
        return new JsonArray(Stream.of(accounts)
                .map(account -> new JsonObject().put("Member_Account", account))
                .toList());
    }

    static JsonArray text(String text) {
        return new JsonArray(List.of(
                new JsonObject().put("MsgType", "TIMTextElem").put("MsgContent", new JsonObject().put("Text", text))));
    }

    static JsonArray seqs(long... numbers) {
        return new JsonArray(LongStream.of(numbers)
                .mapToObj(number -> new JsonObject().put("MsgSeq", number))
                .toList());
    }

    /** A room as another dialect, or another node, makes it; the people are there already. */
    Room room(String id, Room.Kind kind, String details, String... accounts) throws Exception {
        List<NewRoom.NewMember> members =
                stores.people().byUserIds(acme.id(), List.of(accounts)).await(20, TimeUnit.SECONDS).stream()
                        .map(person -> new NewRoom.NewMember(person.id(), Member.Role.MEMBER))
                        .toList();
        return stores.rooms()
                .create(new NewRoom(acme.id(), id, kind, "name-of-" + id, "General talk", null, details, members, null))
                .await(20, TimeUnit.SECONDS);
    }

    /** The room that a group is. */
    Room stored(String groupId) throws Exception {
        return stores.rooms()
                .byRoomId(acme.id(), groupId)
                .await(20, TimeUnit.SECONDS)
                .orElseThrow();
    }

    private long random = 1;

    /** Sends a message that asks for receipts. @return its MsgSeq */
    long send(String groupId, String sender) {
        return send(groupId, sender, 1);
    }

    long send(String groupId, String sender, int needReadReceipt) {
        return ok(
                        "send_group_msg",
                        "GroupId",
                        groupId,
                        "From_Account",
                        sender,
                        "Random",
                        random++,
                        "MsgBody",
                        text("hello"),
                        "NeedReadReceipt",
                        needReadReceipt)
                .getLong("MsgSeq");
    }

    void read(String groupId, String reader, long... numbers) {
        ok("group_msg_receipt", "GroupId", groupId, "From_Account", reader, "MsgSeqList", seqs(numbers));
    }

    /** The items of an answer of get_group_msg_receipt, as they stand in the body. */
    String receipts(String groupId, long... numbers) {
        String body = call("get_group_msg_receipt", "GroupId", groupId, "MsgSeqList", seqs(numbers))
                .body();
        String start = "{\"ActionStatus\":\"OK\",\"ErrorCode\":0,\"ErrorInfo\":\"\",\"GroupMsgReceiptList\":[";
        assertThat(body).startsWith(start).endsWith("]}");
        return body.substring(start.length(), body.length() - 2);
    }
}
