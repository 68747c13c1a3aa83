package dev.seenby.tencent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seenby.limits.Admission;
import dev.seenby.limits.CallLimit;
import dev.seenby.limits.LimitMetrics;
import dev.seenby.limits.Limits;
import dev.seenby.limits.NodeLimiter;
import dev.seenby.limits.Refused;
import dev.seenby.storage.App;
import dev.seenby.storage.AppOptions;
import dev.seenby.storage.Inbox;
import dev.seenby.storage.Limiter;
import dev.seenby.storage.Person;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Messages for those who are online, for some only, to somebody by name, and too many of them. */
class SendOptionsTest extends TencentTest {
    private static final LimitMetrics UNSEEN = new LimitMetrics() {
        @Override
        public void refused(boolean ceiling) {}

        @Override
        public void countedAlone() {}

        @Override
        public void turnedAway(Refused.Reason reason) {}
    };

    @Test
    void whatIsForThoseOnlineAloneIsKeptNowhereAndTakesNoNumber() {
        String group = group("Public", "alice", "bob");
        long before = Instant.now().getEpochSecond();

        JsonObject answer = sending(group, "OnlineOnlyFlag", 1).json();

        assertThat(answer.getLong("MsgSeq")).isZero();
        assertThat(answer.getLong("MsgTime")).isBetween(before, Instant.now().getEpochSecond());
        assertThat(send(group, "alice")).isEqualTo(1);
        assertThat(sending(group, "OnlineOnlyFlag", 2).code()).isEqualTo(10004);
        assertThat(sending("nowhere", "OnlineOnlyFlag", 1).code()).isEqualTo(10010);
        assertThat(sending(group, "OnlineOnlyFlag", 1, "From_Account", "nobody").code())
                .isEqualTo(10019);
    }

    @Test
    void groupsWithoutReceiptsHaveNoDirectedMessages() {
        assertThat(sending(group("AVChatRoom", "alice"), "To_Account", JsonArray.of("alice"))
                        .code())
                .isEqualTo(10007);
        assertThat(sending(group("Community", "alice"), "To_Account", JsonArray.of("alice"))
                        .code())
                .isEqualTo(10007);
        assertThat(sending(group("Community", "alice"), "To_Account", JsonArray.of())
                        .code())
                .isZero();
        assertThat(sending(group("ChatRoom", "alice"), "To_Account", JsonArray.of("alice", "nobody"))
                        .code())
                .isZero();
    }

    @Test
    void whoIsSpokenToByNameFindsTheMessageAmongTheirMentions() throws Exception {
        String group = group("Public", "alice", "bob", "carol");
        JsonArray bobAndAStranger = new JsonArray(
                "[{\"GroupAtAllFlag\":0,\"GroupAt_Account\":\"bob\"},{\"GroupAtAllFlag\":0,\"GroupAt_Account\":\"nobody\"}]");
        assertThat(sending(group, "GroupAtInfo", bobAndAStranger).code()).isZero();
        assertThat(sending(group, "GroupAtInfo", new JsonArray("[{\"GroupAtAllFlag\":1}]"))
                        .code())
                .isZero();
        assertThat(sending(group, "GroupAtInfo", bobAndAStranger, "To_Account", JsonArray.of("carol"))
                        .code())
                .isZero();

        assertThat(mentionedNewestFirst("bob")).containsExactly(false, true, true);
        assertThat(mentionedNewestFirst("carol")).containsExactly(false, true, false);
    }

    private List<Boolean> mentionedNewestFirst(String account) throws Exception {
        Person person = stores.people()
                .byUserIds(acme.id(), List.of(account))
                .await(20, TimeUnit.SECONDS)
                .get(0);
        return stores.inbox().unread(person.id(), 10).await(20, TimeUnit.SECONDS).stream()
                .map(Inbox.Unread::mentioned)
                .toList();
    }

    @Test
    void aGroupHasAsManyMessagesASecondAsTheAppAllowsIt() {
        String group = group("Public", "alice", "bob");
        String other = group("Public", "alice", "bob");
        Limits limits = new Limits(new NodeLimiter(), UNSEEN, Map.of(), new Admission(16, 0, UNSEEN));
        limit = new CallLimit() {
            @Override
            public Future<Limiter.Verdict> acquire(App app, String call) {
                return NO_LIMIT.acquire(app, call);
            }

            @Override
            public Future<Limiter.Verdict> acquireMessage(App app, long room) {
                return limits.acquireMessage(limited(app), room);
            }
        };

        int sent = 0;
        int code = 0;
        for (int i = 0; i < 1_000 && code == 0; i++) {
            code = sending(group, "Random", i).code();
            sent += code == 0 ? 1 : 0;
        }

        assertThat(code).isEqualTo(10023);
        assertThat(sent).isGreaterThanOrEqualTo(2);
        assertThat(sending(other, "Random", 1).code()).isZero();
        // What is wrong otherwise is said first, and is not counted.
        assertThat(sending(group, "From_Account", "nobody").code()).isEqualTo(10019);
        limit = NO_LIMIT;
        assertThat(send(group, "alice")).isEqualTo(sent + 1);
    }

    @Test
    void whatIsNotDocumentedIsNotKeptNorSaidToOtherDialects() throws Exception {
        String group = group("Public", "alice", "bob");

        assertThat(sending(
                                group,
                                "rocketchat",
                                new JsonObject().put("alias", "The Boss"),
                                "Ballast",
                                "x".repeat(500_000))
                        .code())
                .isZero();

        assertThat(payload(group)).hasSizeLessThan(500).doesNotContain("alias").contains("\"Random\"");
    }

    private String payload(String group) throws Exception {
        return stores.messages()
                .places(stored(group).id(), 1, 1)
                .await(20, TimeUnit.SECONDS)
                .get(0)
                .message()
                .payload();
    }

    @Test
    void listsAndTextsOfAMessageHaveTheirBounds() {
        String group = group("Public", "alice", "bob");
        JsonObject bob = new JsonObject().put("GroupAtAllFlag", 0).put("GroupAt_Account", "bob");

        for (int many : new int[] {499, 500, 501}) {
            assertThat(sending(group, "GroupAtInfo", new JsonArray(Collections.nCopies(many, bob)))
                            .code())
                    .isEqualTo(many > 500 ? 10004 : 0);
        }
        for (int bytes : new int[] {7_999, 8_000, 8_001}) {
            assertThat(sending(group, "CloudCustomData", "x".repeat(bytes)).code())
                    .isEqualTo(bytes > 8_000 ? 10004 : 0);
        }
        assertThat(sending(group, "CloudCustomData", "é".repeat(4_000)).code()).isZero();
        assertThat(sending(group, "CloudCustomData", "é".repeat(4_001)).code()).isEqualTo(10004);
    }

    @Test
    void allThatIsKeptOfAMessageHas64KiBAtMost() throws Exception {
        String group = group("Public", "alice", "bob");
        JsonObject push = new JsonObject().put("Ext", "x");
        sending(group, "OfflinePushInfo", push);
        int most = 65_536 - payload(group).length() + 1;

        for (int length : new int[] {most - 1, most, most + 1}) {
            assertThat(sending(group, "OfflinePushInfo", push.put("Ext", "x".repeat(length)))
                            .code())
                    .isEqualTo(length > most ? 80002 : 0);
        }
    }

    private static App limited(App app) {
        return Tenant.with(app, new AppOptions(Map.of(), 2, 0, Set.of(), null));
    }

    private int randoms = 1_000_000;

    private Line.Answer sending(String group, Object... options) {
        JsonObject body =
                new JsonObject().put("GroupId", group).put("Random", randoms++).put("MsgBody", text("hello"));
        for (int i = 0; i < options.length; i += 2) {
            body.put((String) options[i], options[i + 1]);
        }
        return call("send_group_msg", body.encode());
    }
}
