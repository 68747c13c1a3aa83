package dev.seenby.tencent;

import static org.assertj.core.api.Assertions.assertThat;

import com.tencentyun.TLSSigAPIv2;
import dev.seenby.storage.App;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** From one page of those who have read a message to the next. */
class ReceiptCursorTest extends TencentTest {
    private static final String DETAIL = "get_group_msg_receipt_detail";

    @Test
    void aCursorIsGoodForItsListOfItsMessageOfItsGroupOfItsAppOnly() {
        String group = group("Public", "alice", "bob", "carol", "dave");
        String other = group("Public", "alice", "bob", "carol", "dave");
        for (String each : List.of(group, other)) {
            send(each, "alice");
            send(each, "alice");
            read(each, "bob", 1, 2);
            read(each, "carol", 1, 2);
        }
        String cursor = detail(group, 1, 0, "", 1).json().getString("Cursor");
        assertThat(cursor).hasSizeLessThanOrEqualTo(40);
        assertThat(detail(group, 1, 0, cursor, 1).code()).isZero();

        assertThat(detail(group, 2, 0, cursor, 1).code()).isEqualTo(10004);
        assertThat(detail(group, 1, 1, cursor, 1).code()).isEqualTo(10004);
        assertThat(detail(other, 1, 0, cursor, 1).code()).isEqualTo(10004);
        Tenant acmes = acme;
        acme = Tenant.create(stores);
        String elsewhere = group("Public", "alice", "bob", "carol");
        send(elsewhere, "alice");
        assertThat(detail(elsewhere, 1, 0, cursor, 1).code()).isEqualTo(10004);
        acme = acmes;
        for (int i = 0; i < cursor.length(); i++) {
            char changed = cursor.charAt(i) == 'A' ? 'B' : 'A';
            String forged = cursor.substring(0, i) + changed + cursor.substring(i + 1);
            assertThat(detail(group, 1, 0, forged, 1).code()).as(forged).isEqualTo(10004);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"1", "00", "A", "!!", "144115213529088617", " ", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"})
    void whatWasNeverACursorIsRefused(String cursor) {
        String group = group("Public", "alice", "bob");
        send(group, "alice");

        assertThat(detail(group, 1, 0, cursor, 1).code()).isEqualTo(10004);
        assertThat(detail(group, 1, 1, cursor + "x".repeat(100_000), 1).code()).isEqualTo(10004);
    }

    @Test
    void aCursorEndsWithTheKeyUnderWhichItWasMade() throws Exception {
        String group = group("Public", "alice", "bob", "carol");
        send(group, "alice");
        read(group, "bob", 1);
        read(group, "carol", 1);
        String cursor = detail(group, 1, 0, "", 1).json().getString("Cursor");
        assertThat(detail(group, 1, 0, cursor, 1).code()).isZero();

        String key = "f".repeat(64);
        App rotated =
                stores.apps().change(acme.id(), app -> Tenant.with(app, key)).await(20, TimeUnit.SECONDS);
        acme = new Tenant(rotated, new TLSSigAPIv2(rotated.sdkAppId(), key).genUserSig(Tenant.ADMINISTRATOR, 3_600));

        assertThat(detail(group, 1, 0, cursor, 1).code()).isEqualTo(10004);
        assertThat(detail(group, 1, 0, "", 1).code()).isZero();
    }

    /** Carol runs the server, and keeps receipts for a while only. */
    @Test
    void aMessageWhoseReceiptsHaveEndedHasNoDetailAndItsCursorsLeadNowhere() throws Exception {
        String group = group("Public", "alice", "bob", "carol");
        send(group, "alice");
        read(group, "bob", 1);
        read(group, "carol", 1);
        String cursor = detail(group, 1, 0, "", 1).json().getString("Cursor");
        assertThat(detail(group, 1, 0, cursor, 1).code()).isZero();

        forgetting().forget(stored(group).id(), Instant.now().plusSeconds(60)).await(20, TimeUnit.SECONDS);
        send(group, "alice");

        assertThat(receipts(group, 1)).isEqualTo("{\"Code\":10062,\"MsgSeq\":1}");
        assertThat(detail(group, 1, 0, "", 1).code()).isEqualTo(10062);
        assertThat(detail(group, 1, 1, "", 1).code()).isEqualTo(10062);
        assertThat(detail(group, 1, 0, cursor, 1).code()).isEqualTo(10062);
        assertThat(detail(group, 2, 0, "", 1).code()).isZero();
    }

    private Line.Answer detail(String group, long message, int filter, Object cursor, long count) {
        return call(DETAIL, "GroupId", group, "MsgSeq", message, "Filter", filter, "Cursor", cursor, "Count", count);
    }
}
