package dev.seenby.tencent;

import dev.seenby.storage.App;
import dev.seenby.storage.MessageFacts;
import dev.seenby.storage.Reader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The field {@code Cursor}: where the next page of one list of one message begins, in 40 letters that any node understands
 * and nobody else can make. It holds what the last page ended with, and a MAC over that, the app, the group, the message and
 * the list; its key is the app's secret key, so that rotating the key ends all cursors.
 */
final class ReceiptCursor {
    /** The first page when it comes in, the last when it goes out. */
    static final String NONE = "0";

    private static final int PLACE_BYTES = 2 * Long.BYTES;
    /** Makes 30 bytes in all, so that no two texts in Base64 mean the same. */
    private static final int MAC_BYTES = 14;

    private static final long MICROS = 1_000_000;
    /** No UserSig, which the same key signs, begins like this. */
    private static final byte[] PURPOSE = "Seenby.ReceiptCursor\n".getBytes(StandardCharsets.UTF_8);

    private final App app;
    private final MessageFacts message;
    private final boolean readers;

    /** @param readers whether it is the list of those who have read the message */
    ReceiptCursor(App app, MessageFacts message, boolean readers) {
        this.app = app;
        this.message = message;
        this.readers = readers;
    }

    /** The one after this reader. */
    String after(Reader reader) {
        Instant at = reader.readAt();
        return write(at.getEpochSecond() * MICROS + at.getNano() / 1_000, reader.person());
    }

    /** The one after this person, who has not read. */
    String after(long person) {
        return write(0, person);
    }

    /** @param time microseconds since 1970 */
    private String write(long time, long person) {
        byte[] place =
                ByteBuffer.allocate(PLACE_BYTES).putLong(time).putLong(person).array();
        byte[] whole = Arrays.copyOf(place, PLACE_BYTES + MAC_BYTES);
        System.arraycopy(mac(place), 0, whole, PLACE_BYTES, MAC_BYTES);
        return Base64.getUrlEncoder().encodeToString(whole);
    }

    /**
     * What the page before ended with; of a person who has not read, the time means nothing.
     *
     * @return empty if the text was not made for this list of this message
     */
    Optional<Reader> read(String text) {
        byte[] whole;
        try {
            whole = Base64.getUrlDecoder().decode(text);
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
        if (whole.length != PLACE_BYTES + MAC_BYTES) {
            return Optional.empty();
        }
        byte[] place = Arrays.copyOf(whole, PLACE_BYTES);
        if (!MessageDigest.isEqual(mac(place), Arrays.copyOfRange(whole, PLACE_BYTES, whole.length))) {
            return Optional.empty();
        }
        ByteBuffer numbers = ByteBuffer.wrap(place);
        Instant at = Instant.EPOCH.plus(numbers.getLong(), ChronoUnit.MICROS);
        return Optional.of(new Reader(numbers.getLong(), at));
    }

    private byte[] mac(byte[] place) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(app.secretKey().getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            mac.update(PURPOSE);
            mac.update(ByteBuffer.allocate(3 * Long.BYTES + 1)
                    .putLong(app.sdkAppId())
                    .putLong(message.room())
                    .putLong(message.clock())
                    .put((byte) (readers ? 1 : 0))
                    .array());
            return Arrays.copyOf(mac.doFinal(place), MAC_BYTES);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
    }
}
