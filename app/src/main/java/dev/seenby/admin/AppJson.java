package dev.seenby.admin;

import dev.seenby.receipts.Names;
import dev.seenby.storage.App;
import dev.seenby.storage.Apps;
import dev.seenby.storage.Person;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** How apps look to the operator. */
final class AppJson {
    /** What is shown once, because only its hash is kept. @param password null = the operator knows it */
    record Secrets(
            String authToken, String apiKey, @Nullable String password) {}

    private AppJson() {}

    /** An app that was just made, with its secrets. */
    static JsonObject created(Apps.Created created, Secrets secrets) {
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
        return start(app)
                .put("secretKey", app.secretKey())
                .put("administrator", app.administrator())
                .put("owner", ownerJson);
    }

    /** An app without its secrets. */
    static JsonObject shown(App app) {
        return start(app)
                .put("administrator", app.administrator())
                .put("createdAt", app.createdAt().toString());
    }

    /** Limits that are off unless asked for are then not shown. */
    private static JsonObject start(App app) {
        JsonObject json = new JsonObject()
                .put("name", app.name())
                .put("hosts", new JsonArray(app.hosts()))
                .put("sdkAppId", app.sdkAppId())
                .put("callsPerSecond", app.callsPerSecond());
        if (app.ceilingPerSecond() > 0) {
            json.put("ceilingPerSecond", app.ceilingPerSecond());
        }
        if (app.callsPerSecondPerPerson() > 0) {
            json.put("callsPerSecondPerPerson", app.callsPerSecondPerPerson());
        }
        return json;
    }
}
