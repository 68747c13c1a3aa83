package dev.seenby.rocketchat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.seenby.http.StrictJson;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import java.util.function.Function;

/** By what clients find out whether this is a Rocket.Chat server, and of which version. Credentials may be wrong here. */
final class InfoCalls {
    private static final String MAJOR_AND_MINOR = "8.8";
    private static final String VERSION = MAJOR_AND_MINOR + ".1";

    List<Call> calls() {
        Function<Request, Future<Reply>> action = request -> Future.succeededFuture(info(request));
        return List.of(
                new Call(HttpMethod.GET, "info", false, false, action),
                Call.get("info", action).open());
    }

    private static Reply info(Request request) {
        Caller caller = request.signedIn();
        ObjectNode body = StrictJson.newObject();
        if (caller == null || !caller.may(Permission.VIEW_STATISTICS)) {
            return Reply.success(body.put("version", MAJOR_AND_MINOR));
        }
        body.put("version", VERSION).putObject("info").put("version", VERSION);
        return Reply.success(body);
    }
}
