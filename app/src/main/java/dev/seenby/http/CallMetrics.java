package dev.seenby.http;

/** Told of every call that was answered, so that an operator can see how many fail, and of what. */
@FunctionalInterface
public interface CallMetrics {
    /**
     * @param call name of the API call, one of a fixed set
     * @param code one of a fixed set: the dialect's own code of what went wrong, or what it says when nothing did
     */
    void answered(String call, String code);
}
