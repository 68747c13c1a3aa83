package dev.seenby.tencent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seenby.faults.FaultProxy;
import dev.seenby.receipts.RealServers;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Deleting accounts while the network to the database fails: what is not certain is never told to have happened. */
class AccountFaultTest extends TencentTest {
    private FaultProxy postgres;
    private RealServers.Node behind;

    @Override
    @BeforeAll
    void startServer() throws Exception {
        RealServers servers = RealServers.shared();
        vertx = servers.vertx();
        postgres = new FaultProxy(vertx, servers.postgresPort());
        behind = servers.node(postgres.port(), servers.redisPort());
        stores = new Stores(
                behind.record.apps(),
                behind.record.people(),
                behind.record.rooms(),
                behind.record.messages(),
                behind.record.reads(),
                behind.record.inbox(),
                RealServers.receipts(behind),
                behind.record.subscriptions());
        server = TencentServer.start(vertx, stores, NO_LIMIT, () -> clock.instant(), new HttpServerOptions());
    }

    @Override
    @AfterAll
    void stopServer() throws Exception {
        server.close().await(20, TimeUnit.SECONDS);
        behind.close();
        postgres.close();
    }

    @Test
    void whenTheAnswerToTheDeletionIsLostTheCallSaysThatItIsNotKnownAndTheNextOneSays() {
        people("alice", "bob");
        int before = postgres.swallowed();
        postgres.swallowAnswerTo("COMMIT");

        JsonObject lost = deleting("alice", "bob");

        assertThat(postgres.swallowed()).isEqualTo(before + 1);
        assertThat(lost.getString("ActionStatus")).isEqualTo("FAIL");
        assertThat(lost.getInteger("ErrorCode")).isEqualTo(70169);
        assertThat(lost.containsKey("ResultItem")).isFalse();
        // Alice was deleted, though nobody could tell; Bob was not looked at any more.
        assertThat(codes(deleting("alice", "bob"))).containsExactly(70107, 0);
    }

    @Test
    void whenTheDatabaseIsAwayNobodyIsDeletedAndTheCallSaysSo() {
        people("alice", "bob");
        String team = group("Public", "alice", "bob");
        postgres.cut();

        JsonObject away = deleting("alice", "bob");
        postgres.heal();

        assertThat(away.getString("ActionStatus")).isEqualTo("FAIL");
        assertThat(away.getInteger("ErrorCode")).isIn(70500, 70169);
        assertThat(away.containsKey("ResultItem")).isFalse();
        assertThat(codes(untilItIsBack("alice", "bob"))).containsExactly(0, 0);
        assertThat(call("send_group_msg", "GroupId", team, "Random", 1, "MsgBody", text("x"), "From_Account", "bob")
                        .code())
                .isIn(10010, 10019);
    }

    @Test
    void whatWasBegunAndBrokeOffIsDoneByTheNextCall() {
        String team = group("Public", "alice", "bob", "carol");
        String other = group("Private", "bob", "carol");
        send(team, "alice");
        int before = postgres.swallowed();
        // Leaving the first of the groups is what is committed first.
        postgres.swallowAnswerTo("COMMIT");

        JsonObject first = deleting("bob");

        assertThat(postgres.swallowed()).isEqualTo(before + 1);
        List<Integer> then = first.getInteger("ErrorCode") == 0 ? codes(first) : codes(untilItIsBack("bob"));
        assertThat(then).containsExactly(0);
        assertThat(ok("get_group_member_info", "GroupId", team).getInteger("MemberNum"))
                .isEqualTo(2);
        assertThat(ok("get_group_member_info", "GroupId", other).getInteger("MemberNum"))
                .isEqualTo(1);
        assertThat(receipts(team, 1)).isEqualTo("{\"Code\":0,\"MsgSeq\":1,\"ReadNum\":0,\"UnreadNum\":1}");
    }

    /** Connections that broke may be found to be broken once each. */
    private JsonObject untilItIsBack(String... accounts) {
        JsonObject answer = deleting(accounts);
        for (int i = 0; i < 100 && answer.getInteger("ErrorCode") != 0; i++) {
            answer = deleting(accounts);
        }
        return answer;
    }

    private JsonObject deleting(String... accounts) {
        JsonArray items = new JsonArray(Stream.of(accounts)
                .map(account -> new JsonObject().put("UserID", account))
                .toList());
        return acme.account(line, "account_delete", Tenant.json("DeleteItem", items))
                .json();
    }

    private static List<Integer> codes(JsonObject answer) {
        List<Integer> codes = new ArrayList<>();
        answer.getJsonArray("ResultItem").forEach(item -> codes.add(((JsonObject) item).getInteger("ResultCode")));
        return codes;
    }
}
