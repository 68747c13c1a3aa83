package dev.seenby.admin;

import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import java.util.Set;
import java.util.function.Function;

/**
 * One call of the operator's API; {@code openapi.json} tells the same of it.
 *
 * @param path as OpenAPI writes it, with its parameters in braces
 * @param bodies media types of the bodies that it takes; empty = it takes none
 * @param open whether it is answered without the admin token too
 */
record Route(
        HttpMethod method,
        String path,
        Set<String> bodies,
        boolean open,
        Function<RoutingContext, Future<Answer>> call) {
    static final String JSON = "application/json";
    static final String MERGE_PATCH = "application/merge-patch+json";

    static Route get(String path, Function<RoutingContext, Future<Answer>> call) {
        return new Route(HttpMethod.GET, path, Set.of(), false, call);
    }

    /** One that takes no body. */
    static Route post(String path, Function<RoutingContext, Future<Answer>> call) {
        return new Route(HttpMethod.POST, path, Set.of(), false, call);
    }

    /** One that takes JSON. */
    static Route postJson(String path, Function<RoutingContext, Future<Answer>> call) {
        return new Route(HttpMethod.POST, path, Set.of(JSON), false, call);
    }

    /** One that takes a JSON merge patch. */
    static Route patch(String path, Function<RoutingContext, Future<Answer>> call) {
        return new Route(HttpMethod.PATCH, path, Set.of(JSON, MERGE_PATCH), false, call);
    }

    static Route delete(String path, Function<RoutingContext, Future<Answer>> call) {
        return new Route(HttpMethod.DELETE, path, Set.of(), false, call);
    }

    /** The same for everybody. */
    Route opened() {
        return new Route(method, path, bodies, true, call);
    }

    /** The path as the router writes it. */
    String pattern() {
        return path.replaceAll("\\{(\\w+)}", ":$1");
    }
}
