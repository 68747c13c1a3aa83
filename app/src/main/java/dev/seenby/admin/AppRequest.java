package dev.seenby.admin;

import com.fasterxml.jackson.databind.JsonNode;
import dev.seenby.problem.Problem;
import org.jspecify.annotations.Nullable;

/** An app to be made, as the operator asked for it; null where it is to be made up. */
record AppRequest(
        @Nullable Long sdkAppId,
        AppSettings settings,
        @Nullable String username,
        @Nullable String ownerName,
        @Nullable String email,
        @Nullable String password) {
    private static final long LARGEST_SDK_APP_ID = 4_294_967_295L;

    /** @throws Problem 400 naming the field that is unknown, of the wrong type or out of range */
    static AppRequest of(JsonNode body, AppFields fields, String webhookSecret) {
        StrictObject app = StrictObject.whole(body);
        StrictObject owner = app.object("owner");
        AppRequest request = new AppRequest(
                app.integer("sdkAppId", 1, LARGEST_SDK_APP_ID),
                fields.read(app, AppSettings.DEFAULT, webhookSecret),
                owner == null ? null : owner.text("username", 32, "[0-9A-Za-z._-]+", "letters, digits and . _ -"),
                owner == null ? null : owner.text("name", 200),
                owner == null ? null : owner.text("email", 254, "[^\\s@]+@[^\\s@]+", "an e-mail address"),
                owner == null ? null : owner.text("password", 200));
        app.nothingElse();
        if (owner != null) {
            owner.nothingElse();
        }
        return request;
    }

    /** Leaves the password out. */
    @Override
    public String toString() {
        return "AppRequest[" + sdkAppId + " " + settings.name() + "]";
    }
}
