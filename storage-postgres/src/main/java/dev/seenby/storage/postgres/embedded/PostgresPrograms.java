package dev.seenby.storage.postgres.embedded;

import dev.seenby.storage.embedded.EmbeddedServerException;
import dev.seenby.storage.embedded.PrivateFiles;
import dev.seenby.storage.embedded.Programs;
import dev.seenby.storage.embedded.Progress;
import dev.seenby.storage.embedded.ServerLog;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The PostgreSQL programs: unpacked once per version, and run as somebody other than root. */
final class PostgresPrograms {
    private static final Duration RUN_LIMIT = Duration.ofMinutes(5);
    private static final Pattern MAJOR = Pattern.compile("\\(PostgreSQL\\) (\\d+)");

    private final Path folder;
    private final Path home;
    private final PostgresArchive archive;
    private final Consumer<String> notices;
    private final List<String> prefix;

    PostgresPrograms(Path folder, Consumer<String> notices) {
        this.folder = folder;
        this.notices = notices;
        this.archive = PostgresArchive.forThisSystem();
        this.home = folder.resolve("programs-" + archive.fingerprint());
        this.prefix = runsAsRoot(folder) ? leaveRoot() : List.of();
    }

    boolean unpacked() {
        return Files.exists(home);
    }

    /** Unpacks under another name first, so that the folder exists only with all its files. None may be running. */
    void unpack() {
        if (unpacked()) {
            return;
        }
        try {
            try (var old = Files.newDirectoryStream(folder, "programs-*")) {
                old.forEach(PrivateFiles::delete);
            }
            Path partial = folder.resolve("programs-partial");
            archive.unpackInto(partial, new Progress("unpacking PostgreSQL (first start)", notices));
            PrivateFiles.publish(partial, home);
        } catch (IOException e) {
            throw EmbeddedServerException.cannot("unpack PostgreSQL into " + folder, e);
        }
    }

    String path(String program) {
        return home.resolve("bin").resolve(program).toString();
    }

    String majorVersion() {
        ServerLog log = run(List.of(path("postgres"), "--version"), "asking PostgreSQL for its version");
        Matcher version = MAJOR.matcher(log.text());
        if (!version.find()) {
            throw new EmbeddedServerException("PostgreSQL does not tell its version: " + log.lastProblem());
        }
        return version.group(1);
    }

    /** How to run a program of PostgreSQL, as another user than root. */
    ProcessBuilder builder(List<String> command) {
        List<String> whole = new ArrayList<>(prefix);
        whole.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(whole).directory(folder.toFile());
        // PGPORT, PGOPTIONS and their kin are meant for somebody else's server.
        builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
        return builder;
    }

    /** Runs a program to its end; fails unless it ends well. */
    ServerLog run(List<String> command, String doing) {
        ServerLog log = new ServerLog(folder.resolve("setup.log"));
        int status = execute(command, log, doing);
        if (status != 0) {
            throw new EmbeddedServerException(doing + " failed: " + log.lastProblem());
        }
        return log;
    }

    /** Runs a program to its end, whichever it is. */
    void tryRun(List<String> command, String doing) {
        execute(command, new ServerLog(folder.resolve("setup.log")), doing);
    }

    private int execute(List<String> command, ServerLog log, String doing) {
        log.begin();
        ProcessBuilder builder = builder(command)
                .redirectInput(new File("/dev/null"))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.file().toFile()));
        Progress progress = new Progress(doing, notices);
        try {
            Process process = builder.start();
            try {
                while (!process.waitFor(200, TimeUnit.MILLISECONDS)) {
                    if (progress.elapsed().compareTo(RUN_LIMIT) > 0) {
                        throw new EmbeddedServerException(
                                doing + " took more than " + RUN_LIMIT.toMinutes() + " minutes: " + log.lastProblem());
                    }
                }
                return process.exitValue();
            } finally {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            throw EmbeddedServerException.cannot("run " + command.get(0), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EmbeddedServerException("interrupted while " + doing, e);
        }
    }

    /** A file made now belongs to whom the system takes this process for. */
    private static boolean runsAsRoot(Path folder) {
        try {
            Path probe = Files.createTempFile(folder, "owner", null);
            try {
                return Integer.valueOf(0).equals(Files.getAttribute(probe, "unix:uid"));
            } finally {
                Files.delete(probe);
            }
        } catch (IOException e) {
            throw EmbeddedServerException.cannot("write to " + folder, e);
        }
    }

    /** In a user namespace without a mapping, root's files stay its own while PostgreSQL sees the user "nobody". */
    private static List<String> leaveRoot() {
        String advice = ": run Seenby as another user, or set SEENBY_POSTGRES_URI to a server of your own";
        Path unshare = Programs.find("unshare")
                .orElseThrow(() -> new EmbeddedServerException(
                        "PostgreSQL does not run as root, and the program unshare is not installed" + advice));
        List<String> command = List.of(unshare.toString(), "-U");
        List<String> probe = new ArrayList<>(command);
        probe.add("true");
        try {
            Process process = new ProcessBuilder(probe)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0) {
                return command;
            }
            process.destroyForcibly();
        } catch (IOException e) {
            throw EmbeddedServerException.cannot("run " + unshare, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new EmbeddedServerException(
                "PostgreSQL does not run as root, and this system forbids unshare -U" + advice);
    }
}
