package dev.seenby.admin;

import dev.seenby.credentials.Passwords;
import dev.seenby.problem.Problem;
import dev.seenby.receipts.Tenants;
import dev.seenby.storage.Erasures;
import dev.seenby.storage.Exports;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The operator's API, everything below {@code /admin/v1}: admin token → body → one {@link Route} → answer. What there is stands
 * in {@code openapi.json}, and each kind of thing has a class of its own with its routes.
 */
public final class AdminRoutes {
    private static final Logger LOG = LoggerFactory.getLogger(AdminRoutes.class);
    private static final int MOST_BODY_BYTES = 64 << 10;
    private static final String CHARSET = "\\s*(;\\s*charset\\s*=\\s*\"?utf-8\"?\\s*)?";

    private final AdminToken token;
    private final List<Route> routes = new ArrayList<>();

    /** @param calls names of all API calls, of which limits can be set */
    public AdminRoutes(
            Tenants tenants,
            Passwords passwords,
            AdminToken token,
            Set<String> calls,
            Exports exports,
            Erasures erasures) {
        this.token = token;
        routes.add(OpenApi.route());
        routes.addAll(new AppRoutes(tenants, passwords, calls).routes());
        routes.addAll(new KeyRoutes(tenants).routes());
        routes.addAll(new PeopleRoutes(tenants, exports, erasures).routes());
    }

    /** Everything that is answered, but for what is wrong. */
    List<Route> routes() {
        return List.copyOf(routes);
    }

    public void mount(Router router) {
        router.route("/admin/v1/*").failureHandler(AdminRoutes::fail);
        routes.stream().filter(Route::open).forEach(route -> mount(router, route));
        router.route("/admin/v1/*").handler(token::check);
        routes.stream().filter(route -> !route.open()).forEach(route -> mount(router, route));
        Map<String, Set<String>> methods = new TreeMap<>();
        for (Route route : routes) {
            methods.computeIfAbsent(route.pattern(), path -> new TreeSet<>())
                    .add(route.method().name());
        }
        methods.forEach((path, allowed) -> router.route(path).handler(context -> notAllowed(context, allowed)));
        router.route("/admin/v1/*").handler(context -> {
            throw Problem.notFound(context.request().path());
        });
    }

    private static void mount(Router router, Route route) {
        if (!route.bodies().isEmpty()) {
            router.route(route.method(), route.pattern()).handler(context -> mustBeOneOf(context, route.bodies()));
            router.route(route.method(), route.pattern())
                    .handler(BodyHandler.create(false).setBodyLimit(MOST_BODY_BYTES));
        }
        router.route(route.method(), route.pattern()).handler(context -> Future.succeededFuture()
                .compose(start -> route.call().apply(context))
                .compose(answer -> answer.sendTo(context.response()))
                .onFailure(context::fail));
    }

    private static void mustBeOneOf(RoutingContext context, Set<String> types) {
        String type = Objects.requireNonNullElse(context.request().getHeader("Content-Type"), "")
                .toLowerCase(Locale.ROOT);
        if (types.stream()
                .noneMatch(one ->
                        type.startsWith(one) && type.substring(one.length()).matches(CHARSET))) {
            if (context.request().method().equals(HttpMethod.PATCH)) {
                context.response().putHeader("Accept-Patch", String.join(", ", new TreeSet<>(types)));
            }
            throw new Problem(415, "the body must be " + String.join(" or ", new TreeSet<>(types)));
        }
        context.next();
    }

    private static void notAllowed(RoutingContext context, Set<String> allowed) {
        context.response().putHeader("Allow", String.join(", ", allowed));
        throw Problem.methodNotAllowed(context.request().method().name());
    }

    private static void fail(RoutingContext context) {
        Throwable failure = context.failure();
        if (context.statusCode() == 413) {
            new Problem(413, "the body is longer than " + MOST_BODY_BYTES + " bytes").send(context.response());
            return;
        }
        if (failure == null) {
            new Problem(context.statusCode(), "the call cannot be answered").send(context.response());
            return;
        }
        Problem problem = Problem.of(failure);
        if (problem.status() == 500) {
            LOG.error("a call of the admin API failed", failure);
        }
        problem.send(context.response());
    }
}
