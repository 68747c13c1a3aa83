package dev.seenby.tencent;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.seenby.http.StrictJson;
import io.vertx.core.buffer.Buffer;

/** The three fields that every answer starts with, and the answers that have no others. */
final class Envelope {
    private static final String OK = "{\"ActionStatus\":\"OK\",\"ErrorCode\":0,\"ErrorInfo\":\"\"";

    private static final int MAX_BYTES = 1_048_576;

    private Envelope() {}

    static Buffer ok() {
        return Buffer.buffer(OK + "}");
    }

    /** The start of an answer that is written by hand; the closing brace is left out. */
    static Buffer open(int initialSize) {
        return Buffer.buffer(initialSize).appendString(OK);
    }

    /** @param fields what follows the three */
    static Buffer ok(ObjectNode fields) {
        ObjectNode answer = StrictJson.newObject();
        answer.put("ActionStatus", "OK").put("ErrorCode", 0).put("ErrorInfo", "");
        return Buffer.buffer(StrictJson.bytes(answer.setAll(fields)));
    }

    /** As {@link #ok(ObjectNode)}, but 10018 when the whole is longer than 1 MB. */
    static Buffer okWithinBound(ObjectNode fields) {
        Buffer answer = ok(fields);
        if (answer.length() > MAX_BYTES) {
            throw ErrorCode.ANSWER_TOO_LONG.error();
        }
        return answer;
    }

    static Buffer fail(TencentException error) {
        ObjectNode answer = StrictJson.newObject();
        answer.put("ActionStatus", "FAIL").put("ErrorCode", error.code().number).put("ErrorInfo", error.info());
        return Buffer.buffer(StrictJson.bytes(answer));
    }
}
