package dev.seenby.rocketchat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.seenby.http.BodyReader;
import dev.seenby.http.CallMetrics;
import dev.seenby.http.Output;
import dev.seenby.http.StrictJson;
import dev.seenby.limits.CallLimit;
import dev.seenby.limits.Refused;
import dev.seenby.limits.Visit;
import dev.seenby.receipts.Directory;
import dev.seenby.receipts.Tenants;
import dev.seenby.storage.App;
import dev.seenby.storage.AppOptions;
import dev.seenby.storage.Apps;
import dev.seenby.storage.Credentials;
import dev.seenby.storage.Limiter;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.HostAndPort;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The way of every call: path → app → caller → limit → parameters → use cases → wire format. {@link Failures} makes the
 * answer of whatever fails on the way.
 */
final class Pipeline implements Handler<RoutingContext> {
    static final String BASE = "/api/";
    private static final String VERSION = "v1/";
    private static final CharSequence JSON = HttpHeaders.createOptimized("application/json");
    private static final String UNKNOWN = "api/v1/unknown";

    private record Target(HttpMethod method, String name) {}

    /** A call that was asked for, and what stands in the path after its name. */
    private record Asked(Call call, String argument) {}

    /** A call before its parameters are looked at. @param caller null = nobody */
    private record Begun(
            App app,
            Directory.View known,
            Settings settings,
            @Nullable Caller caller) {}

    private final Tenants tenants;
    private final Apps apps;
    private final Authentication authentication;
    private final CallLimit limits;
    private final CallMetrics metrics;
    private final InstantSource clock;
    private final Map<Target, Call> calls = new HashMap<>();

    Pipeline(Services services, CallLimit limits, CallMetrics metrics, InstantSource clock, List<Call> calls) {
        this.tenants = services.tenants();
        this.apps = services.apps();
        this.authentication = new Authentication(services.credentials(), clock);
        this.limits = limits;
        this.metrics = metrics;
        this.clock = clock;
        for (Call call : calls) {
            Target target = new Target(call.method(), call.name());
            if (this.calls.put(target, call) != null) {
                throw new IllegalStateException(target + " is there twice");
            }
        }
    }

    /** Names of all calls, of which limits can be set. */
    Set<String> callNames() {
        return calls.values().stream().map(Pipeline::name).collect(Collectors.toUnmodifiableSet());
    }

    /** Whether the path, of {@code /api/v1}, is one of this dialect's, whatever the method. */
    boolean knows(String path) {
        return path.startsWith(BASE)
                && (path.indexOf('.', BASE.length()) >= 0
                        || calls.keySet().stream().anyMatch(target -> {
                            String name = path.substring(BASE.length());
                            return target.name().endsWith("/")
                                    ? name.startsWith(target.name())
                                    : name.equals(target.name());
                        }));
    }

    @Override
    public void handle(RoutingContext context) {
        Optional<Asked> asked = asked(context.request().method(), context.normalizedPath());
        String name = asked.map(a -> name(a.call())).orElse(UNKNOWN);
        long begun = System.nanoTime();
        Visit visit = limits.arrived();
        context.response().closeHandler(gone -> visit.giveUp(new Output.ClientGone(null)));
        BodyReader.read(context.request(), visit)
                .compose(body -> asked.map(a -> answer(context, a, body, visit))
                        .orElseGet(() -> Future.failedFuture(notThere())))
                .compose(reply -> send(context.response(), reply, visit))
                .onSuccess(sent -> metrics.answered(name, 200, "ok", begun))
                .onFailure(failure -> fail(context, name, begun, failure))
                .onComplete(written -> visit.leave());
    }

    private Optional<Asked> asked(HttpMethod method, String path) {
        if (!path.startsWith(BASE)) {
            return Optional.empty();
        }
        String name = path.substring(BASE.length());
        // One that takes an argument is not called without it.
        Call exact = name.endsWith("/") ? null : calls.get(new Target(method, name));
        if (exact != null) {
            return Optional.of(new Asked(exact, ""));
        }
        int slash = name.indexOf('/', name.startsWith(VERSION) ? VERSION.length() : 0);
        Call taking = slash < 0 ? null : calls.get(new Target(method, name.substring(0, slash + 1)));
        return taking == null || slash + 1 == name.length()
                ? Optional.empty()
                : Optional.of(new Asked(taking, QueryStringDecoder.decodeComponent(name.substring(slash + 1))));
    }

    private static String name(Call call) {
        return "api/" + (call.name().endsWith("/") ? call.name() + ":id" : call.name());
    }

    /** The four members satisfy clients of every generation. */
    static RocketChatException notThere() {
        String text = "API endpoint does not exist";
        return RocketChatException.raw(
                404,
                StrictJson.newObject()
                        .put("success", false)
                        .put("error", text)
                        .put("status", "error")
                        .put("message", text));
    }

    private Future<Reply> answer(RoutingContext context, Asked asked, Optional<Buffer> body, Visit visit) {
        HttpServerRequest request = context.request();
        return app(request)
                .compose(app -> visit.enter(app.sdkAppId()).map(app))
                .compose(app -> begun(app, tenants.known(app), request, asked.call()))
                .compose(begun -> limited(begun, context, asked, body));
    }

    /** Who calls, as things are in this view. Fails if that is nobody and the call needs somebody. */
    private Future<Begun> begun(App app, Directory.View known, HttpServerRequest request, Call call) {
        Future<Optional<Credentials.Holder>> holder = authentication.holder(app, request, known);
        Future<Optional<Settings>> settings =
                known.one(Settings.class, app.sdkAppId(), () -> apps.settings(app.sdkAppId())
                        .map(changed -> Optional.of(new Settings(changed))));
        return Future.all(holder, settings).map(both -> {
            Settings now = settings.result().orElseThrow();
            Caller caller = holder.result()
                    .map(found -> new Caller(found.person(), found.credential(), now))
                    .orElse(null);
            if (caller == null && call.needsLogin()) {
                throw RocketChatException.notLoggedIn();
            }
            return new Begun(app, known, now, caller);
        });
    }

    private Future<Reply> limited(Begun begun, RoutingContext context, Asked asked, Optional<Buffer> body) {
        String name = name(asked.call());
        Future<Limiter.Verdict> verdict = limits.acquire(begun.app(), name).map(told -> {
            tell(context.response(), limits.perSecond(begun.app(), name), told);
            mustBeAccepted(told);
            return told;
        });
        Future<Begun> admitted = verdict.compose(told -> admitted(begun, told, context.request(), asked.call()));
        if (verdict.isComplete()
                || !asked.call().beginsAtOnce()
                || !begun.known().keeps()) {
            return admitted.compose(now -> run(now, context, asked, body));
        }
        // Both questions leave in the same turn of the event loop.
        Future<Reply> reply = Future.succeededFuture(begun).compose(now -> run(now, context, asked, body));
        return admitted.compose(now -> now == begun ? reply : run(now, context, asked, body));
    }

    /** The call as things are now; the same instance if nothing has changed. Fails as {@link #begun}. */
    private Future<Begun> admitted(Begun begun, Limiter.Verdict verdict, HttpServerRequest request, Call call) {
        return tenants.current(begun.app(), verdict.stamp()).compose(found -> {
            App now = served(found);
            Directory.View known = tenants.known(now, verdict.stamp());
            if (!begun.known().isStillSo(known)) {
                return begun(now, known, request, call);
            }
            boolean same = now == begun.app() && begun.known().keeps();
            return Future.succeededFuture(same ? begun : new Begun(now, known, begun.settings(), begun.caller()));
        });
    }

    private static Future<Reply> run(Begun now, RoutingContext context, Asked asked, Optional<Buffer> body) {
        return asked.call()
                .action()
                .apply(new Request(
                        now.app(),
                        now.known(),
                        now.settings(),
                        now.caller(),
                        new Query(context.queryParams()),
                        body(context.request(), body),
                        asked.argument()));
    }

    private Future<App> app(HttpServerRequest request) {
        HostAndPort authority = request.authority();
        String host = authority == null ? "" : authority.host().toLowerCase(Locale.ROOT);
        return tenants.byHost(host)
                .map(Pipeline::there)
                .compose(app ->
                        isOff(app) ? tenants.perhapsChanged(app).map(Pipeline::served) : Future.succeededFuture(app));
    }

    private static App there(Optional<App> found) {
        return found.orElseThrow(
                () -> RocketChatException.of(404, "No workspace is served under this host name", null));
    }

    private static boolean isOff(App app) {
        return app.options().off().contains(AppOptions.Feature.ROCKETCHAT);
    }

    /** @throws RocketChatException if the app is not there, or does not serve this API */
    private static App served(Optional<App> found) {
        App app = there(found);
        if (isOff(app)) {
            throw RocketChatException.of(
                    403, "The API of this workspace is switched off [error-api-disabled]", "error-api-disabled");
        }
        return app;
    }

    private void tell(HttpServerResponse response, int limit, Limiter.Verdict verdict) {
        long reset = clock.millis() + (verdict.accepted() ? 1_000 : (verdict.waitMicros() + 999) / 1_000);
        response.putHeader("X-RateLimit-Limit", Integer.toString(limit))
                .putHeader("X-RateLimit-Remaining", Integer.toString(verdict.remaining()))
                .putHeader("X-RateLimit-Reset", Long.toString(reset));
    }

    private static void mustBeAccepted(Limiter.Verdict verdict) {
        if (!verdict.accepted()) {
            long seconds = Math.max(1, (verdict.waitMicros() + 999_999) / 1_000_000);
            throw RocketChatException.tooMany(seconds);
        }
    }

    /** JSON, whatever the type it is sent as; else the fields of a form, as the examples with curl send them. */
    private static Body body(HttpServerRequest request, Optional<Buffer> sent) {
        if (request.method().equals(HttpMethod.GET)) {
            return new Body(StrictJson.newObject());
        }
        byte[] bytes = sent.orElseThrow(() -> RocketChatException.of(413, "The body is longer than 2 MiB", null))
                .getBytes();
        String text = new String(bytes, StandardCharsets.UTF_8);
        if (text.isBlank()) {
            return new Body(StrictJson.newObject());
        }
        String type = Objects.requireNonNullElse(request.getHeader(HttpHeaders.CONTENT_TYPE), "");
        boolean form = type.toLowerCase(Locale.ROOT).startsWith("application/x-www-form-urlencoded")
                && !text.stripLeading().startsWith("{");
        ObjectNode object = form
                ? form(text)
                : StrictJson.object(bytes).orElseThrow(() -> RocketChatException.body("The body is not a JSON object"));
        if (!StrictJson.storable(object)) {
            throw RocketChatException.body(
                    "The body holds a NUL, half a surrogate pair or a number that is out of range");
        }
        return new Body(object);
    }

    private static ObjectNode form(String text) {
        ObjectNode object = StrictJson.newObject();
        try {
            MultiMap fields = MultiMap.caseInsensitiveMultiMap();
            new QueryStringDecoder(text, StandardCharsets.UTF_8, false, 1_000)
                    .parameters()
                    .forEach((name, values) -> fields.add(name, values.get(values.size() - 1)));
            fields.forEach(field -> object.put(field.getKey(), field.getValue()));
            return object;
        } catch (IllegalArgumentException malformed) {
            throw RocketChatException.body("The body is not a form");
        }
    }

    private static Future<Void> send(HttpServerResponse response, Reply reply, Visit visit) {
        setHeaders(response);
        Output output = new Output(response);
        if (reply instanceof Reply.Json json) {
            output.add(StrictJson.bytes(json.body()));
            visit.leave();
            return output.end();
        }
        return ((Reply.Streamed) reply).writeTo(output);
    }

    private void fail(RoutingContext context, String name, long begun, Throwable failure) {
        if (failure instanceof Output.ClientGone) {
            metrics.answered(name, CallMetrics.Outcome.GONE, 200, "gone", System.nanoTime() - begun);
            context.request().connection().close();
            return;
        }
        HttpServerResponse response = context.response();
        RocketChatException error = Failures.asError(failure);
        metrics.answered(name, error.status(), error.code(), begun);
        if (response.headWritten()) {
            // A part of a long answer is out: the client must see that the rest is missing.
            context.request().connection().close();
            return;
        }
        send(response, error);
    }

    /** Sends an error, whatever stood in its way. */
    static void send(HttpServerResponse response, RocketChatException error) {
        if (response.ended() || response.closed()) {
            return;
        }
        setHeaders(response);
        if (error.status() == 429 || error.status() == 503) {
            response.putHeader("Retry-After", Integer.toString(Refused.RETRY_AFTER_SECONDS));
        }
        response.setStatusCode(error.status()).end(Buffer.buffer(StrictJson.bytes(error.body())));
    }

    private static void setHeaders(HttpServerResponse response) {
        response.putHeader(HttpHeaders.CONTENT_TYPE, JSON)
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .putHeader("Pragma", "no-cache");
    }
}
