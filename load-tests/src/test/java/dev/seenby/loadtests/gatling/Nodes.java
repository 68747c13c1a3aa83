package dev.seenby.loadtests.gatling;

import dev.seenby.storage.postgres.embedded.PostgresServer;
import dev.seenby.storage.redis.embedded.RedisServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Nodes of the server, each a process, on one PostgreSQL and one Redis in a temporary folder. */
final class Nodes implements AutoCloseable {
    private static final String TOKEN = "load-test-token";
    private static final int START_SECONDS = 60;

    /** @param decisions what its limiter has decided, if that is written down */
    private record Node(Process process, int port, int management, Path decisions, Path log) {}

    private final Path folder;
    private final PostgresServer postgres;
    private final RedisServer redis;
    private final List<Node> nodes = new ArrayList<>();
    /** For a run that is broken off. */
    private final Thread hook = new Thread(this::end);

    private Nodes() throws IOException {
        folder = Files.createTempDirectory("seenby-load-test");
        postgres = PostgresServer.start(folder, System.err::println);
        redis = RedisServer.start(folder, System.err::println);
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /**
     * Starts them and tells {@link Target} where they are.
     *
     * @param decisions whether limiters write down what they decide
     */
    static Nodes start(int count, boolean decisions) throws Exception {
        Nodes all = new Nodes();
        try {
            for (int i = 0; i < count; i++) {
                all.nodes.add(all.node(i, decisions));
            }
            for (Node node : all.nodes) {
                awaitReady(node);
            }
        } catch (Exception e) {
            all.close();
            throw e;
        }
        System.setProperty("url", all.uris(Node::port));
        System.setProperty("management", all.uris(Node::management));
        System.setProperty("token", TOKEN);
        return all;
    }

    private String uris(ToIntFunction<Node> port) {
        return nodes.stream()
                .map(node -> "http://127.0.0.1:" + port.applyAsInt(node))
                .collect(Collectors.joining(","));
    }

    /** What the limiters of all nodes have decided. */
    List<Path> decisions() {
        return nodes.stream().map(Node::decisions).toList();
    }

    private Node node(int number, boolean decisions) throws IOException {
        int port = freePort();
        int management = freePort();
        Path decided = folder.resolve("decisions-" + number);
        Path log = folder.resolve("log-" + number);
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(List.of(Parameter.text("nodeOptions", "-Xmx512m").split(" ")));
        if (decisions) {
            Path config = folder.resolve("limiter-log.xml");
            try (var in = Nodes.class.getResourceAsStream("/limiter-log.xml")) {
                Files.write(config, in.readAllBytes());
            }
            command.add("-Dlogback.configurationFile=" + config);
            command.add("-Dlimiter.log=" + decided);
        }
        String jar = Parameter.text("jar", "");
        command.addAll(
                jar.isEmpty()
                        ? List.of("-cp", System.getProperty("java.class.path"), "dev.seenby.app.Main")
                        : List.of("-jar", jar));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().put("SEENBY_HTTP_PORT", Integer.toString(port));
        builder.environment().put("SEENBY_MANAGEMENT_PORT", Integer.toString(management));
        builder.environment()
                .put("SEENBY_DATA_DIR", folder.resolve("data-" + number).toString());
        builder.environment().put("SEENBY_POSTGRES_URI", postgres.uri());
        builder.environment().put("SEENBY_REDIS_URI", redis.uri());
        builder.environment().put("SEENBY_SECRETS_KEY", "0".repeat(64));
        builder.environment().put("SEENBY_ADMIN_TOKEN", TOKEN);
        builder.environment().put("SEENBY_DEMO", "false");
        return new Node(builder.start(), port, management, decided, log);
    }

    private static void awaitReady(Node node) throws Exception {
        HttpClient http = HttpClient.newHttpClient();
        HttpRequest ready = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + node.management() + "/health/ready"))
                .build();
        for (int i = 0; i < START_SECONDS * 20; i++) {
            if (!node.process().isAlive()) {
                break;
            }
            try {
                if (http.send(ready, HttpResponse.BodyHandlers.ofString()).statusCode() == 200) {
                    return;
                }
            } catch (IOException notYet) {
                // its port is not open yet
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
        throw new IllegalStateException("a node does not start:\n" + Files.readString(node.log()));
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What nodes said that is no mere information. */
    List<String> complaints() throws IOException {
        List<String> lines = new ArrayList<>();
        for (Node node : nodes) {
            try (Stream<String> log = Files.lines(node.log())) {
                log.filter(line -> line.contains(" WARN ") || line.contains(" ERROR "))
                        .forEach(lines::add);
            }
        }
        return lines;
    }

    private void end() {
        for (Node node : nodes) {
            node.process().destroy();
        }
        for (Node node : nodes) {
            node.process()
                    .onExit()
                    .orTimeout(30, TimeUnit.SECONDS)
                    .exceptionally(late -> node.process().destroyForcibly())
                    .join();
        }
        redis.stop();
        postgres.stop();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        Runtime.getRuntime().removeShutdownHook(hook);
        end();
    }
}
