package dev.seenby.admin;

import dev.seenby.problem.Problem;
import dev.seenby.storage.App;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The version of an app as an entity tag (RFC 9110 §8.8.3), by which an operator changes only what they have seen. */
final class ETag {
    private ETag() {}

    static String of(App app) {
        return "\"" + app.version() + "\"";
    }

    /** @param ifMatch the header {@code If-Match}, null = any version will do. @throws Problem 412 */
    static void mustMatch(@Nullable String ifMatch, App app) {
        if (ifMatch != null
                && Stream.of(ifMatch.split(",", -1))
                        .map(String::strip)
                        .noneMatch(tag -> tag.equals("*") || tag.equals(of(app)))) {
            throw new Problem(412, "the app was changed since; its version is now " + of(app));
        }
    }
}
