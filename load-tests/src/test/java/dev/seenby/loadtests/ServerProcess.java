package dev.seenby.loadtests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A server in a process of its own, as it is in life: the packaged Seenby, or another that is held against it. */
final class ServerProcess implements AutoCloseable {
    static final String ADMIN_TOKEN = "load-test-token";
    private static final Path JAR = Path.of("app", "target", "seenby-app.jar");
    /** What {@code ./seenby} gives to Java. */
    private static final List<String> JAVA =
            List.of("-Xms64m", "-Xmx512m", "-XX:+UseG1GC", "-XX:+ExitOnOutOfMemoryError", "-Dfile.encoding=UTF-8");

    private static final int START_MILLIS = 60_000;
    private static final int LOOK_MILLIS = 20;

    private final Process process;
    private final int port;

    private ServerProcess(Process process, int port) throws Exception {
        this.process = process;
        this.port = port;
        for (int i = 0; !listens(port); i++) {
            if (!process.isAlive() || i > START_MILLIS / LOOK_MILLIS) {
                close();
                throw new IllegalStateException("the server did not start");
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        }
    }

    /**
     * Seenby on these databases, and waits until it takes calls.
     *
     * @param log where what it says is kept
     * @param options of Java, after those of {@code ./seenby}; of two that contradict, the later wins
     */
    static ServerProcess seenby(Servers databases, Path log, List<String> options) throws Exception {
        return seenby(databases, log, options, Map.of());
    }

    /** @param settings by their names in the environment, beside those of where it is and what it stands on */
    static ServerProcess seenby(Servers databases, Path log, List<String> options, Map<String, String> settings)
            throws Exception {
        int port = freePort();
        return new ServerProcess(
                seenbyOn(port, databases, log, options, settings).start(), port);
    }

    /** The same, to be started by the caller. */
    static ProcessBuilder seenbyOn(
            int port, Servers databases, Path log, List<String> options, Map<String, String> settings) {
        List<String> command = java(options);
        command.addAll(program());
        Map<String, String> environment = new HashMap<>(settings);
        environment.putAll(Map.of(
                "SEENBY_HTTP_PORT", Integer.toString(port),
                "SEENBY_MANAGEMENT_PORT", Integer.toString(freePort()),
                "SEENBY_POSTGRES_URI", databases.postgresUri(),
                "SEENBY_REDIS_URI", databases.redisUri(),
                "SEENBY_SECRETS_KEY", Servers.secretsKey(),
                "SEENBY_ADMIN_TOKEN", ADMIN_TOKEN,
                "SEENBY_DEMO", "false"));
        return builder(command, log, environment);
    }

    /** The packaged server; before it is packaged, as in tests, the same from the class path. */
    private static List<String> program() {
        return Files.exists(JAR)
                ? List.of("-jar", JAR.toString())
                : List.of("-cp", System.getProperty("java.class.path"), "dev.seenby.app.Main");
    }

    /** A class of these with the same options of Java. @param arguments of its main, after the port */
    static ServerProcess of(Class<?> main, Path log, String... arguments) throws Exception {
        int port = freePort();
        List<String> command = java(List.of());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName(), Integer.toString(port)));
        command.addAll(List.of(arguments));
        return new ServerProcess(builder(command, log, Map.of()).start(), port);
    }

    private static List<String> java(List<String> options) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(JAVA);
        command.addAll(options);
        return command;
    }

    private static ProcessBuilder builder(List<String> command, Path log, Map<String, String> environment) {
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().putAll(environment);
        return builder;
    }

    int port() {
        return port;
    }

    /** The processor's time it has used, nanoseconds; Linux alone knows it well. */
    long cpuNanos() {
        return cpuNanos(process.toHandle());
    }

    static long cpuNanos(ProcessHandle process) {
        return process.info().totalCpuDuration().map(used -> used.toNanos()).orElse(0L);
    }

    private static boolean listens(int port) {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
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
    public void close() throws Exception {
        process.destroy();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }
}
