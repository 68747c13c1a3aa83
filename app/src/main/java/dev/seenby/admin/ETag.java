package dev.seenby.admin;

import dev.seenby.problem.Problem;
import dev.seenby.storage.App;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The version of an app as an entity tag (RFC 9110 §8.8.3), by which an operator changes only what they have seen. */
final class ETag {
    private ETag() {}

    static String of(App app) {
        return "\"" + app.version() + "\"";
    }

    /**
     * What the caller asks for in {@code If-Match}, to be held against the app under its lock; without that header any version
     * will do.
     *
     * @return throws a Problem 412
     */
    static Consumer<App> asked(HttpServerRequest request) {
        List<String> headers = request.headers().getAll("If-Match");
        return app -> {
            if (!headers.isEmpty()
                    && headers.stream()
                            .flatMap(header -> Stream.of(header.split(",", -1)))
                            .map(String::strip)
                            .noneMatch(tag -> tag.equals("*") || tag.equals(of(app)))) {
                throw new Problem(412, "the app was changed since; its version is now " + of(app));
            }
        };
    }
}
