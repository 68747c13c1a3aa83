package dev.seenby.admin;

import dev.seenby.credentials.Secrets;
import dev.seenby.problem.Problem;
import dev.seenby.receipts.Tenants;
import dev.seenby.storage.App;
import dev.seenby.storage.AppOptions.Webhook;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** New secrets for apps, each shown once. The former ones stop working at the next call, on every node. */
final class KeyRoutes {
    private static final Logger LOG = LoggerFactory.getLogger(KeyRoutes.class);

    private final Tenants tenants;

    KeyRoutes(Tenants tenants) {
        this.tenants = tenants;
    }

    List<Route> routes() {
        return List.of(
                Route.post(AppRoutes.APP + "/rotate-key", this::key),
                Route.post(AppRoutes.APP + "/rotate-webhook-secret", this::webhookSecret));
    }

    private Future<Answer> key(RoutingContext context) {
        String key = Secrets.appKey();
        return change(context, app -> app.withSecretKey(key)).map(app -> {
            LOG.info("app {} has a new secret key", app);
            return Answer.json(
                            200,
                            new JsonObject().put("sdkAppId", app.sdkAppId()).put("secretKey", app.secretKey()))
                    .with("ETag", ETag.of(app));
        });
    }

    private Future<Answer> webhookSecret(RoutingContext context) {
        String secret = Secrets.appKey();
        return change(context, app -> withWebhookSecret(app, secret)).map(app -> {
            LOG.info("app {} has a new webhook secret", app);
            return Answer.json(
                            200,
                            new JsonObject().put("sdkAppId", app.sdkAppId()).put("secret", secret))
                    .with("ETag", ETag.of(app));
        });
    }

    private Future<App> change(RoutingContext context, UnaryOperator<App> change) {
        Consumer<App> asked = ETag.asked(context.request());
        return tenants.change(AppRoutes.sdkAppId(context), app -> {
                    asked.accept(app);
                    return change.apply(app);
                })
                .recover(failure -> Future.failedFuture(AppRoutes.named(failure)));
    }

    private static App withWebhookSecret(App app, String secret) {
        Webhook webhook = app.options().webhook();
        if (webhook == null) {
            throw new Problem(409, "the app has no webhook");
        }
        return app.withOptions(app.options().withWebhook(new Webhook(webhook.url(), secret, webhook.events())));
    }
}
