package dev.seenby.storage.postgres.embedded;

import dev.seenby.storage.embedded.FolderLock;
import dev.seenby.storage.embedded.PrivateFiles;
import dev.seenby.storage.embedded.ServerProcess;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * A durable PostgreSQL under a data directory, for this program alone.
 *
 * <p>It lives in the folder {@code postgres}: the unpacked programs, the cluster, the password, the log. What it has
 * committed survives a kill of itself, of the JVM, and of the machine. A child that dies is started again on the same
 * port. Starting the first time takes some seconds.
 */
public final class PostgresServer implements AutoCloseable {
    private final ServerProcess process;
    private final String password;
    private final FolderLock lock;

    private PostgresServer(ServerProcess process, String password, FolderLock lock) {
        this.process = process;
        this.password = password;
        this.lock = lock;
    }

    /**
     * Starts PostgreSQL and waits until it takes connections. Blocks.
     *
     * @param dataDirectory made if missing
     * @param notices takes one line for the operator at a time: a slow start, a death, a restart
     * @throws dev.seenby.storage.embedded.EmbeddedServerException with one line for the operator when it cannot run
     */
    public static PostgresServer start(Path dataDirectory, Consumer<String> notices) {
        Path folder = PrivateFiles.folder(dataDirectory.resolve("postgres"));
        FolderLock lock = FolderLock.take(folder);
        boolean started = false;
        try {
            PostgresCluster cluster = new PostgresCluster(folder, notices);
            String password = cluster.prepare();
            PostgresServer server = new PostgresServer(ServerProcess.start(cluster, notices), password, lock);
            started = true;
            return server;
        } finally {
            if (!started) {
                lock.close();
            }
        }
    }

    /** Where clients connect, with user and password: {@code postgresql://user:password@127.0.0.1:port/database}. */
    public String uri() {
        return "postgresql://" + PostgresCluster.USER + ":" + password + "@127.0.0.1:" + port() + "/"
                + PostgresCluster.DATABASE;
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

    /** Disconnects all clients, writes a checkpoint and ends the server. Blocks; calling it twice is harmless. */
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
