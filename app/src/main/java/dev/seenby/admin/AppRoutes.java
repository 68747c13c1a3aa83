package dev.seenby.admin;

import dev.seenby.credentials.ApiKey;
import dev.seenby.credentials.Passwords;
import dev.seenby.credentials.Secrets;
import dev.seenby.problem.Problem;
import dev.seenby.receipts.Registration;
import dev.seenby.receipts.Tenants;
import dev.seenby.storage.App;
import dev.seenby.storage.Apps;
import dev.seenby.storage.Credential;
import dev.seenby.storage.NewApp;
import dev.seenby.storage.Person;
import dev.seenby.storage.StorageException.Conflict;
import dev.seenby.storage.StorageException.NotFound;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Apps: made, listed, shown, changed and deleted. */
final class AppRoutes {
    static final String APPS = "/admin/v1/apps";
    static final String APP = "/admin/v1/apps/{sdkAppId}";
    static final String ADMINISTRATOR = "administrator";

    private static final Logger LOG = LoggerFactory.getLogger(AppRoutes.class);
    private static final int ATTEMPTS = 3;

    private final Tenants tenants;
    private final Passwords passwords;
    private final AppFields fields;

    AppRoutes(Tenants tenants, Passwords passwords, Set<String> calls) {
        this.tenants = tenants;
        this.passwords = passwords;
        this.fields = new AppFields(calls);
    }

    List<Route> routes() {
        return List.of(
                Route.postJson(APPS, this::create),
                Route.get(APPS, this::list),
                Route.get(APP, this::show),
                Route.patch(APP, this::change),
                Route.delete(APP, this::delete));
    }

    private Future<Answer> create(RoutingContext context) {
        String webhookSecret = Secrets.appKey();
        AppRequest request = AppRequest.of(StrictObject.parse(body(context)), fields, webhookSecret);
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
                    return Answer.json(201, AppJson.created(created, secrets, webhookSecret))
                            .with("Location", APPS + "/" + created.app().sdkAppId())
                            .with("ETag", ETag.of(created.app()));
                });
    }

    private Future<Apps.Created> create(
            AppRequest request, String secretKey, List<Credential> credentials, int attempt) {
        AppSettings settings = request.settings();
        NewApp app = new NewApp(
                request.sdkAppId(),
                settings.name(),
                settings.hosts(),
                settings.callsPerSecond(),
                settings.ceilingPerSecond(),
                settings.callsPerSecondPerPerson(),
                secretKey,
                Registration.fill(owner(request), 0),
                credentials,
                settings.options());
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

    private Future<Answer> list(RoutingContext context) {
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
            return Answer.json(
                    200, more ? json.put("next", page.get(page.size() - 1).sdkAppId()) : json);
        });
    }

    private Future<Answer> show(RoutingContext context) {
        return tenants.anew(sdkAppId(context)).map(found -> {
            App app = found.orElseThrow(AppRoutes::unknown);
            return Answer.json(200, AppJson.shown(app)).with("ETag", ETag.of(app));
        });
    }

    private Future<Answer> change(RoutingContext context) {
        long id = sdkAppId(context);
        StrictObject patch = StrictObject.patch(StrictObject.parse(body(context)));
        Consumer<App> asked = ETag.asked(context.request());
        String webhookSecret = Secrets.appKey();
        return tenants.change(id, app -> {
                    asked.accept(app);
                    AppSettings settings = fields.read(patch, AppSettings.of(app), webhookSecret);
                    patch.nothingElse();
                    return settings.onto(app);
                })
                .recover(failure -> Future.failedFuture(named(failure)))
                .map(app -> {
                    LOG.info("app {} was changed", app);
                    return Answer.json(200, AppJson.changed(app, webhookSecret)).with("ETag", ETag.of(app));
                });
    }

    private Future<Answer> delete(RoutingContext context) {
        long id = sdkAppId(context);
        return tenants.delete(id, ETag.asked(context.request()))
                .recover(failure -> Future.failedFuture(named(failure)))
                .map(deleted -> {
                    LOG.info("app {} was deleted; its data goes by and by", id);
                    return Answer.empty(202);
                });
    }

    /** The app that the path names. @throws Problem 404 if it cannot be the id of an app */
    static long sdkAppId(RoutingContext context) {
        String id = context.pathParam("sdkAppId");
        if (!id.matches("[1-9][0-9]{0,9}")) {
            throw unknown();
        }
        return Long.parseLong(id);
    }

    static Problem unknown() {
        return new Problem(404, "no app has this sdkAppId");
    }

    /** What is wrong with a change of an app, in the operator's words. */
    static Throwable named(Throwable failure) {
        if (failure instanceof NotFound) {
            return unknown();
        }
        if (!(failure instanceof Conflict conflict)) {
            return failure;
        }
        return switch (conflict.of()) {
            case SDK_APP_ID ->
                new Problem(
                        409,
                        "sdkAppId is taken by another app, or by one whose data is still being deleted",
                        "#/sdkAppId");
            case HOST -> new Problem(409, "one of hosts is taken by another app", "#/hosts");
            case DEFAULT_APP -> new Problem(409, "hosts is empty, and another app without hosts exists", "#/hosts");
            default -> new Problem(409, "the owner clashes with somebody who exists: " + conflict.of());
        };
    }

    /** A number of the query. @throws Problem 400 if it is out of bounds */
    static long number(@Nullable String text, String parameter, long least, long most, long byDefault) {
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

    private static byte[] body(RoutingContext context) {
        Buffer body = context.body().buffer();
        return body == null ? new byte[0] : body.getBytes();
    }
}
