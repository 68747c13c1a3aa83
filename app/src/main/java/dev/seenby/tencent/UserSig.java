package dev.seenby.tencent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.seenby.http.StrictJson;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Tencent's signature of an account, version 2 ("TLSSigAPIv2"): a JSON object with an HMAC-SHA256 over its fields,
 * deflated, in Base64 with {@code * - _} for {@code + / =}. It is checked in the order of Tencent's own
 * verifier, so an expired forgery is called expired.
 */
public final class UserSig {
    private static final int MAX_CHARACTERS = 4_096;
    private static final int MAX_INFLATED = 8_192;
    /** The longest lifetime Tencent names: 50 years. A longer one is cut to it. */
    private static final long MAX_EXPIRE_SECONDS = 50L * 365 * 24 * 3_600;

    private UserSig() {}

    /**
     * Signs, as Tencent's libraries do.
     *
     * @param key the app's secret key, the 64 characters as they are
     * @param time the moment of signing, seconds since 1970
     * @param expire lifetime in seconds
     */
    public static String sign(long sdkAppId, String key, String identifier, long time, long expire) {
        ObjectNode json = StrictJson.newObject();
        json.put("TLS.ver", "2.0");
        json.put("TLS.identifier", identifier);
        json.put("TLS.sdkappid", sdkAppId);
        json.put("TLS.expire", expire);
        json.put("TLS.time", time);
        byte[] mac = mac(key, signed(sdkAppId, identifier, time, expire, Optional.empty()));
        json.put("TLS.sig", Base64.getEncoder().encodeToString(mac));
        return Base64.getEncoder()
                .encodeToString(deflate(StrictJson.bytes(json)))
                .replace('+', '*')
                .replace('/', '-')
                .replace('=', '_');
    }

    /**
     * Verifies. Costs some 20 µs; {@link CallerCheck} remembers the outcome.
     *
     * @param now seconds since 1970
     * @return the last second at which it is valid
     * @throws TencentException 70002, 70003, 70013, 70014, 70001 or 70009, whichever comes first
     */
    static long verify(long sdkAppId, String key, String identifier, String userSig, long now) {
        if (userSig.isEmpty()) {
            throw ErrorCode.USERSIG_EMPTY.error();
        }
        ObjectNode json = decode(userSig)
                .flatMap(UserSig::inflate)
                .flatMap(StrictJson::object)
                .orElseThrow(ErrorCode.USERSIG_UNREADABLE::error);
        if (!identifier.equals(json.path("TLS.identifier").textValue())) {
            throw ErrorCode.USERSIG_IDENTIFIER.error();
        }
        JsonNode app = json.path("TLS.sdkappid");
        if (!app.isIntegralNumber() || !app.canConvertToLong() || app.longValue() != sdkAppId) {
            throw ErrorCode.USERSIG_APP.error();
        }
        byte[] sig = Optional.ofNullable(json.path("TLS.sig").textValue())
                .flatMap(UserSig::base64)
                .orElseThrow(ErrorCode.USERSIG_UNREADABLE::error);
        long time = seconds(json.path("TLS.time"));
        long expire = seconds(json.path("TLS.expire"));
        long last = lastValid(time, expire);
        if (now > last) {
            throw ErrorCode.USERSIG_EXPIRED.error();
        }
        JsonNode userbuf = json.path("TLS.userbuf");
        byte[] expected =
                mac(key, signed(sdkAppId, identifier, time, expire, Optional.ofNullable(userbuf.textValue())));
        if (!MessageDigest.isEqual(expected, sig)) {
            throw ErrorCode.USERSIG_FORGED.error();
        }
        return last;
    }

    /** A lifetime below zero has ended before it began, whenever that is. */
    private static long lastValid(long time, long expire) {
        if (expire < 0) {
            return Long.MIN_VALUE;
        }
        long lifetime = Math.min(expire, MAX_EXPIRE_SECONDS);
        return time > Long.MAX_VALUE - lifetime ? Long.MAX_VALUE : time + lifetime;
    }

    private static long seconds(JsonNode number) {
        if (!number.isIntegralNumber() || !number.canConvertToLong()) {
            throw ErrorCode.USERSIG_UNREADABLE.error();
        }
        return number.longValue();
    }

    private static String signed(long sdkAppId, String identifier, long time, long expire, Optional<String> userbuf) {
        return "TLS.identifier:" + identifier + "\nTLS.sdkappid:" + sdkAppId + "\nTLS.time:" + time + "\nTLS.expire:"
                + expire + "\n" + userbuf.map(b -> "TLS.userbuf:" + b + "\n").orElse("");
    }

    private static byte[] mac(String key, String signed) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return mac.doFinal(signed.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
    }

    private static Optional<byte[]> decode(String userSig) {
        if (userSig.length() > MAX_CHARACTERS) {
            return Optional.empty();
        }
        return base64(userSig.replace('*', '+').replace('-', '/').replace('_', '='));
    }

    private static Optional<byte[]> base64(String text) {
        try {
            return Optional.of(Base64.getDecoder().decode(text));
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }

    private static Optional<byte[]> inflate(byte[] deflated) {
        Inflater inflater = new Inflater();
        try {
            inflater.setInput(deflated);
            byte[] out = new byte[MAX_INFLATED];
            int length = 0;
            while (!inflater.finished() && length < out.length) {
                int more = inflater.inflate(out, length, out.length - length);
                if (more == 0) {
                    break;
                }
                length += more;
            }
            return inflater.finished() ? Optional.of(Arrays.copyOf(out, length)) : Optional.empty();
        } catch (DataFormatException notDeflated) {
            return Optional.empty();
        } finally {
            inflater.end();
        }
    }

    private static byte[] deflate(byte[] bytes) {
        Deflater deflater = new Deflater();
        try {
            deflater.setInput(bytes);
            deflater.finish();
            byte[] out = new byte[bytes.length + 64];
            return Arrays.copyOf(out, deflater.deflate(out));
        } finally {
            deflater.end();
        }
    }
}
