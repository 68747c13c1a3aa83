package dev.seenby.credentials;

import dev.seenby.storage.Credential;
import dev.seenby.storage.Credentials;
import dev.seenby.storage.Person;
import dev.seenby.storage.StorageException;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether somebody who signs in has the right password. Who does not exist, and who has no password, takes as much time to find
 * out as a wrong password does.
 */
public final class PasswordCheck {
    /** What it came to. */
    public sealed interface Outcome {}

    /** @param kept all of the person's credentials, the password among them */
    public record Right(Person person, Credential password, List<Credential> kept) implements Outcome {
        public Right {
            kept = List.copyOf(kept);
        }
    }

    /** Nobody has this name and this password. */
    public record Wrong() implements Outcome {}

    /** The person failed too often; whether this was the right password is not looked at. */
    public record Blocked() implements Outcome {}

    /** @param most attempts that may fail within {@code window}, at least 1 */
    public record Limit(int most, Duration window) {}

    private final Credentials credentials;
    private final Passwords passwords;

    public PasswordCheck(Credentials credentials, Passwords passwords) {
        this.credentials = credentials;
        this.passwords = passwords;
    }

    /**
     * Checks one attempt, which is counted before it is judged, so that attempts made at once are all counted.
     *
     * @param person who has the name that was given, if anybody has
     * @param digest as {@link Passwords#digest} makes of the password
     * @param limit null = attempts are not counted
     */
    public Future<Outcome> check(Optional<Person> person, String digest, @Nullable Limit limit) {
        return person.map(known -> check(known, digest, limit))
                .orElseGet(() -> passwords.digestMatchesNobodys(digest).map(no -> new Wrong()));
    }

    private Future<Outcome> check(Person person, String digest, @Nullable Limit limit) {
        Future<Boolean> allowed = limit == null
                ? Future.succeededFuture(true)
                : credentials.attempt(person.id(), limit.most(), limit.window());
        return allowed.compose(
                        may -> may ? judge(person, digest, limit != null) : Future.succeededFuture(new Blocked()))
                .recover(failure -> failure instanceof StorageException.NotFound
                        // Deleted meanwhile.
                        ? Future.succeededFuture(new Wrong())
                        : Future.failedFuture(failure));
    }

    private Future<Outcome> judge(Person person, String digest, boolean counted) {
        return credentials.of(person.id()).compose(kept -> {
            Optional<Credential> password = kept.stream()
                    .filter(credential -> credential.kind() == Credential.Kind.PASSWORD)
                    .findFirst();
            if (password.isEmpty()) {
                return passwords.digestMatchesNobodys(digest).map(no -> new Wrong());
            }
            return passwords.digestMatches(digest, password.get()).compose(matches -> {
                if (!matches) {
                    return Future.succeededFuture(new Wrong());
                }
                Future<Void> forgotten = counted ? credentials.succeeded(person.id()) : Future.succeededFuture();
                return forgotten.map(done -> new Right(person, password.get(), kept));
            });
        });
    }
}
