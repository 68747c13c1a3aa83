package dev.seenby.app;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import javax.management.JMException;
import javax.management.ObjectName;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An archive of the classes that this run has loaded (class-data sharing): the next start takes them from there, and a third
 * less time. Who starts the JVM asks for one with {@code -XX:+RecordDynamicDumpInfo} and the property {@value #PROPERTY},
 * when there is none yet that fits the JVM and the jars.
 *
 * <p>It is written when a server stops that was ready: one that did not get so far has not loaded what the next needs.
 */
final class ClassArchive {
    /** Names the file to be written. */
    static final String PROPERTY = "seenby.class.archive";

    private static final Logger LOG = LoggerFactory.getLogger(ClassArchive.class);

    private final @Nullable Path file;
    private volatile boolean complete;

    /** @param file null = none is asked for */
    ClassArchive(@Nullable String file) {
        this.file = file == null || file.isBlank() ? null : Path.of(file);
    }

    /** The server is ready: what a start needs is loaded. */
    void ready() {
        complete = true;
    }

    /** Takes seconds. A failure is logged, and costs nothing but the next start's speed. */
    void write() {
        if (file == null || !complete) {
            return;
        }
        Path unfinished = file.resolveSibling(
                file.getFileName() + "." + ProcessHandle.current().pid());
        try {
            dump(unfinished);
            Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            LOG.info("wrote an archive of classes for the next start: {}", file);
        } catch (IOException | JMException | RuntimeException e) {
            LOG.info("no archive of classes was written, so the next start is not faster: {}", e.toString());
        }
    }

    /** As {@code jcmd VM.cds dynamic_dump} does. */
    private static void dump(Path file) throws JMException {
        PrintStream out = System.out;
        // The JDK prints a line of its own about it.
        System.setOut(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
        try {
            ManagementFactory.getPlatformMBeanServer()
                    .invoke(
                            new ObjectName("com.sun.management:type=DiagnosticCommand"),
                            "vmCds",
                            new Object[] {new String[] {"dynamic_dump", file.toString()}},
                            new String[] {String[].class.getName()});
        } finally {
            System.setOut(out);
        }
    }
}
