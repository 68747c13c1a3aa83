package dev.seenby.app;

import dev.seenby.storage.embedded.EmbeddedServerException;
import dev.seenby.storage.embedded.FolderLock;
import dev.seenby.storage.embedded.PrivateFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;

/**
 * The folder of everything Seenby keeps on this machine: the embedded servers' files and its own secrets. Only its owner
 * may look inside, and only one Seenby uses it at a time. All methods block.
 */
public final class DataDirectory implements AutoCloseable {
    /** Bytes of the key that encrypts what must be recoverable. */
    public static final int SECRETS_KEY_BYTES = 32;

    private static final SecureRandom RANDOM = new SecureRandom();

    private final Path path;
    private final FolderLock lock;

    private DataDirectory(Path path, FolderLock lock) {
        this.path = path;
        this.lock = lock;
    }

    /**
     * Takes the folder for this process, making it if it is missing.
     *
     * @throws EmbeddedServerException with one line for the operator: another Seenby uses it, or it cannot be written
     */
    public static DataDirectory open(Path folder) {
        Path real = PrivateFiles.folder(folder);
        return new DataDirectory(real, FolderLock.take(real));
    }

    /** Its absolute path without symbolic links; the embedded servers are started with it. */
    public Path path() {
        return path;
    }

    /**
     * The key in {@code secrets.key}: made at the first call and the same ever after. Without it, what it encrypted is
     * lost.
     */
    public byte[] secretsKey() {
        Path file = path.resolve("secrets.key");
        if (!Files.exists(file)) {
            byte[] key = new byte[SECRETS_KEY_BYTES];
            RANDOM.nextBytes(key);
            PrivateFiles.write(file, key);
        }
        try {
            byte[] key = Files.readAllBytes(file);
            if (key.length != SECRETS_KEY_BYTES) {
                throw new EmbeddedServerException(
                        file + " should hold " + SECRETS_KEY_BYTES + " bytes and holds " + key.length);
            }
            return key;
        } catch (IOException e) {
            throw EmbeddedServerException.cannot("read " + file, e);
        }
    }

    /** Lets another Seenby use the folder. To be called when the embedded servers are stopped. */
    @Override
    public void close() {
        lock.close();
    }
}
