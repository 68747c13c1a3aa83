package dev.seenby.rocketchat;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.seenby.http.StrictJson;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** What a caller reads who is refused. */
final class Refusal {
    private Refusal() {}

    /** The body as it is sent; fails if there is none, or its status is not 400. */
    static String body(ThrowingCallable call) {
        RocketChatException refusal = catchThrowableOfType(RocketChatException.class, call);
        assertThat(refusal).isNotNull();
        assertThat(refusal.status()).isEqualTo(400);
        return new String(StrictJson.bytes(refusal.body()), UTF_8);
    }

    /** The documented body. @param parameter query, sort or fields */
    static String of(String parameter, String reason) {
        String code = "error-invalid-" + parameter;
        return "{\"success\":false,\"error\":" + quoted(reason + " [" + code + "]") + ",\"errorType\":\"" + code
                + "\",\"details\":{\"helperMethod\":\"parseJsonQuery\"}}";
    }

    /** The documented body of a parameter that is malformed. */
    static String ofMalformed(String parameter, String raw) {
        return of(parameter, "Invalid " + parameter + " parameter provided: \"" + raw + "\"");
    }

    private static String quoted(String text) {
        return new String(StrictJson.bytes(TextNode.valueOf(text)), UTF_8);
    }
}
