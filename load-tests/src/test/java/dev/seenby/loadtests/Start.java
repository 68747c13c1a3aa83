package dev.seenby.loadtests;

import static dev.seenby.loadtests.Bench.millis;

import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * How long the packaged server, on databases that run already, takes from the start of its process to its first answer: who has
 * read a message, in Zulip's words. With the archive of its classes that an earlier run has left, and without, in turn.
 *
 * <p>{@code start [rounds]}; 10 by default.
 */
final class Start {
    private static final int ROUNDS = 10;
    private static final double MOST_MILLIS = 1_200;
    private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final int LOOK_MILLIS = 3;

    private final Path folder;
    private final Servers servers;
    private final String request;

    /** @param folder for the log of what is started */
    static Start on(Servers servers, Path folder, GeneratedApp app) throws Exception {
        try (Generator generator = Generator.open(servers.vertx(), servers.postgresUri())) {
            GeneratedRoom room = generator.fill(app.sdkAppId(), "start", 10, 10);
            generator.read(room, 1, 10, 100);
            return new Start(folder, servers, app, room.message(5));
        }
    }

    private Start(Path folder, Servers servers, GeneratedApp app, long message) {
        this.folder = folder;
        this.servers = servers;
        String owner = app.email() + ":" + app.apiKey();
        request = "GET /api/v1/messages/" + message + "/read_receipts HTTP/1.1\r\nHost: " + app.host()
                + "\r\nConnection: close\r\nAuthorization: Basic "
                + Base64.getEncoder().encodeToString(owner.getBytes(StandardCharsets.US_ASCII)) + "\r\n\r\n";
    }

    public static void main(String[] args) throws Exception {
        System.exit(run(args.length > 0 ? Integer.parseInt(args[0]) : ROUNDS).tell() ? 0 : 1);
    }

    static Report run(int rounds) throws Exception {
        Path folder = Files.createTempDirectory("seenby-load-test");
        Report report = new Report("start", "From the start of the process to the first answer");
        try (Servers servers = Servers.start()) {
            GeneratedApp app = GeneratedApp.make(servers.record().apps(), "start.example");
            Start start = on(servers, folder, app);
            Path archive = folder.resolve("seenby.jsa");
            start.once(List.of("-XX:ArchiveClassesAtExit=" + archive));
            report.measure("start to first answer", "ms")
                    .of(
                            "with its class-data archive",
                            () -> start.once(List.of("-XX:SharedArchiveFile=" + archive)),
                            Goal.atMost(MOST_MILLIS))
                    .against("without", () -> start.once(List.of()), Goal.none())
                    .rounds(rounds);
            report.note(String.format(
                    Locale.ROOT,
                    "Java %s, databases that run already, started in turn. The archive has %,d MB.",
                    Runtime.version(),
                    Files.size(archive) >> 20));
            Files.delete(archive);
        }
        Files.deleteIfExists(folder.resolve("log"));
        Files.delete(folder);
        return report;
    }

    /** @return milliseconds */
    double once(List<String> options) throws Exception {
        int port = ServerProcess.freePort();
        ProcessBuilder builder = ServerProcess.seenbyOn(port, servers, folder.resolve("log"), options, Map.of());
        long begin = System.nanoTime();
        Process process = builder.start();
        try {
            while (!answers(port)) {
                if (!process.isAlive() || System.nanoTime() - begin > LONGEST_NANOS) {
                    throw new IllegalStateException(
                            "the server did not start: " + Files.readString(folder.resolve("log")));
                }
                TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
            }
            return millis(begin);
        } finally {
            process.destroy();
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        }
    }

    private boolean answers(int port) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (answer.isEmpty()) {
                return false; // closed without a word, while the server begins to listen
            }
            if (!answer.startsWith("HTTP/1.1 200")) {
                throw new IllegalStateException(answer);
            }
            return true;
        } catch (ConnectException notYet) {
            return false;
        }
    }
}
