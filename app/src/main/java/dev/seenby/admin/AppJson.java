package dev.seenby.admin;

import dev.seenby.receipts.Names;
import dev.seenby.storage.App;
import dev.seenby.storage.AppOptions;
import dev.seenby.storage.AppOptions.Event;
import dev.seenby.storage.AppOptions.Feature;
import dev.seenby.storage.AppOptions.Webhook;
import dev.seenby.storage.Apps;
import dev.seenby.storage.Person;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Locale;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** How apps look to the operator. */
final class AppJson {
    /** What is shown once, because only its hash is kept. @param password null = the operator knows it */
    record Secrets(
            String authToken, String apiKey, @Nullable String password) {}

    private AppJson() {}

    /** An app that was just made, with its secrets. */
    static JsonObject created(Apps.Created created, Secrets secrets, String webhookSecret) {
        App app = created.app();
        Person owner = created.owner();
        JsonObject ownerJson = new JsonObject()
                .put("userId", owner.rocketChatId())
                .put("authToken", secrets.authToken())
                .put("zulipUserId", owner.zulipId())
                .put("email", Names.email(app, owner))
                .put("apiKey", secrets.apiKey());
        if (secrets.password() != null) {
            ownerJson.put("password", secrets.password());
        }
        return start(app, webhookSecret)
                .put("secretKey", app.secretKey())
                .put("administrator", app.administrator())
                .put("owner", ownerJson);
    }

    /** An app without its secrets. */
    static JsonObject shown(App app) {
        return changed(app, null);
    }

    /** An app that was just changed. @param webhookSecret is shown if it is the webhook's */
    static JsonObject changed(App app, @Nullable String webhookSecret) {
        return start(app, webhookSecret)
                .put("administrator", app.administrator())
                .put("createdAt", app.createdAt().toString());
    }

    /** What is as it is unless asked for is not shown. */
    private static JsonObject start(App app, @Nullable String webhookSecret) {
        JsonObject json = new JsonObject()
                .put("name", app.name())
                .put("hosts", new JsonArray(app.hosts()))
                .put("sdkAppId", app.sdkAppId())
                .put("callsPerSecond", app.callsPerSecond());
        putPositive(json, "ceilingPerSecond", app.ceilingPerSecond());
        putPositive(json, "callsPerSecondPerPerson", app.callsPerSecondPerPerson());
        AppOptions options = app.options();
        if (!options.callLimits().isEmpty()) {
            json.put("callLimits", new JsonObject(new TreeMap<>(options.callLimits())));
        }
        putPositive(json, "messagesPerSecondPerGroup", options.messagesPerSecondPerGroup());
        putPositive(json, "keepReadsDays", options.keepReadsDays());
        if (!options.off().isEmpty()) {
            JsonObject features = new JsonObject();
            for (Feature feature : Feature.values()) {
                features.put(name(feature), !options.off().contains(feature));
            }
            json.put("features", features);
        }
        if (options.webhook() != null) {
            json.put("webhook", webhook(options.webhook(), webhookSecret));
        }
        return json;
    }

    private static void putPositive(JsonObject json, String name, int value) {
        if (value > 0) {
            json.put(name, value);
        }
    }

    private static JsonObject webhook(Webhook webhook, @Nullable String secret) {
        JsonObject json = new JsonObject()
                .put("url", webhook.url())
                .put(
                        "events",
                        new JsonArray(webhook.events().stream()
                                .sorted()
                                .map(AppJson::name)
                                .toList()));
        return webhook.secret().equals(secret) ? json.put("secret", secret) : json;
    }

    static String name(Feature feature) {
        return feature.name().toLowerCase(Locale.ROOT);
    }

    static String name(Event event) {
        return switch (event) {
            case READ -> "read";
            case SENT -> "sent";
            case RECALLED -> "recalled";
            case JOINED -> "joined";
            case LEFT -> "left";
            case GROUP_DELETED -> "groupDeleted";
        };
    }
}
