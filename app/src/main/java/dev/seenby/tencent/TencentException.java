package dev.seenby.tencent;

/** The call is answered with {@code ActionStatus} FAIL. Has no stack trace: it is an answer, not a defect. */
final class TencentException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;

    /** @param info shown to the caller as {@code ErrorInfo}, so free of anything internal */
    TencentException(ErrorCode code, String info) {
        super(info, null, false, false);
        this.code = code;
    }

    ErrorCode code() {
        return code;
    }

    String info() {
        return String.valueOf(getMessage());
    }
}
