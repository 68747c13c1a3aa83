package dev.seenby.observability;

import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.internal.VertxBootstrap;
import io.vertx.core.spi.VertxServiceProvider;
import io.vertx.core.spi.context.storage.ContextLocal;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Gives every request an id: the client's {@code X-Request-Id} if that is 1 to 128 letters, digits, dots, hyphens and
 * underscores, else one that is made. It is sent back under the same name, and stands on every line that is logged while
 * the call is worked on: Vert.x carries it from callback to callback.
 */
public final class RequestIds implements Handler<HttpServerRequest> {
    static final CharSequence HEADER = HttpHeaders.createOptimized("X-Request-Id");
    private static final int LONGEST = 128;

    /** Makes room for the id in Vert.x's contexts; found through {@code META-INF/services}, before the first Vert.x starts. */
    public static final class Room implements VertxServiceProvider {
        static final ContextLocal<String> ID = ContextLocal.registerLocal(String.class);

        @Override
        public void init(VertxBootstrap builder) {
            // Loading the class has made the room.
        }
    }

    private final Handler<HttpServerRequest> next;

    /** @param next handles the request */
    public RequestIds(Handler<HttpServerRequest> next) {
        this.next = next;
    }

    @Override
    public void handle(HttpServerRequest request) {
        String given = request.getHeader(HEADER);
        String id = given != null && isLegal(given) ? given : made();
        Context context = Vertx.currentContext();
        if (context != null) {
            Room.ID.put(context, id);
        }
        request.response().putHeader(HEADER, id);
        next.handle(request);
    }

    /** The id of the call that is worked on, null = none is. */
    static @Nullable String current() {
        Context context = Vertx.currentContext();
        return context == null ? null : Room.ID.get(context);
    }

    private static boolean isLegal(String id) {
        return !id.isEmpty()
                && id.length() <= LONGEST
                && id.chars()
                        .allMatch(c -> c >= 'a' && c <= 'z'
                                || c >= 'A' && c <= 'Z'
                                || c >= '0' && c <= '9'
                                || c == '.'
                                || c == '_'
                                || c == '-');
    }

    private static String made() {
        return HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
    }
}
