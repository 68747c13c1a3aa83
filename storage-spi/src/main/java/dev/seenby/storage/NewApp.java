package dev.seenby.storage;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An app to be made, together with its owner; both are made or neither is.
 *
 * @param sdkAppId null = the storage chooses a free one
 * @param owner becomes the app's administrator account: its {@code userId} must be {@code administrator}'s
 * @param ownerCredentials the owner's first credentials
 */
public record NewApp(
        @Nullable Long sdkAppId,
        String name,
        List<String> hosts,
        int callsPerSecond,
        int ceilingPerSecond,
        int callsPerSecondPerPerson,
        String secretKey,
        NewPerson owner,
        List<Credential> ownerCredentials,
        AppOptions options) {
    public NewApp {
        hosts = List.copyOf(hosts);
        ownerCredentials = List.copyOf(ownerCredentials);
    }

    /** One without a limit of each person's calls, and nothing else set. */
    public NewApp(
            @Nullable Long sdkAppId,
            String name,
            List<String> hosts,
            int callsPerSecond,
            int ceilingPerSecond,
            String secretKey,
            NewPerson owner,
            List<Credential> ownerCredentials) {
        this(
                sdkAppId,
                name,
                hosts,
                callsPerSecond,
                ceilingPerSecond,
                0,
                secretKey,
                owner,
                ownerCredentials,
                AppOptions.NONE);
    }

    @Override
    public String toString() {
        return "NewApp[" + sdkAppId + " " + name + "]";
    }
}
