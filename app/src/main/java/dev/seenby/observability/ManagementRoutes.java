package dev.seenby.observability;

import dev.seenby.problem.Problem;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;

/** What the management port answers. */
public final class ManagementRoutes implements Handler<HttpServerRequest> {
    private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

    private final Metrics metrics;
    private final Health health;

    public ManagementRoutes(Metrics metrics, Health health) {
        this.metrics = metrics;
        this.health = health;
    }

    @Override
    public void handle(HttpServerRequest request) {
        HttpServerResponse response = request.response();
        boolean known = request.path().matches("/metrics|/health/live|/health/ready");
        if (!known) {
            Problem.notFound(request.path()).send(response);
        } else if (!request.method().equals(HttpMethod.GET) && !request.method().equals(HttpMethod.HEAD)) {
            response.putHeader("Allow", "GET, HEAD");
            Problem.methodNotAllowed(request.method().name()).send(response);
        } else if (request.path().equals("/metrics")) {
            health.report().onSuccess(report -> response.putHeader("Content-Type", PROMETHEUS)
                    .end(metrics.scrape(report)));
        } else if (request.path().equals("/health/live")) {
            // Alive is whoever answers; what it depends on is not asked, so that its loss restarts nobody.
            json(response, new JsonObject().put("state", "up"));
        } else {
            health.report().onSuccess(report -> {
                response.setStatusCode(report.state() == Health.State.DOWN ? 503 : 200);
                json(response, report.body());
            });
        }
    }

    private static void json(HttpServerResponse response, JsonObject body) {
        response.putHeader("Content-Type", "application/json").end(body.encode());
    }
}
