package dev.seenby.app;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.core.Context;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;

/** A program that keeps its classes for its next start. Only classes that come from jars can be kept, so it is one. */
class ClassArchiveTest {
    @TempDir
    Path folder;

    private Path archive;

    @BeforeEach
    void aJar() throws IOException {
        archive = folder.resolve("classes.jsa");
        try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(folder.resolve("program.jar")))) {
            for (Class<?> one : List.of(ClassArchive.class, Program.class)) {
                String name = one.getName().replace('.', '/') + ".class";
                jar.putNextEntry(new JarEntry(name));
                try (InputStream bytes = one.getClassLoader().getResourceAsStream(name)) {
                    bytes.transferTo(jar);
                }
            }
        }
    }

    @Test
    void whatARunHasLoadedTheNextTakesFromTheArchive() throws Exception {
        assertThat(run(asking(), "ready")).contains("wrote an archive of classes for the next start");
        assertThat(archive).isNotEmptyFile();
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("program.jar", "classes.jsa");
        }

        assertThat(run(List.of("-XX:SharedArchiveFile=" + archive, "-Xlog:class+load"), "ready"))
                .contains(Program.class.getName() + " source: shared objects file (top)");
    }

    @Test
    void aRunThatDidNotBecomeReadyLeavesNone() throws Exception {
        assertThat(run(asking(), "failed")).doesNotContain("archive");
        assertThat(archive).doesNotExist();
    }

    @Test
    void oneThatCannotBeWrittenIsToldOf() throws Exception {
        // Asked for, but the JVM was not told to take notes.
        assertThat(run(List.of("-D" + ClassArchive.PROPERTY + "=" + archive), "ready"))
                .contains("no archive of classes was written, so the next start is not faster");
        assertThat(archive).doesNotExist();
    }

    private List<String> asking() {
        return List.of("-XX:+RecordDynamicDumpInfo", "-Xlog:cds*=off", "-D" + ClassArchive.PROPERTY + "=" + archive);
    }

    private String run(List<String> options, String how) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        String libraries = Stream.of(Logger.class, LoggerContext.class, Context.class)
                .map(one ->
                        one.getProtectionDomain().getCodeSource().getLocation().getPath())
                .collect(Collectors.joining(File.pathSeparator));
        command.addAll(List.of(
                "-cp", folder.resolve("program.jar") + File.pathSeparator + libraries, Program.class.getName(), how));
        Path output = Files.createTempFile("seenby", ".log");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        assertThat(process.waitFor()).isZero();
        String said = Files.readString(output);
        Files.delete(output);
        return said;
    }

    /** Starts, becomes ready or not, and stops. */
    static final class Program {
        public static void main(String[] args) {
            ClassArchive classes = new ClassArchive(System.getProperty(ClassArchive.PROPERTY));
            if (args[0].equals("ready")) {
                classes.ready();
            }
            classes.write();
        }
    }
}
