package dev.seenby.clients;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Runs tests written in JavaScript with {@code node --test}. Their output goes line by line to the log of this test,
 * and into the message of the failure. The packages they need are installed by {@code src/test/js/prepare.mjs}.
 */
public final class NodeSuite {

    /** Where the stories of the dialects' clients are. */
    public static final Path SCRIPTS = Path.of("src", "test", "js");

    /** A line at the end of Node's report: how many tests there were of a kind. */
    private static final Pattern COUNT = Pattern.compile("# (tests|pass|fail|cancelled|skipped|todo) (\\d+)");

    private NodeSuite() {}

    /**
     * Runs one file of tests.
     *
     * @param environment what the file finds in its environment, beside what this process has
     * @param deadline after this the tests are stopped and have failed
     * @throws AssertionError if a test failed, was left out, or there was none
     */
    public static void run(Path file, Map<String, String> environment, Duration deadline) {
        List<String> output = new ArrayList<>();
        int exit;
        boolean late;
        try {
            // The report of TAP has the same form in every version of Node.
            ProcessBuilder builder = new ProcessBuilder("node", "--test", "--test-reporter=tap", file.toString());
            builder.environment().putAll(environment);
            Process node = builder.redirectErrorStream(true).start();
            node.getOutputStream().close();
            CompletableFuture<Boolean> ended = node.onExit()
                    .thenApply(process -> false)
                    .completeOnTimeout(true, deadline.toMillis(), TimeUnit.MILLISECONDS);
            ended.thenAccept(timeout -> {
                if (timeout) {
                    stop(node);
                }
            });
            try (BufferedReader lines = node.inputReader(StandardCharsets.UTF_8)) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    System.out.println(line);
                    output.add(line);
                }
            }
            exit = node.onExit().join().exitValue();
            late = ended.join();
        } catch (IOException e) {
            throw new AssertionError("node, which the tests need in version 20 or newer, cannot be run", e);
        }
        String problem = late ? "stopped after " + deadline : problem(file, exit, output);
        if (problem != null) {
            throw new AssertionError("%s: %s%n%s".formatted(file, problem, String.join("\n", output)));
        }
    }

    /** What is wrong with a report, or null. */
    private static String problem(Path file, int exit, List<String> output) {
        if (exit != 0) {
            return "node exited " + exit;
        }
        int tests = 0;
        for (String line : output) {
            Matcher count = COUNT.matcher(line);
            if (count.matches()) {
                int number = Integer.parseInt(count.group(2));
                switch (count.group(1)) {
                    case "tests" -> tests += number;
                    case "pass" -> {}
                    default -> {
                        if (number > 0) {
                            return "not every test was run: " + line;
                        }
                    }
                }
            }
            // Node reports a file without tests as one test with the file's name.
            if (line.startsWith("ok ") && line.endsWith(file.toString())) {
                return "no tests";
            }
        }
        return tests == 0 ? "no tests" : null;
    }

    /** Node runs each file in a child of its own, which would keep the pipe open. */
    private static void stop(Process node) {
        node.descendants().forEach(ProcessHandle::destroyForcibly);
        node.destroyForcibly();
    }
}
