package dev.seenby.tencent;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.seenby.storage.App;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;

/**
 * Makes sure that a caller is an app's administrator. A signature that was verified is remembered until it expires, under a hash;
 * one that was not is never.
 */
final class CallerCheck {
    private static final int REMEMBERED = 10_000;

    private final InstantSource clock;
    /** The last second at which a verified signature is valid. */
    private final Cache<ByteBuffer, Long> verified =
            Caffeine.newBuilder().maximumSize(REMEMBERED).build();

    CallerCheck(InstantSource clock) {
        this.clock = clock;
    }

    /** @throws TencentException as {@link UserSig#verify}, then 60010 for an account that is not the administrator */
    void check(App app, String identifier, String userSig) {
        long now = clock.instant().getEpochSecond();
        ByteBuffer key = key(app, identifier, userSig);
        Long known = verified.getIfPresent(key);
        if (known == null) {
            verified.put(key, UserSig.verify(app.sdkAppId(), app.secretKey(), identifier, userSig, now));
        } else if (now > known) {
            verified.invalidate(key);
            throw ErrorCode.USERSIG_EXPIRED.error();
        }
        if (!identifier.equals(app.administrator())) {
            throw ErrorCode.ADMINISTRATOR.error();
        }
    }

    /** With the app's key: a signature made with a former one is not found. */
    private static ByteBuffer key(App app, String identifier, String userSig) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            sha.update((app.sdkAppId() + ":" + app.secretKey() + ":" + identifier.length() + ":")
                    .getBytes(StandardCharsets.UTF_8));
            sha.update(identifier.getBytes(StandardCharsets.UTF_8));
            return ByteBuffer.wrap(sha.digest(userSig.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
