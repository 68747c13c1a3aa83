package dev.seenby.tencent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seenby.receipts.Conversations;
import dev.seenby.receipts.IndexKeeper;
import dev.seenby.receipts.ReceiptMetrics;
import dev.seenby.receipts.Receipts;
import dev.seenby.storage.CommitListener;
import dev.seenby.storage.NewRoom;
import dev.seenby.storage.Room;
import dev.seenby.storage.model.InMemoryIndex;
import dev.seenby.storage.model.InMemoryRecords;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Messages that were recalled and groups that were deleted, by another node each time: on the model. */
class RecallTest extends TencentTest {
    private IndexKeeper keeper;

    @Override
    @BeforeAll
    void startServer() {
        vertx = Vertx.vertx();
        AtomicReference<CommitListener> listener = new AtomicReference<>(batch -> Future.succeededFuture());
        InMemoryRecords records = new InMemoryRecords(batch -> listener.get().committed(batch), InstantSource.system());
        InMemoryIndex index = new InMemoryIndex();
        keeper = new IndexKeeper(vertx, index, records.log(), ReceiptMetrics.NONE);
        listener.set(keeper.listener());
        await(keeper.start());
        stores = new Stores(
                records.apps(),
                records.people(),
                records.rooms(),
                records.messages(),
                records.reads(),
                records.inbox(),
                new Receipts(index, keeper, records.reads(), ReceiptMetrics.NONE),
                records.subscriptions());
        server = TencentServer.start(
                vertx, stores, (app, call) -> limit.acquire(app, call), () -> clock.instant(), new HttpServerOptions());
    }

    @Override
    @AfterAll
    void stopServer() {
        await(server.close());
        await(keeper.stop());
        await(vertx.close());
    }

    @Test
    void aRecalledMessageHasNoReceiptAndItsNumberIsNotGivenAgain() {
        String group = group("Public", "alice", "bob", "carol");
        send(group, "alice");
        send(group, "alice");
        read(group, "bob", 1, 2);
        assertThat(receipts(group, 2)).isEqualTo("{\"Code\":0,\"MsgSeq\":2,\"ReadNum\":1,\"UnreadNum\":1}");

        recall(group, 2);

        assertThat(receipts(group, 2, 1))
                .isEqualTo("{\"Code\":10062,\"MsgSeq\":2},{\"Code\":0,\"MsgSeq\":1,\"ReadNum\":1,\"UnreadNum\":1}");
        read(group, "carol", 1, 2);
        assertThat(receipts(group, 1, 2))
                .isEqualTo("{\"Code\":0,\"MsgSeq\":1,\"ReadNum\":2,\"UnreadNum\":0},{\"Code\":10062,\"MsgSeq\":2}");
        assertThat(send(group, "alice")).isEqualTo(3);
    }

    @Test
    void aGroupAllOfWhoseMessagesWereRecalledIsStillThere() {
        String group = group("Public", "alice", "bob");
        send(group, "alice");
        recall(group, 1);

        assertThat(receipts(group, 1, 77)).isEqualTo("{\"Code\":10062,\"MsgSeq\":1},{\"Code\":10062,\"MsgSeq\":77}");
    }

    @Test
    void aGroupThatWasDeletedDoesNotExistThoughTheNodeHasJustSeenIt() {
        String group = group("Public", "alice", "bob");
        send(group, "alice");
        receipts(group, 1);

        await(stores.rooms().delete(room(group).id()));

        assertThat(call("get_group_msg_receipt", "GroupId", group, "MsgSeqList", seqs(1))
                        .code())
                .isEqualTo(10010);
        assertThat(call("group_msg_receipt", "GroupId", group, "From_Account", "bob", "MsgSeqList", seqs(1))
                        .code())
                .isEqualTo(10010);
    }

    @Test
    void aGroupMadeAnewUnderTheSameIdAnswersForItself() {
        String group = group("Public", "alice", "bob");
        send(group, "alice");
        receipts(group, 1);
        Room old = room(group);
        List<NewRoom.NewMember> members = await(stores.rooms().members(old.id(), 0, 10)).stream()
                .map(member -> new NewRoom.NewMember(member.person(), member.role()))
                .toList();
        await(stores.rooms().delete(old.id()));
        // Made by another node; this one remembers the old group.
        Room anew = await(new Conversations(stores.rooms())
                .create(new Conversations.Request(
                        old.app(), group, old.kind(), null, "team", old.owner(), "{}", members, null)));

        assertThat(receipts(group, 1)).isEqualTo("{\"Code\":10062,\"MsgSeq\":1}");
        assertThat(send(group, "alice")).isEqualTo(1);
        assertThat(receipts(group, 1)).isEqualTo("{\"Code\":0,\"MsgSeq\":1,\"ReadNum\":0,\"UnreadNum\":1}");
        assertThat(room(group)).isEqualTo(anew);
    }

    private Room room(String group) {
        return await(stores.rooms().byRoomId(acme.id(), group)).orElseThrow();
    }

    private void recall(String group, long message) {
        var facts = await(stores.messages().factsByClock(room(group).id(), List.of(message)));
        await(stores.messages().delete(facts.get(0).id()));
    }

    private static <T> T await(Future<T> future) {
        try {
            return future.await(20, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
