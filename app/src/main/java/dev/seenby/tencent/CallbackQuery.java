package dev.seenby.tencent;

import dev.seenby.storage.App;
import dev.seenby.storage.Webhooks.Event;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;

/**
 * What identifies a callback: the parameters that Tencent adds to its URL, with {@code Sign} as its "Webhook Overview" (1047/34354)
 * describes the authentication by token, and its id.
 */
final class CallbackQuery {
    /** 128 bits are enough for no two to meet. */
    private static final int ID_BYTES = 16;

    private CallbackQuery() {}

    static String of(App app, String command, String secret, Instant now) {
        long time = now.getEpochSecond();
        byte[] sign = sha256().digest((secret + time).getBytes(StandardCharsets.UTF_8));
        // Nobody's client in particular: one callback may tell what many have done.
        return "SdkAppid=" + app.sdkAppId() + "&CallbackCommand=" + command
                + "&contenttype=json&ClientIP=127.0.0.1&OptPlatform=RESTAPI&Sign="
                + HexFormat.of().formatHex(sign) + "&RequestTime=" + time;
    }

    /** @param part which of the parts in which the events are told */
    static String id(List<Event> events, int part) {
        MessageDigest digest = sha256();
        events.forEach(event -> digest.update(
                ByteBuffer.allocate(Long.BYTES).putLong(event.id()).array()));
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(part).array());
        return "msg_" + HexFormat.of().formatHex(digest.digest(), 0, ID_BYTES);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
