package dev.seenby.tencent;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.seenby.http.BodyReader;
import dev.seenby.http.CallMetrics;
import dev.seenby.http.Output;
import dev.seenby.http.StrictJson;
import dev.seenby.limits.CallLimit;
import dev.seenby.limits.Visit;
import dev.seenby.receipts.Tenants;
import dev.seenby.storage.App;
import dev.seenby.storage.AppOptions;
import dev.seenby.storage.Limiter;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The way of every call: path → app → caller → limit → parameters → one use case → wire format. The HTTP status is 200
 * whatever the answer says; {@link Failures} makes the answer of whatever fails on the way.
 */
final class Pipeline implements Handler<RoutingContext> {
    private static final CharSequence JSON = HttpHeaders.createOptimized("application/json");
    private static final String UNKNOWN_COMMAND = "v4/unknown";

    private final Tenants tenants;
    private final CallerCheck callers;
    private final CallLimit limits;
    private final CallMetrics metrics;
    /** By path, so that those of good calls need not be taken apart. */
    private final Map<String, Command<?>> commands;

    Pipeline(Tenants tenants, CallerCheck callers, CallLimit limits, CallMetrics metrics, List<Command<?>> commands) {
        this.tenants = tenants;
        this.callers = callers;
        this.limits = limits;
        this.metrics = metrics;
        this.commands =
                commands.stream().collect(Collectors.toUnmodifiableMap(c -> "/" + c.limit(), Function.identity()));
    }

    /** Names of all calls, of which limits can be set. */
    Set<String> calls() {
        return commands.values().stream().map(Command::limit).collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public void handle(RoutingContext context) {
        long begun = System.nanoTime();
        Visit visit = limits.arrived();
        context.response().closeHandler(gone -> visit.giveUp(new Output.ClientGone(null)));
        BodyReader.read(context.request(), visit)
                .compose(body -> answer(context, body, visit))
                .onSuccess(answer -> metrics.answered(name(context), 200, "0", begun))
                .recover(failure -> failed(context, failure, begun))
                .onComplete(made -> visit.leave())
                .compose(answer -> context.response()
                        .putHeader(HttpHeaders.CONTENT_TYPE, JSON)
                        .end(answer));
    }

    private Future<Buffer> failed(RoutingContext context, Throwable failure, long begun) {
        long nanos = System.nanoTime() - begun;
        if (failure instanceof Output.ClientGone) {
            metrics.answered(name(context), CallMetrics.Outcome.GONE, 200, "gone", nanos);
            return Future.failedFuture(failure);
        }
        TencentException error = Failures.asError(Service.of(context.normalizedPath()), failure);
        metrics.answered(name(context), error.code().outcome(), 200, Integer.toString(error.code().number), nanos);
        return Future.succeededFuture(Envelope.fail(error));
    }

    /** The name under which the call is counted; the same for all that do not exist. */
    private String name(RoutingContext context) {
        Command<?> known = commands.get(context.normalizedPath());
        return known == null ? UNKNOWN_COMMAND : known.limit();
    }

    private Future<Buffer> answer(RoutingContext context, Optional<Buffer> body, Visit visit) {
        HttpMethod method = context.request().method();
        String path = context.normalizedPath();
        Command<?> command = method.equals(HttpMethod.POST) ? commands.get(path) : null;
        if (command == null) {
            Service.demand(method, path);
        }
        Query query = new Query(context.queryParams());
        return tenants.bySdkAppId(query.sdkAppId())
                .map(Pipeline::there)
                .compose(app -> visit.enter(app.sdkAppId()).compose(entered -> begun(app, query)))
                .compose(call -> limited(command, call, query, body));
    }

    private static App there(Optional<App> found) {
        return found.orElseThrow(ErrorCode.SDKAPPID::error);
    }

    /** Whom this node would not let in may come with a key that another node has just made. */
    private Future<Call> begun(App app, Query query) {
        try {
            return Future.succeededFuture(caller(app, query));
        } catch (TencentException refused) {
            return tenants.perhapsChanged(app).map(Pipeline::there).map(now -> {
                if (now == app) {
                    throw refused;
                }
                return caller(now, query);
            });
        }
    }

    private Call caller(App app, Query query) {
        if (app.options().off().contains(AppOptions.Feature.TENCENT)) {
            throw ErrorCode.SDKAPPID_DISABLED.error();
        }
        String identifier = query.identifier();
        callers.check(app, identifier, query.userSig());
        return new Call(app, identifier);
    }

    /** The call of the app as it is now, or a refusal: the limiter's, or the app's. */
    private Future<Call> admitted(Limiter.Verdict verdict, Call call, Query query) {
        mustBeAccepted(verdict);
        return tenants.current(call.app(), verdict.stamp())
                .map(Pipeline::there)
                .map(now -> now == call.app() ? call : caller(now, query));
    }

    private Future<Buffer> limited(@Nullable Command<?> command, Call call, Query query, Optional<Buffer> body) {
        Future<Limiter.Verdict> verdict =
                limits.acquire(call.app(), command == null ? UNKNOWN_COMMAND : command.limit());
        if (command == null || !command.beginsAtOnce()) {
            return verdict.compose(v -> admitted(v, call, query)).compose(admitted -> run(command, admitted, body));
        }
        // Both questions leave in the same tick; if the limiter refuses, the answer to the other is thrown away.
        Future<Buffer> answer = Future.succeededFuture(body).compose(b -> run(command, call, b));
        return verdict.compose(v -> admitted(v, call, query)).compose(admitted -> answer);
    }

    private static void mustBeAccepted(Limiter.Verdict verdict) {
        if (!verdict.accepted()) {
            throw (verdict.ceiling() ? ErrorCode.APP_FREQUENCY : ErrorCode.CALL_FREQUENCY).error();
        }
    }

    private static <P> Future<Buffer> run(@Nullable Command<P> command, Call call, Optional<Buffer> body) {
        Buffer bytes = body.orElseThrow(ErrorCode.TIMEOUT_OR_FORMAT::error);
        ObjectNode json = StrictJson.object(bytes.getBytes()).orElseThrow(ErrorCode.JSON_PARSE::error);
        if (command == null) {
            throw ErrorCode.COMMAND.error();
        }
        if (!StrictJson.storable(json)) {
            throw command.service()
                    .parameter
                    .error("the body holds a NUL, half a surrogate pair or a number that is out of range");
        }
        return command.run(call, command.parse(Fields.of(json, command.service())));
    }
}
