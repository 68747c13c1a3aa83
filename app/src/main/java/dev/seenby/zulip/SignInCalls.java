package dev.seenby.zulip;

import dev.seenby.credentials.ApiKey;
import dev.seenby.credentials.Passwords;
import dev.seenby.http.StrictJson;
import dev.seenby.receipts.Names;
import dev.seenby.storage.App;
import dev.seenby.storage.Credential;
import dev.seenby.storage.Credentials;
import dev.seenby.storage.Person;
import dev.seenby.storage.StorageException;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How people come by their API key. Who fails to sign in is told neither whether the person exists nor, by the time it
 * takes, whether they have a password; only after {@value #MOST_FAILURES} failures is it said that there were too many.
 */
final class SignInCalls {
    private static final int MOST_FAILURES = 10;
    private static final Duration WINDOW = Duration.ofMinutes(5);
    /** As much as is needed to tell an address from a username. */
    private static final Pattern EMAIL = Pattern.compile("[^\\s@\\p{Cntrl}]{1,64}@[^\\s@\\p{Cntrl}]{1,253}");

    private final Directory directory;
    private final Credentials credentials;
    private final Passwords passwords;

    SignInCalls(Services services) {
        this.directory = new Directory(services);
        this.credentials = services.credentials();
        this.passwords = services.passwords();
    }

    List<Call> calls() {
        return List.of(
                Call.post("/fetch_api_key", this::fetch).open(),
                Call.post("/users/me/api_key/regenerate", this::regenerate));
    }

    private Future<Reply> fetch(Request request) {
        String username = request.parameters().required("username").strip();
        String password = request.parameters().required("password");
        if (!EMAIL.matcher(username).matches()) {
            throw ZulipException.badRequest("Enter a valid email address.");
        }
        String digest = Passwords.digest(password);
        return directory.byEmail(request.app(), username).compose(found -> found.map(
                        person -> judge(request, person, digest))
                .orElseGet(() -> passwords.digestMatchesNobodys(digest).map(no -> {
                    throw incorrect();
                })));
    }

    /** The attempt is counted before it is judged, so that attempts made at once are all counted. */
    private Future<Reply> judge(Request request, Person person, String digest) {
        return credentials
                .attempt(person.id(), MOST_FAILURES, WINDOW)
                .compose(allowed -> {
                    if (!allowed) {
                        throw ZulipException.tooMany(WINDOW.toMillis() * 1_000);
                    }
                    return credentials.of(person.id());
                })
                .compose(kept -> {
                    Optional<Credential> password = of(kept, Credential.Kind.PASSWORD);
                    return password.map(one -> passwords.digestMatches(digest, one))
                            .orElseGet(() -> passwords.digestMatchesNobodys(digest))
                            .compose(matches -> {
                                if (!matches || password.isEmpty()) {
                                    throw incorrect();
                                }
                                return credentials
                                        .succeeded(person.id())
                                        .compose(proved -> key(request.app(), person, kept, password.get()));
                            });
                })
                .recover(failure -> Future.failedFuture(
                        // Deleted meanwhile.
                        failure instanceof StorageException.NotFound ? incorrect() : failure))
                .map(key -> Reply.of(StrictJson.newObject()
                        .put("api_key", key)
                        .put("email", Names.email(request.app(), person))
                        .put("user_id", person.zulipId())));
    }

    /** The key that the person has, if it can be told again, so that other devices stay signed in; else a new one. */
    private Future<String> key(App app, Person person, List<Credential> kept, Credential password) {
        if (!person.active()) {
            throw ZulipException.of(401, "Account is deactivated", "USER_DEACTIVATED");
        }
        return of(kept, Credential.Kind.ZULIP_API_KEY)
                .flatMap(key -> ApiKey.again(app.secretKey(), key))
                .map(again -> Future.succeededFuture(again.key()))
                .orElseGet(() -> add(person, ApiKey.first(app.secretKey(), password)));
    }

    private Future<String> add(Person person, ApiKey key) {
        return credentials.add(person.id(), key.credential()).map(added -> key.key());
    }

    private Future<Reply> regenerate(Request request) {
        Person person = request.caller();
        if (person.bot()) {
            throw ZulipException.badRequest("This endpoint does not accept bot requests.");
        }
        return add(person, ApiKey.random(request.app().secretKey()))
                .map(key -> Reply.of(StrictJson.newObject().put("api_key", key)))
                .recover(failure -> Future.failedFuture(
                        failure instanceof StorageException.NotFound ? Authentication.invalidKey() : failure));
    }

    private static Optional<Credential> of(List<Credential> kept, Credential.Kind kind) {
        return kept.stream().filter(credential -> credential.kind() == kind).findFirst();
    }

    private static ZulipException incorrect() {
        return ZulipException.of(401, "Your username or password is incorrect", "AUTHENTICATION_FAILED");
    }
}
