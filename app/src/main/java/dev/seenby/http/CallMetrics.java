package dev.seenby.http;

/** Told of every call that was answered, so that an operator can see how many fail, of what, and how long they take. */
@FunctionalInterface
public interface CallMetrics {
    /** What became of a call, in words that are the same for all dialects. */
    enum Outcome {
        OK,
        /** The caller asked for what cannot be had. */
        REJECTED,
        /** The caller asked too often. */
        LIMITED,
        /** The server could not answer, whatever the caller does. */
        FAILED,
        /** The caller did not wait for the answer. */
        GONE;

        /** What an HTTP status says. */
        public static Outcome of(int status) {
            if (status < 400) {
                return OK;
            }
            if (status == 429) {
                return LIMITED;
            }
            return status < 500 ? REJECTED : FAILED;
        }
    }

    /**
     * @param call name of the API call, one of a fixed set
     * @param status of HTTP
     * @param code one of a fixed set: the dialect's own code of what went wrong, or what it says when nothing did
     * @param nanos from the request's head to the answer
     */
    void answered(String call, Outcome outcome, int status, String code, long nanos);

    /** An answer whose status says what became of the call. @param begun when it came, of {@link System#nanoTime()} */
    default void answered(String call, int status, String code, long begun) {
        answered(call, Outcome.of(status), status, code, System.nanoTime() - begun);
    }
}
