package dev.seenby.admin;

import com.fasterxml.jackson.databind.JsonNode;
import dev.seenby.problem.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * An app to be made, as the operator asked for it; null where it is to be made up.
 *
 * @param hosts lower case
 */
record AppRequest(
        @Nullable Long sdkAppId,
        String name,
        List<String> hosts,
        int callsPerSecond,
        int ceilingPerSecond,
        int callsPerSecondPerPerson,
        @Nullable String username,
        @Nullable String ownerName,
        @Nullable String email,
        @Nullable String password) {
    static final int CALLS_PER_SECOND = 200;
    private static final int MOST_CALLS_PER_SECOND = 100_000;
    private static final long LARGEST_SDK_APP_ID = 4_294_967_295L;
    private static final int MOST_HOSTS = 100;
    // Labels of letters, digits and inner hyphens; an IPv6 address stands in brackets, as in a Host header.
    private static final String HOST =
            "(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*|\\[[0-9a-f:.]{2,45}]";

    /** @throws Problem 400 naming the field that is unknown, of the wrong type or out of range */
    static AppRequest of(JsonNode body) {
        StrictObject app = StrictObject.of(body, "the body");
        StrictObject owner = app.object("owner");
        AppRequest request = new AppRequest(
                app.integer("sdkAppId", 1, LARGEST_SDK_APP_ID),
                app.requiredText("name", 200),
                hosts(app.texts("hosts", MOST_HOSTS)),
                orElse(app.integer("callsPerSecond", 1, MOST_CALLS_PER_SECOND), CALLS_PER_SECOND),
                orElse(app.integer("ceilingPerSecond", 0, MOST_CALLS_PER_SECOND), 0),
                orElse(app.integer("callsPerSecondPerPerson", 0, MOST_CALLS_PER_SECOND), 0),
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

    private static int orElse(@Nullable Long value, int other) {
        return value == null ? other : value.intValue();
    }

    private static List<String> hosts(List<String> given) {
        List<String> hosts = new ArrayList<>();
        for (String host : given) {
            String lower = host.toLowerCase(Locale.ROOT);
            if (!lower.matches(HOST)) {
                throw new Problem(400, "hosts must hold host names without port");
            }
            if (hosts.contains(lower)) {
                throw new Problem(400, "hosts names " + lower + " twice");
            }
            hosts.add(lower);
        }
        return hosts;
    }
}
