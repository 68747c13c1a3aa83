package dev.seenby.storage.redis.embedded;

import dev.seenby.storage.embedded.FolderLock;
import dev.seenby.storage.embedded.PrivateFiles;
import dev.seenby.storage.embedded.ServerProcess;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * A Redis under a data directory, for this program alone, that keeps nothing on disk: what Seenby holds in Redis is
 * derived, and rebuilt when it is gone.
 *
 * <p>It lives in the folder {@code redis}: the program, the configuration, the password, the log. A child that dies is
 * started again, empty, on the same port.
 */
public final class RedisServer implements AutoCloseable {
    private final ServerProcess process;
    private final String password;
    private final FolderLock lock;

    private RedisServer(ServerProcess process, String password, FolderLock lock) {
        this.process = process;
        this.password = password;
        this.lock = lock;
    }

    /**
     * Starts Redis and waits until it answers. Blocks.
     *
     * @param dataDirectory made if missing
     * @param notices takes one line for the operator at a time: a slow start, a death, a restart
     * @throws dev.seenby.storage.embedded.EmbeddedServerException with one line for the operator when it cannot run
     */
    public static RedisServer start(Path dataDirectory, Consumer<String> notices) {
        Path folder = PrivateFiles.folder(dataDirectory.resolve("redis"));
        FolderLock lock = FolderLock.take(folder);
        boolean started = false;
        try {
            String password = PrivateFiles.password(folder.resolve("password"));
            ServerProcess process = ServerProcess.start(new RedisProgram(folder, password), notices);
            started = true;
            return new RedisServer(process, password, lock);
        } finally {
            if (!started) {
                lock.close();
            }
        }
    }

    /** Where clients connect, with password: {@code redis://:password@127.0.0.1:port}. */
    public String uri() {
        return "redis://:" + password + "@127.0.0.1:" + port();
    }

    /** The TCP port on 127.0.0.1; the same until {@link #stop}. */
    public int port() {
        return process.port();
    }

    /** The process id of the running server. */
    public long pid() {
        return process.pid();
    }

    /** How often it died and was started again. */
    public int restarts() {
        return process.restarts();
    }

    /** Ends the server. Blocks; calling it twice is harmless. */
    public void stop() {
        process.stop();
        lock.close();
    }

    /** Same as {@link #stop}. */
    @Override
    public void close() {
        stop();
    }
}
