package dev.seenby.credentials;

import dev.seenby.storage.Credential;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Zulip's API key, which must be told again to everybody who signs in with the person's password, though only its hash is
 * kept: it is made of the app's secret key and a seed that stands beside the hash. The one is encrypted and the other is
 * not shown, so the key can be read neither from the database nor from what callers see.
 *
 * @param key 32 letters and digits
 */
public record ApiKey(String key, Credential credential) {
    private static final String ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final int LENGTH = 32;
    private static final Pattern DETAILS = Pattern.compile("\\{\"seed\":\"([A-Za-z0-9+/=_-]{1,64})\"}");

    /** A new one. @param appKey the app's secret key */
    public static ApiKey random(String appKey) {
        return of(appKey, Secrets.rocketChatToken());
    }

    /** Somebody's first: the same however often, and on however many nodes, it is made at the same time. */
    public static ApiKey first(String appKey, Credential password) {
        return of(appKey, Secrets.hash("first API key " + password.hash()));
    }

    /** The one that is kept; empty if it was not made of this app's secret key as it is now. */
    public static Optional<ApiKey> again(String appKey, Credential kept) {
        Matcher details = DETAILS.matcher(kept.details());
        return details.matches()
                ? Optional.of(of(appKey, details.group(1)))
                        .filter(made -> made.credential.hash().equals(kept.hash()))
                : Optional.empty();
    }

    private static ApiKey of(String appKey, String seed) {
        String key = text(hmac(appKey, "api key " + seed));
        String details = "{\"seed\":\"" + seed + "\"}";
        return new ApiKey(key, new Credential(Credential.Kind.ZULIP_API_KEY, Secrets.hash(key), null, null, details));
    }

    /** 512 bits, of which each letter takes 16: no letter is more likely than another by more than a thousandth. */
    private static String text(byte[] bytes) {
        StringBuilder text = new StringBuilder(LENGTH);
        for (int i = 0; i < LENGTH; i++) {
            int number = (bytes[2 * i] & 0xff) << 8 | bytes[2 * i + 1] & 0xff;
            text.append(ALPHABET.charAt(number % ALPHABET.length()));
        }
        return text.toString();
    }

    private static byte[] hmac(String key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA512");
            mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.US_ASCII), "HmacSHA512"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HMAC-SHA512", e);
        }
    }

    @Override
    public String toString() {
        return "ApiKey";
    }
}
