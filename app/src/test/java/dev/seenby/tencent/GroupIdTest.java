package dev.seenby.tencent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** What may stand in {@code GroupId}, in the calls that are about a group's messages. */
class GroupIdTest extends TencentTest {
    private static final Map<String, String> CALLS = Map.of(
            "get_group_msg_receipt", "\"MsgSeqList\":[{\"MsgSeq\":1}]",
            "group_msg_receipt", "\"MsgSeqList\":[{\"MsgSeq\":1}],\"From_Account\":\"alice\"",
            "send_group_msg", "\"Random\":1,\"MsgBody\":" + text("hello"));

    @Test
    void whatHasNotTheFormOfAnIdIsNoId() {
        for (String id : new String[] {"", "x".repeat(49), "é", "a\\tb", "a\\u007f"}) {
            CALLS.forEach((call, fields) ->
                    assertThat(asking(call, "\"" + id + "\"", fields)).as(call).isEqualTo(10015));
        }
    }

    @Test
    void anIdThatCouldBeIsNoGroupUnlessThereIsOne() {
        for (String id : new String[] {"x", "x".repeat(48), " ~!"}) {
            CALLS.forEach((call, fields) ->
                    assertThat(asking(call, "\"" + id + "\"", fields)).as(call).isEqualTo(10010));
        }
    }

    @Test
    void whatIsNoTextIsNoParameter() {
        for (String id : new String[] {"5", "null", "{}", "[\"x\"]", "true"}) {
            CALLS.forEach((call, fields) ->
                    assertThat(asking(call, id, fields)).as(call).isEqualTo(10004));
        }
    }

    private int asking(String call, String id, String fields) {
        return call(call, "{\"GroupId\":" + id + "," + fields + "}").code();
    }
}
