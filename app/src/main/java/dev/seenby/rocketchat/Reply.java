package dev.seenby.rocketchat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.seenby.http.Output;
import dev.seenby.http.StrictJson;
import io.vertx.core.Future;

/** What a call answers when it succeeds; always with status 200. */
sealed interface Reply {
    /** A body as it is. */
    record Json(ObjectNode body) implements Reply {}

    /** A body that may be long, written as it is found. */
    @FunctionalInterface
    non-sealed interface Streamed extends Reply {
        /** Writes the whole body; a failure after something was sent breaks the connection off. */
        Future<Void> writeTo(Output output);
    }

    /** The body and {@code "success":true} after it. */
    static Reply success(ObjectNode body) {
        return new Json(body.put("success", true));
    }

    /** Just {@code "success":true}. */
    static Reply success() {
        return success(StrictJson.newObject());
    }
}
