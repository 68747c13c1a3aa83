package dev.seenby.tencent;

import java.util.Optional;

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

    static Optional<Service> named(String path) {
        for (Service service : values()) {
            if (service.path.equals(path)) {
                return Optional.of(service);
            }
        }
        return Optional.empty();
    }
}
