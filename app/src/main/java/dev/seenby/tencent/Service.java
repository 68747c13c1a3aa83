package dev.seenby.tencent;

import io.vertx.core.http.HttpMethod;
import java.util.Arrays;

/** The services (the second part of the path) and the codes each has for the same mishap. */
enum Service {
    GROUP("group_open_http_svc", ErrorCode.PARAMETER, ErrorCode.INTERNAL, ErrorCode.TIMEOUT_OR_FORMAT),
    ACCOUNT("im_open_login_svc", ErrorCode.ACCOUNT_PARAMETER, ErrorCode.ACCOUNT_INTERNAL, ErrorCode.ACCOUNT_TIMEOUT);

    final String path;
    /** A field is missing, of the wrong type or out of range. */
    final ErrorCode parameter;
    /** What was asked did not happen, or something is broken here. */
    final ErrorCode internal;
    /** What was asked may or may not have happened. */
    final ErrorCode unknownOutcome;

    Service(String path, ErrorCode parameter, ErrorCode internal, ErrorCode unknownOutcome) {
        this.path = path;
        this.parameter = parameter;
        this.internal = internal;
        this.unknownOutcome = unknownOutcome;
    }

    /** Under which name a call of the service is counted. */
    String limit(String command) {
        return "v4/" + path + "/" + command;
    }

    /** The service whose codes suit a failure of any call, the path understood or not. */
    static Service of(String path) {
        return path.startsWith("/v4/" + ACCOUNT.path + "/") ? ACCOUNT : GROUP;
    }

    /** @throws TencentException 60002 unless it is {@code POST /v4/SERVICE/COMMAND}, 60009 for an unknown service */
    static void demand(HttpMethod method, String path) {
        String[] parts = path.split("/", -1);
        boolean wellFormed = parts.length == 4
                && parts[0].isEmpty()
                && parts[1].equals("v4")
                && !parts[2].isEmpty()
                && !parts[3].isEmpty();
        if (!wellFormed || !method.equals(HttpMethod.POST)) {
            throw ErrorCode.HTTP_PARSE.error();
        }
        if (Arrays.stream(values()).noneMatch(service -> service.path.equals(parts[2]))) {
            throw ErrorCode.SERVICE.error();
        }
    }
}
