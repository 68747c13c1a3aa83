package dev.seenby.zulip;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.seenby.http.BodyReader;
import dev.seenby.http.CallMetrics;
import dev.seenby.http.Output;
import dev.seenby.http.StrictJson;
import dev.seenby.limits.CallLimit;
import dev.seenby.limits.Visit;
import dev.seenby.receipts.Directory;
import dev.seenby.receipts.Tenants;
import dev.seenby.storage.App;
import dev.seenby.storage.AppOptions;
import dev.seenby.storage.Limiter;
import dev.seenby.storage.Person;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.net.HostAndPort;
import io.vertx.ext.web.RoutingContext;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The way of every call: path → method → app → caller → limit → parameters → use cases → wire format. {@link Failures}
 * makes the answer of whatever fails on the way.
 */
final class Pipeline implements Handler<RoutingContext> {
    private static final String BASE = "/api/v1";
    private static final CharSequence JSON = HttpHeaders.createOptimized("application/json");
    private static final String UNKNOWN = "api/v1/unknown";

    /** A call that was asked for, and what its path tells. */
    private record Asked(Call call, List<String> arguments) {}

    private final Tenants tenants;
    private final Authentication authentication;
    private final CallLimit limits;
    private final CallMetrics metrics;
    private final InstantSource clock;
    private final List<Call> calls;

    Pipeline(Services services, CallLimit limits, CallMetrics metrics, InstantSource clock, List<Call> calls) {
        this.tenants = services.tenants();
        this.authentication = new Authentication(services.credentials());
        this.limits = limits;
        this.metrics = metrics;
        this.clock = clock;
        this.calls = List.copyOf(calls);
    }

    /** Names of all calls, of which limits can be set. */
    Set<String> callNames() {
        return calls.stream().map(Call::name).collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public void handle(RoutingContext context) {
        HttpServerRequest request = context.request();
        long begun = System.nanoTime();
        List<Asked> there = at(context.normalizedPath());
        Visit visit = limits.arrived();
        BodyReader.read(request, visit)
                .compose(body -> {
                    Parameters parameters = there.isEmpty() ? Parameters.NONE : parameters(request, body);
                    Asked asked = asked(request, there, parameters);
                    return asked == null
                            ? noContent(request, there, begun)
                            : made(request, asked, parameters, visit, begun);
                })
                .onFailure(failure -> fail(request, UNKNOWN, begun, failure))
                .onComplete(written -> visit.leave());
    }

    private Future<Void> made(HttpServerRequest request, Asked asked, Parameters parameters, Visit visit, long begun) {
        String name = asked.call().name();
        // Where the call began, so that what is logged of it bears its id, whoever answers what it asks on its way.
        return ContextInternal.current()
                .succeededFuture()
                .compose(start -> answer(request, asked, parameters, visit))
                .compose(reply -> send(request, reply, parameters, visit))
                .onSuccess(sent -> metrics.answered(name, 200, "ok", begun))
                .onFailure(failure -> visit.leave())
                .recover(failure -> fail(request, name, begun, failure));
    }

    /** The calls with this path, of any method. */
    private List<Asked> at(String path) {
        List<Asked> found = new ArrayList<>();
        String once = path.contains("//") ? path.replaceAll("//+", "/") : path;
        String rest = once.substring(BASE.length());
        for (Call call : calls) {
            List<String> arguments = call.arguments(rest);
            if (arguments != null) {
                found.add(new Asked(call, arguments));
            }
        }
        return found;
    }

    private static Parameters parameters(HttpServerRequest request, Optional<Buffer> body) {
        byte[] bytes = body.orElseThrow(
                        () -> ZulipException.of(413, "The body is longer than 2 MiB", ZulipException.BAD_REQUEST))
                .getBytes();
        return Parameters.of(request.query(), request.getHeader(HttpHeaders.CONTENT_TYPE), bytes);
    }

    /** Null for OPTIONS. @throws ZulipException 404 or 405 */
    private static @Nullable Asked asked(HttpServerRequest request, List<Asked> there, Parameters parameters) {
        if (there.isEmpty()) {
            throw ZulipException.of(404, "Not found", ZulipException.BAD_REQUEST);
        }
        String instead = request.method().equals(HttpMethod.POST) ? parameters.method() : null;
        String method = instead == null ? request.method().name() : instead;
        if (method.equals("OPTIONS")) {
            return null;
        }
        String wanted = method.equals("HEAD") ? "GET" : method;
        return there.stream()
                .filter(one -> one.call().method().name().equals(wanted))
                .findFirst()
                .orElseThrow(() -> notAllowed(there));
    }

    private static Set<String> allowed(List<Asked> there) {
        Set<String> methods = new TreeSet<>();
        for (Asked one : there) {
            methods.add(one.call().method().name());
            if (one.call().method().equals(HttpMethod.GET)) {
                methods.add("HEAD");
            }
        }
        return methods;
    }

    private static ZulipException notAllowed(List<Asked> there) {
        ObjectNode body = ZulipException.error("Method Not Allowed");
        ArrayNode methods = body.putArray("allowed_methods");
        allowed(there).forEach(methods::add);
        return ZulipException.raw(405, body).with("Allow", String.join(", ", allowed(there)));
    }

    private Future<Void> noContent(HttpServerRequest request, List<Asked> there, long begun) {
        metrics.answered(UNKNOWN, 204, "ok", begun);
        return request.response()
                .setStatusCode(204)
                .putHeader(HttpHeaders.ALLOW, String.join(", ", allowed(there)))
                .end();
    }

    private Future<Reply> answer(HttpServerRequest request, Asked asked, Parameters parameters, Visit visit) {
        Authentication.@Nullable Shown shown =
                asked.call().needsLogin() ? Authentication.shown(request.getHeader(HttpHeaders.AUTHORIZATION)) : null;
        HostAndPort authority = request.authority();
        String host = authority == null ? "" : authority.host().toLowerCase(Locale.ROOT);
        Promise<Void> gone = Promise.promise();
        request.response().closeHandler(v -> {
            gone.tryComplete();
            visit.giveUp(new Output.ClientGone(null));
        });
        String site = request.scheme() + "://" + (authority == null ? "" : authority.toString());
        return tenants.byHost(host).compose(found -> {
            if (found.isEmpty()) {
                throw notThere(shown != null);
            }
            return served(found.get(), shown != null)
                    .compose(app -> visit.enter(app.sdkAppId()).compose(entered -> {
                        Directory.View known = tenants.known(app);
                        return caller(app, shown, known)
                                .compose(caller -> limited(
                                        new Request(
                                                app,
                                                known,
                                                caller.orElse(null),
                                                parameters,
                                                site,
                                                asked.arguments(),
                                                Request.client(parameters, request.getHeader(HttpHeaders.USER_AGENT)),
                                                gone.future(),
                                                visit::rests),
                                        asked.call(),
                                        shown,
                                        request.response()));
                    }));
        });
    }

    private Future<Reply> limited(
            Request begun, Call call, Authentication.@Nullable Shown shown, HttpServerResponse response) {
        App app = begun.app();
        Future<Limiter.Verdict> verdict = limits.acquire(app, call.name(), begun.signedIn())
                .map(told -> tell(response, app, limits.perSecond(app, call.name()), told));
        if (verdict.isComplete() || !call.beginsAtOnce() || !begun.known().keeps()) {
            return verdict.compose(told -> admitted(begun, told, shown)).compose(call.action());
        }
        // Both questions leave in the same turn of the event loop.
        Future<Reply> reply = Future.succeededFuture(begun).compose(call.action());
        return verdict.compose(told -> admitted(begun, told, shown))
                .compose(request -> request == begun ? reply : call.action().apply(request));
    }

    /** The call as things are now; the same instance if nothing has changed. Fails if the caller is no longer let in. */
    private Future<Request> admitted(Request begun, Limiter.Verdict verdict, Authentication.@Nullable Shown shown) {
        return tenants.current(begun.app(), verdict.stamp()).compose(found -> {
            App now = mustBeServed(found, shown != null);
            Directory.View known = tenants.known(now, verdict.stamp());
            if (!begun.known().isStillSo(known)) {
                return caller(now, shown, known).map(caller -> begun.with(now, known, caller.orElse(null)));
            }
            boolean same = now == begun.app() && begun.known().keeps();
            return Future.succeededFuture(same ? begun : begun.with(now, known, begun.signedIn()));
        });
    }

    /** An app that is known to be switched off may have been switched on again. */
    private Future<App> served(App known, boolean signedIn) {
        return known.options().off().contains(AppOptions.Feature.ZULIP)
                ? tenants.perhapsChanged(known).map(now -> mustBeServed(now, signedIn))
                : Future.succeededFuture(known);
    }

    /** @throws ZulipException 401, or 404 if the app was deleted meanwhile and the call is nobody's */
    private static App mustBeServed(Optional<App> now, boolean signedIn) {
        App app = now.orElseThrow(() -> notThere(signedIn));
        if (app.options().off().contains(AppOptions.Feature.ZULIP)) {
            throw ZulipException.deactivatedRealm(signedIn);
        }
        return app;
    }

    private static ZulipException notThere(boolean signedIn) {
        return signedIn
                ? ZulipException.unauthorized("Account is not associated with this subdomain")
                : ZulipException.of(404, "Invalid subdomain", "NONEXISTENT_SUBDOMAIN");
    }

    private Future<Optional<Person>> caller(App app, Authentication.@Nullable Shown shown, Directory.View known) {
        return shown == null
                ? Future.succeededFuture(Optional.empty())
                : authentication.caller(app, shown, known).map(Optional::of);
    }

    /** @throws ZulipException 429 when the call was not accepted */
    private Limiter.Verdict tell(HttpServerResponse response, App app, int perSecond, Limiter.Verdict verdict) {
        long waitMillis = verdict.accepted() ? 1_000 : (verdict.waitMicros() + 999) / 1_000;
        int limit = app.callsPerSecondPerPerson() == 0 ? perSecond : Math.min(perSecond, app.callsPerSecondPerPerson());
        response.putHeader("X-RateLimit-Limit", Integer.toString(limit))
                .putHeader("X-RateLimit-Remaining", Integer.toString(verdict.remaining()))
                .putHeader("X-RateLimit-Reset", Long.toString((clock.millis() + waitMillis + 999) / 1_000));
        if (!verdict.accepted()) {
            throw ZulipException.tooMany(verdict.waitMicros());
        }
        return verdict;
    }

    private static Future<Void> send(HttpServerRequest request, Reply reply, Parameters parameters, Visit visit) {
        HttpServerResponse response = request.response();
        setHeaders(response);
        if (request.method().equals(HttpMethod.HEAD)) {
            return response.end();
        }
        Output output = new Output(response).add("{\"result\":\"success\",\"msg\":\"\"");
        return reply.writeTo(output).compose(written -> {
            Set<String> ignored = parameters.ignored();
            if (!ignored.isEmpty()) {
                ObjectNode names = StrictJson.newObject();
                ArrayNode list = names.putArray("ignored_parameters_unsupported");
                ignored.forEach(list::add);
                output.add(Reply.members(names));
            }
            output.add("}\n");
            visit.leave();
            return output.end();
        });
    }

    private Future<Void> fail(HttpServerRequest request, String name, long begun, Throwable failure) {
        if (failure instanceof Output.ClientGone) {
            metrics.answered(name, CallMetrics.Outcome.GONE, 200, "gone", System.nanoTime() - begun);
            request.connection().close();
            return Future.succeededFuture();
        }
        HttpServerResponse response = request.response();
        ZulipException error = Failures.asError(failure);
        metrics.answered(name, error.status(), error.code(), begun);
        if (response.headWritten()) {
            // A part of a long answer is out: the client must see that the rest is missing.
            request.connection().close();
            return Future.succeededFuture();
        }
        if (response.closed()) {
            return Future.succeededFuture();
        }
        setHeaders(response);
        error.headers().forEach(response::putHeader);
        Buffer body = Buffer.buffer(StrictJson.bytes(error.body()));
        return response.setStatusCode(error.status())
                .end(request.method().equals(HttpMethod.HEAD) ? Buffer.buffer() : body.appendString("\n"));
    }

    private static void setHeaders(HttpServerResponse response) {
        response.putHeader(HttpHeaders.CONTENT_TYPE, JSON)
                .putHeader(HttpHeaders.CACHE_CONTROL, "max-age=0, no-cache, no-store, must-revalidate, private")
                .putHeader(HttpHeaders.EXPIRES, "Thu, 01 Jan 1970 00:00:00 GMT")
                .putHeader(HttpHeaders.VARY, "Accept-Language")
                .putHeader("Content-Language", "en");
    }
}
