package dev.seenby.zulip;

import dev.seenby.http.StrictJson;
import dev.seenby.receipts.Directory;
import dev.seenby.storage.App;
import dev.seenby.storage.Person;
import io.vertx.core.Future;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A call as it came, after the limiter let it pass.
 *
 * @param known what this node knows of the app and need not read anew
 * @param signedIn null = the call is open to all; never of one that needs a sign-in
 * @param site where the caller found this server, as {@code https://acme.example}
 * @param arguments what stands in the path for {@code :id} and {@code :email}
 * @param client the program that calls, at most 30 characters
 * @param gone completes when nobody waits for the answer any more
 * @param rests to be run when the call only waits for something to happen: that is not counted as work
 */
record Request(
        App app,
        Directory.View known,
        @Nullable Person signedIn,
        Parameters parameters,
        String site,
        List<String> arguments,
        String client,
        Future<Void> gone,
        Runnable rests) {
    private static final int CLIENT_CHARACTERS = 30;
    /** A product, perhaps its version, perhaps more. Matches anything: what does not match is tried in very many ways. */
    static final Pattern USER_AGENT = Pattern.compile("([^/ ]*[^0-9/(]*)(/[^/ ]*)?([ /].*)?", Pattern.DOTALL);

    Request {
        arguments = List.copyOf(arguments);
    }

    /**
     * What a program that calls is named: as it says by {@code client}, else by the product in its {@code User-Agent}.
     *
     * @param userAgent the header, null = none
     */
    static String client(Parameters parameters, @Nullable String userAgent) {
        String given = parameters.text("client");
        if (given == null && userAgent != null) {
            Matcher matcher = USER_AGENT.matcher(userAgent);
            given = matcher.matches() ? matcher.group(1) : null;
        }
        String name = given == null || given.isBlank() || !StrictJson.storable(given) ? "Unspecified" : given.strip();
        return Text.cut(name, CLIENT_CHARACTERS, "");
    }

    /** The same call as things are now. */
    Request with(App now, Directory.View view, @Nullable Person caller) {
        return new Request(now, view, caller, parameters, site, arguments, client, gone, rests);
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
