package dev.seenby.webhooks;

import dev.seenby.storage.App;
import dev.seenby.storage.AppOptions.Webhook;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/**
 * Posts letters. A receiver has 2 s to take a connection and 5 s for everything; a status of 200 to 299 is success, whatever the
 * body says; redirects are not followed.
 */
final class Poster {
    static final long WHOLE_MILLIS = 5_000;
    private static final int CONNECT_MILLIS = 2_000;
    /** More of an answer's body is not read: the connection is closed instead. */
    private static final int BODY_BYTES = 8 << 10;

    private static final String LATE = "timeout";
    private static final int CONNECTIONS_OF_ONE_RECEIVER = 32;

    private final Vertx vertx;
    private final HttpClient client;
    private final Wording wording;

    Poster(Vertx vertx, Wording wording) {
        this.vertx = vertx;
        this.wording = wording;
        this.client = vertx.createHttpClient(
                new HttpClientOptions().setConnectTimeout(CONNECT_MILLIS),
                new PoolOptions().setHttp1MaxSize(CONNECTIONS_OF_ONE_RECEIVER));
    }

    /** Fails with {@link PostFailed}. */
    Future<Void> post(App app, Webhook webhook, Wording.Letter letter, Instant now) {
        Promise<Void> taken = Promise.promise();
        RequestOptions options = new RequestOptions().setMethod(HttpMethod.POST).setFollowRedirects(false);
        try {
            options.setAbsoluteURI(url(webhook.url(), wording.query(app, letter, webhook.secret(), now)));
        } catch (RuntimeException e) {
            return Future.failedFuture(new PostFailed("connection"));
        }
        long epochSecond = now.getEpochSecond();
        options.putHeader("content-type", "application/json")
                .putHeader("user-agent", "Seenby")
                .putHeader("webhook-id", letter.id())
                .putHeader("webhook-timestamp", Long.toString(epochSecond))
                .putHeader(
                        "webhook-signature", Signature.of(webhook.secret(), letter.id(), epochSecond, letter.body()));
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(WHOLE_MILLIS);
        long timer = vertx.setTimer(WHOLE_MILLIS, late -> taken.tryFail(new PostFailed(LATE)));
        client.request(options)
                .onFailure(e -> taken.tryFail(new PostFailed("connection")))
                .onSuccess(request -> {
                    if (taken.future().isComplete()) {
                        request.reset();
                        return;
                    }
                    // Whoever has not answered by then is hung up on.
                    taken.future().onFailure(e -> {
                        if (e instanceof PostFailed failed && failed.reason.equals(LATE)) {
                            request.reset();
                        }
                    });
                    request.send(letter.body())
                            .onFailure(e -> taken.tryFail(new PostFailed("connection")))
                            .onSuccess(response -> {
                                answered(response, taken);
                                drain(request, response, deadline);
                            });
                });
        return taken.future().onComplete(any -> vertx.cancelTimer(timer));
    }

    private static void answered(HttpClientResponse response, Promise<Void> taken) {
        int status = response.statusCode();
        if (status >= 200 && status < 300) {
            taken.tryComplete();
        } else {
            taken.tryFail(new PostFailed(status / 100 + "xx"));
        }
    }

    /** What is left of the answer is read away, so that the connection can be used again. */
    private void drain(HttpClientRequest request, HttpClientResponse response, long deadline) {
        long left = Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime()));
        long timer = vertx.setTimer(left, late -> request.connection().close());
        int[] read = {0};
        response.handler(chunk -> {
            read[0] += chunk.length();
            if (read[0] > BODY_BYTES) {
                request.connection().close();
            }
        });
        response.exceptionHandler(e -> vertx.cancelTimer(timer));
        response.endHandler(end -> vertx.cancelTimer(timer));
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
