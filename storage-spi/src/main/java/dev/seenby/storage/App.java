package dev.seenby.storage;

import java.time.Instant;
import java.util.List;

/**
 * A tenant: one Tencent SDKAppID, one Zulip organisation, one Rocket.Chat workspace.
 *
 * @param sdkAppId numeric id, 1 to 4294967295, unique
 * @param name what people call it, 1 to 200 characters
 * @param hosts names by which Zulip and Rocket.Chat calls find it, lower case, without port; empty for the default app
 * @param callsPerSecond limit of each API call, at least 1
 * @param ceilingPerSecond limit of all calls together, 0 for none
 * @param callsPerSecondPerPerson limit of all calls of one person together, 0 for none; of dialects in which people call
 *     for themselves
 * @param secretKey 64 hexadecimal characters that sign Tencent's UserSig; recoverable, so encrypted at rest
 * @param administrator the Tencent account that may call the REST API
 * @param version grows whenever anything a node may have cached of the app changes
 * @param options what else is set of it
 */
public record App(
        long sdkAppId,
        String name,
        List<String> hosts,
        int callsPerSecond,
        int ceilingPerSecond,
        int callsPerSecondPerPerson,
        String secretKey,
        String administrator,
        Instant createdAt,
        long version,
        AppOptions options) {
    public App {
        hosts = List.copyOf(hosts);
    }

    public App withSecretKey(String other) {
        return with(other, version, options);
    }

    public App withVersion(long other) {
        return with(secretKey, other, options);
    }

    public App withOptions(AppOptions others) {
        return with(secretKey, version, others);
    }

    private App with(String itsKey, long itsVersion, AppOptions itsOptions) {
        return new App(
                sdkAppId,
                name,
                hosts,
                callsPerSecond,
                ceilingPerSecond,
                callsPerSecondPerPerson,
                itsKey,
                administrator,
                createdAt,
                itsVersion,
                itsOptions);
    }

    /** Leaves the secret out: an app may be logged. */
    @Override
    public String toString() {
        return "App[" + sdkAppId + " " + name + "]";
    }
}
