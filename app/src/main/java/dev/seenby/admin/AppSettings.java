package dev.seenby.admin;

import dev.seenby.storage.App;
import dev.seenby.storage.AppOptions;
import java.util.List;

/** What the operator sets of an app, when making it and later; as {@link App} has it. */
record AppSettings(
        String name,
        List<String> hosts,
        int callsPerSecond,
        int ceilingPerSecond,
        int callsPerSecondPerPerson,
        AppOptions options) {
    static final int CALLS_PER_SECOND = 200;

    /** What a new app has unless it is said; the name must be. */
    static final AppSettings DEFAULT = new AppSettings("", List.of(), CALLS_PER_SECOND, 0, 0, AppOptions.NONE);

    static AppSettings of(App app) {
        return new AppSettings(
                app.name(),
                app.hosts(),
                app.callsPerSecond(),
                app.ceilingPerSecond(),
                app.callsPerSecondPerPerson(),
                app.options());
    }

    /** The app with these settings. */
    App onto(App app) {
        return new App(
                app.sdkAppId(),
                name,
                hosts,
                callsPerSecond,
                ceilingPerSecond,
                callsPerSecondPerPerson,
                app.secretKey(),
                app.administrator(),
                app.createdAt(),
                app.version(),
                options);
    }
}
