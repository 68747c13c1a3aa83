package dev.seenby.storage.redis;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import redis.embedded.core.ExecutableProvider;

/** A real Redis on a free port of its own, that keeps nothing when it is killed. */
final class RedisProcess implements AutoCloseable {
    private static final Path FOLDER = Path.of("target", "embedded-redis");

    private final int port;
    private final List<String> command;
    private Process process;

    private RedisProcess(int port, List<String> command) {
        this.port = port;
        this.command = command;
    }

    static RedisProcess start(String... settings) {
        try {
            int port;
            try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                port = socket.getLocalPort();
            }
            List<String> command = new ArrayList<>(List.of(
                    Unpacked.EXECUTABLE,
                    "--port",
                    Integer.toString(port),
                    "--bind",
                    "127.0.0.1",
                    "--save",
                    "",
                    "--dir",
                    FOLDER.toAbsolutePath().toString()));
            command.addAll(List.of(settings));
            RedisProcess redis = new RedisProcess(port, command);
            redis.launch();
            return redis;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int port() {
        return port;
    }

    String uri() {
        return "redis://127.0.0.1:" + port;
    }

    void kill() {
        process.destroyForcibly();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                throw new IllegalStateException("Redis does not die");
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Starts it, empty, on its port, and waits until it answers. */
    void launch() throws IOException {
        process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(FOLDER.resolve("redis-" + port + ".log").toFile())
                .start();
        Process mine = process;
        Runtime.getRuntime().addShutdownHook(new Thread(mine::destroyForcibly));
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!answers()) {
            if (!mine.isAlive() || System.nanoTime() > deadline) {
                throw new IllegalStateException("Redis does not start; see " + FOLDER);
            }
            pauseBriefly();
        }
    }

    private boolean answers() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(1_000);
            socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
            return socket.getInputStream().read() > 0;
        } catch (IOException e) {
            return false;
        }
    }

    private static void pauseBriefly() {
        try {
            new CountDownLatch(1).await(20, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        kill();
    }

    /** Unpacked once for each run of the tests. */
    private static final class Unpacked {
        static final String EXECUTABLE;

        static {
            try {
                Files.createDirectories(FOLDER);
                String chosen = System.getenv("SEENBY_TEST_REDIS_SERVER");
                EXECUTABLE = chosen == null ? unpack() : chosen;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static String unpack() throws IOException {
            File folder =
                    Files.createTempDirectory(FOLDER.toAbsolutePath(), "bin").toFile();
            return ExecutableProvider.newJarResourceProvider(folder).get().getAbsolutePath();
        }
    }
}
