package dev.seenby.rocketchat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.seenby.http.StrictJson;
import org.jspecify.annotations.Nullable;

/** What a method of Meteor refuses, as its clients read it. Has no stack trace: it is an answer, not a defect. */
final class MeteorException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient ObjectNode error;

    private MeteorException(ObjectNode error) {
        super(error.path("message").asText(), null, false, false);
        this.error = error;
    }

    /** @param reason null = none. @param method that refuses */
    MeteorException(String code, @Nullable String reason, String method) {
        this(error(StrictJson.newObject().put("isClientSafe", true).put("error", code), code, reason, method));
    }

    /** Of Meteor itself. */
    MeteorException(int code, String reason) {
        this(error(
                StrictJson.newObject().put("isClientSafe", true).put("error", code),
                Integer.toString(code),
                reason,
                null));
    }

    private static ObjectNode error(ObjectNode error, String code, @Nullable String reason, @Nullable String method) {
        if (reason != null) {
            error.put("reason", reason);
        }
        if (method != null) {
            error.putObject("details").put("method", method);
        }
        return error.put("message", reason == null ? "[" + code + "]" : reason + " [" + code + "]")
                .put("errorType", "Meteor.Error");
    }

    ObjectNode error() {
        return error;
    }
}
