package dev.seenby.webhooks;

import dev.seenby.webhooks.WebhookMetrics.Cause;

/** A receiver did not take a letter. */
final class PostFailed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    final Cause reason;

    PostFailed(Cause reason) {
        super("a webhook's receiver does not take what is sent: " + reason.label(), null, false, false);
        this.reason = reason;
    }
}
