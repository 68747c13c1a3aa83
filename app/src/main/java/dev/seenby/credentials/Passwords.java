package dev.seenby.credentials;

import dev.seenby.storage.Credential;
import dev.seenby.storage.StorageException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * Passwords, which people choose and others guess: kept as PBKDF2-HMAC-SHA256 with a random salt, over the lower-case
 * hexadecimal SHA-256 of the password, because Rocket.Chat's clients may send that instead of the password. Hashing takes
 * a good part of a second of processor time, so it runs on a few worker threads of its own, which Vert.x stops when it is
 * closed; when too many wait for them, what is asked fails with {@link StorageException.Overloaded}.
 */
public final class Passwords {
    /** What OWASP asks for with this function since 2023. Kept with each hash, so it can be raised. */
    static final int ITERATIONS = 600_000;

    private static final int BITS = 256;
    private static final Pattern FORM =
            Pattern.compile("pbkdf2-sha256\\$([0-9]{1,8})\\$([A-Za-z0-9+/=]{1,64})\\$([A-Za-z0-9+/=]{1,64})");

    private static final int MOST_WAITING = 64;
    /** What is compared with the passwords of those who have none. */
    private static final byte[] NOBODYS_SALT = Secrets.salt();

    private final WorkerExecutor workers;
    private final Semaphore room;

    /** At half of the processor's cores, with {@value #MOST_WAITING} waiting. */
    public Passwords(Vertx vertx) {
        this(vertx, "seenby-passwords", Math.max(1, Runtime.getRuntime().availableProcessors() / 2), MOST_WAITING);
    }

    /** @param name of the threads; those of the same name are the same */
    Passwords(Vertx vertx, String name, int threads, int mostWaiting) {
        this.workers = vertx.createSharedWorkerExecutor(name, threads);
        this.room = new Semaphore(threads + mostWaiting);
    }

    public Future<Credential> credential(String password) {
        String digest = digest(password);
        return work(() -> new Credential(Credential.Kind.PASSWORD, hash(digest, Secrets.salt(), ITERATIONS)));
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
        return work(() -> {
            byte[] salt = Base64.getDecoder().decode(form.group(2));
            String again = hash(sha256Hex, salt, Integer.parseInt(form.group(1)));
            return MessageDigest.isEqual(Secrets.sha256(again), Secrets.sha256(kept.hash()));
        });
    }

    /** False, after as much work as it takes to find out whether somebody's password is this one. */
    public Future<Boolean> digestMatchesNobodys(String sha256Hex) {
        return work(() -> hash(sha256Hex, NOBODYS_SALT, ITERATIONS)).map(false);
    }

    private <T> Future<T> work(Callable<T> hashing) {
        if (!room.tryAcquire()) {
            return Future.failedFuture(new StorageException.Overloaded("too many passwords are being hashed", null));
        }
        return workers.executeBlocking(hashing, false).onComplete(done -> room.release());
    }

    /** The lower-case hexadecimal SHA-256. */
    public static String digest(String password) {
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
