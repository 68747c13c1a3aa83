package dev.seenby.admin;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;

/** What a call of the operator's API answers when nothing is wrong; what is wrong is a {@link dev.seenby.problem.Problem}. */
@FunctionalInterface
interface Answer {
    Future<Void> sendTo(HttpServerResponse response);

    static Answer json(int status, JsonObject body) {
        return json(status, body.toBuffer());
    }

    static Answer json(int status, Buffer body) {
        return response -> response.setStatusCode(status)
                .putHeader("Content-Type", Route.JSON)
                .putHeader("Cache-Control", "no-store")
                .end(body);
    }

    /** One without a body. */
    static Answer empty(int status) {
        return response -> response.setStatusCode(status)
                .putHeader("Cache-Control", "no-store")
                .end();
    }

    /** The same with a header. */
    default Answer with(String header, String value) {
        return response -> sendTo(response.putHeader(header, value));
    }
}
