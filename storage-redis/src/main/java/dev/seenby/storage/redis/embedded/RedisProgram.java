package dev.seenby.storage.redis.embedded;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.seenby.storage.embedded.EmbeddedServerException;
import dev.seenby.storage.embedded.PrivateFiles;
import dev.seenby.storage.embedded.Programs;
import dev.seenby.storage.embedded.ServerProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import redis.embedded.core.ExecutableProvider;
import redis.embedded.error.OsArchitectureNotFound;
import redis.embedded.error.UnknownOSName;

/** The folder of one Redis, and how to start and stop it there. */
final class RedisProgram implements ServerProcess.Server {
    private static final int PING_LIMIT_MILLIS = 1000;
    private static final String PONG = "+OK\r\n+PONG\r\n";

    private final Path folder;
    private final String password;
    private final Path program;
    private final Path configuration;
    private boolean unpacked;

    RedisProgram(Path folder, String password) {
        this.folder = folder;
        this.password = password;
        this.program = folder.resolve("redis-server");
        this.configuration = folder.resolve("redis.conf");
    }

    @Override
    public String name() {
        return "Redis";
    }

    @Override
    public Path log() {
        return folder.resolve("server.log");
    }

    /** Nothing in it is worth keeping, so an orphan is killed. */
    @Override
    public void clearTheWay() {
        Programs.kill(folder);
    }

    @Override
    public ProcessBuilder command(int port) {
        if (!unpacked) {
            unpack();
        }
        PrivateFiles.write(configuration, configuration(port).getBytes(UTF_8));
        return new ProcessBuilder(program.toString(), configuration.toString()).directory(folder.toFile());
    }

    private String configuration(int port) {
        return """
                bind 127.0.0.1
                port %d
                protected-mode yes
                requirepass %s
                daemonize no
                dir "%s"
                # Nothing is kept on disk, and nothing is thrown away to make room: a full Redis says so.
                save ""
                appendonly no
                maxmemory-policy noeviction
                # It concerns background saves, of which there are none.
                ignore-warnings ARM64-COW-BUG
                """.formatted(
                        port, password, folder.toString().replace("\\", "\\\\").replace("\"", "\\\""));
    }

    /**
     * Unpacks the program anew, once per run: this is quick, and needs no trust in what an earlier run left. It is moved
     * out of the folder it is unpacked in, because the library asks the JVM to delete its file at exit, when that name may
     * already belong to the next Seenby.
     */
    private void unpack() {
        Path partial = folder.resolve("unpacking");
        PrivateFiles.delete(partial);
        PrivateFiles.folder(partial);
        try {
            Path executable = ExecutableProvider.newJarResourceProvider(partial.toFile())
                    .get()
                    .toPath();
            PrivateFiles.publish(executable, program);
            PrivateFiles.delete(partial);
            unpacked = true;
        } catch (IOException e) {
            throw EmbeddedServerException.cannot("unpack Redis into " + folder, e);
        } catch (OsArchitectureNotFound | UnknownOSName e) {
            throw new EmbeddedServerException(
                    "this Seenby brings no Redis for " + System.getProperty("os.name") + " on "
                            + System.getProperty("os.arch")
                            + ": set SEENBY_REDIS_URI to a server of your own, or to none",
                    e);
        }
    }

    @Override
    public boolean ready(ProcessHandle child, int port) {
        try (Socket socket = new Socket()) {
            socket.setSoTimeout(PING_LIMIT_MILLIS);
            socket.connect(
                    new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port),
                    PING_LIMIT_MILLIS);
            socket.getOutputStream().write(("AUTH " + password + "\r\nPING\r\n").getBytes(US_ASCII));
            return new String(socket.getInputStream().readNBytes(PONG.length()), US_ASCII).equals(PONG);
        } catch (IOException notYet) {
            return false;
        }
    }

    @Override
    public void askToStop(ProcessHandle child) {
        child.destroy();
    }
}
