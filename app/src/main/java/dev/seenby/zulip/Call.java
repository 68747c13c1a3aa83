package dev.seenby.zulip;

import io.netty.handler.codec.http.QueryStringDecoder;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One call of the API.
 *
 * @param path after {@code /api/v1}; {@code :id} stands for digits, {@code :email} for anything with an {@code @}
 * @param needsLogin whether 401 is answered to those who do not prove who they are
 * @param beginsAtOnce whether it does not wait for the limiter; of one that is refused, the answer is thrown away. Only for what changes nothing
 */
record Call(
        HttpMethod method,
        String path,
        Pattern pattern,
        boolean needsLogin,
        boolean beginsAtOnce,
        Function<Request, Future<Reply>> action) {
    private static final String DIGITS = "([0-9]+)";
    /** Many clients encode it. Looks once for the sign and then takes all, so that a long path is not gone through again and again. */
    private static final String EMAIL = "((?=[^/]*(?:@|%40))[^/]++)";

    private static Call of(HttpMethod method, String path, Function<Request, Future<Reply>> action) {
        String pattern = path.replace(":id", DIGITS).replace(":email", EMAIL);
        return new Call(method, path, Pattern.compile(pattern), true, false, action);
    }

    /** One that answers to HEAD too. */
    static Call get(String path, Function<Request, Future<Reply>> action) {
        return of(HttpMethod.GET, path, action);
    }

    static Call post(String path, Function<Request, Future<Reply>> action) {
        return of(HttpMethod.POST, path, action);
    }

    static Call patch(String path, Function<Request, Future<Reply>> action) {
        return of(HttpMethod.PATCH, path, action);
    }

    static Call delete(String path, Function<Request, Future<Reply>> action) {
        return of(HttpMethod.DELETE, path, action);
    }

    /** The same for those who do not say who they are too; what they say is not looked at. */
    Call open() {
        return new Call(method, path, pattern, false, beginsAtOnce, action);
    }

    /** The same without waiting for the limiter. */
    Call atOnce() {
        return new Call(method, path, pattern, needsLogin, true, action);
    }

    /** What stands for {@code :id} and {@code :email} in a path, decoded; null if it is another call's path. */
    @Nullable
    List<String> arguments(String asked) {
        // Most calls are another's by their first letters.
        int variable = path.indexOf(':');
        if (variable < 0 ? !asked.equals(path) : !asked.regionMatches(0, path, 0, variable)) {
            return null;
        }
        Matcher matcher = pattern.matcher(asked);
        if (!matcher.matches()) {
            return null;
        }
        List<String> arguments = new ArrayList<>(matcher.groupCount());
        for (int group = 1; group <= matcher.groupCount(); group++) {
            // A plus sign is itself in a path.
            arguments.add(
                    QueryStringDecoder.decodeComponent(matcher.group(group).replace("+", "%2B")));
        }
        return arguments;
    }

    /** For the limiter and the metrics. */
    String name() {
        return method + " api/v1" + path;
    }
}
