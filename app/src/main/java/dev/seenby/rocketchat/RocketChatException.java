package dev.seenby.rocketchat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.seenby.http.StrictJson;
import org.jspecify.annotations.Nullable;

/** An answer that says no. Has no stack trace: it is an answer, not a defect. */
final class RocketChatException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final transient ObjectNode body;

    private RocketChatException(int status, ObjectNode body) {
        super(status + " " + body.path("error").asText(body.path("message").asText()), null, false, false);
        this.status = status;
        this.body = body;
    }

    /** Status 400 with {@code error} and no {@code errorType}. */
    static RocketChatException plain(String error) {
        return of(400, error, null);
    }

    /** Status 400, {@code error} "reason [code]" and {@code errorType} the code. */
    static RocketChatException coded(String reason, String code) {
        return of(400, reason.isEmpty() ? "[" + code + "]" : reason + " [" + code + "]", code);
    }

    /** As {@link #coded}, with {@code details} naming the method of the real server that would have failed. */
    static RocketChatException inMethod(String reason, String code, String method) {
        return coded(reason, code).detail("method", method);
    }

    /** Status 400 of a malformed query parameter: {@code error} as it is, and {@code errorType} error-invalid-params. */
    static RocketChatException parameter(String error) {
        return of(400, error, "error-invalid-params");
    }

    /** Status 400 of a malformed body: {@code error} as it is, and {@code errorType} invalid-params. */
    static RocketChatException body(String error) {
        return of(400, error, "invalid-params");
    }

    /** Status 403 {@code unauthorized}: the caller lacks a permission that the call needs as a whole. */
    static RocketChatException forbidden() {
        return of(403, "unauthorized", null);
    }

    /** Status 401, exactly as documented. */
    static RocketChatException notLoggedIn() {
        return new RocketChatException(
                401, StrictJson.newObject().put("status", "error").put("message", "You must be logged in to do this."));
    }

    /** Status 429. */
    static RocketChatException tooMany(long seconds) {
        return of(
                429,
                "Error, too many requests. Please slow down. You must wait " + seconds
                        + " seconds before trying this endpoint again. [error-too-many-requests]",
                null);
    }

    /** @param errorType null = none */
    static RocketChatException of(int status, String error, @Nullable String errorType) {
        ObjectNode body = StrictJson.newObject().put("success", false).put("error", error);
        if (errorType != null) {
            body.put("errorType", errorType);
        }
        return new RocketChatException(status, body);
    }

    /** Any body. */
    static RocketChatException raw(int status, ObjectNode body) {
        return new RocketChatException(status, body);
    }

    /** The same with a member in {@code details}. */
    RocketChatException detail(String name, String value) {
        ObjectNode with = body.deepCopy();
        with.withObject("details").put(name, value);
        return new RocketChatException(status, with);
    }

    int status() {
        return status;
    }

    ObjectNode body() {
        return body;
    }

    /** For the metrics: {@code errorType}, else the status. */
    String code() {
        return body.path("errorType").asText(Integer.toString(status));
    }
}
