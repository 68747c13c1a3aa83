package dev.seenby.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Seenby in a process of its own, as an operator starts it. */
final class SeenbyProcess implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final HttpClient http = HttpClient.newHttpClient();
    private final Path output;
    private final Process process;
    final int httpPort;
    final int managementPort;

    /** @param settings by their names, over any free ports */
    SeenbyProcess(Map<String, String> settings) {
        httpPort = Integer.parseInt(settings.getOrDefault("SEENBY_HTTP_PORT", Integer.toString(freePort())));
        managementPort =
                Integer.parseInt(settings.getOrDefault("SEENBY_MANAGEMENT_PORT", Integer.toString(freePort())));
        try {
            output = Files.createTempFile("seenby", ".log");
            ProcessBuilder builder = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx256m",
                            "-cp",
                            System.getProperty("java.class.path"),
                            Main.class.getName())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile());
            builder.environment().keySet().removeIf(name -> name.startsWith("SEENBY_"));
            builder.environment().put("SEENBY_HTTP_PORT", Integer.toString(httpPort));
            builder.environment().put("SEENBY_MANAGEMENT_PORT", Integer.toString(managementPort));
            builder.environment().putAll(settings);
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until {@code /health/ready} says so. */
    SeenbyProcess ready() {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (status(managementPort, "/health/ready") != 200) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                throw new AssertionError("not ready:\n" + output());
            }
            LockSupport.parkNanos(20_000_000);
        }
        return this;
    }

    /** Waits until the management port answers at all. */
    SeenbyProcess starting() {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (status(managementPort, "/health/live") != 200) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                throw new AssertionError("not starting:\n" + output());
            }
            LockSupport.parkNanos(5_000_000);
        }
        return this;
    }

    /** The status of a GET, 0 if nobody answers. */
    int status(int port, String path) {
        try {
            return get(port, path).statusCode();
        } catch (UncheckedIOException e) {
            return 0;
        }
    }

    HttpResponse<String> get(int port, String path) {
        try {
            return http.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                            .timeout(PATIENCE)
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    HttpResponse<String> post(String path, String body) {
        try {
            return http.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + httpPort + path))
                            .POST(HttpRequest.BodyPublishers.ofString(body))
                            .timeout(PATIENCE)
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** SIGTERM. */
    void terminate() {
        process.destroy();
    }

    /** Waits for the end. */
    int exitCode() {
        try {
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError("does not end:\n" + output());
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** What it said to the operator, without the lines of the log. */
    List<String> lines() {
        return output().lines()
                .filter(line -> !line.matches("[0-9]{4}-[0-9]{2}-[0-9]{2}T.*"))
                .toList();
    }

    String output() {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        terminate();
        exitCode();
    }
}
