package dev.seenby.tencent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.tencentyun.TLSSigAPIv2;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Signatures made by Tencent's own libraries are good; everything else is refused, with the code of its fault. */
class UserSigTest {
    private static final long APP = 1_400_000_000L;
    private static final String KEY = Tenant.KEY;
    private static final String ADMINISTRATOR = "administrator";

    /** Made by the npm library tls-sig-api-v2 1.0.2 at {@link #NODE_TIME}, valid for 604800 s. */
    private static final String NODE =
            "eJyrVgrxCdYrSy1SslIy0jNQ0gHzM1NS80oy0zLBwokpuZl5mcUlRYkl*UVQBcUp2YkFBZkpSlaGJgZQAJEpycxNVbIyNEcVTa0oyCxKVbIyMzCxgIkVZ6YrWSk552lHlQQVhQR7hJoEGGQEB1WklPp7pqS5G1v6V*mHhZpEpmYGmCYbuvr52irVAgDYqjO3";

    private static final long NODE_TIME = 1_700_000_000L;

    /** Made by the Java library tls-sig-api-v2 2.0 at {@link #JAVA_TIME}, valid for 604800 s. */
    private static final String JAVA =
            "eJyrVgrxCdZLrSjILEpVsjIzMLEwMNABi5WlFilZKRnpGShB*MUp2YkFBZkpSlaGJgZQAJHJTEnNK8lMywRrSEzJzczLLC4pSizJL4JpzUwHygSEJXtWWZh6hKRl5iaWmwT7O5YUV-i4VCa6lRvnmCenpDiFGpdoFyR7*kbaQjWWZOYCXWVobmlqZGRqYWJeCwDqGjTD";

    private static final long JAVA_TIME = 1_795_225_847L;

    @Test
    void signaturesOfTencentsLibrariesAreValidToTheLastSecond() {
        assertThat(verify(NODE, NODE_TIME)).isEqualTo(NODE_TIME + 604_800);
        assertThat(verify(NODE, NODE_TIME + 604_800)).isEqualTo(NODE_TIME + 604_800);
        assertThat(verify(JAVA, JAVA_TIME)).isEqualTo(JAVA_TIME + 604_800);
        assertThat(refusal(NODE, NODE_TIME + 604_801)).isEqualTo(ErrorCode.USERSIG_EXPIRED);
    }

    @Test
    void aSignersClockMayBeAhead() {
        assertThat(verify(NODE, NODE_TIME - 3_600)).isEqualTo(NODE_TIME + 604_800);
    }

    @Test
    void whatTheJavaLibrarySignsNowIsValidAndSoIsWhatIsSignedHere() {
        long now = System.currentTimeMillis() / 1_000;
        assertThat(verify(new TLSSigAPIv2(APP, KEY).genUserSig(ADMINISTRATOR, 60), now))
                .isGreaterThanOrEqualTo(now + 60);
        assertThat(verify(new TLSSigAPIv2(APP, KEY).genPrivateMapKey(ADMINISTRATOR, 60, 7, 255), now))
                .isGreaterThanOrEqualTo(now + 60);
        assertThat(verify(UserSig.sign(APP, KEY, ADMINISTRATOR, now, 60), now)).isEqualTo(now + 60);
    }

    @Test
    void theChecksComeInTheOrderOfTencentsVerifier() {
        assertThat(refusal("", NODE_TIME)).isEqualTo(ErrorCode.USERSIG_EMPTY);
        assertThat(refusalOf(APP, KEY, "alice", NODE)).isEqualTo(ErrorCode.USERSIG_IDENTIFIER);
        assertThat(refusalOf(APP + 1, KEY, "alice", NODE)).isEqualTo(ErrorCode.USERSIG_IDENTIFIER);
        assertThat(refusalOf(APP + 1, KEY, ADMINISTRATOR, NODE)).isEqualTo(ErrorCode.USERSIG_APP);
        assertThat(refusalOf(APP, "f".repeat(64), ADMINISTRATOR, NODE)).isEqualTo(ErrorCode.USERSIG_FORGED);
        // An expired forgery is called expired, as there.
        assertThat(refusal(UserSig.sign(APP, "f".repeat(64), ADMINISTRATOR, NODE_TIME - 100, 10), NODE_TIME))
                .isEqualTo(ErrorCode.USERSIG_EXPIRED);
        assertThat(refusal(altered("TLS.sig", null), NODE_TIME)).isEqualTo(ErrorCode.USERSIG_UNREADABLE);
    }

    @Test
    void nothingThatIsSignedCanBeChanged() {
        assertThat(verify(altered("TLS.ver", "2.0"), NODE_TIME)).isEqualTo(NODE_TIME + 604_800);
        assertThat(refusal(altered("TLS.expire", 604_801), NODE_TIME)).isEqualTo(ErrorCode.USERSIG_FORGED);
        assertThat(refusal(altered("TLS.time", NODE_TIME + 1), NODE_TIME)).isEqualTo(ErrorCode.USERSIG_FORGED);
        assertThat(refusal(altered("TLS.userbuf", "AQID"), NODE_TIME)).isEqualTo(ErrorCode.USERSIG_FORGED);
        assertThat(refusal(altered("TLS.sig", "AAAA"), NODE_TIME)).isEqualTo(ErrorCode.USERSIG_FORGED);
    }

    @Test
    void lifetimesBelowZeroAreOverAndHugeOnesAreCutToFiftyYears() {
        assertThat(refusal(UserSig.sign(APP, KEY, ADMINISTRATOR, NODE_TIME + 100, -1), NODE_TIME))
                .isEqualTo(ErrorCode.USERSIG_EXPIRED);
        assertThat(verify(UserSig.sign(APP, KEY, ADMINISTRATOR, NODE_TIME, Long.MAX_VALUE), NODE_TIME))
                .isEqualTo(NODE_TIME + 50L * 365 * 86_400);
        assertThat(verify(UserSig.sign(APP, KEY, ADMINISTRATOR, Long.MAX_VALUE, 60), NODE_TIME))
                .isEqualTo(Long.MAX_VALUE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"xxx", "!", "eJ", "AAAA", "' OR 1=1 --", "\u0000", "\ud83d", "é"})
    void whatIsNoSignatureCannotBeDecoded(String sig) {
        assertThat(refusal(sig, NODE_TIME)).isEqualTo(ErrorCode.USERSIG_UNREADABLE);
    }

    @Test
    void aTruncatedSignatureCannotBeDecodedWhereverItIsCut() {
        for (int length = 1; length < NODE.length() - 8; length++) {
            assertThat(refusal(NODE.substring(0, length), NODE_TIME))
                    .as("%d characters", length)
                    .isEqualTo(ErrorCode.USERSIG_UNREADABLE);
        }
    }

    @Test
    void whatInflatesToMoreThanEightKibibytesIsNotReadOn() {
        assertThat(refusal(packed(" ".repeat(1 << 20) + "{}"), NODE_TIME)).isEqualTo(ErrorCode.USERSIG_UNREADABLE);
        assertThat(refusal("A".repeat(4_100), NODE_TIME)).isEqualTo(ErrorCode.USERSIG_UNREADABLE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "null",
                "{} {}",
                "// comment\n{}",
                "{\"TLS.identifier\":\"administrator\",\"TLS.identifier\":\"administrator\"}",
                "{\"TLS.identifier\":\"administrator\",\"TLS.sdkappid\":1400000000,\"TLS.sig\":\"AAAA\",\"TLS.time\":\"1700000000\",\"TLS.expire\":60}",
                "{\"TLS.identifier\":\"administrator\",\"TLS.sdkappid\":1400000000,\"TLS.sig\":\"AAAA\",\"TLS.time\":1700000000,\"TLS.expire\":1e30}"
            })
    void whatIsInsideMustBeAnObjectOfTheRightTypes(String json) {
        assertThat(refusal(packed(json), NODE_TIME)).isEqualTo(ErrorCode.USERSIG_UNREADABLE);
    }

    private static long verify(String sig, long now) {
        return UserSig.verify(APP, KEY, ADMINISTRATOR, sig, now);
    }

    private static ErrorCode refusal(String sig, long now) {
        return catchThrowableOfType(TencentException.class, () -> verify(sig, now))
                .code();
    }

    private static ErrorCode refusalOf(long app, String key, String identifier, String sig) {
        return catchThrowableOfType(TencentException.class, () -> UserSig.verify(app, key, identifier, sig, NODE_TIME))
                .code();
    }

    /** The signature of Node with one field changed, or left out. */
    private static String altered(String field, Object value) {
        JsonObject json = new JsonObject()
                .put("TLS.ver", "2.0")
                .put("TLS.identifier", ADMINISTRATOR)
                .put("TLS.sdkappid", APP)
                .put("TLS.time", NODE_TIME)
                .put("TLS.expire", 604_800)
                .put("TLS.sig", "Cn+ZtRrTSHU4P0hSRxduOIdfG39Oz/VU4YeiP5c1ENM=");
        json.remove(field);
        return packed((value == null ? json : json.put(field, value)).encode());
    }

    private static String packed(String json) {
        ByteArrayOutputStream deflated = new ByteArrayOutputStream();
        try (DeflaterOutputStream out = new DeflaterOutputStream(deflated)) {
            out.write(json.getBytes(StandardCharsets.UTF_8));
        } catch (java.io.IOException e) {
            throw new AssertionError(e);
        }
        return Base64.getEncoder()
                .encodeToString(deflated.toByteArray())
                .replace('+', '*')
                .replace('/', '-')
                .replace('=', '_');
    }
}
