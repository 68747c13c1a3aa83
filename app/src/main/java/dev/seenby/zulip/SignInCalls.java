package dev.seenby.zulip;

import dev.seenby.credentials.ApiKey;
import dev.seenby.credentials.PasswordCheck;
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
import java.util.regex.Pattern;

/**
 * How people come by their API key. Who fails to sign in is told neither whether the person exists nor, by the time it
 * takes, whether they have a password; only after {@value #MOST_FAILURES} failures is it said that there were too many.
 */
final class SignInCalls {
    private static final int MOST_FAILURES = 10;
    private static final PasswordCheck.Limit LIMIT = new PasswordCheck.Limit(MOST_FAILURES, Duration.ofMinutes(5));
    /** As much as is needed to tell an address from a username. */
    private static final Pattern EMAIL = Pattern.compile("[^\\s@\\p{Cntrl}]{1,64}@[^\\s@\\p{Cntrl}]{1,253}");

    private final Directory directory;
    private final Credentials credentials;
    private final PasswordCheck passwords;

    SignInCalls(Services services) {
        this.directory = new Directory(services);
        this.credentials = services.credentials();
        this.passwords = new PasswordCheck(services.credentials(), services.passwords());
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
        return directory
                .byEmail(request.app(), username)
                .compose(found -> passwords.check(found, Passwords.digest(password), LIMIT))
                .compose(outcome -> {
                    if (outcome instanceof PasswordCheck.Blocked) {
                        throw ZulipException.tooMany(LIMIT.window().toMillis() * 1_000);
                    }
                    if (outcome instanceof PasswordCheck.Right right) {
                        return told(request.app(), right);
                    }
                    throw incorrect();
                });
    }

    private Future<Reply> told(App app, PasswordCheck.Right right) {
        Person person = right.person();
        return key(app, right)
                .map(key -> Reply.of(StrictJson.newObject()
                        .put("api_key", key)
                        .put("email", Names.email(app, person))
                        .put("user_id", person.zulipId())))
                .recover(failure -> Future.failedFuture(
                        // Deleted meanwhile.
                        failure instanceof StorageException.NotFound ? incorrect() : failure));
    }

    /** The key that the person has, if it can be told again, so that other devices stay signed in; else a new one. */
    private Future<String> key(App app, PasswordCheck.Right right) {
        Person person = right.person();
        if (!person.active()) {
            throw ZulipException.of(401, "Account is deactivated", "USER_DEACTIVATED");
        }
        return right.kept().stream()
                .filter(credential -> credential.kind() == Credential.Kind.ZULIP_API_KEY)
                .findFirst()
                .flatMap(key -> ApiKey.again(app.secretKey(), key))
                .map(again -> Future.succeededFuture(again.key()))
                .orElseGet(() -> add(person, ApiKey.first(app.secretKey(), right.password())));
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

    private static ZulipException incorrect() {
        return ZulipException.of(401, "Your username or password is incorrect", "AUTHENTICATION_FAILED");
    }
}
