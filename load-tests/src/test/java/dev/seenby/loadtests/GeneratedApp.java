package dev.seenby.loadtests;

import static dev.seenby.loadtests.Bench.await;

import dev.seenby.credentials.ApiKey;
import dev.seenby.credentials.Secrets;
import dev.seenby.receipts.Registration;
import dev.seenby.storage.Apps;
import dev.seenby.storage.Credential;
import dev.seenby.storage.NewApp;
import dev.seenby.storage.Person;
import java.util.List;

/**
 * An app with what is needed to call it in each dialect.
 *
 * @param sdkAppId Tencent's name for it
 * @param host the {@code Host} of Zulip's and Rocket.Chat's calls
 * @param secretKey signs for Tencent's {@code administrator}
 * @param email with {@code apiKey}, Zulip's credentials of the app's owner
 * @param userId with {@code authToken}, Rocket.Chat's credentials of the app's owner
 */
record GeneratedApp(
        long sdkAppId, String host, String secretKey, String email, String apiKey, String userId, String authToken) {
    static final String ADMINISTRATOR = "administrator";
    /** As many as may be set. */
    private static final int MOST_CALLS_PER_SECOND = 100_000;

    /**
     * Makes one whose calls are not limited soon.
     *
     * @param apps of a storage with the secrets key of the server that will be called
     * @param host of no other app
     */
    static GeneratedApp make(Apps apps, String host) throws Exception {
        String secretKey = Secrets.appKey();
        String authToken = Secrets.rocketChatToken();
        ApiKey apiKey = ApiKey.random(secretKey);
        String email = "owner@" + host;
        Registration.Request owner = new Registration.Request(
                ADMINISTRATOR, null, null, ADMINISTRATOR, null, email, Person.Role.OWNER, false, null, List.of());
        Apps.Created created = await(apps.create(new NewApp(
                null,
                "load test",
                List.of(host),
                MOST_CALLS_PER_SECOND,
                0,
                secretKey,
                Registration.fill(owner, 0),
                List.of(Secrets.credential(Credential.Kind.ROCKETCHAT_TOKEN, authToken), apiKey.credential()))));
        return new GeneratedApp(
                created.app().sdkAppId(),
                host,
                secretKey,
                email,
                apiKey.key(),
                created.owner().rocketChatId(),
                authToken);
    }

    @Override
    public String toString() {
        return "GeneratedApp[" + sdkAppId + " " + host + "]";
    }
}
