package dev.seenby.rocketchat;

import dev.seenby.http.StrictJson;
import io.vertx.core.Future;
import java.util.List;

/** {@code chat.getMessage}. */
final class MessageCalls {
    private final Access access;
    private final MessageJson json;

    MessageCalls(Access access, MessageJson json) {
        this.access = access;
        this.json = json;
    }

    List<Call> calls() {
        return List.of(Call.get("chat.getMessage", this::message));
    }

    private Future<Reply> message(Request request) {
        return access.message(
                        request.known(),
                        request.caller(),
                        request.query().required("msgId"),
                        // The real server says no more than this.
                        () -> RocketChatException.raw(
                                400, StrictJson.newObject().put("success", false)),
                        () -> RocketChatException.inMethod("Not allowed", "error-not-allowed", "getSingleMessage"))
                .compose(found -> json.one(request.settings(), found.message()))
                .map(message -> Reply.success(StrictJson.newObject().set("message", message)));
    }
}
