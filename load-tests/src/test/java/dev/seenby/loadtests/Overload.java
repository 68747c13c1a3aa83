package dev.seenby.loadtests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
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
 * One app offers ten times what it gets done; another makes 100 calls a second, first alone, then beside the same flood at a bare router that
 * refuses everybody, which is what the machine does to it, and then beside the flood at Seenby.
 *
 * <p>{@code load-tests/bench.sh overload [seconds [folder]]}, the folder for what the server keeps.
 */
public final class Overload {
    private static final String TOKEN = "load-test-token";
    private static final int QUIET_SECONDS = 60;
    /** So long is each of the stretches whose p99 are compared: this machine stands still now and then, and one that did counts as one. */
    private static final int STRETCH_SECONDS = 10;

    /** Under overload: until then a third of a processor goes to compiling what that runs, which a server does once. */
    private static final int WARM_SECONDS = 90;

    private static final int CALLS_PER_SECOND = 100;
    private static final int CALLERS = 128;
    private static final int TIMES = 10;

    /**
     * Runs a command in the idle class of the scheduler. Where Linux groups processes by session, a session has a full share of
     * the processors whatever the class of what runs in it, so this one has its own, and asks for the least share for it. And it
     * keeps to one processor.
     */
    private static final String YIELDING =
            "echo 19 2>/dev/null > /proc/self/autogroup; exec taskset -c 0 chrt --idle 0 \"$@\"";

    private static final String REFUSAL = "{\"ActionStatus\":\"FAIL\",\"ErrorInfo\":\"refused\",\"ErrorCode\":60018}";

    private final HttpClient http = HttpClient.newHttpClient();
    private final Path folder;
    private final int port = ServerProcess.freePort();
    private final int managementPort = ServerProcess.freePort();
    private final Process server;

    /** @param parent of the folder for what the server keeps */
    private Overload(Path parent) throws Exception {
        folder = Files.createTempDirectory(parent, "seenby-load-test");
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
        Overload run = new Overload(Path.of(args.length > 1 ? args[1] : System.getProperty("java.io.tmpdir")));
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
        try (Offered calls = new Offered(greedy, 2 * CALLERS)) {
            calls.prepare();
            calls.capacity(CALLERS, 10);
            capacity = calls.capacity(CALLERS, 10);
        }
        System.out.printf(
                Locale.ROOT, "the greedy app alone gets %,.0f calls a second done, %d at once%n", capacity, CALLERS);
        try (Offered calls = new Offered(modest, 200);
                Floods floods = new Floods(greedy, capacity * TIMES)) {
            calls.prepare();
            floods.begin(port, WARM_SECONDS);
            calls.offer(CALLS_PER_SECOND, WARM_SECONDS);
            floods.end();
            calls.tell("the modest app, warming up under overload");
            weigh("quiet, collected", true);
            Spread quiet = stretches(calls, "quiet", QUIET_SECONDS);
            Spread beside = besideARouter(calls, floods, seconds);
            floods.begin(port, seconds);
            Spread overload = stretches(calls, "under overload", seconds);
            floods.end();
            System.out.printf(
                    Locale.ROOT,
                    "the modest app's p99, medians of stretches of %d s: %s quiet, %s beside the flood at a bare router,"
                            + " %s under overload: %.1f and %.1f times%n",
                    STRETCH_SECONDS,
                    words(quiet),
                    words(beside),
                    words(overload),
                    overload.median() / quiet.median(),
                    overload.median() / beside.median());
        }
        weigh("afterwards, collected", true);
        metrics("seenby_admission").forEach(System.out::println);
    }

    private static String words(Spread millis) {
        return String.format(Locale.ROOT, "%.1f (%.1f to %.1f) ms", millis.median(), millis.p10(), millis.p90());
    }

    /** The flood goes to a router that has nothing to do with Seenby but the machine. */
    private Spread besideARouter(Offered calls, Floods floods, int seconds) throws Exception {
        String refusal = Files.writeString(folder.resolve("refusal"), REFUSAL).toString();
        List<String> answers = new ArrayList<>();
        Offered.COMMANDS.forEach(command -> answers.addAll(List.of("/v4/" + command, refusal)));
        try (ServerProcess router =
                ServerProcess.of(Floor.class, folder.resolve("router"), answers.toArray(String[]::new))) {
            floods.begin(router.port(), seconds);
            Spread all = stretches(calls, "beside the flood at a bare router", seconds);
            floods.end();
            return all;
        }
    }

    /** @return the p99 of each stretch, in milliseconds */
    private Spread stretches(Offered calls, String when, int seconds) throws Exception {
        List<Double> all = new ArrayList<>();
        for (int second = 0; second < seconds; second += STRETCH_SECONDS) {
            calls.offer(CALLS_PER_SECOND, Math.min(STRETCH_SECONDS, seconds - second));
            all.add(calls.millis(99));
            calls.tell("the modest app, " + when);
            weigh(when, false);
        }
        return Spread.of(all);
    }

    /** What the greedy app offers, from a process that gets the processors when nobody else wants them. */
    private static final class Floods implements AutoCloseable {
        private final Process process;
        private final BufferedReader said;
        private final Writer orders;

        Floods(Offered.App app, double rate) throws IOException {
            process = new ProcessBuilder(
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
                            Flood.class.getName(),
                            Long.toString(app.sdkAppId()),
                            app.key(),
                            Double.toString(rate))
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            said = process.inputReader();
            orders = process.outputWriter();
        }

        void begin(int port, int seconds) throws IOException {
            orders.write(port + " " + seconds + "\n");
            orders.flush();
        }

        /** Waits until the flood is over, and tells what came of it. */
        void end() throws IOException {
            String line = said.readLine();
            while (line != null && !line.equals(Flood.OVER)) {
                System.out.println(line);
                line = said.readLine();
            }
            if (line == null) {
                throw new IOException("the flood broke off");
            }
        }

        @Override
        public void close() throws IOException {
            orders.close();
            process.destroy();
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
