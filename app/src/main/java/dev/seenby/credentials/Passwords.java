package dev.seenby.credentials;

import dev.seenby.storage.Credential;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * Passwords, which people choose and others guess: kept as PBKDF2-HMAC-SHA256 with a random salt, over the lower-case
 * hexadecimal SHA-256 of the password, because Rocket.Chat's clients may send that instead of the password. Hashing takes
 * a good part of a second of processor time, so it runs on worker threads.
 */
public final class Passwords {
    /** What OWASP asks for with this function since 2023. Kept with each hash, so it can be raised. */
    static final int ITERATIONS = 600_000;

    private static final int BITS = 256;
    private static final Pattern FORM =
            Pattern.compile("pbkdf2-sha256\\$([0-9]{1,8})\\$([A-Za-z0-9+/=]{1,64})\\$([A-Za-z0-9+/=]{1,64})");

    private final Vertx vertx;

    public Passwords(Vertx vertx) {
        this.vertx = vertx;
    }

    public Future<Credential> credential(String password) {
        String digest = digest(password);
        return vertx.executeBlocking(
                () -> new Credential(Credential.Kind.PASSWORD, hash(digest, Secrets.salt(), ITERATIONS)), false);
    }

    /** Whether it is this password. */
    public Future<Boolean> matches(String password, Credential kept) {
        return digestMatches(digest(password), kept);
    }

    /** Whether the password with this SHA-256, 64 hexadecimal digits, is this one. */
    public Future<Boolean> digestMatches(String sha256Hex, Credential kept) {
        Matcher form = FORM.matcher(kept.hash());
        if (kept.kind() != Credential.Kind.PASSWORD || !form.matches()) {
            return Future.succeededFuture(false);
        }
        return vertx.executeBlocking(
                () -> {
                    byte[] salt = Base64.getDecoder().decode(form.group(2));
                    String again = hash(sha256Hex, salt, Integer.parseInt(form.group(1)));
                    return MessageDigest.isEqual(Secrets.sha256(again), Secrets.sha256(kept.hash()));
                },
                false);
    }

    private static String digest(String password) {
        return HexFormat.of().formatHex(Secrets.sha256(password));
    }

    private static String hash(String digest, byte[] salt, int iterations) throws GeneralSecurityException {
        PBEKeySpec spec = new PBEKeySpec(digest.toCharArray(), salt, iterations, BITS);
        byte[] key = SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                .generateSecret(spec)
                .getEncoded();
        Base64.Encoder base64 = Base64.getEncoder();
        return "pbkdf2-sha256$" + iterations + "$" + base64.encodeToString(salt) + "$" + base64.encodeToString(key);
    }
}
