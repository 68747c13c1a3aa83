package dev.seenby.zulip;

import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One call of the API.
 *
 * @param path after {@code /api/v1}; {@code :id} stands for digits
 * @param needsLogin whether 401 is answered to those who do not prove who they are
 */
record Call(
        HttpMethod method, String path, Pattern pattern, boolean needsLogin, Function<Request, Future<Reply>> action) {
    private static Call of(HttpMethod method, String path, Function<Request, Future<Reply>> action) {
        return new Call(method, path, Pattern.compile(path.replace(":id", "([0-9]+)")), true, action);
    }

    /** One that answers to HEAD too. @param path after {@code /api/v1}; {@code :id} stands for digits */
    static Call get(String path, Function<Request, Future<Reply>> action) {
        return of(HttpMethod.GET, path, action);
    }

    /** @param path after {@code /api/v1}; {@code :id} stands for digits */
    static Call post(String path, Function<Request, Future<Reply>> action) {
        return of(HttpMethod.POST, path, action);
    }

    /** The same for those who do not say who they are too; what they say is not looked at. */
    Call open() {
        return new Call(method, path, pattern, false, action);
    }

    /** What stands for {@code :id} in a path, empty if the call has none; null if it is another call's path. */
    @Nullable
    String argument(String asked) {
        Matcher matcher = pattern.matcher(asked);
        if (!matcher.matches()) {
            return null;
        }
        return matcher.groupCount() == 0 ? "" : matcher.group(1);
    }

    /** For the limiter and the metrics. */
    String name() {
        return method + " api/v1" + path;
    }
}
