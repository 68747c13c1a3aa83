package dev.seenby.webhooks;

import dev.seenby.storage.AppOptions.Webhook;
import dev.seenby.webhooks.WebhookMetrics.Cause;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Posts letters, to be used on one event loop. A receiver has 2 s to take a connection and 5 s for everything; a status of 200 to
 * 299 is success, whatever the body says; redirects are not followed. A letter is over when its answer is, so that a receiver has
 * no more connections than letters on their way, however slow it is.
 */
final class Poster {
    private static final Duration WHOLE = Duration.ofSeconds(5);
    private static final int CONNECT_MILLIS = 2_000;
    /** Shorter than that of most servers, so that nothing is sent into a connection that is just being closed. */
    private static final int IDLE_SECONDS = 3;
    /** More of an answer's body is not read: the connection is closed instead. */
    private static final int BODY_BYTES = 8 << 10;
    /** Above what one app has on its way; several may name the same host. */
    private static final int CONNECTIONS_OF_ONE_HOST = 32;

    private final Vertx vertx;
    private final HttpClient client;
    private final long wholeMillis;

    Poster(Vertx vertx) {
        this(vertx, new HttpClientOptions(), WHOLE);
    }

    /** @param whole how long an exchange may take */
    Poster(Vertx vertx, HttpClientOptions options, Duration whole) {
        this.vertx = vertx;
        this.wholeMillis = whole.toMillis();
        this.client = vertx.createHttpClient(
                options.setConnectTimeout(CONNECT_MILLIS).setKeepAliveTimeout(IDLE_SECONDS),
                new PoolOptions().setHttp1MaxSize(CONNECTIONS_OF_ONE_HOST));
    }

    /** Fails with {@link PostFailed}. @param query is added to the URL's own */
    Future<Void> post(Webhook webhook, Wording.Letter letter, String query, Instant now) {
        RequestOptions options = new RequestOptions().setMethod(HttpMethod.POST).setFollowRedirects(false);
        try {
            options.setAbsoluteURI(url(webhook.url(), query));
        } catch (RuntimeException e) {
            return Future.failedFuture(new PostFailed(Cause.CONNECTION));
        }
        long epochSecond = now.getEpochSecond();
        options.putHeader("content-type", "application/json")
                .putHeader("user-agent", "Seenby")
                .putHeader("webhook-id", letter.id())
                .putHeader("webhook-timestamp", Long.toString(epochSecond))
                .putHeader(
                        "webhook-signature", Signature.of(webhook.secret(), letter.id(), epochSecond, letter.body()));
        return new Exchange().run(options, letter.body());
    }

    /** A POST and its answer. */
    private final class Exchange {
        private final Promise<Void> over = Promise.promise();
        private @Nullable HttpClientRequest request;
        /** 0 = no answer yet. */
        private int status;

        private int read;

        Future<Void> run(RequestOptions options, Buffer body) {
            long timer = vertx.setTimer(wholeMillis, late -> hangUp(Cause.TIMEOUT));
            client.request(options).onComplete(connected -> {
                if (connected.failed()) {
                    end(Cause.CONNECTION);
                    return;
                }
                request = connected.result();
                if (over.future().isComplete()) {
                    request.reset();
                    return;
                }
                request.send(body).onFailure(e -> end(Cause.CONNECTION)).onSuccess(this::answered);
            });
            return over.future().onComplete(any -> vertx.cancelTimer(timer));
        }

        private void answered(HttpClientResponse response) {
            status = response.statusCode();
            response.handler(chunk -> {
                read += chunk.length();
                if (read > BODY_BYTES) {
                    hangUp(Cause.CONNECTION);
                }
            });
            response.exceptionHandler(e -> end(Cause.CONNECTION));
            response.endHandler(all -> end(Cause.CONNECTION));
        }

        /** @param unanswered why there is no status, if there is none */
        private void end(Cause unanswered) {
            if (status == 0) {
                over.tryFail(new PostFailed(unanswered));
            } else if (status >= 200 && status < 300) {
                over.tryComplete();
            } else {
                over.tryFail(new PostFailed(Cause.of(status)));
            }
        }

        private void hangUp(Cause unanswered) {
            end(unanswered);
            if (request != null) {
                request.connection().close();
            }
        }
    }

    /** The app's URL may have a query, and a fragment, which nobody is sent. */
    static String url(String given, String query) {
        int fragment = given.indexOf('#');
        String url = fragment < 0 ? given : given.substring(0, fragment);
        int mark = url.indexOf('?');
        if (mark < 0) {
            return url + "?" + query;
        }
        return mark == url.length() - 1 || url.endsWith("&") ? url + query : url + "&" + query;
    }

    Future<Void> close() {
        return client.close();
    }
}
