package dev.seenby.admin;

import dev.seenby.credentials.ApiKey;
import dev.seenby.credentials.Passwords;
import dev.seenby.credentials.Secrets;
import dev.seenby.problem.Problem;
import dev.seenby.receipts.Registration;
import dev.seenby.receipts.Tenants;
import dev.seenby.storage.App;
import dev.seenby.storage.AppOptions;
import dev.seenby.storage.Apps;
import dev.seenby.storage.Credential;
import dev.seenby.storage.NewApp;
import dev.seenby.storage.Person;
import dev.seenby.storage.StorageException.Conflict;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The operator's API.
 *
 * <pre>
 * POST /admin/v1/apps             makes an app and its owner
 * GET  /admin/v1/apps             lists them: ?after=sdkAppId&amp;limit=1 to 1000
 * GET  /admin/v1/apps/{sdkAppId}  shows one, without secrets
 * </pre>
 */
public final class AdminRoutes {
    private static final Logger LOG = LoggerFactory.getLogger(AdminRoutes.class);
    private static final String APPS = "/admin/v1/apps";
    private static final String APP = "/admin/v1/apps/:sdkAppId";
    private static final int MOST_BODY_BYTES = 64 << 10;
    private static final int ATTEMPTS = 3;
    static final String ADMINISTRATOR = "administrator";

    private final Tenants tenants;
    private final Passwords passwords;
    private final AdminToken token;

    public AdminRoutes(Tenants tenants, Passwords passwords, AdminToken token) {
        this.tenants = tenants;
        this.passwords = passwords;
        this.token = token;
    }

    public void mount(Router router) {
        router.route("/admin/v1/*").handler(token::check).failureHandler(AdminRoutes::fail);
        router.post(APPS).handler(AdminRoutes::mustBeJson);
        router.post(APPS)
                .handler(BodyHandler.create(false).setBodyLimit(MOST_BODY_BYTES))
                .handler(answering(201, this::create));
        router.get(APPS).handler(answering(200, this::list));
        router.route(APPS).handler(context -> notAllowed(context, "GET, POST"));
        router.get(APP).handler(answering(200, this::show));
        router.route(APP).handler(context -> notAllowed(context, "GET"));
    }

    private Future<JsonObject> create(RoutingContext context) {
        Buffer body = context.body().buffer();
        AppRequest request = AppRequest.of(StrictObject.parse(body == null ? new byte[0] : body.getBytes()));
        String made = request.password() == null ? Secrets.password() : null;
        String secretKey = Secrets.appKey();
        ApiKey apiKey = ApiKey.random(secretKey);
        AppJson.Secrets secrets = new AppJson.Secrets(Secrets.rocketChatToken(), apiKey.key(), made);
        return passwords
                .credential(Objects.requireNonNullElseGet(made, () -> String.valueOf(request.password())))
                .compose(password -> {
                    List<Credential> credentials = List.of(
                            password,
                            Secrets.credential(Credential.Kind.ROCKETCHAT_TOKEN, secrets.authToken()),
                            apiKey.credential());
                    return create(request, secretKey, credentials, 1);
                })
                .map(created -> {
                    LOG.info("app {} was made", created.app());
                    return AppJson.created(created, secrets);
                });
    }

    private Future<Apps.Created> create(
            AppRequest request, String secretKey, List<Credential> credentials, int attempt) {
        NewApp app = new NewApp(
                request.sdkAppId(),
                request.name(),
                request.hosts(),
                request.callsPerSecond(),
                request.ceilingPerSecond(),
                request.callsPerSecondPerPerson(),
                secretKey,
                Registration.fill(owner(request), 0),
                credentials,
                AppOptions.NONE);
        return tenants.create(app).recover(failure -> {
            // Of an id that was made up, another will do.
            boolean again = failure instanceof Conflict conflict
                    && conflict.of() == Conflict.Of.SDK_APP_ID
                    && request.sdkAppId() == null
                    && attempt < ATTEMPTS;
            return again ? create(request, secretKey, credentials, attempt + 1) : Future.failedFuture(named(failure));
        });
    }

    private static Registration.Request owner(AppRequest request) {
        String username = Objects.requireNonNullElse(request.username(), ADMINISTRATOR);
        return new Registration.Request(
                ADMINISTRATOR,
                null,
                null,
                username,
                Objects.requireNonNullElse(request.ownerName(), username),
                request.email(),
                Person.Role.OWNER,
                false,
                null,
                List.of());
    }

    private static Throwable named(Throwable failure) {
        if (!(failure instanceof Conflict conflict)) {
            return failure;
        }
        return switch (conflict.of()) {
            case SDK_APP_ID -> new Problem(409, "sdkAppId is taken by another app");
            case HOST -> new Problem(409, "one of hosts is taken by another app");
            case DEFAULT_APP -> new Problem(409, "hosts is empty, and another app without hosts exists");
            default -> new Problem(409, "the owner clashes with somebody who exists: " + conflict.of());
        };
    }

    private Future<JsonObject> list(RoutingContext context) {
        long after = number(context.queryParams().get("after"), "after", 0, Long.MAX_VALUE, 0);
        int limit = (int) number(context.queryParams().get("limit"), "limit", 1, 1_000, 100);
        // One more than asked for tells whether a page follows, except at the storage's own bound.
        int asked = Math.min(limit + 1, 1_000);
        return tenants.list(after, asked).map(found -> {
            List<App> page = found.subList(0, Math.min(limit, found.size()));
            JsonObject json = new JsonObject()
                    .put(
                            "apps",
                            new JsonArray(new ArrayList<>(
                                    page.stream().map(AppJson::shown).toList())));
            boolean more = found.size() > limit || asked == limit && found.size() == limit;
            return more ? json.put("next", page.get(page.size() - 1).sdkAppId()) : json;
        });
    }

    private Future<JsonObject> show(RoutingContext context) {
        String id = context.pathParam("sdkAppId");
        if (!id.matches("[1-9][0-9]{0,9}")) {
            throw new Problem(404, "no app has this sdkAppId");
        }
        return tenants.bySdkAppId(Long.parseLong(id))
                .map(found -> AppJson.shown(found.orElseThrow(() -> new Problem(404, "no app has this sdkAppId"))));
    }

    private static long number(@Nullable String text, String parameter, long least, long most, long byDefault) {
        if (text == null) {
            return byDefault;
        }
        if (text.matches("[0-9]{1,18}")) {
            long number = Long.parseLong(text);
            if (number >= least && number <= most) {
                return number;
            }
        }
        throw new Problem(400, parameter + " must be an integer from " + least + " to " + most);
    }

    private static void mustBeJson(RoutingContext context) {
        String type = Objects.requireNonNullElse(context.request().getHeader("Content-Type"), "");
        if (!type.matches("(?i)application/json\\s*(;\\s*charset\\s*=\\s*\"?utf-8\"?\\s*)?")) {
            throw new Problem(415, "the body must be application/json");
        }
        context.next();
    }

    private static void notAllowed(RoutingContext context, String allowed) {
        context.response().putHeader("Allow", allowed);
        throw Problem.methodNotAllowed(context.request().method().name());
    }

    private static io.vertx.core.Handler<RoutingContext> answering(
            int status, Function<RoutingContext, Future<JsonObject>> call) {
        return context -> call.apply(context)
                .onSuccess(json -> context.response()
                        .setStatusCode(status)
                        .putHeader("Content-Type", "application/json")
                        .putHeader("Cache-Control", "no-store")
                        .end(json.toBuffer()))
                .onFailure(context::fail);
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
