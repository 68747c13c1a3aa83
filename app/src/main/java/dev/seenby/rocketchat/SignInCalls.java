package dev.seenby.rocketchat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.seenby.credentials.PasswordCheck;
import dev.seenby.credentials.Secrets;
import dev.seenby.http.StrictJson;
import dev.seenby.storage.Credential;
import dev.seenby.storage.Credentials;
import dev.seenby.storage.People;
import dev.seenby.storage.Person;
import dev.seenby.storage.StorageException;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Signing in and out. Who fails to sign in is told neither whether the person exists nor, by the time it takes, whether
 * they have a password; only after as many failures as the settings allow is it said that the person is blocked.
 */
final class SignInCalls {
    /** Of those tokens that expire; the oldest goes when there are more. */
    private static final int MOST_TOKENS = 100;

    private static final int DEFAULT_DAYS = 90;
    /** A hundred years. */
    private static final int MOST_DAYS = 36_525;

    private final People people;
    private final Credentials credentials;
    private final PasswordCheck passwords;
    private final InstantSource clock;

    SignInCalls(Services services, InstantSource clock) {
        this.people = services.people();
        this.credentials = services.credentials();
        this.passwords = new PasswordCheck(services.credentials(), services.passwords());
        this.clock = clock;
    }

    List<Call> calls() {
        return List.of(
                Call.post("login", this::login).open(),
                Call.post("logout", this::logout),
                Call.get("logout", this::logout),
                Call.get(
                        "me",
                        request -> Future.succeededFuture(
                                Reply.success(UserJson.me(request.caller().person())))));
    }

    private Future<Reply> login(Request request) {
        LoginRequest asked = LoginRequest.of(request.body());
        if (asked instanceof LoginRequest.Resume resume) {
            return resume(request, resume.token());
        }
        LoginRequest.WithPassword with = (LoginRequest.WithPassword) asked;
        return find(request, with)
                .compose(found -> passwords.check(found, with.digest(), limit(request.settings())))
                .compose(outcome -> {
                    if (outcome instanceof PasswordCheck.Blocked) {
                        throw refused(
                                "error-login-blocked-for-user", "Login has been temporarily blocked For User", true);
                    }
                    if (outcome instanceof PasswordCheck.Right right) {
                        return signIn(right.person(), request.settings());
                    }
                    throw unauthorized();
                });
    }

    /** Null = attempts that fail are not counted. */
    private static PasswordCheck.@Nullable Limit limit(Settings settings) {
        if (!settings.on(Setting.Block_Multiple_Failed_Logins_Enabled)) {
            return null;
        }
        int most = settings.number(Setting.Block_Multiple_Failed_Logins_Attempts_Until_Block_by_User);
        int minutes = settings.number(Setting.Block_Multiple_Failed_Logins_Time_To_Unblock_By_User_In_Minutes);
        return new PasswordCheck.Limit(Math.max(1, most), Duration.ofMinutes(minutes));
    }

    private Future<Reply> signIn(Person person, Settings settings) {
        if (!person.active()) {
            throw refused("error-user-is-not-activated", "User is not activated", true);
        }
        return issue(person, settings.number(Setting.Accounts_LoginExpiration))
                .recover(failure -> Future.failedFuture(
                        // Deleted meanwhile.
                        failure instanceof StorageException.NotFound ? unauthorized() : failure));
    }

    private Future<Reply> resume(Request request, String token) {
        return credentials
                .holder(request.app().sdkAppId(), Set.of(Credential.Kind.ROCKETCHAT_TOKEN), Secrets.hash(token))
                .map(found -> found.filter(holder -> holder.person().active())
                        .map(holder -> signedIn(holder.person(), token))
                        .orElseThrow(SignInCalls::unauthorized));
    }

    private Future<Optional<Person>> find(Request request, LoginRequest.WithPassword asked) {
        long app = request.app().sdkAppId();
        return asked.email()
                ? people.byEmail(app, asked.name())
                : people.byUsernames(app, List.of(asked.name()))
                        .map(found -> found.stream().findFirst());
    }

    private Future<Reply> issue(Person person, int days) {
        String token = Secrets.rocketChatToken();
        Instant now = clock.instant();
        Instant expiresAt = now.plus(days > 0 ? Math.min(days, MOST_DAYS) : DEFAULT_DAYS, ChronoUnit.DAYS);
        ObjectNode details = StrictJson.newObject().put("createdAt", Times.iso(now));
        Credential credential = new Credential(
                Credential.Kind.ROCKETCHAT_TOKEN, Secrets.hash(token), null, expiresAt, details.toString());
        return credentials
                .add(person.id(), credential)
                .compose(added -> dropOldest(person))
                .map(done -> signedIn(person, token));
    }

    private Future<Void> dropOldest(Person person) {
        return credentials.of(person.id()).compose(kept -> {
            List<Credential> tokens = kept.stream()
                    .filter(credential ->
                            credential.kind() == Credential.Kind.ROCKETCHAT_TOKEN && credential.expiresAt() != null)
                    .toList();
            Future<Void> done = Future.succeededFuture();
            for (int i = 0; i < tokens.size() - MOST_TOKENS; i++) {
                String hash = tokens.get(i).hash();
                done = done.compose(before -> credentials
                        .remove(person.id(), Credential.Kind.ROCKETCHAT_TOKEN, hash)
                        .mapEmpty());
            }
            return done;
        });
    }

    private static Reply signedIn(Person person, String token) {
        ObjectNode body = StrictJson.newObject().put("status", "success");
        body.putObject("data")
                .put("userId", person.rocketChatId())
                .put("authToken", token)
                .set("me", UserJson.me(person));
        return Reply.success(body);
    }

    private Future<Reply> logout(Request request) {
        Caller caller = request.caller();
        ObjectNode body = StrictJson.newObject().put("status", "success");
        body.putObject("data").put("message", "You've been logged out!");
        return credentials
                .remove(
                        caller.id(),
                        caller.credential().kind(),
                        caller.credential().hash())
                .map(removed -> new Reply.Json(body));
    }

    private static RocketChatException unauthorized() {
        return refused("Unauthorized", "Unauthorized", false);
    }

    private static RocketChatException refused(String error, String message, boolean details) {
        ObjectNode body = StrictJson.newObject()
                .put("success", false)
                .put("status", "error")
                .put("error", error)
                .put("message", message);
        if (details) {
            body.putObject("details").put("function", "Accounts.validateLoginAttempt");
        }
        return RocketChatException.raw(401, body);
    }
}
