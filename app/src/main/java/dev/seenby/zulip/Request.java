package dev.seenby.zulip;

import dev.seenby.storage.App;
import dev.seenby.storage.Person;
import io.vertx.core.Future;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A call as it came, after the limiter let it pass.
 *
 * @param signedIn null = the call is open to all; never of one that needs a sign-in
 * @param site where the caller found this server, as {@code https://acme.example}
 * @param arguments what stands in the path for {@code :id} and {@code :email}
 * @param gone completes when nobody waits for the answer any more
 */
record Request(
        App app,
        @Nullable Person signedIn,
        Parameters parameters,
        String site,
        List<String> arguments,
        Future<Void> gone) {
    Request {
        arguments = List.copyOf(arguments);
    }

    /** The first thing that stands in the path for {@code :id} or {@code :email}. */
    String argument() {
        return arguments.get(0);
    }

    /** Who calls. @throws ZulipException 401 when the call is open to all */
    Person caller() {
        if (signedIn == null) {
            throw ZulipException.notLoggedIn();
        }
        return signedIn;
    }
}
