package dev.seenby.webhooks;

/** A receiver did not take a letter. */
final class PostFailed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** {@code connection}, {@code timeout}, or the class of the status: {@code 1xx}, {@code 3xx}, {@code 4xx}, {@code 5xx}. */
    final String reason;

    PostFailed(String reason) {
        super("a webhook's receiver does not take what is sent: " + reason, null, false, false);
        this.reason = reason;
    }
}
