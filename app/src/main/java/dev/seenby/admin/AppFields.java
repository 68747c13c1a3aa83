package dev.seenby.admin;

import dev.seenby.problem.Problem;
import dev.seenby.storage.AppOptions;
import dev.seenby.storage.AppOptions.Feature;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Reads the settings of an app from a body, each within its bounds; what the body does not name stays as it was. */
final class AppFields {
    private static final int MOST_PER_SECOND = 100_000;
    private static final int MOST_DAYS = 36_500;
    private static final int MOST_CALL_LIMITS = 200;
    private static final int MOST_HOSTS = 100;
    // Labels of letters, digits and inner hyphens; an IPv6 address stands in brackets, as in a Host header.
    private static final String HOST =
            "(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*|\\[[0-9a-f:.]{2,45}]";

    /** Names of all API calls. */
    private final Set<String> calls;

    AppFields(Set<String> calls) {
        this.calls = Set.copyOf(calls);
    }

    /**
     * @param former what was set before
     * @param webhookSecret the secret of a webhook that was not there before
     * @throws Problem 400 naming the field that is of the wrong type or out of range
     */
    AppSettings read(StrictObject app, AppSettings former, String webhookSecret) {
        AppOptions options = former.options();
        return new AppSettings(
                app.has("name") || former.name().isEmpty() ? app.requiredText("name", 200) : former.name(),
                hosts(app, former.hosts()),
                app.integer(
                        "callsPerSecond", 1, MOST_PER_SECOND, former.callsPerSecond(), AppSettings.CALLS_PER_SECOND),
                app.integer("ceilingPerSecond", 0, MOST_PER_SECOND, former.ceilingPerSecond(), 0),
                app.integer("callsPerSecondPerPerson", 0, MOST_PER_SECOND, former.callsPerSecondPerPerson(), 0),
                new AppOptions(
                        callLimits(app, options.callLimits()),
                        app.integer(
                                "messagesPerSecondPerGroup",
                                0,
                                MOST_PER_SECOND,
                                options.messagesPerSecondPerGroup(),
                                0),
                        app.integer("keepReadsDays", 0, MOST_DAYS, options.keepReadsDays(), 0),
                        off(app, options.off()),
                        WebhookFields.read(app, options.webhook(), webhookSecret)));
    }

    private static List<String> hosts(StrictObject app, List<String> former) {
        if (app.isReset("hosts")) {
            return List.of();
        }
        if (!app.has("hosts")) {
            return former;
        }
        List<String> hosts = new ArrayList<>();
        for (String host : app.texts("hosts", MOST_HOSTS)) {
            String lower = host.toLowerCase(Locale.ROOT);
            if (!lower.matches(HOST)) {
                throw app.wrong("hosts", "must hold host names without port");
            }
            if (hosts.contains(lower)) {
                throw app.wrong("hosts", "names " + lower + " twice");
            }
            hosts.add(lower);
        }
        return hosts;
    }

    /** By call; null takes the limit of one call away. */
    private Map<String, Integer> callLimits(StrictObject app, Map<String, Integer> former) {
        if (app.isReset("callLimits")) {
            return Map.of();
        }
        StrictObject given = app.object("callLimits");
        if (given == null) {
            return former;
        }
        Map<String, Integer> limits = new HashMap<>(former);
        for (String call : given.names()) {
            if (!calls.contains(call)) {
                throw given.wrong(call, "is not the name of an API call");
            }
            if (given.isReset(call)) {
                limits.remove(call);
            } else {
                limits.put(call, given.integer(call, 1, MOST_PER_SECOND, 0, 0));
            }
        }
        if (limits.size() > MOST_CALL_LIMITS) {
            throw app.wrong("callLimits", "must be of at most " + MOST_CALL_LIMITS + " calls");
        }
        return limits;
    }

    private static Set<Feature> off(StrictObject app, Set<Feature> former) {
        if (app.isReset("features")) {
            return Set.of();
        }
        StrictObject given = app.object("features");
        if (given == null) {
            return former;
        }
        Set<Feature> off = EnumSet.noneOf(Feature.class);
        off.addAll(former);
        for (Feature feature : Feature.values()) {
            String name = AppJson.name(feature);
            if (given.isReset(name) || given.has(name) && Boolean.TRUE.equals(given.bool(name))) {
                off.remove(feature);
            } else if (given.has(name)) {
                off.add(feature);
            }
        }
        given.nothingElse();
        return off;
    }
}
