package dev.seenby.storage.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Another JVM with this one's class path, which a test may kill as the system would: without any warning. */
public final class ChildJvm implements AutoCloseable {
    private final Process process;
    private final BufferedReader output;
    private final List<String> said = new ArrayList<>();

    private ChildJvm(Process process) {
        this.process = process;
        this.output = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
    }

    /** Runs the class's main method with what is read from its standard input left open. */
    public static ChildJvm run(Class<?> main, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        command.addAll(List.of(arguments));
        return new ChildJvm(
                new ProcessBuilder(command).redirectErrorStream(true).start());
    }

    /** Waits for the first line that begins so, and returns it; fails when the child ends without saying it. */
    public String awaitLine(String beginning) throws IOException {
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            said.add(line);
            if (line.startsWith(beginning)) {
                return line;
            }
        }
        throw new AssertionError("the child ended and never said '" + beginning + "', but:\n" + said());
    }

    /** All lines read so far. */
    public String said() {
        return String.join("\n", said);
    }

    /** Looks every other millisecond, and kills the child as soon as the moment has come. */
    public void killWhen(BooleanSupplier moment) throws Exception {
        while (!moment.getAsBoolean()) {
            if (process.waitFor(2, TimeUnit.MILLISECONDS)) {
                throw new AssertionError("the child ended before it could be killed:\n"
                        + output.lines().toList());
            }
        }
        kill();
    }

    /** SIGKILL; returns when it is dead. */
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Closes the child's standard input, and returns its exit status when it has ended. */
    public int finish() throws Exception {
        process.getOutputStream().close();
        output.lines().forEach(said::add);
        return process.waitFor();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
