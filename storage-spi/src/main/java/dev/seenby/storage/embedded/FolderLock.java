package dev.seenby.storage.embedded;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps every other process out of a folder, until it is closed or the JVM dies. The operating system drops the lock of
 * a killed process, so there is nothing to clean up.
 */
public final class FolderLock implements AutoCloseable {
    /** Held here, because a lock that is merely reachable from a local variable is lost to garbage collection. */
    private static final Map<Path, FileLock> HELD = new ConcurrentHashMap<>();

    private final Path file;

    private FolderLock(Path file) {
        this.file = file;
    }

    /**
     * Takes the lock or fails at once.
     *
     * @param folder an existing folder, whose file {@code lock} is used
     * @throws EmbeddedServerException when another process, or another part of this one, has it
     */
    public static FolderLock take(Path folder) {
        try {
            Path file = folder.toRealPath().resolve("lock");
            // Opening the file a second time would be harmful: closing it again would drop this process's lock.
            if (HELD.containsKey(file)) {
                throw taken(folder);
            }
            FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock;
            try {
                lock = channel.tryLock();
            } catch (OverlappingFileLockException e) {
                lock = null;
            } catch (IOException e) {
                channel.close();
                throw e;
            }
            if (lock == null) {
                channel.close();
                throw taken(folder);
            }
            HELD.put(file, lock);
            return new FolderLock(file);
        } catch (IOException e) {
            throw EmbeddedServerException.cannot("lock " + folder, e);
        }
    }

    private static EmbeddedServerException taken(Path folder) {
        return new EmbeddedServerException("another Seenby uses this data directory: " + folder);
    }

    /** Lets others in. Closing twice is harmless. */
    @Override
    public void close() {
        FileLock lock = HELD.remove(file);
        if (lock != null) {
            try {
                lock.acquiredBy().close();
            } catch (IOException e) {
                throw EmbeddedServerException.cannot("unlock " + file, e);
            }
        }
    }
}
