package dev.seenby.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.seenby.retention.Forgetter;
import dev.seenby.retention.RetentionMetrics;
import dev.seenby.storage.Leases;
import dev.seenby.storage.NewMessage;
import dev.seenby.storage.Person;
import dev.seenby.storage.Room;
import dev.seenby.storage.TimelineKey;
import dev.seenby.storage.postgres.PostgresStorage;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** An app that keeps reads for 90 days, with messages of 100 days ago in each of its groups, and a young one. */
final class OldReads {
    private static final long APP = 1_400_000_200L;
    private static final int OLD = 40;
    private static final Duration AGO = Duration.ofDays(100);
    private static final Duration KEPT = Duration.ofDays(90);
    private static final int NO_RECEIPT = 10062;
    private static final List<String> PEOPLE = List.of("alice", "bob", "carol");

    private final TencentCaller tencent;
    private final List<String> groups = new ArrayList<>();

    OldReads(Operator operator, int port) throws Exception {
        tencent = new TencentCaller(port, APP, operator.make(APP, "forgetful"));
        operator.change(APP, "{\"keepReadsDays\":" + KEPT.toDays() + "}");
        for (String person : PEOPLE) {
            tencent.importAccount(person);
        }
    }

    /** Bob reads the old messages of a new group, one by one, and the young one. */
    void readInANewGroup(PostgresStorage record) throws Exception {
        String group = "old-" + groups.size();
        tencent.createGroup(group, PEOPLE);
        Room room =
                record.rooms().byRoomId(APP, group).await(20, TimeUnit.SECONDS).orElseThrow();
        Person alice = record.people()
                .byUserIds(APP, List.of("alice"))
                .await(20, TimeUnit.SECONDS)
                .get(0);
        Instant sentAt = Instant.now().minus(AGO);
        List<Long> odd = new ArrayList<>();
        for (int i = 1; i <= OLD; i++) {
            long seq = record.messages()
                    .send(new NewMessage(
                            null,
                            group + "-" + i,
                            room.id(),
                            TimelineKey.MAIN,
                            alice.id(),
                            sentAt.plusSeconds(i),
                            "Hello",
                            "{}",
                            null,
                            null,
                            null))
                    .await(20, TimeUnit.SECONDS)
                    .facts()
                    .clock();
            if (i % 2 == 1) {
                odd.add(seq);
            }
        }
        // Every second one, so that none of the reads is merged with another.
        tencent.read(group, "bob", odd);
        tencent.read(group, "bob", List.of(tencent.send(group, "alice", 1)));
        groups.add(group);
    }

    /** A second node that forgets beside the server, as if it believed to be the one that is to. */
    Forgetter secondNode(Vertx vertx, PostgresStorage record) {
        return new Forgetter(
                vertx,
                record.apps(),
                record.forgetting(),
                new Everybodys(),
                RetentionMetrics.NONE,
                InstantSource.system(),
                Duration.ofMillis(20));
    }

    boolean nothingIsDue(PostgresStorage record) throws Exception {
        Instant sentBefore = Instant.now().minus(KEPT);
        return record.forgetting()
                .due(APP, sentBefore, 0, 10_000)
                .await(20, TimeUnit.SECONDS)
                .items()
                .isEmpty();
    }

    /** Nothing is left to be forgotten, and the young messages have their reader. */
    void areForgotten(PostgresStorage record) throws Exception {
        assertThat(nothingIsDue(record)).isTrue();
        for (String group : groups) {
            ObjectNode body = TencentCaller.JSON.createObjectNode().put("GroupId", group);
            for (long seq = 1; seq <= OLD + 1; seq++) {
                body.withArray("MsgSeqList").addObject().put("MsgSeq", seq);
            }
            JsonNode answer = tencent.group("get_group_msg_receipt", body).path("GroupMsgReceiptList");
            for (int i = 0; i < OLD; i++) {
                assertThat(answer.path(i).path("Code").asInt())
                        .as("message %s of %s", i + 1, group)
                        .isEqualTo(NO_RECEIPT);
            }
            assertThat(answer.path(OLD).path("ReadNum").asInt(-1)).as(group).isEqualTo(1);
            assertThat(answer.path(OLD).path("UnreadNum").asInt(-1)).as(group).isEqualTo(1);
        }
    }

    private static final class Everybodys implements Leases {
        @Override
        public Future<Boolean> hold(String name, String holder, Duration lasting) {
            return Future.succeededFuture(true);
        }

        @Override
        public Future<Void> release(String name, String holder) {
            return Future.succeededFuture();
        }
    }
}
