package dev.seenby.tencent;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Asking who has read a message and who has not. */
class ReceiptDetailTest extends TencentTest {
    private static final String DETAIL = "get_group_msg_receipt_detail";

    @Test
    void readersAreListedInTheOrderOfReadingWithBothEndFlags() {
        String group = group("Public", "alice", "bob", "carol", "dave");
        send(group, "alice");
        read(group, "carol", 1);
        read(group, "bob", 1);

        assertThat(detail(group, 1, 0, "", 200).body())
                .isEqualTo("{\"ActionStatus\":\"OK\",\"ErrorCode\":0,\"ErrorInfo\":\"\",\"Cursor\":\"0\","
                        + "\"IsFinish\":1,\"IsFinished\":1,\"MsgSeq\":1,"
                        + "\"ReadList\":[{\"Read_Account\":\"carol\"},{\"Read_Account\":\"bob\"}]}");
        assertThat(detail(group, 1, 1, "", 200).body())
                .isEqualTo("{\"ActionStatus\":\"OK\",\"ErrorCode\":0,\"ErrorInfo\":\"\",\"Cursor\":\"0\","
                        + "\"IsFinish\":1,\"IsFinished\":1,\"MsgSeq\":1,"
                        + "\"UnreadList\":[{\"Unread_Account\":\"dave\"}]}");
    }

    /** Carol leaves unread, Dave reads and leaves, Erin comes late, Frank goes and comes back; strangers send, too. */
    @Test
    void theListsAreAsLongAsTheCountsSayWhoeverComesAndGoes() {
        String group = group("Public", "alice", "bob", "carol", "dave", "frank");
        people("erin", "stranger");
        send(group, "alice");
        send(group, "stranger");
        read(group, "dave", 1, 2);
        read(group, "frank", 2);
        ok("delete_group_member", "GroupId", group, "MemberToDel_Account", JsonArray.of("carol", "dave", "frank"));
        send(group, "bob");
        send(group, "carol");
        ok("add_group_member", "GroupId", group, "MemberList", members("erin", "frank", "stranger"));
        send(group, "stranger");
        send(group, "erin");
        read(group, "alice", 2, 3, 5);
        read(group, "bob", 1, 6);
        read(group, "stranger", 6);

        for (long message = 1; message <= 6; message++) {
            JsonObject counts = ok("get_group_msg_receipt", "GroupId", group, "MsgSeqList", seqs(message))
                    .getJsonArray("GroupMsgReceiptList")
                    .getJsonObject(0);
            for (int size : new int[] {1, 2, 3, 200}) {
                assertThat(walk(group, message, 0, size))
                        .as("readers of %s by %s", message, size)
                        .hasSize(counts.getInteger("ReadNum"))
                        .doesNotHaveDuplicates();
                assertThat(walk(group, message, 1, size))
                        .as("unreaders of %s by %s", message, size)
                        .hasSize(counts.getInteger("UnreadNum"))
                        .doesNotHaveDuplicates();
            }
        }
        assertThat(walk(group, 1, 0, 1)).containsExactly("dave", "bob");
        assertThat(walk(group, 1, 1, 1)).containsExactly("frank");
        assertThat(walk(group, 2, 0, 1)).containsExactly("dave", "frank", "alice");
        assertThat(walk(group, 6, 1, 2)).containsExactly("alice", "frank");
    }

    /** All pages; a page may be short, but there is an end. */
    private List<String> walk(String group, long message, int filter, int size) {
        List<String> found = new ArrayList<>();
        Object cursor = "";
        for (int page = 0; page < 50; page++) {
            JsonObject answer = detail(group, message, filter, cursor, size).json();
            JsonArray list = answer.getJsonArray(filter == 0 ? "ReadList" : "UnreadList");
            assertThat(list.size()).isLessThanOrEqualTo(size);
            list.forEach(
                    item -> found.add(((JsonObject) item).getString(filter == 0 ? "Read_Account" : "Unread_Account")));
            cursor = answer.getString("Cursor");
            assertThat(answer.getInteger("IsFinished")).isEqualTo(answer.getInteger("IsFinish"));
            if (answer.getInteger("IsFinish") == 1) {
                assertThat(cursor).isEqualTo("0");
                return found;
            }
            assertThat(cursor).isNotEqualTo("0");
        }
        throw new AssertionError("no end: " + found);
    }

    @Test
    void twoHundredAreAPageAndWhoAsksForMoreGetsTwoHundred() {
        String[] many = IntStream.range(0, 202).mapToObj(i -> "user" + i).toArray(String[]::new);
        people(many);
        String group = group("Public", "alice");
        ok("add_group_member", "GroupId", group, "MemberList", members(many));
        send(group, "alice");

        assertThat(unread(group, 199)).isEqualTo(199);
        assertThat(unread(group, 200)).isEqualTo(200);
        assertThat(unread(group, 201)).isEqualTo(200);
        assertThat(unread(group, 4_294_967_295L)).isEqualTo(200);
        JsonObject first = detail(group, 1, 1, "", 200).json();
        assertThat(first.getInteger("IsFinish")).isZero();
        JsonObject second = detail(group, 1, 1, first.getString("Cursor"), 200).json();
        assertThat(second.getInteger("IsFinish")).isEqualTo(1);
        assertThat(second.getJsonArray("UnreadList")).hasSize(2);
    }

    private int unread(String group, long count) {
        return detail(group, 1, 1, "", count).json().getJsonArray("UnreadList").size();
    }

    @Test
    void theFirstPageIsAskedForInAnyOfFourWays() {
        String group = group("Public", "alice", "bob");
        send(group, "alice");
        String first = detail(group, 1, 1, "", 10).body();

        assertThat(detail(group, 1, 1, "0", 10).body()).isEqualTo(first);
        assertThat(detail(group, 1, 1, 0, 10).body()).isEqualTo(first);
        assertThat(call(DETAIL, "GroupId", group, "MsgSeq", 1, "Filter", 1, "Count", 10)
                        .body())
                .isEqualTo(first);
    }

    @Test
    void bothSpellingsOfFilterAndCountAreUnderstood() {
        String group = group("Public", "alice", "bob");
        send(group, "alice");

        assertThat(call(DETAIL, "GroupId", group, "MsgSeq", 1, "Flag", 1, "Cursor", "", "Num", 10)
                        .body())
                .isEqualTo(detail(group, 1, 1, "", 10).body());
        assertThat(call(DETAIL, "GroupId", group, "MsgSeq", 1, "Flag", 1, "Filter", 1, "Num", 5, "Count", 5)
                        .code())
                .isZero();
        assertThat(call(DETAIL, "GroupId", group, "MsgSeq", 1, "Flag", 1, "Filter", 0, "Num", 5)
                        .code())
                .isEqualTo(10004);
        assertThat(call(DETAIL, "GroupId", group, "MsgSeq", 1, "Flag", 1, "Num", 5, "Count", 6)
                        .code())
                .isEqualTo(10004);
    }

    @ParameterizedTest
    @CsvSource({
        "MsgSeq,-1",
        "MsgSeq,4294967296",
        "MsgSeq,",
        "MsgSeq,1.5",
        "Filter,-1",
        "Filter,2",
        "Filter,",
        "Count,0",
        "Count,-1",
        "Count,4294967296",
        "Count,",
        "Cursor,1",
        "Cursor,-1",
        "Cursor,true",
        "Cursor,[]",
        "WithReadTime,2",
        "WithReadTime,true",
        "GroupId,"
    })
    void whatIsMissingOrOutOfRangeIsRefused(String field, String value) {
        String group = group("Public", "alice", "bob");
        send(group, "alice");
        JsonObject body = new JsonObject()
                .put("GroupId", group)
                .put("MsgSeq", 1)
                .put("Filter", 0)
                .put("Count", 10);
        body.remove(field);
        String text = body.encode();

        Line.Answer answer = call(
                DETAIL,
                text.substring(0, text.length() - 1) + ",\"" + field + "\":" + (value == null ? "null" : value) + "}");

        assertThat(answer.code()).as(answer.body()).isEqualTo(10004);
    }

    @Test
    void aMessageWithoutReceiptsHasNoDetail() {
        String group = group("Public", "alice", "bob");
        send(group, "alice", 0);
        send(group, "alice");
        ok("group_msg_recall", "GroupId", group, "MsgSeqList", seqs(2));

        for (long message : new long[] {0, 1, 2, 3, 4_294_967_295L}) {
            assertThat(detail(group, message, 0, "", 1).code()).as("" + message).isEqualTo(10062);
        }
        // The message is looked for before the cursor is read, as its receipts are what the cursor is of.
        assertThat(detail(group, 1, 0, "forged", 1).code()).isEqualTo(10062);
    }

    @Test
    void theGroupIsCheckedAfterTheFieldsAndBeforeTheMessage() {
        String live = group("AVChatRoom", "alice");
        String community = group("Community", "alice");

        assertThat(detail("nowhere", 99, 0, "forged", 1).code()).isEqualTo(10010);
        assertThat(detail(live, 99, 0, "forged", 1).code()).isEqualTo(10007);
        assertThat(detail(community, 1, 0, "", 1).code()).isEqualTo(10007);
        assertThat(detail("x".repeat(49), 1, 0, "", 1).code()).isEqualTo(10015);
        assertThat(detail("x".repeat(49), 1, 2, "", 1).code()).isEqualTo(10004);
    }

    @Test
    void readTimesAreToldInMillisecondsWhenAskedFor() {
        String group = group("Public", "alice", "bob", "carol");
        send(group, "alice");
        long before = System.currentTimeMillis();
        read(group, "bob", 1);

        JsonObject reader = call(DETAIL, "GroupId", group, "MsgSeq", 1, "Filter", 0, "Count", 9, "WithReadTime", 1)
                .json()
                .getJsonArray("ReadList")
                .getJsonObject(0);
        assertThat(reader.fieldNames()).containsExactly("Read_Account", "Read_Time");
        assertThat(reader.getLong("Read_Time")).isBetween(before - 2, System.currentTimeMillis() + 2);
        Stream.of(
                        call(DETAIL, "GroupId", group, "MsgSeq", 1, "Filter", 0, "Count", 9, "WithReadTime", 0),
                        call(DETAIL, "GroupId", group, "MsgSeq", 1, "Filter", 1, "Count", 9, "WithReadTime", 1))
                .forEach(answer -> assertThat(answer.body()).doesNotContain("Read_Time"));
    }

    private Line.Answer detail(String group, long message, int filter, Object cursor, long count) {
        return call(DETAIL, "GroupId", group, "MsgSeq", message, "Filter", filter, "Cursor", cursor, "Count", count);
    }
}
