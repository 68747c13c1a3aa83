package dev.seenby.rocketchat;

import dev.seenby.receipts.Directory;
import dev.seenby.storage.App;
import org.jspecify.annotations.Nullable;

/**
 * A call as it came, after the limiter let it pass.
 *
 * @param known what this node knows of the app and need not read anew
 * @param signedIn null = nobody; never of a call that needs a sign-in
 * @param argument what stands in the path after the call's name, decoded; empty for most calls
 */
record Request(
        App app,
        Directory.View known,
        Settings settings,
        @Nullable Caller signedIn,
        Query query,
        Body body,
        String argument) {
    /** Who calls. @throws RocketChatException 401 when nobody is signed in */
    Caller caller() {
        if (signedIn == null) {
            throw RocketChatException.notLoggedIn();
        }
        return signedIn;
    }
}
