package dev.seenby.faults;

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
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** The server in a process of its own, as an operator runs it, to be killed without mercy. */
final class ServerProcess implements AutoCloseable {
    private static final Duration READY = Duration.ofSeconds(120);

    private final HttpClient http = HttpClient.newHttpClient();
    private final Path dataDir;
    private final Path output;
    private final Map<String, String> settings;
    final int port = freePort();
    final int managementPort = freePort();
    private Process process;

    /** @param dataDir the folder of the embedded servers. @param settings further settings, by their names */
    ServerProcess(Path dataDir, Map<String, String> settings) throws IOException {
        this.dataDir = dataDir;
        this.settings = settings;
        this.output = Files.createTempFile("seenby", ".log");
        this.process = launch();
    }

    private Process launch() throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.seenby.app.Main"));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
        builder.environment().keySet().removeIf(name -> name.startsWith("SEENBY_"));
        builder.environment().put("SEENBY_HTTP_PORT", Integer.toString(port));
        builder.environment().put("SEENBY_MANAGEMENT_PORT", Integer.toString(managementPort));
        builder.environment().put("SEENBY_DATA_DIR", dataDir.toString());
        builder.environment().putAll(settings);
        return builder.start();
    }

    /** Starts it again after it died. */
    void restart() throws IOException {
        process.destroyForcibly();
        await(process.onExit());
        process = launch();
    }

    /** SIGKILL, no last words. */
    void kill() {
        process.destroyForcibly();
        await(process.onExit());
    }

    /** SIGTERM. @return the exit code */
    int stop() {
        process.destroy();
        await(process.onExit());
        return process.exitValue();
    }

    void killRedis() {
        killChild("redis");
    }

    void killPostgres() {
        killChild("postgres");
    }

    /** Until {@code /health/ready} answers 200. */
    void awaitReady() throws InterruptedException {
        long deadline = System.nanoTime() + READY.toNanos();
        while (!ready()) {
            if (!process.isAlive()) {
                throw new AssertionError("the server died:\n" + output());
            }
            if (System.nanoTime() > deadline) {
                throw new AssertionError("not ready after " + READY + ":\n" + output());
            }
            LockSupport.parkNanos(20_000_000);
        }
    }

    private boolean ready() throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + managementPort + "/health/ready"))
                .timeout(Duration.ofSeconds(5))
                .build();
        try {
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    String output() {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Kills the child whose program has this in its name; the first one, whose children end with it. */
    private void killChild(String program) {
        ProcessHandle victim = process.descendants()
                .filter(child -> child.info().command().orElse("").contains(program))
                .min(Comparator.comparing(child -> child.info().startInstant().orElseThrow()))
                .orElseThrow(() -> new AssertionError("no " + program + " runs"));
        victim.destroyForcibly();
        await(victim.onExit());
    }

    private static void await(CompletableFuture<?> exit) {
        try {
            exit.get(60, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError("the process did not end", e);
        }
    }

    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends the server and whatever it left behind. */
    @Override
    public void close() {
        if (process.isAlive()) {
            stop();
        }
    }
}
