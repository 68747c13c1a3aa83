package dev.seenby.zulip;

import dev.seenby.storage.App;
import dev.seenby.storage.Person;
import org.jspecify.annotations.Nullable;

/**
 * A call as it came, after the limiter let it pass.
 *
 * @param signedIn null = the call is open to all; never of one that needs a sign-in
 * @param site where the caller found this server, as {@code https://acme.example}
 * @param argument the digits in the path; empty for a call that takes none
 */
record Request(App app, @Nullable Person signedIn, Parameters parameters, String site, String argument) {
    /** Who calls. @throws ZulipException 401 when the call is open to all */
    Person caller() {
        if (signedIn == null) {
            throw ZulipException.notLoggedIn();
        }
        return signedIn;
    }
}
