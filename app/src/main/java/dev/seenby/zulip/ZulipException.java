package dev.seenby.zulip;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.seenby.http.StrictJson;
import java.util.Map;

/** An answer that says no. Has no stack trace: it is an answer, not a defect. */
final class ZulipException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    static final String BAD_REQUEST = "BAD_REQUEST";

    private final int status;
    private final transient ObjectNode body;
    private final transient Map<String, String> headers;

    private ZulipException(int status, ObjectNode body, Map<String, String> headers) {
        super(status + " " + body.path("msg").asText(), null, false, false);
        this.status = status;
        this.body = body;
        this.headers = headers;
    }

    /** Status 400, code {@code BAD_REQUEST}. */
    static ZulipException badRequest(String msg) {
        return of(400, msg, BAD_REQUEST);
    }

    static ZulipException of(int status, String msg, String code) {
        return raw(status, error(msg).put("code", code));
    }

    /** Any body; begins with {@link #error}. */
    static ZulipException raw(int status, ObjectNode body) {
        return new ZulipException(status, body, Map.of());
    }

    /** The same with a header. */
    ZulipException with(String name, String value) {
        return new ZulipException(status, body, Map.of(name, value));
    }

    /** The beginning of every body. */
    static ObjectNode error(String msg) {
        return StrictJson.newObject().put("result", "error").put("msg", msg);
    }

    /** Status 401 of a call that needs a sign-in; says how to sign in. */
    static ZulipException unauthorized(String msg) {
        return of(401, msg, "UNAUTHORIZED").with("WWW-Authenticate", "Basic realm=\"zulip\"");
    }

    static ZulipException notLoggedIn() {
        return unauthorized("Not logged in: API authentication or user session required");
    }

    /** Status 401 of an organization that is switched off; real servers name it only to those who do not sign in with a key. */
    static ZulipException deactivatedRealm(boolean signedIn) {
        String msg = "This organization has been deactivated";
        return signedIn ? unauthorized(msg) : of(401, msg, "REALM_DEACTIVATED");
    }

    /** Status 429: the body says exactly how long to wait, the header in whole seconds, as HTTP has it. */
    static ZulipException tooMany(long waitMicros) {
        ObjectNode body = error("API usage exceeded rate limit")
                .put("code", "RATE_LIMIT_HIT")
                .put("retry-after", waitMicros / 1e6);
        return raw(429, body).with("Retry-After", Long.toString((waitMicros + 999_999) / 1_000_000));
    }

    int status() {
        return status;
    }

    ObjectNode body() {
        return body;
    }

    Map<String, String> headers() {
        return headers;
    }

    /** For the metrics: {@code code}, else the status. */
    String code() {
        return body.path("code").asText(Integer.toString(status));
    }
}
