package dev.seenby.storage.postgres;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** Keeps texts secret at rest: AES-256-GCM, one format byte, a random nonce, bound to the app they belong to and to what they are for. */
final class SecretBox {
    private static final byte FORMAT = 1;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    /** What a secret is for. The key's own has no name: it was the only one once, and is sealed so in what is there. */
    enum Purpose {
        SECRET_KEY(""),
        WEBHOOK("webhook");

        private final byte[] name;

        Purpose(String name) {
            this.name = name.getBytes(StandardCharsets.US_ASCII);
        }
    }

    private final SecretKeySpec key;
    private final SecureRandom random = new SecureRandom();

    SecretBox(byte[] key) {
        this.key = new SecretKeySpec(key, "AES");
    }

    byte[] seal(long app, Purpose purpose, String secret) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        byte[] sealed = run(Cipher.ENCRYPT_MODE, app, purpose, nonce, secret.getBytes(StandardCharsets.UTF_8));
        return ByteBuffer.allocate(1 + NONCE_BYTES + sealed.length)
                .put(FORMAT)
                .put(nonce)
                .put(sealed)
                .array();
    }

    /** Fails with IllegalStateException if it was sealed with another key, for another app or purpose, or is damaged. */
    String open(long app, Purpose purpose, byte[] box) {
        if (box.length < 1 + NONCE_BYTES || box[0] != FORMAT) {
            throw new IllegalStateException("the secret of app " + app + " has an unknown format");
        }
        byte[] nonce = Arrays.copyOfRange(box, 1, 1 + NONCE_BYTES);
        byte[] sealed = Arrays.copyOfRange(box, 1 + NONCE_BYTES, box.length);
        return new String(run(Cipher.DECRYPT_MODE, app, purpose, nonce, sealed), StandardCharsets.UTF_8);
    }

    private byte[] run(int mode, long app, Purpose purpose, byte[] nonce, byte[] input) {
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
            cipher.updateAAD(ByteBuffer.allocate(Long.BYTES).putLong(app).array());
            cipher.updateAAD(purpose.name);
            return cipher.doFinal(input);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(
                    "the secret of app " + app + " cannot be opened: was the secrets key changed?", e);
        }
    }
}
