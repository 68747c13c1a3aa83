package dev.seenby.tencent;

/** Told of every call that was answered, so that an operator can see how many fail, and of what. */
@FunctionalInterface
public interface CallMetrics {
    /**
     * @param call name of the API call, one of a fixed set
     * @param code the answer's {@code ErrorCode}, 0 for success
     */
    void answered(String call, int code);
}
