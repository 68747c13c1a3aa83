package dev.seenby.storage.embedded;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** Finds programs of the operating system, and the processes that run programs of ours. */
public final class Programs {
    private static final Duration SCAN_EVERY = Duration.ofMillis(20);
    private static final int SCANS = 500;

    private Programs() {}

    /** Where a program lies on the {@code PATH}. */
    public static Optional<Path> find(String program) {
        String path = Objects.requireNonNullElse(System.getenv("PATH"), "/usr/local/bin:/usr/bin:/bin");
        for (String folder : path.split(File.pathSeparator, -1)) {
            Path candidate = Path.of(folder, program);
            if (!folder.isEmpty() && Files.isExecutable(candidate)) {
                return Optional.of(candidate);
            }
        }
        return Optional.empty();
    }

    /** The living processes whose program lies in this folder or below it: what a killed JVM left running. */
    public static List<ProcessHandle> runningFrom(Path folder) {
        return ProcessHandle.allProcesses()
                .filter(process -> runsFrom(process, folder))
                .toList();
    }

    /** Whether a process runs a program that lies in this folder or below it. */
    public static boolean runsFrom(ProcessHandle process, Path folder) {
        // The path of a program whose file was deleted meanwhile has a suffix, so this compares text.
        return process.info()
                .command()
                .filter(command -> command.startsWith(folder + File.separator))
                .isPresent();
    }

    /**
     * Kills all processes whose program lies in this folder or below it, and waits until they are gone.
     *
     * @throws EmbeddedServerException when one is still there after 10 seconds
     */
    public static void kill(Path folder) {
        for (int scan = 0; scan < SCANS; scan++) {
            List<ProcessHandle> left = runningFrom(folder);
            if (left.isEmpty()) {
                return;
            }
            left.forEach(ProcessHandle::destroyForcibly);
            LockSupport.parkNanos(SCAN_EVERY.toNanos());
        }
        throw new EmbeddedServerException("cannot stop the processes left over in " + folder + ": pids "
                + runningFrom(folder).stream().map(ProcessHandle::pid).toList());
    }
}
