package dev.seenby.rocketchat;

import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import java.util.function.Function;

/**
 * One call of the API.
 *
 * @param name the path after {@code /api/}; one that ends in {@code /} takes an argument there
 * @param needsLogin whether 401 is answered to those who have not signed in
 * @param beginsAtOnce whether it does not wait for the limiter; of one that is refused, the answer is thrown away. Only for what changes nothing
 */
record Call(
        HttpMethod method,
        String name,
        boolean needsLogin,
        boolean beginsAtOnce,
        Function<Request, Future<Reply>> action) {
    /** @param name the path after {@code /api/v1/} */
    static Call get(String name, Function<Request, Future<Reply>> action) {
        return new Call(HttpMethod.GET, "v1/" + name, true, false, action);
    }

    /** @param name the path after {@code /api/v1/} */
    static Call post(String name, Function<Request, Future<Reply>> action) {
        return new Call(HttpMethod.POST, "v1/" + name, true, false, action);
    }

    /** The same for those who have not signed in too. */
    Call open() {
        return new Call(method, name, false, beginsAtOnce, action);
    }

    /** The same without waiting for the limiter. */
    Call atOnce() {
        return new Call(method, name, needsLogin, true, action);
    }
}
