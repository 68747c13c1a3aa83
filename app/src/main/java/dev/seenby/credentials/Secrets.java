package dev.seenby.credentials;

import dev.seenby.storage.Credential;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;

/** Random secrets, in the forms that the dialects' clients know, and the hashes by which they are kept. */
public final class Secrets {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final String LETTERS_AND_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    private Secrets() {}

    /** Rocket.Chat's authToken: 43 letters, digits, {@code -} and {@code _}, 256 bits. */
    public static String rocketChatToken() {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes());
    }

    /** An app's secret key: 64 hexadecimal digits, 256 bits. */
    public static String appKey() {
        return HexFormat.of().formatHex(bytes());
    }

    /** A first password: 24 letters and digits, 142 bits. */
    public static String password() {
        return lettersAndDigits(24);
    }

    /** The operator's token: 43 letters, digits, {@code -} and {@code _}, 256 bits. */
    public static String adminToken() {
        return rocketChatToken();
    }

    /** The Base64 SHA-256 of a secret. Enough for one that is random: there is nothing to guess. */
    public static String hash(String secret) {
        return Base64.getEncoder().encodeToString(sha256(secret));
    }

    /** A credential of a random secret. */
    public static Credential credential(Credential.Kind kind, String secret) {
        if (kind == Credential.Kind.PASSWORD) {
            throw new IllegalArgumentException("a password can be guessed and needs a slow hash");
        }
        return new Credential(kind, hash(secret));
    }

    /** Whether the secret has this hash; takes the same time wherever they differ. */
    public static boolean matches(String secret, String hash) {
        return MessageDigest.isEqual(
                hash(secret).getBytes(StandardCharsets.US_ASCII), hash.getBytes(StandardCharsets.US_ASCII));
    }

    static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    static byte[] salt() {
        byte[] salt = new byte[16];
        RANDOM.nextBytes(salt);
        return salt;
    }

    private static byte[] bytes() {
        byte[] bytes = new byte[32];
        RANDOM.nextBytes(bytes);
        return bytes;
    }

    private static String lettersAndDigits(int length) {
        StringBuilder text = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            text.append(LETTERS_AND_DIGITS.charAt(RANDOM.nextInt(LETTERS_AND_DIGITS.length())));
        }
        return text.toString();
    }
}
