package dev.seenby.zulip;

import dev.seenby.credentials.Secrets;
import dev.seenby.receipts.Directory;
import dev.seenby.receipts.Names;
import dev.seenby.storage.App;
import dev.seenby.storage.Credential;
import dev.seenby.storage.Credentials;
import dev.seenby.storage.Person;
import io.vertx.core.Future;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Who calls: an e-mail address and an API key by HTTP Basic. */
final class Authentication {
    private static final Pattern KEY = Pattern.compile("[A-Za-z0-9]{32}");
    private static final Pattern WHITE_SPACE = Pattern.compile("\\s+");

    private final Credentials credentials;

    Authentication(Credentials credentials) {
        this.credentials = credentials;
    }

    /** What a caller shows. */
    record Shown(String email, String key) {}

    /** Of an API key. */
    private record KeyHash(String hash) {}

    /** @param authorization the header, null = none. @throws ZulipException if it is none of HTTP Basic with an API key */
    static Shown shown(@Nullable String authorization) {
        if (authorization == null) {
            throw ZulipException.notLoggedIn();
        }
        String[] words = WHITE_SPACE.split(authorization.strip());
        if (words.length != 2) {
            throw malformed();
        }
        if (!words[0].equalsIgnoreCase("basic")) {
            throw ZulipException.badRequest("This endpoint requires HTTP basic authentication.");
        }
        String[] parts = decoded(words[1]).split(":", -1);
        if (parts.length != 2) {
            throw malformed();
        }
        String key = parts[1].strip();
        if (!KEY.matcher(key).matches()) {
            throw ZulipException.unauthorized("Malformed API key");
        }
        return new Shown(parts[0].strip(), key);
    }

    private static String decoded(String base64) {
        try {
            byte[] bytes = Base64.getDecoder().decode(base64);
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (IllegalArgumentException | CharacterCodingException e) {
            throw malformed();
        }
    }

    private static ZulipException malformed() {
        return ZulipException.unauthorized("Invalid authorization header for basic auth");
    }

    static ZulipException invalidKey() {
        return ZulipException.unauthorized("Invalid API key");
    }

    /** Fails with 401 when the key is not that person's, or the person may not sign in. */
    Future<Person> caller(App app, Shown shown, Directory.View known) {
        KeyHash key = new KeyHash(Secrets.hash(shown.key()));
        return known.one(Person.class, key, person -> person.active() && isCalled(app, person, shown), () -> credentials
                        .holder(app.sdkAppId(), Set.of(Credential.Kind.ZULIP_API_KEY), key.hash())
                        .map(found -> found.map(Credentials.Holder::person)))
                .map(found -> mustBeActive(
                        found.filter(person -> isCalled(app, person, shown)).orElseThrow(Authentication::invalidKey)));
    }

    private static boolean isCalled(App app, Person person, Shown shown) {
        return Names.email(app, person).equalsIgnoreCase(shown.email());
    }

    /** @throws ZulipException 401 */
    static Person mustBeActive(Person person) {
        if (!person.active()) {
            throw ZulipException.unauthorized("Account is deactivated");
        }
        return person;
    }
}
