package dev.seenby.loadtests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * One app offers ten times what it gets done; another makes 100 calls a second, first alone and then beside it.
 *
 * <p>{@code load-tests/bench.sh overload [seconds]}.
 */
public final class Overload {
    private static final String TOKEN = "load-test-token";
    private static final int QUIET_SECONDS = 20;
    private static final int CALLS_PER_SECOND = 100;
    private static final int CALLERS = 128;
    private static final int CONNECTIONS = 500;
    private static final int TIMES = 10;

    /**
     * Runs a command in the idle class of the scheduler. Where Linux groups processes by session, a session has a full share of
     * the processors whatever the class of what runs in it, so this one has its own, and asks for the least share for it.
     */
    private static final String YIELDING = "echo 19 2>/dev/null > /proc/self/autogroup; exec chrt --idle 0 \"$@\"";

    private final HttpClient http = HttpClient.newHttpClient();
    private final Path folder;
    private final int port = ServerProcess.freePort();
    private final int managementPort = ServerProcess.freePort();
    private final Process server;

    private Overload() throws Exception {
        folder = Files.createTempDirectory("seenby-load-test");
        ProcessBuilder builder = new ProcessBuilder(
                        java(), "-Xmx256m", "-cp", System.getProperty("java.class.path"), "dev.seenby.app.Main")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile());
        builder.environment().put("SEENBY_HTTP_PORT", Integer.toString(port));
        builder.environment().put("SEENBY_MANAGEMENT_PORT", Integer.toString(managementPort));
        builder.environment().put("SEENBY_DATA_DIR", folder.resolve("data").toString());
        builder.environment().put("SEENBY_ADMIN_TOKEN", TOKEN);
        builder.environment().put("SEENBY_DEMO", "false");
        server = builder.start();
        for (int i = 0; i < 600 && !ready(); i++) {
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }

    public static void main(String[] args) throws Exception {
        if (args.length > 1) {
            flood(args);
            System.exit(0);
        }
        Overload run = new Overload();
        try {
            run.run(args.length > 0 ? Integer.parseInt(args[0]) : 60);
        } finally {
            run.stop();
        }
        System.exit(0);
    }

    private void run(int seconds) throws Exception {
        Offered.App greedy = app("greedy");
        Offered.App modest = app("modest");
        double capacity;
        try (Offered calls = new Offered(greedy, CONNECTIONS)) {
            calls.prepare();
            calls.capacity(CALLERS, 10);
            capacity = calls.capacity(CALLERS, 10);
        }
        System.out.printf(
                Locale.ROOT, "the greedy app alone gets %,.0f calls a second done, %d at once%n", capacity, CALLERS);
        try (Offered calls = new Offered(modest, 200)) {
            calls.prepare();
            calls.offer(CALLS_PER_SECOND, 10, true);
            Process warm = flood(greedy, capacity * TIMES, QUIET_SECONDS);
            calls.offer(CALLS_PER_SECOND, QUIET_SECONDS, true);
            warm.waitFor();
            calls.tell("warming up, last under overload");
            weigh("quiet, collected", true);
            calls.offer(CALLS_PER_SECOND, QUIET_SECONDS, true);
            calls.tell("the modest app, quiet");
            Process flood = flood(greedy, capacity * TIMES, seconds);
            TimeUnit.SECONDS.sleep(5);
            for (int second = 5; second < seconds; second += 10) {
                calls.offer(CALLS_PER_SECOND, Math.min(10, seconds - second), true);
                weigh("after " + second + " s", false);
            }
            calls.tell("the modest app, under overload");
            flood.waitFor();
        }
        weigh("afterwards, collected", true);
        metrics("seenby_admission").forEach(System.out::println);
    }

    /** Begins to offer too much, in a process that gets the processors when nobody else wants them. */
    private Process flood(Offered.App app, double rate, int seconds) throws IOException {
        return new ProcessBuilder(
                        "setsid",
                        "--wait",
                        "sh",
                        "-c",
                        YIELDING,
                        "sh",
                        java(),
                        "-Xmx256m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Overload.class.getName(),
                        Integer.toString(port),
                        Long.toString(app.sdkAppId()),
                        app.key(),
                        Double.toString(rate),
                        Integer.toString(seconds))
                .inheritIO()
                .start();
    }

    /** The process that offers too much. */
    private static void flood(String[] args) throws Exception {
        Offered.App app = new Offered.App(Integer.parseInt(args[0]), Long.parseLong(args[1]), args[2]);
        double rate = Double.parseDouble(args[3]);
        int seconds = Integer.parseInt(args[4]);
        try (Offered calls = new Offered(app, CONNECTIONS)) {
            long begin = System.nanoTime();
            calls.offer(rate, seconds, false);
            System.out.printf(
                    Locale.ROOT,
                    "the greedy app offered %,.0f calls a second for %d s (took %.1f s)%n",
                    rate,
                    seconds,
                    Bench.millis(begin) / 1e3);
            calls.tell("the greedy app");
        }
    }

    private void weigh(String when, boolean collect) throws Exception {
        if (collect) {
            new ProcessBuilder("jcmd", Long.toString(server.pid()), "GC.run")
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        }
        double heap = 0;
        for (String line : metrics("jvm_memory_used_bytes{area=\"heap\"")) {
            heap += Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1));
        }
        String rss = Files.readAllLines(Path.of("/proc/" + server.pid() + "/status")).stream()
                .filter(line -> line.startsWith("VmRSS"))
                .map(line -> line.replaceAll("[^0-9]", ""))
                .findFirst()
                .orElseThrow();
        System.out.printf(
                Locale.ROOT,
                "memory, %s: heap %.0f MB, RSS %.0f MB%n",
                when,
                heap / 1e6,
                Long.parseLong(rss) * 1024 / 1e6);
    }

    private List<String> metrics(String prefix) throws Exception {
        List<String> found = new ArrayList<>();
        get("/metrics").body().lines().filter(line -> line.startsWith(prefix)).forEach(found::add);
        return found;
    }

    private Offered.App app(String name) throws Exception {
        HttpResponse<String> made = http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/admin/v1/apps"))
                        .header("Authorization", "Bearer " + TOKEN)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString("{\"name\":\"" + name + "\",\"hosts\":[\"" + name
                                + ".example\"],\"callsPerSecond\":100000}"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        JsonNode app = new ObjectMapper().readTree(made.body());
        if (made.statusCode() != 201) {
            throw new IllegalStateException(made.body());
        }
        return new Offered.App(
                port, app.path("sdkAppId").asLong(), app.path("secretKey").asText());
    }

    private boolean ready() {
        try {
            return get("/health/ready").statusCode() == 200;
        } catch (Exception notYet) {
            return false;
        }
    }

    private HttpResponse<String> get(String path) throws Exception {
        return http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + managementPort + path))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    private void stop() throws Exception {
        server.destroy();
        server.waitFor(60, TimeUnit.SECONDS);
        Servers.delete(folder);
    }
}
