package dev.seenby.demo;

import dev.seenby.credentials.Secrets;
import dev.seenby.receipts.Registration;
import dev.seenby.storage.Credential;
import dev.seenby.storage.Person;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The people of the demo app. Those the documents print have the printed ids and names; the others are invented, and
 * fill the groups.
 *
 * @param userId Tencent's UserID, by which they are found again
 */
record DemoPeople(
        String userId,
        @Nullable String rocketChatId,
        int zulipId,
        String username,
        String name,
        @Nullable String email,
        boolean bot,
        List<Credential> credentials) {
    static final int OWNER_ZULIP_ID = 1;

    static final DemoPeople ROCKET_CAT = person("rocket.cat", "nvw6PBrXTejp4sfQt", 2, "Rocket cat");
    /** The caller of Rocket.Chat's documents. */
    static final DemoPeople CALLER = new DemoPeople(
            "demo.caller",
            "rbAXPnMktTFbNpwtJ",
            5,
            "demo.caller",
            "Demo Caller",
            null,
            false,
            List.of(Secrets.credential(
                    Credential.Kind.ROCKETCHAT_TOKEN, "RScctEHSmLGZGywfIhWyRpyofhKOiMoUIpimhvheU3f")));

    static final DemoPeople MARC = person("marc.dev", "p4a8YxvLQEHmiBKTS", 4, "Marc Dev");
    /** The caller of Zulip's document. */
    static final DemoPeople BOT = new DemoPeople(
            "reader-bot",
            null,
            6,
            "reader-bot",
            "Reader Bot",
            "reader-bot@demo.example",
            true,
            List.of(Secrets.credential(Credential.Kind.ZULIP_API_KEY, "abcdefghijklmnopqrstuvwxyz012345")));

    static final DemoPeople ALICE = person("alice", null, 3, "Alice");
    static final DemoPeople BOB = person("bob", null, 7, "Bob");
    static final DemoPeople DAVE = person("dave", null, 8, "Dave");
    static final DemoPeople CAROL = person("carol", null, 9, "Carol");
    static final DemoPeople ERIN = person("erin", null, 10, "Erin");
    static final DemoPeople FRANK = person("frank", null, 11, "Frank");
    static final DemoPeople GRACE = person("grace", null, 12, "Grace");
    static final DemoPeople HEIDI = person("heidi", null, 13, "Heidi");

    static final List<DemoPeople> ALL =
            List.of(ROCKET_CAT, CALLER, MARC, BOT, ALICE, BOB, DAVE, CAROL, ERIN, FRANK, GRACE, HEIDI);

    private static DemoPeople person(String userId, @Nullable String rocketChatId, int zulipId, String name) {
        return new DemoPeople(userId, rocketChatId, zulipId, userId, name, null, false, List.of());
    }

    Registration.Request request() {
        return new Registration.Request(
                userId, rocketChatId, zulipId, username, name, email, Person.Role.MEMBER, bot, null, credentials);
    }
}
