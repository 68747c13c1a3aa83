package dev.seenby.rocketchat;

import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import java.util.function.Function;

/**
 * One call of the API.
 *
 * @param name the path after {@code /api/}; one that ends in {@code /} takes an argument there
 * @param needsLogin whether 401 is answered to those who have not signed in
 */
record Call(HttpMethod method, String name, boolean needsLogin, Function<Request, Future<Reply>> action) {
    /** @param name the path after {@code /api/v1/} */
    static Call get(String name, Function<Request, Future<Reply>> action) {
        return new Call(HttpMethod.GET, "v1/" + name, true, action);
    }

    /** @param name the path after {@code /api/v1/} */
    static Call post(String name, Function<Request, Future<Reply>> action) {
        return new Call(HttpMethod.POST, "v1/" + name, true, action);
    }

    /** The same for those who have not signed in too. */
    Call open() {
        return new Call(method, name, false, action);
    }
}
